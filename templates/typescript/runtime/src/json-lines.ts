import { streamOf } from './binary.js';
import { cancel, type OpenBody } from './body.js';
import { json, type Serializer } from './content.js';
import { parseJson } from './json.js';
import { lines } from './lines.js';
import type { Reader } from './operation.js';

/** Sends values as JSON, each on a line. */
export const jsonLines: Serializer = (body, operation, type = 'application/jsonl') => {
  const line = (value: unknown) => `${json(value, operation).body as string}\n`;
  if (Symbol.iterator in Object(body)) {
    return { body: Array.from(body as Iterable<unknown>, line).join(''), type };
  }
  const encoder = new TextEncoder();
  async function* encoded() {
    for await (const value of body as AsyncIterable<unknown>) {
      yield encoder.encode(line(value));
    }
  }
  return { body: streamOf(encoded()), type, duplex: 'half' };
};

/** JSON values that arrive one after the other: iterate over them with `for await`. */
export class LineStream<Item> implements AsyncIterable<Item> {
  readonly #body: OpenBody;
  readonly #type: string;

  constructor(body: OpenBody, type: string) {
    this.#body = body;
    this.#type = type;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const line of lines(this.#body)) {
      // A sequence (RFC 7464) has a separator before each value.
      const text = line.replace('\x1e', '').trim();
      if (text) {
        yield this.#body.checked(parseJson(text), this.#type) as Item;
      }
    }
  }

  /** Ends the response. Iterating to the end or leaving the loop ends it too. */
  cancel(): Promise<void> {
    return cancel(this.#body);
  }
}

export const lineStream =
  (type: string): Reader =>
  (body) =>
    new LineStream(body, type);
