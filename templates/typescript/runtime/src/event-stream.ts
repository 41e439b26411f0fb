import { cancel, type OpenBody, tooLarge } from './body.js';
import { parseJson } from './json.js';
import { lines } from './lines.js';
import type { Reader } from './operation.js';

/** A server-sent event. */
export interface ServerSentEvent<Data> {
  /** The type of the event, `message` if the server gives none. */
  readonly event: string;
  readonly data: Data;
  /** The ID of the last event that has one. */
  readonly id: string;
  /** How long the server asks to wait before a new connection, in milliseconds. */
  readonly retry: number | undefined;
}

/** Server-sent events: iterate over them with `for await`. */
export class EventStream<Data> implements AsyncIterable<ServerSentEvent<Data>> {
  readonly #body: OpenBody;
  readonly #type: string | undefined;

  constructor(body: OpenBody, type: string | undefined) {
    this.#body = body;
    this.#type = type;
  }

  // As in HTML, section 9.2.6.
  async *[Symbol.asyncIterator](): AsyncGenerator<ServerSentEvent<Data>, void, undefined> {
    let event = '';
    let data: string[] = [];
    let size = 0;
    let id = '';
    let retry: number | undefined;
    for await (const line of lines(this.#body)) {
      const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
      if (line === '') {
        if (data.length) {
          yield { event: event || 'message', data: this.#read(data.join('\n')), id, retry };
        }
        event = '';
        data = [];
        size = 0;
      } else if (field === 'data') {
        data.push(value);
        size += value.length;
        if (size > this.#body.task.limits.maxResponseBytes) {
          throw tooLarge(this.#body);
        }
      } else if (field === 'event') {
        event = value;
      } else if (field === 'id' && !value.includes('\0')) {
        id = value;
      } else if (field === 'retry' && /^\d+$/.test(value)) {
        retry = Number(value);
      }
    }
  }

  /** Ends the response. Iterating to the end or leaving the loop ends it too. */
  cancel(): Promise<void> {
    return cancel(this.#body);
  }

  #read(data: string): Data {
    return (
      this.#type === undefined ? data : this.#body.checked(parseJson(data), this.#type)
    ) as Data;
  }
}

export const eventStream =
  (type?: string): Reader =>
  (body) =>
    new EventStream(body, type);
