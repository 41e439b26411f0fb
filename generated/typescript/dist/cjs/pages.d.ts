// Generated from generated/typescript/src/pages.ts: edit there, not here.
import type { Pagination } from './list.js';
/** The name of a field, or the names that lead to one. */
type Way = string | readonly string[];
/** Pages start after, or end before, the object with an ID. */
export declare const byObject: ({
  after,
  before,
  items,
  more,
  cursor,
}: {
  readonly after: string;
  readonly before?: string;
  readonly items: Way;
  readonly more?: Way;
  readonly cursor: Way;
}) => Pagination;
/** Pages start at a token of the page before. */
export declare const byToken: (names: {
  readonly after: string;
  readonly before?: string;
  readonly items: Way;
  readonly next: Way;
  readonly previous?: Way;
}) => Pagination;
/** Pages have numbers. */
export declare const byPage: (names: {
  readonly page: string;
  readonly first: number;
  readonly items: Way;
  readonly pages?: Way;
  readonly total?: Way;
  readonly more?: Way;
}) => Pagination;
/** Pages start at an index. */
export declare const byOffset: (names: {
  readonly offset: string;
  readonly items: Way;
  readonly total?: Way;
  readonly more?: Way;
}) => Pagination;
/** The header `Link` has the URL of the next page (RFC 8288). */
export declare const byLink: (names: { readonly items: Way }) => Pagination;
export {};
