// Generated from generated/typescript/src/list.ts: edit there, not here.
import { Call } from './call.js';
import { InvalidArgumentError } from './errors.js';
/** A list: `await` it for its first page, or iterate over the objects of all pages with `for await`. */
export class List extends Call {
  #walk;
  constructor(walk) {
    super(started(walk));
    this.#walk = walk;
  }
  /** Iterates over the pages, which are fetched as needed. */
  async *pages() {
    const { parameters, send } = this.#walk;
    const steps = this.#steps();
    let { result, headers } = await this.withDetail();
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
  async *[Symbol.asyncIterator]() {
    const { items } = this.#steps();
    let left = this.#walk.maxItems;
    for await (const page of this.pages()) {
      for (const item of items(page)) {
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
  #steps() {
    const { operation, parameters } = this.#walk;
    return operation.pagination(operation.id, parameters);
  }
}
function started({ maxItems, parameters, send }) {
  return maxItems >= 1
    ? send(parameters)
    : Promise.reject(
        new InvalidArgumentError(`maxItems must be 1 or more, not ${String(maxItems)}.`),
      );
}
