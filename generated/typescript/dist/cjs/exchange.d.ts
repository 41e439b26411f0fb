// Generated from generated/typescript/src/exchange.ts: edit there, not here.
import { type Body } from './body.js';
import type { Request } from './curl.js';
import type { Credential } from './keys.js';
import { type Operation } from './operation.js';
import { type Scrub } from './text.js';
import type { TimeLimit } from './time.js';
/** What a request is sent with. */
export interface Sender {
  readonly fetch: typeof globalThis.fetch;
  readonly limit: TimeLimit;
  readonly maxResponseBytes: number;
  readonly scrub: Scrub;
  readonly operation: Operation;
}
/** A response without the API key. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  /** The response, if its body is not read yet. */
  readonly response?: Response;
}
/**
 * Sends a request once and reads its response. The API key is removed here, and only here, from what the server sent.
 *
 * @throws Whatever `fetch` throws, and `TooManyBytes`.
 */
export declare function exchange(
  { url, ...request }: Request,
  { fetch, limit, maxResponseBytes, operation, scrub }: Sender,
): Promise<Received>;
/** Returns a request with a credential. */
export declare function authorized(
  request: Request,
  { authorize, name }: Credential,
  value: string,
): Request;
/** Whether a failure means that no connection was made, so that the server received nothing. */
export declare function isUnsent(failure: unknown): boolean;
