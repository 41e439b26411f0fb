// Generated from generated/typescript/src/options.ts: edit there, not here.
import { type Credentials } from './credentials.js';
import { type Refusal } from './errors.js';
import type { Listener, Logger } from './events.js';
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
export type Limits = {
  readonly [Name in keyof RequestLimits]-?: number;
};
type Names<Options> = Readonly<Record<keyof Options, unknown>>;
export declare const CLIENT_OPTIONS: {
  allow: boolean;
  fetch: boolean;
  onEvent: boolean;
  logger: boolean;
  timeout: unknown;
  deadline: unknown;
  headers: unknown;
  maxRetries: unknown;
  maxResponseBytes: unknown;
  baseUrl: boolean;
  apiKey: import('./keys.js').Credential;
  tenantId: import('./keys.js').Credential;
};
export declare const CALL_OPTIONS: Names<CallOptions>;
export declare const WRITE_OPTIONS: Names<WriteOptions>;
export declare const LIST_OPTIONS: Names<ListOptions>;
/**
 * Rejects options that do not exist.
 *
 * @param taker What takes the options, for the message.
 */
export declare function checkOptions(
  taker: string,
  options: object | null,
  known: Readonly<Record<string, unknown>>,
): void;
/** Rejects client options of the wrong type, which JavaScript would notice late or never. */
export declare function checkTypes({ allow, fetch, onEvent }: ClientOptions): void;
/** Returns the limits of a call: its own, and the given ones for those that it leaves out. */
export declare function limits(given: RequestLimits, others: Limits): Limits;
/** Returns an environment variable; `undefined` for an empty one, and in a browser, which has none. */
export declare function environment(variable: string): string | undefined;
/** Returns the base URL of a server. */
export declare function serverUrl(text: string, example: string): URL;
/** Checks text that is sent in a header. */
export declare function headerValue(name: string, value: string): string;
/**
 * Returns extra headers with their names in lower case.
 *
 * @param reserved Headers that an option sends, each with the option.
 */
export declare function extraHeaders(
  { headers }: SharedOptions,
  reserved: Readonly<Record<string, string>>,
): Record<string, string>;
/** Returns a name that was probably meant, or all names. */
export declare function suggestion(name: string, known: readonly string[]): string;
/** Returns a value as a message shows it. */
export declare function shown(value: unknown): string;
export declare function typeName(value: unknown): string;
export {};
