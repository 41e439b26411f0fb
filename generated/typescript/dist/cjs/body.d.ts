// Generated from generated/typescript/src/body.ts: edit there, not here.
import type { Task } from './request-loop.js';
import type { Scrub } from './text.js';
import { TimeLimit } from './time.js';
/** A body has more bytes than the client accepts. */
export declare class TooManyBytes extends Error {
  constructor(maxBytes: number);
}
/** A response's body. */
export interface Body {
  readonly text: string;
  /** Whether its bytes were UTF-8; where they were not, `text` has U+FFFD instead. */
  readonly isUtf8: boolean;
}
/**
 * Reads a body piece by piece, so that neither an endless body nor a small one that decompresses to gigabytes is held.
 *
 * @throws TooManyBytes It has more than `maxBytes` bytes once it is decompressed.
 */
export declare function readBody(
  response: Response,
  limit: TimeLimit,
  maxBytes: number,
): Promise<Body>;
/** A body that is read as it arrives. */
export interface OpenBody {
  readonly headers: Headers;
  readonly response: Response;
  readonly task: Pick<Task, 'clock' | 'limits' | 'signal'>;
  readonly scrub: Scrub;
  /** Returns the error for a piece that did not arrive. */
  readonly failed: (failure: unknown, isLate: boolean) => Error;
  /** Returns a value that matches a shape. */
  readonly checked: (value: unknown, type: string) => unknown;
}
/** Returns the pieces of a body as they arrive. */
export declare function pieces(body: OpenBody): AsyncGenerator<Uint8Array, void, undefined>;
/** Returns the error for a body that is larger than the client accepts. */
export declare function tooLarge({ failed, task: { limits } }: OpenBody): Error;
/** Ends a body that is not needed any more. */
export declare function cancel({ response }: OpenBody): Promise<void>;
/** Joins pieces of bytes. */
export declare function joined(
  pieces: readonly Uint8Array[],
  size: number,
): Uint8Array<ArrayBuffer>;
