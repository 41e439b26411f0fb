// Generated from generated/typescript/src/exchange.ts: edit there, not here.
import { readBody } from './body.js';
import { resultFor } from './operation.js';
import { scrubHeaders } from './text.js';
/**
 * Sends a request once and reads its response. The API key is removed here, and only here, from what the server sent.
 *
 * @throws Whatever `fetch` throws, and `TooManyBytes`.
 */
export async function exchange(
  { url, ...request },
  { fetch, limit, maxResponseBytes, operation, scrub },
) {
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
export function authorized(request, { authorize, name }, value) {
  return authorize
    ? authorize(request, value)
    : { ...request, headers: { ...request.headers, [name]: value } };
}
/** Keeps frameworks that cache `fetch` (Next.js 14) from returning an old response. */
function uncached() {
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
export function isUnsent(failure) {
  const { code, message, cause } = Object(failure);
  return (
    NOT_CONNECTED.includes(String(code)) ||
    // Deno has no codes.
    /^error sending request .*\(Connect\)/.test(String(message)) ||
    (cause !== undefined && isUnsent(cause))
  );
}
