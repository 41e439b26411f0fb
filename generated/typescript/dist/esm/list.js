// Generated from src/list.ts: edit there, not here.
import { Call } from './call.js';
import { InvalidArgumentError, PaginationError } from './errors.js';
import { printable } from './text.js';
/** A list: `await` it for its first page, or iterate over the objects of all pages with `for await`. */
export class List extends Call {
  #walk;
  #isBackwards;
  constructor(walk) {
    super(started(walk));
    this.#walk = walk;
    this.#isBackwards = walk.parameters[walk.operation.pagination.before] != null;
  }
  /** Iterates over the pages, which are fetched as needed. */
  async *pages() {
    const { operation, parameters, send } = this.#walk;
    const { after, before, more, cursor } = operation.pagination;
    const direction = this.#isBackwards ? before : after;
    const seen = new Set([parameters[after], parameters[before]]);
    let { result: page } = await this.withDetail();
    for (;;) {
      const last = field(this.#items(page).at(-1), cursor);
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
  async *[Symbol.asyncIterator]() {
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
  async toArray() {
    const items = [];
    for await (const item of this) {
      items.push(item);
    }
    return items;
  }
  // A page is always newest first, also when the list is iterated backwards.
  #items(page) {
    const items = field(page, this.#walk.operation.pagination.items);
    return this.#isBackwards ? [...items].reverse() : items;
  }
}
function started({ maxItems, parameters, send }) {
  return maxItems >= 1
    ? send(parameters)
    : Promise.reject(
        new InvalidArgumentError(`maxItems must be 1 or more, not ${String(maxItems)}.`),
      );
}
function field(value, name) {
  return value?.[name];
}
