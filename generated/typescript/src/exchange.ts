// Copied from templates/typescript/runtime/src/exchange.ts: edit there, not here.
import { type Body, readBody } from './body.js';
import type { Request } from './curl.js';
import type { Credential } from './keys.js';
import { type Operation, resultFor } from './operation.js';
import { type Scrub, scrubHeaders } from './text.js';
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
export async function exchange(
  { url, ...request }: Request,
  { fetch, limit, maxResponseBytes, operation, scrub }: Sender,
): Promise<Received> {
  const sent = fetch(url, {
    ...request,
    ...uncached(),
    // A redirect would take the key to another host.
    redirect: 'manual',
    signal: limit.signal,
  });
  const response = await limit.race(sent);
  const { status } = response;
  const headers = scrubHeaders(response.headers, scrub);
  if (typeof resultFor(operation, status, headers) === 'function') {
    return { status, headers, body: { text: '', isUtf8: true }, response };
  }
  const { text, isUtf8 } = await readBody(response, limit, maxResponseBytes);
  return { status, headers, body: { text: scrub(text), isUtf8 } };
}

/** Returns a request with a credential. */
export function authorized(
  request: Request,
  { authorize, name }: Credential,
  value: string,
): Request {
  return authorize
    ? authorize(request, value)
    : { ...request, headers: { ...request.headers, [name]: value } };
}

/** Keeps frameworks that cache `fetch` (Next.js 14) from returning an old response. */
function uncached(): Pick<RequestInit, 'cache'> {
  // Older Cloudflare Workers throw if it is set.
  const isSupported = typeof Request === 'function' && 'cache' in Request.prototype;
  return isSupported ? { cache: 'no-store' } : {};
}

// Node, then Bun.
const NOT_CONNECTED = [
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
  'FailedToOpenSocket',
];

/** Whether a failure means that no connection was made, so that the server received nothing. */
export function isUnsent(failure: unknown): boolean {
  const { code, message, cause } = Object(failure) as {
    code?: unknown;
    message?: unknown;
    cause?: unknown;
  };
  return (
    NOT_CONNECTED.includes(String(code)) ||
    // Deno has no codes.
    /^error sending request .*\(Connect\)/.test(String(message)) ||
    (cause !== undefined && isUnsent(cause))
  );
}
