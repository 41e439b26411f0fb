import { Call, type Detailed } from './call.js';
import { InvalidArgumentError, PaginationError } from './errors.js';
import { printable } from './text.js';
import type { QueryValue } from './url.js';

/** How a list is paged: by the ID of an object. */
export interface Pagination {
  /** The parameter that requests the objects after a cursor. */
  readonly after: string;
  /** The parameter that requests the objects before a cursor. */
  readonly before: string;
  /** The field of a page that contains its objects. */
  readonly items: string;
  /** The field of a page that says whether there are more. */
  readonly more: string;
  /** The field of an object that identifies it. */
  readonly cursor: string;
}

export type Parameters = Readonly<Record<string, QueryValue>>;

/** How the pages of a list are requested, where the list starts and where it ends. */
export interface Walk<Page> {
  readonly operation: { readonly id: string; readonly pagination: Pagination };
  readonly parameters: Parameters;
  readonly maxItems: number;
  readonly send: (parameters: Parameters) => Promise<Detailed<Page>>;
}

/** A list: `await` it for its first page, or iterate over the objects of all pages with `for await`. */
export class List<Item, Page> extends Call<Page> implements AsyncIterable<Item> {
  readonly #walk: Walk<Page>;
  readonly #isBackwards: boolean;

  constructor(walk: Walk<Page>) {
    super(started(walk));
    this.#walk = walk;
    this.#isBackwards = walk.parameters[walk.operation.pagination.before] != null;
  }

  /** Iterates over the pages, which are fetched as needed. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    const { operation, parameters, send } = this.#walk;
    const { after, before, more, cursor } = operation.pagination;
    const direction = this.#isBackwards ? before : after;
    const seen = new Set<unknown>([parameters[after], parameters[before]]);
    let { result: page } = await this.withDetail();
    for (;;) {
      const last = field(this.#items(page).at(-1), cursor) as QueryValue;
      if (last !== undefined && seen.has(last)) {
        throw new PaginationError(
          `${operation.id}: a page ends with ${printable(String(last))}, as an earlier page did. The server ignores ${direction}.`,
        );
      }
      seen.add(last);
      yield page;
      if (!field(page, more)) {
        return;
      }
      if (last === undefined) {
        throw new PaginationError(`${operation.id}: a page is empty and says that there are more.`);
      }
      ({ result: page } = await send({ ...parameters, [direction]: last }));
    }
  }

  /** Iterates over the objects of all pages, up to `maxItems`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    let left = this.#walk.maxItems;
    for await (const page of this.pages()) {
      for (const item of this.#items(page)) {
        yield item;
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

  // A page is always newest first, also when the list is iterated backwards.
  #items(page: Page): Item[] {
    const items = field(page, this.#walk.operation.pagination.items) as Item[];
    return this.#isBackwards ? [...items].reverse() : items;
  }
}

function started<Page>({ maxItems, parameters, send }: Walk<Page>): Promise<Detailed<Page>> {
  return maxItems >= 1
    ? send(parameters)
    : Promise.reject(
        new InvalidArgumentError(`maxItems must be 1 or more, not ${String(maxItems)}.`),
      );
}

function field(value: unknown, name: string): unknown {
  return (value as Record<string, unknown> | null | undefined)?.[name];
}
