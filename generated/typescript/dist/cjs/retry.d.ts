// Generated from generated/typescript/src/retry.ts: edit there, not here.
/** Whether the next attempt may succeed. */
export declare function isRetried(status: number): boolean;
/**
 * Returns how long to wait after an attempt, in milliseconds: exponential with full jitter.
 *
 * @param attempt The attempt that failed, 1 for the first.
 * @param random A number from 0 up to 1.
 */
export declare function backoff(attempt: number, random: number): number;
/**
 * Returns how long the server asks to wait, in milliseconds; `undefined` if it does not say.
 *
 * Values are seconds or dates (RFC 9110, section 10.2.3). The longest of several counts, and invalid ones are ignored. A date is
 * compared with the server's own clock, if the response has a `Date`.
 */
export declare function retryAfter(
  headers: Headers,
  names: readonly string[],
  now: number,
): number | undefined;
/**
 * Limits the retries of a client, so that they do not overload a server that is failing.
 *
 * A retry takes one token, and a successful call returns a tenth of a token. This allows a burst of 10 retries. Over time, up to
 * one request in eleven is a retry.
 */
export declare class RetryBudget {
  #private;
  /** Whether a retry is allowed; takes its token. */
  take(): boolean;
  /** Records a successful call. */
  succeeded(): void;
}
