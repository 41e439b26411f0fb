// Generated from src/body.ts: edit there, not here.
import type { TimeLimit } from './time.js';
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
/** Joins pieces of bytes. */
export declare function joined(
  pieces: readonly Uint8Array[],
  size: number,
): Uint8Array<ArrayBuffer>;
