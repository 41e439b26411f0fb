import { streamOf } from './binary.js';
import { cancel, joined, type OpenBody, pieces, tooLarge } from './body.js';
import type { Reader } from './operation.js';

/**
 * The content of a response, which is read as it arrives: iterate over its pieces with `for await`, or use one of the methods. It can be
 * read once. In Node, `writeFile` of `node:fs/promises` takes it. Its bytes are as the server sent them.
 */
export class Download implements AsyncIterable<Uint8Array> {
  readonly #body: OpenBody;

  constructor(body: OpenBody) {
    this.#body = body;
  }

  /** The media type of the response. */
  get contentType(): string {
    return this.#body.headers.get('content-type') ?? '';
  }

  [Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    return pieces(this.#body);
  }

  /** Returns the content as a stream. */
  stream(): ReadableStream<Uint8Array> {
    return streamOf(this);
  }

  /** Returns the whole content, up to `maxResponseBytes`. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const found: Uint8Array[] = [];
    let size = 0;
    for await (const piece of this) {
      size += piece.byteLength;
      if (size > this.#body.task.limits.maxResponseBytes) {
        throw tooLarge(this.#body);
      }
      found.push(piece);
    }
    return joined(found, size);
  }

  /** Returns the whole content, up to `maxResponseBytes`. */
  async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.contentType });
  }

  /** Returns the whole content as text in UTF-8, up to `maxResponseBytes`. */
  async text(): Promise<string> {
    return this.#body.scrub(new TextDecoder().decode(await this.bytes()));
  }

  /** Ends the response. Reading to the end or leaving the loop ends it too. */
  cancel(): Promise<void> {
    return cancel(this.#body);
  }
}

export const download: Reader = (body) => new Download(body);
