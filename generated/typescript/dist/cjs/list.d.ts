// Generated from generated/typescript/src/list.ts: edit there, not here.
import { Call, type Detailed } from './call.js';
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
  readonly operation: {
    readonly id: string;
    readonly pagination: Pagination;
  };
  readonly parameters: Parameters;
  readonly maxItems: number;
  readonly send: (parameters: Parameters, link?: Link) => Promise<Detail & Detailed<Page>>;
}
/** A list: `await` it for its first page, or iterate over the objects of all pages with `for await`. */
export declare class List<Item, Page, Detail extends Detailed<Page> = Detailed<Page>>
  extends Call<Page, Detail>
  implements AsyncIterable<Item>
{
  #private;
  constructor(walk: Walk<Page, Detail>);
  /** Iterates over the pages, which are fetched as needed. */
  pages(): AsyncGenerator<Page, void, undefined>;
  /** Iterates over the objects of all pages, up to `maxItems`. */
  [Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined>;
  /** Returns the objects of all pages, up to `maxItems`. */
  toArray(): Promise<Item[]>;
}
