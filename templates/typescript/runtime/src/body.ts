import type { Task } from './request-loop.js';
import type { Scrub } from './text.js';
import { TimeLimit } from './time.js';

/** A body has more bytes than the client accepts. */
export class TooManyBytes extends Error {
  constructor(maxBytes: number) {
    super(`The response body is larger than ${maxBytes} bytes. Raise maxResponseBytes.`);
  }
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
export async function readBody(
  response: Response,
  limit: TimeLimit,
  maxBytes: number,
): Promise<Body> {
  // React Native's fetch has no streams.
  if (!response.body) {
    const text = await limit.race(response.text());
    checkSize(text.length, maxBytes);
    return { text, isUtf8: true };
  }
  const reader = response.body.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await limit.race(reader.read());
      if (done) {
        return decode(joined(pieces, size));
      }
      size += value.byteLength;
      checkSize(size, maxBytes);
      pieces.push(value);
    }
  } catch (error) {
    reader.cancel(error).catch(() => undefined);
    throw error;
  }
}

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
export async function* pieces(body: OpenBody): AsyncGenerator<Uint8Array, void, undefined> {
  const { response } = body;
  // React Native's fetch has no streams.
  const stream = response.body ?? new Blob([await wait(body, response.arrayBuffer())]).stream();
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await wait(body, reader.read());
      if (done) {
        return;
      }
      yield value;
    }
  } finally {
    // Also if the caller leaves the loop: the connection is not needed any more.
    reader.cancel().catch(() => undefined);
  }
}

/** Waits for a piece, up to the timeout. */
async function wait<Result>(
  { failed, task: { clock, limits, signal } }: OpenBody,
  work: Promise<Result>,
): Promise<Result> {
  const limit = new TimeLimit(clock, limits.timeout, signal);
  try {
    signal?.throwIfAborted();
    return await limit.race(work);
  } catch (failure) {
    signal?.throwIfAborted();
    throw failed(failure, limit.signal.aborted);
  } finally {
    limit.release();
  }
}

/** Returns the error for a body that is larger than the client accepts. */
export function tooLarge({ failed, task: { limits } }: OpenBody): Error {
  return failed(new TooManyBytes(limits.maxResponseBytes), false);
}

/** Ends a body that is not needed any more. */
export async function cancel({ response }: OpenBody): Promise<void> {
  await response.body?.cancel();
}

/** Joins pieces of bytes. */
export function joined(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.length;
  }
  return whole;
}

function decode(bytes: Uint8Array): Body {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), isUtf8: true };
  } catch {
    return { text: new TextDecoder().decode(bytes), isUtf8: false };
  }
}

function checkSize(size: number, maxBytes: number): void {
  if (size > maxBytes) {
    throw new TooManyBytes(maxBytes);
  }
}
