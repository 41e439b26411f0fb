const RETRIED_STATUSES = [408, 429, 500, 502, 503, 504];
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;

/** Whether the next attempt may succeed. */
export function isRetried(status: number): boolean {
  return RETRIED_STATUSES.includes(status);
}

/**
 * Returns how long to wait after an attempt, in milliseconds: exponential with full jitter.
 *
 * @param attempt The attempt that failed, 1 for the first.
 * @param random A number from 0 up to 1.
 */
export function backoff(attempt: number, random: number): number {
  return random * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
}

/**
 * Returns how long the server asks to wait, in milliseconds; `undefined` if it does not say.
 *
 * Values are seconds or dates (RFC 9110, section 10.2.3). The longest of several counts, and invalid ones are ignored. A date is
 * compared with the server's own clock, if the response has a `Date`.
 */
export function retryAfter(
  headers: Headers,
  names: readonly string[],
  now: number,
): number | undefined {
  const serverTime = httpDate(headers.get('date') ?? '');
  const waits = names
    // At the commas between values, not at those within dates.
    .flatMap((name) => headers.get(name)?.split(/,(?!\s*\d{1,2}[ -][A-Za-z])/) ?? [])
    .map((value) => milliseconds(value.trim(), Number.isNaN(serverTime) ? now : serverTime))
    .filter((wait) => !Number.isNaN(wait));
  return waits.length ? Math.max(...waits) : undefined;
}

function milliseconds(text: string, now: number): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Math.max(0, httpDate(text) - now);
}

/** Returns a date in milliseconds since 1970; `NaN` for anything else. */
function httpDate(text: string): number {
  // Date.parse accepts much that is not a date: `-5` is a month of the year 2001.
  if (!/^[A-Z][a-z]+,? .*\d{2}:\d{2}:\d{2}/.test(text)) {
    return NaN;
  }
  // All dates of HTTP are in UTC, also those without a zone (RFC 9110, section 5.6.7).
  return Date.parse(/ \d{4}$/.test(text) ? `${text} GMT` : text);
}

/**
 * Limits the retries of a client, so that they do not overload a server that is failing.
 *
 * A retry takes one token, and a successful call returns a tenth of a token. This allows a burst of 10 retries. Over time, up to
 * one request in eleven is a retry.
 */
export class RetryBudget {
  // In tenths, which add up exactly.
  #tenths = 100;

  /** Whether a retry is allowed; takes its token. */
  take(): boolean {
    const isAllowed = this.#tenths >= 10;
    this.#tenths -= isAllowed ? 10 : 0;
    return isAllowed;
  }

  /** Records a successful call. */
  succeeded(): void {
    this.#tenths = Math.min(100, this.#tenths + 1);
  }
}
