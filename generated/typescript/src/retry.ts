const RETRIED_STATUSES = [408, 429, 500, 502, 503, 504];
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;

/** Time and chance. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** A number from 0 up to 1. */
  random(): number;
  /** Calls back after some milliseconds, unless the function that it returns is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const realClock: Clock = {
  now: Date.now,
  random: Math.random,
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Waits for some milliseconds; rejects with the signal's reason if it is aborted meanwhile. */
export async function wait(
  clock: Clock,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const cancel = clock.after(milliseconds, done);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
  signal?.throwIfAborted();
}

/** Whether the next attempt may well be answered in another way. */
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
 * Seconds and dates are understood (RFC 9110, section 10.2.3). The longest of several counts; what can not be read does
 * not.
 */
export function retryAfter(
  headers: Headers,
  names: readonly string[],
  now: number,
): number | undefined {
  const waits = names
    // At the commas between values, not at those within dates.
    .flatMap((name) => headers.get(name)?.split(/,(?!\s*\d{1,2}[ -][A-Za-z])/) ?? [])
    .map((value) => milliseconds(value.trim(), now))
    .filter((wait) => !Number.isNaN(wait));
  return waits.length ? Math.max(...waits) : undefined;
}

function milliseconds(text: string, now: number): number {
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text) * 1000;
  }
  // Date.parse takes much for a date that is none: `-5` is a month of the year 2001.
  if (!/^[A-Z][a-z]+,? .*\d{2}:\d{2}:\d{2}/.test(text)) {
    return NaN;
  }
  // All dates of HTTP are in UTC, those without a zone too (RFC 9110, section 5.6.7).
  const date = / \d{4}$/.test(text) ? `${text} GMT` : text;
  return Math.max(0, Date.parse(date) - now);
}

/**
 * Keeps retries from hammering a server that struggles.
 *
 * A retry takes one token, a call that succeeds gives a tenth of one back: a burst of ten, and in the long run no more than
 * one request in eleven is a retry.
 */
export class RetryBudget {
  // In tenths, so that ten tenths are one.
  #tenths = 100;

  /** Whether a retry is allowed; takes its token. */
  take(): boolean {
    const isAllowed = this.#tenths >= 10;
    this.#tenths -= isAllowed ? 10 : 0;
    return isAllowed;
  }

  /** Notes a call that succeeded. */
  succeeded(): void {
    this.#tenths = Math.min(100, this.#tenths + 1);
  }
}
