import { Call, type Detailed } from './call.js';
import { InvalidArgumentError } from './errors.js';

/** Starts to walk through a list. */
export type Pagination = (operation: string, parameters: Parameters) => Steps;

/** A walk through a list. */
export interface Steps {
  /** Returns the objects of a page, in the order of the walk. */
  readonly items: (page: unknown) => unknown[];
  /**
   * Returns what is different in the request of the next page, or what returns its URL; `undefined` after the last one.
   *
   * @throws PaginationError The pages do not end.
   */
  readonly next: (page: unknown, headers: Headers) => Parameters | Link | undefined;
}

/** Returns the URL of a page; takes that of the first one. */
export type Link = (first: string) => string;

export type Parameters = Readonly<Record<string, unknown>>;

/** How the pages of a list are requested, where the list starts and where it ends. */
export interface Walk<Page, Detail> {
  readonly operation: { readonly id: string; readonly pagination: Pagination };
  readonly parameters: Parameters;
  readonly maxItems: number;
  readonly send: (parameters: Parameters, link?: Link) => Promise<Detail & Detailed<Page>>;
}

/** A list: `await` it for its first page, or iterate over the objects of all pages with `for await`. */
export class List<Item, Page, Detail extends Detailed<Page> = Detailed<Page>>
  extends Call<Page, Detail>
  implements AsyncIterable<Item>
{
  readonly #walk: Walk<Page, Detail>;

  constructor(walk: Walk<Page, Detail>) {
    super(started(walk));
    this.#walk = walk;
  }

  /** Iterates over the pages, which are fetched as needed. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    const { parameters, send } = this.#walk;
    const steps = this.#steps();
    let { result, headers } = (await this.withDetail()) as Detailed<Page>;
    for (;;) {
      const next = steps.next(result, headers);
      yield result;
      if (!next) {
        return;
      }
      ({ result, headers } =
        typeof next === 'function'
          ? await send(parameters, next)
          : await send({ ...parameters, ...next }));
    }
  }

  /** Iterates over the objects of all pages, up to `maxItems`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    const { items } = this.#steps();
    let left = this.#walk.maxItems;
    for await (const page of this.pages()) {
      for (const item of items(page)) {
        yield item as Item;
        if (--left === 0) {
          return;
        }
      }
    }
  }

  /** Returns the objects of all pages, up to `maxItems`. */
  async toArray(): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this) {
      items.push(item);
    }
    return items;
  }

  #steps(): Steps {
    const { operation, parameters } = this.#walk;
    return operation.pagination(operation.id, parameters);
  }
}

function started<Page, Detail>({
  maxItems,
  parameters,
  send,
}: Walk<Page, Detail>): Promise<Detail> {
  return maxItems >= 1
    ? send(parameters)
    : Promise.reject(
        new InvalidArgumentError(`maxItems must be 1 or more, not ${String(maxItems)}.`),
      );
}
