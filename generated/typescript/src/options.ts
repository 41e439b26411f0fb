import { InvalidArgumentError, type Refusal } from './errors.js';
import type { ApiKey } from './keys.js';

/** How long a call may take. */
export interface Patience {
  /** Milliseconds that one attempt may take; 30,000 if left out. */
  readonly timeout?: number | undefined;
  /** Milliseconds that a call may take, with all its attempts and waits; 90,000 if left out. */
  readonly deadline?: number | undefined;
  /** How often a call is tried again at most, where that is safe; 2 if left out. */
  readonly maxRetries?: number | undefined;
}

export interface ClientOptions extends Patience {
  /** The API key, or a function that returns it and is asked again when the API says 401. */
  readonly apiKey?: ApiKey | undefined;
  /** The tenant whose data is read and written. */
  readonly tenantId?: string | undefined;
  /** Where requests go; if left out, the environment variable AZOTTE_BASE_URL, and without it the platform. */
  readonly baseUrl?: string | undefined;
  /** Rules to overrule; a `RefusedError` names the one it was refused by. */
  readonly allow?: readonly Refusal[] | undefined;
  /** Sends the requests; the global `fetch` if left out. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface CallOptions extends Patience {
  /** Aborts the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface WriteOptions extends CallOptions {
  /** Makes the call safe to repeat; a random one if left out. See `newIdempotencyKey`. */
  readonly idempotencyKey?: string | undefined;
}

export interface ListOptions extends CallOptions {
  /** How many objects a walk gives at most, over all pages. */
  readonly maxItems?: number | undefined;
}

export type Limits = { readonly [Name in keyof Patience]-?: number };

/** Returns the limits of a call: those wanted, and for the others the given ones. */
export function limits({ timeout, deadline, maxRetries }: Patience, others: Limits): Limits {
  const found = {
    timeout: timeout ?? others.timeout,
    deadline: deadline ?? others.deadline,
    maxRetries: maxRetries ?? others.maxRetries,
  };
  for (const [name, value] of [
    ['timeout', found.timeout],
    ['deadline', found.deadline],
  ] as const) {
    // A timer knows no longer time.
    if (!(value > 0 && value < 2 ** 31)) {
      throw new InvalidArgumentError(
        `${name} must be a positive number of milliseconds below 2^31, not ${value}.`,
      );
    }
  }
  if (!(found.maxRetries >= 0)) {
    throw new InvalidArgumentError(`maxRetries must be 0 or more, not ${found.maxRetries}.`);
  }
  return found;
}

/** Returns an option, or what the environment says instead. */
export function present<Value>(
  name: string,
  value: Value | undefined,
  variable: string,
): Value | string {
  const found = value ?? environment(variable);
  if (!found) {
    throw new InvalidArgumentError(
      `There is no ${name}: set the environment variable ${variable}, or pass ${name}.`,
    );
  }
  return found;
}

/** Returns an environment variable; `undefined` in a browser, which has none, and for an empty one. */
export function environment(variable: string): string | undefined {
  // A compiler need not know Node.
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[variable] || undefined;
}

/** Reads a base URL. */
export function serverUrl(text: string, example: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || /[?#\s]/.test(text)) {
    throw new InvalidArgumentError(
      `baseUrl must look like ${example}: http(s), a host and a path, no user, query or fragment.`,
    );
  }
  return url;
}

/** Checks text that becomes a header. */
export function headerValue(name: string, value: string): string {
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new InvalidArgumentError(
      `${name} ${JSON.stringify(value)} can not be a header; give printable ASCII without spaces.`,
    );
  }
  return value;
}
