import { Call, type Detailed } from './call.js';
import { InvalidArgumentError, PaginationError } from './errors.js';
import type { QueryValue } from './url.js';

/** How the contract pages a list: by an object's id. */
export interface Pagination {
  /** The parameter that asks for what comes after an object. */
  readonly after: string;
  /** The parameter that asks for what comes before one. */
  readonly before: string;
  /** The member of a page that holds its objects. */
  readonly items: string;
  /** The member of a page that says whether there are more. */
  readonly more: string;
  /** The member of an object that names it. */
  readonly cursor: string;
}

export type Parameters = Readonly<Record<string, QueryValue>>;

/** What makes a list: how a page is asked for, where the walk starts and how far it goes. */
export interface Walk<Page> {
  readonly operation: { readonly id: string; readonly pagination: Pagination };
  readonly parameters: Parameters;
  readonly maxItems: number;
  readonly send: (parameters: Parameters) => Promise<Detailed<Page>>;
}

/** A list under way: `await` it for its first page, or `for await` over the objects of all its pages. */
export class List<Item, Page> extends Call<Page> implements AsyncIterable<Item> {
  readonly #walk: Walk<Page>;
  readonly #isBackwards: boolean;

  constructor(walk: Walk<Page>) {
    super(started(walk));
    this.#walk = walk;
    this.#isBackwards = walk.parameters[walk.operation.pagination.before] != null;
  }

  /** Walks page by page; the pages are fetched as needed. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    const { operation, parameters, send } = this.#walk;
    const { after, before, more, cursor } = operation.pagination;
    const direction = this.#isBackwards ? before : after;
    const seen = new Set<unknown>([parameters[after], parameters[before]]);
    let { result: page } = await this.withDetail();
    for (;;) {
      const last = member(this.#items(page).at(-1), cursor) as QueryValue;
      if (last !== undefined && seen.has(last)) {
        throw new PaginationError(
          `${operation.id}: a page ends with ${last}, where the walk has been already: the server ignores ${direction}.`,
        );
      }
      seen.add(last);
      yield page;
      if (!member(page, more)) {
        return;
      }
      if (last === undefined) {
        throw new PaginationError(
          `${operation.id}: a page says that there are more, but it is empty.`,
        );
      }
      ({ result: page } = await send({ ...parameters, [direction]: last }));
    }
  }

  /** Walks object by object, up to `maxItems`. */
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

  // In the order walked: a page itself is always newest first.
  #items(page: Page): Item[] {
    const items = member(page, this.#walk.operation.pagination.items) as Item[];
    return this.#isBackwards ? [...items].reverse() : items;
  }
}

function started<Page>({ maxItems, parameters, send }: Walk<Page>): Promise<Detailed<Page>> {
  return maxItems >= 1
    ? send(parameters)
    : Promise.reject(new InvalidArgumentError(`maxItems must be 1 or more, not ${maxItems}.`));
}

function member(value: unknown, name: string): unknown {
  return (value as Record<string, unknown> | null | undefined)?.[name];
}
