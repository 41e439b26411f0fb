// Generated from generated/typescript/src/body.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.TooManyBytes = void 0;
exports.readBody = readBody;
exports.pieces = pieces;
exports.tooLarge = tooLarge;
exports.cancel = cancel;
exports.joined = joined;
const time_js_1 = require('./time.js');
/** A body has more bytes than the client accepts. */
class TooManyBytes extends Error {
  constructor(maxBytes) {
    super(`The response body is larger than ${maxBytes} bytes. Raise maxResponseBytes.`);
  }
}
exports.TooManyBytes = TooManyBytes;
/**
 * Reads a body piece by piece, so that neither an endless body nor a small one that decompresses to gigabytes is held.
 *
 * @throws TooManyBytes It has more than `maxBytes` bytes once it is decompressed.
 */
async function readBody(response, limit, maxBytes) {
  // React Native's fetch has no streams.
  if (!response.body) {
    const text = await limit.race(response.text());
    checkSize(text.length, maxBytes);
    return { text, isUtf8: true };
  }
  const reader = response.body.getReader();
  const pieces = [];
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
/** Returns the pieces of a body as they arrive. */
async function* pieces(body) {
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
async function wait({ failed, task: { clock, limits, signal } }, work) {
  const limit = new time_js_1.TimeLimit(clock, limits.timeout, signal);
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
function tooLarge({ failed, task: { limits } }) {
  return failed(new TooManyBytes(limits.maxResponseBytes), false);
}
/** Ends a body that is not needed any more. */
async function cancel({ response }) {
  await response.body?.cancel();
}
/** Joins pieces of bytes. */
function joined(pieces, size) {
  const whole = new Uint8Array(size);
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.length;
  }
  return whole;
}
function decode(bytes) {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), isUtf8: true };
  } catch {
    return { text: new TextDecoder().decode(bytes), isUtf8: false };
  }
}
function checkSize(size, maxBytes) {
  if (size > maxBytes) {
    throw new TooManyBytes(maxBytes);
  }
}
