// Generated from src/exchange.ts: edit there, not here.
import { type Body } from './body.js';
import type { Request } from './curl.js';
import { type Scrub } from './text.js';
import type { TimeLimit } from './time.js';
/** What a request is sent with. */
export interface Sender {
  readonly fetch: typeof globalThis.fetch;
  /** The header with the API key. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly limit: TimeLimit;
  readonly maxResponseBytes: number;
  readonly scrub: Scrub;
}
/** A response without the API key. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}
/**
 * Sends a request once and reads its response. The API key is removed here, and only here, from what the server sent.
 *
 * @throws Whatever `fetch` throws, and `TooManyBytes`.
 */
export declare function exchange(
  { url, ...request }: Request,
  { fetch, credentials, limit, maxResponseBytes, scrub }: Sender,
): Promise<Received>;
/** Whether a failure means that no connection was made, so that the server received nothing. */
export declare function isUnsent(failure: unknown): boolean;
