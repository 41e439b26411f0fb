// Copied from templates/typescript/runtime/src/content.ts: edit there, not here.
import { InvalidArgumentError } from './errors.js';

/** A body as `fetch` takes it, and its media type. */
export interface Content {
  readonly body: string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly type: string;
  /** A stream: it can be sent once. */
  readonly duplex?: 'half';
}

/** Writes a body, in the media type that the caller chooses. */
export type Serializer = (body: unknown, operation: string, type?: string) => Content;

export const json: Serializer = (body, operation, type = 'application/json') => {
  try {
    return { body: JSON.stringify(body), type };
  } catch (cause) {
    // A circle or a BigInt; the message names it.
    throw new InvalidArgumentError(`${operation}: the body cannot be sent as JSON. ${cause}`, {
      cause,
    });
  }
};
