// Generated from generated/typescript/src/exchange.ts: edit there, not here.
import { type Body } from './body.js';
import type { Request } from './curl.js';
import type { Credential } from './keys.js';
import { type Scrub } from './text.js';
import type { TimeLimit } from './time.js';
/** What a request is sent with. */
export interface Sender {
  readonly fetch: typeof globalThis.fetch;
  readonly limit: TimeLimit;
  readonly maxResponseBytes: number;
  readonly scrub: Scrub;
  /** Whether the body is read as it arrives. */
  readonly isStreamed: (status: number, headers: Headers) => boolean;
}
/** A response without the API key. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly stream?: ReadableStream<Uint8Array>;
}
/**
 * Sends a request once and reads its response. The API key is removed here, and only here, from what the server sent.
 *
 * @throws Whatever `fetch` throws, and `TooManyBytes`.
 */
export declare function exchange(
  { url, ...request }: Request,
  { fetch, limit, maxResponseBytes, scrub, isStreamed }: Sender,
): Promise<Received>;
/** Returns a request with a credential. */
export declare function authorized(
  request: Request,
  { authorize, name }: Credential,
  value: string,
): Request;
/** Whether a failure means that no connection was made, so that the server received nothing. */
export declare function isUnsent(failure: unknown): boolean;
