// Copied from templates/typescript/runtime/src/options.ts: edit there, not here.
import { type Credentials, credentials } from './credentials.js';
import { InvalidArgumentError, type Refusal, REFUSALS } from './errors.js';
import type { Listener, Logger } from './events.js';
import { isObject } from './json.js';

/** How long a call may take and how often it is retried. */
export interface RequestLimits {
  /** Milliseconds for one attempt. Defaults to 30,000. */
  readonly timeout?: number | undefined;
  /** Milliseconds for a call with all its attempts and waits. Defaults to 90,000. */
  readonly deadline?: number | undefined;
  /** Maximum number of retries, where a retry is safe. Defaults to 2. */
  readonly maxRetries?: number | undefined;
  /** Maximum size of a response body in bytes, once it is decompressed. Defaults to 64 MiB. */
  readonly maxResponseBytes?: number | undefined;
}

/** What a client and a call can be given. */
interface SharedOptions extends RequestLimits {
  /** Extra headers. Those that the client sets itself are rejected. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface ClientOptions extends SharedOptions, Credentials {
  /** The base URL. Defaults to the environment variable AZOTTE_BASE_URL, then to the platform. */
  readonly baseUrl?: string | undefined;
  /** Checks to override. A `RefusedError` names the one that failed. */
  readonly allow?: readonly Refusal[] | undefined;
  /** Sends the requests. Defaults to the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Called for each request, response, failure and retry. */
  readonly onEvent?: Listener | undefined;
  /** Where requests and responses (debug) and retries (info) are logged, for example `console`. */
  readonly logger?: Logger | undefined;
}

export interface CallOptions extends SharedOptions {
  /** Aborts the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of an operation with several media types. */
export interface ContentOptions {
  /** The media type of the body. */
  readonly contentType?: string | undefined;
  /** The media type of the response. */
  readonly accept?: string | undefined;
}

export interface WriteOptions extends CallOptions {
  /** Makes the call safe to repeat. Defaults to a random key; see `newIdempotencyKey`. */
  readonly idempotencyKey?: string | undefined;
}

export interface ListOptions extends CallOptions {
  /** Maximum number of objects to iterate over, on all pages. */
  readonly maxItems?: number | undefined;
}

const LONGEST_TIMER = 2 ** 31;

export type Limits = { readonly [Name in keyof RequestLimits]-?: number };

type Names<Options> = Readonly<Record<keyof Options, unknown>>;

const SHARED: Names<SharedOptions> = {
  timeout: true,
  deadline: true,
  maxRetries: true,
  maxResponseBytes: true,
  headers: true,
};
export const CLIENT_OPTIONS = {
  ...credentials,
  baseUrl: true,
  ...SHARED,
  allow: true,
  fetch: true,
  onEvent: true,
  logger: true,
} satisfies Names<ClientOptions>;
export const CALL_OPTIONS: Names<CallOptions> = { ...SHARED, signal: true };
export const WRITE_OPTIONS: Names<WriteOptions> = { ...CALL_OPTIONS, idempotencyKey: true };
export const LIST_OPTIONS: Names<ListOptions> = { ...CALL_OPTIONS, maxItems: true };

/**
 * Rejects options that do not exist.
 *
 * @param taker What takes the options, for the message.
 */
export function checkOptions(
  taker: string,
  options: object | null,
  known: Readonly<Record<string, unknown>>,
): void {
  if (!isObject(options)) {
    throw new InvalidArgumentError(
      `${taker}: options must be an object, not ${typeName(options)}.`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(known, name)) {
      throw new InvalidArgumentError(
        `${taker} has no option ${JSON.stringify(name)}. ${suggestion(name, Object.keys(known))}`,
      );
    }
  }
}

/** Rejects client options of the wrong type, which JavaScript would notice late or never. */
export function checkTypes({ allow, fetch, onEvent }: ClientOptions): void {
  for (const [name, value] of Object.entries({ fetch, onEvent })) {
    if (value !== undefined && typeof value !== 'function') {
      throw new InvalidArgumentError(`${name} must be a function, not ${typeName(value)}.`);
    }
  }
  for (const rule of [allow ?? []].flat()) {
    if (!REFUSALS.includes(rule)) {
      throw new InvalidArgumentError(
        `allow has no check ${shown(rule)}. ${suggestion(String(rule), REFUSALS)}`,
      );
    }
  }
}

/** Returns the limits of a call: its own, and the given ones for those that it leaves out. */
export function limits(given: RequestLimits, others: Limits): Limits {
  const found: Record<keyof Limits, number> = { ...others };
  for (const name of Object.keys(found) as (keyof Limits)[]) {
    const value = given[name] ?? found[name];
    const isTime = name === 'timeout' || name === 'deadline';
    if (!(
      typeof value === 'number' && (isTime ? value > 0 && value < LONGEST_TIMER : value >= 0)
    )) {
      const range = isTime ? 'a positive number of milliseconds below 2^31' : '0 or more';
      throw new InvalidArgumentError(`${name} must be ${range}, not ${shown(value)}.`);
    }
    found[name] = value;
  }
  return found;
}

/** Returns an environment variable; `undefined` for an empty one, and in a browser, which has none. */
export function environment(variable: string): string | undefined {
  try {
    // The compiler need not know Node.
    const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
    return process?.env?.[variable] || undefined;
  } catch {
    // Deno throws where reading the environment is not permitted.
    return undefined;
  }
}

/** Returns the base URL of a server. */
export function serverUrl(text: string, example: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username ||
    url.password ||
    /[?#\s]/.test(text)
  ) {
    throw new InvalidArgumentError(
      `baseUrl must look like ${example}, without user, query and fragment.`,
    );
  }
  return url;
}

/** Checks text that is sent in a header. */
export function headerValue(name: string, value: string): string {
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    throw new InvalidArgumentError(
      `${name} must be printable ASCII text without spaces, not ${shown(value)}.`,
    );
  }
  return value;
}

const SET_BY_CLIENT = [
  'accept',
  'connection',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
];

/**
 * Returns extra headers with their names in lower case.
 *
 * @param reserved Headers that an option sends, each with the option.
 */
export function extraHeaders(
  { headers = {} }: SharedOptions,
  reserved: Readonly<Record<string, string>>,
): Record<string, string> {
  if (!isObject(headers) || Symbol.iterator in headers) {
    throw new InvalidArgumentError('headers must be an object of names and values.');
  }
  const checked: Record<string, string> = {};
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (Object.hasOwn(reserved, name) || SET_BY_CLIENT.includes(name)) {
      const remedy = reserved[name] ? `Use ${reserved[name]}.` : 'The client sets it.';
      throw new InvalidArgumentError(`headers cannot contain ${given}. ${remedy}`);
    }
    // The value is not shown: it may be a secret.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value)) {
      throw new InvalidArgumentError(`headers: ${shown(given)} has an invalid name or value.`);
    }
    if (value !== undefined) {
      checked[name] = String(value);
    }
  }
  return checked;
}

/** Returns a name that was probably meant, or all names. */
export function suggestion(name: string, known: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const meant = known.find((one) => plain(one) === plain(name));
  return meant ? `Use ${meant}.` : `It has ${known.join(', ') || 'none'}.`;
}

/** Returns a value as a message shows it. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

export function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
