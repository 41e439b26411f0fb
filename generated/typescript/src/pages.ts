// Copied from templates/typescript/runtime/src/pages.ts: edit there, not here.
import { PaginationError } from './errors.js';
import type { Pagination } from './list.js';
import { printable } from './text.js';

/** The name of a field, or the names that lead to one. */
type Way = string | readonly string[];

/** Pages start after, or end before, the object with an ID. */
export const byObject =
  ({
    after,
    before = '',
    items,
    more,
    cursor,
  }: {
    readonly after: string;
    readonly before?: string;
    readonly items: Way;
    readonly more?: Way;
    readonly cursor: Way;
  }): Pagination =>
  (id, parameters) => {
    const isBackwards = parameters[before] != null;
    const direction = isBackwards ? before : after;
    const isNew = unseen(id, direction, parameters[after], parameters[before]);
    // A page is always newest first, also when the list is iterated backwards.
    const walked = (page: unknown) => {
      const found = itemsOf(page, items);
      return isBackwards ? [...found].reverse() : found;
    };
    return {
      items: walked,
      next: (page) => {
        const last = field(walked(page).at(-1), cursor);
        if (last !== undefined) {
          isNew(last);
        }
        const isMore = more ? field(page, more) : last !== undefined;
        return isMore ? { [direction]: expected(id, last) } : undefined;
      },
    };
  };

/** Pages start at a token of the page before. */
export const byToken =
  (names: {
    readonly after: string;
    readonly before?: string;
    readonly items: Way;
    readonly next: Way;
    readonly previous?: Way;
  }): Pagination =>
  (id, parameters) => {
    const isBackwards = !!names.previous && !!names.before && parameters[names.before] != null;
    const direction = isBackwards ? names.before! : names.after;
    const isNew = unseen(id, direction, parameters[direction]);
    return {
      items: (page) => itemsOf(page, names.items),
      next: (page) => {
        const token = field(page, isBackwards ? names.previous! : names.next);
        return token == null || token === '' ? undefined : { [direction]: isNew(token) };
      },
    };
  };

/** Pages have numbers. */
export const byPage =
  (names: {
    readonly page: string;
    readonly first: number;
    readonly items: Way;
    readonly pages?: Way;
    readonly total?: Way;
    readonly more?: Way;
  }): Pagination =>
  (id, parameters) => {
    let number = Number(parameters[names.page] ?? names.first);
    // How many items earlier pages have is only known of a list that starts at the first page.
    let count = number === names.first ? 0 : NaN;
    return {
      items: (page) => itemsOf(page, names.items),
      next: (page) => {
        const { length } = itemsOf(page, names.items);
        count += length;
        const pages = names.pages && (field(page, names.pages) as number);
        const isMore = names.more
          ? field(page, names.more)
          : pages !== undefined
            ? number - names.first + 1 < Number(pages)
            : length > 0 && !(names.total && count >= Number(field(page, names.total)));
        return isMore ? { [names.page]: (expected(id, length || undefined), ++number) } : undefined;
      },
    };
  };

/** Pages start at an index. */
export const byOffset =
  (names: {
    readonly offset: string;
    readonly items: Way;
    readonly total?: Way;
    readonly more?: Way;
  }): Pagination =>
  (id, parameters) => {
    let offset = Number(parameters[names.offset] ?? 0);
    return {
      items: (page) => itemsOf(page, names.items),
      next: (page) => {
        const { length } = itemsOf(page, names.items);
        offset += length;
        const isMore = names.more
          ? field(page, names.more)
          : length > 0 && !(names.total && offset >= Number(field(page, names.total)));
        return isMore ? { [names.offset]: (expected(id, length || undefined), offset) } : undefined;
      },
    };
  };

/** The header `Link` has the URL of the next page (RFC 8288). */
export const byLink =
  (names: { readonly items: Way }): Pagination =>
  (id) => {
    const isNew = unseen(id, 'the link');
    return {
      items: (page) => itemsOf(page, names.items),
      next: (_, headers) => {
        for (const [, url, parameters] of (headers.get('link') ?? '').matchAll(
          /<([^>]*)>([^<]*)/g,
        )) {
          if (/;\s*rel\s*=\s*("[^"]*\bnext\b|next\b)/i.test(parameters!)) {
            return (first) => isNew(onSameServer(id, url!, first));
          }
        }
        return undefined;
      },
    };
  };

function onSameServer(id: string, link: string, first: string): string {
  const url = new URL(link, first);
  if (url.origin !== new URL(first).origin) {
    // It would receive the key.
    throw new PaginationError(`${id}: the next page is at ${url.origin}, which is another server.`);
  }
  return url.href;
}

/** Returns a function that rejects a place that a list was at before. */
function unseen(
  id: string,
  direction: string,
  ...start: unknown[]
): <Place>(place: Place) => Place {
  const seen = new Set<unknown>(start);
  return (place) => {
    if (seen.has(place)) {
      throw new PaginationError(
        `${id}: a page ends with ${printable(String(place))}, as an earlier page did. The server ignores ${direction}.`,
      );
    }
    seen.add(place);
    return place;
  };
}

function expected<Value>(id: string, value: Value | undefined): Value {
  if (value === undefined) {
    throw new PaginationError(`${id}: a page is empty and says that there are more.`);
  }
  return value;
}

function itemsOf(page: unknown, way: Way): unknown[] {
  return (field(page, way) ?? []) as unknown[];
}

function field(value: unknown, way: Way): unknown {
  return [way]
    .flat()
    .reduce(
      (found, name) => (found as Record<string, unknown> | null | undefined)?.[name as string],
      value,
    );
}
