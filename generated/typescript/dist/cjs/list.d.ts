// Generated from src/list.ts: edit there, not here.
import { Call, type Detailed } from './call.js';
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
  readonly operation: {
    readonly id: string;
    readonly pagination: Pagination;
  };
  readonly parameters: Parameters;
  readonly maxItems: number;
  readonly send: (parameters: Parameters) => Promise<Detailed<Page>>;
}
/** A list: `await` it for its first page, or iterate over the objects of all pages with `for await`. */
export declare class List<Item, Page> extends Call<Page> implements AsyncIterable<Item> {
  #private;
  constructor(walk: Walk<Page>);
  /** Iterates over the pages, which are fetched as needed. */
  pages(): AsyncGenerator<Page, void, undefined>;
  /** Iterates over the objects of all pages, up to `maxItems`. */
  [Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined>;
  /** Returns the objects of all pages, up to `maxItems`. */
  toArray(): Promise<Item[]>;
}
