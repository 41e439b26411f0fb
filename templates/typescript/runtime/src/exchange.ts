import { type Body, readBody } from './body.js';
import type { Request } from './curl.js';
import { type Scrub, scrubHeaders } from './text.js';
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
export async function exchange(
  { url, ...request }: Request,
  { fetch, credentials, limit, maxResponseBytes, scrub }: Sender,
): Promise<Received> {
  const sent = fetch(url, {
    ...request,
    ...uncached(),
    headers: { ...request.headers, ...credentials },
    // A redirect would take the key to another host.
    redirect: 'manual',
    signal: limit.signal,
  });
  const response = await limit.race(sent);
  const { text, isUtf8 } = await readBody(response, limit, maxResponseBytes);
  const headers = scrubHeaders(response.headers, scrub);
  return { status: response.status, headers, body: { text: scrub(text), isUtf8 } };
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
