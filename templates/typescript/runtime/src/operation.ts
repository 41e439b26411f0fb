import type { OpenBody } from './body.js';
import type { Serializer } from './content.js';
import type { ErrorFamilies } from './errors.js';
import type { Credential, Server } from './keys.js';
import type { Link, Pagination } from './list.js';
import type { Shapes } from './shape.js';
import type { Style } from './url.js';

/** The contract's facts about the API as a whole. */
export interface Contract {
  readonly version: string;
  readonly servers: readonly Server[];
  /** The credentials, by the option that takes them. */
  readonly credentials: Readonly<Record<string, Credential>>;
  readonly security: Security;
  /** Whether some operations need no credentials. */
  readonly hasPublicOperations?: boolean;
  readonly headers: HeaderNames;
  readonly errors: ErrorFamilies;
  readonly shapes: Shapes;
}

/** Alternatives: options that a request needs together. */
export type Security = readonly (readonly string[])[];

/** The headers that the client reads and writes. */
export interface HeaderNames {
  readonly idempotencyKey: string;
  readonly requestId: string;
  readonly replayed: string;
  readonly rateLimit: {
    readonly limit: string;
    readonly remaining: string;
    readonly reset: string;
  };
  readonly retryAfter: readonly string[];
}

/** The contract's facts about an operation. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Writes path parameters that are not text. */
  readonly pathValue?: (value: unknown, name: string) => string | string[];
  /** The types of key that it accepts. */
  readonly keyTypes?: readonly string[];
  /** Its security, if it is not that of the API. */
  readonly security?: Security;
  /** Its successes, by status. */
  readonly results: Readonly<Record<string, Result | Results>>;
  /** The header `Accept`, if it is not JSON. */
  readonly accept?: string;
  /** How the media type of the response is chosen, if there are several. */
  readonly media?: Media;
  /** The options that choose media types. */
  readonly choices?: Readonly<Record<string, true>>;
  /** The query parameters, by their names in this client. */
  readonly query?: Parameters;
  /** The header parameters, by their names in this client. */
  readonly headers?: Parameters;
  /** Writes the header parameters. */
  readonly withHeaders?: (operation: Operation, given: object) => Record<string, string>;
  /** Writes the body, if it is not JSON. */
  readonly content?: Serializer;
  /** Whether its body is an optional object, also if it has no fields. */
  readonly optionalBody?: boolean;
  /** Whether it accepts an idempotency key. */
  readonly idempotent?: boolean;
  /** Reads the headers that are documented for its responses. */
  readonly typedHeaders?: (headers: Headers) => { readonly typedHeaders: object };
  /** Warns that it is deprecated. */
  readonly warn?: () => void;
}

type Parameters = Readonly<Record<string, string | readonly [string, Style]>>;

/** How a response is read: as JSON of a shape, by a function as it arrives, or not at all. */
export type Result = string | null | Reader;

/** How a response is read, by its media type. */
export type Results = Readonly<Record<string, Result>>;

/** The media types of a response. */
export interface Media {
  /** Returns the header `Accept`. */
  readonly accept: (operation: string, choice: string | undefined) => string;
  /** Returns how a response is read. */
  readonly result: (found: Result | Results | undefined, headers: Headers) => Result | undefined;
}

/** Makes the result of a response that is read as it arrives. */
export type Reader = (body: OpenBody) => unknown;

/** An operation that returns a page of a list. */
export interface ListOperation extends Operation {
  readonly pagination: Pagination;
}

/** The arguments of a call. */
export interface Input {
  /** The path parameters, by their names in the request. */
  readonly path?: Readonly<Record<string, unknown>>;
  /** The parameters in the query and in headers, by their names in this client. */
  readonly parameters?: object | undefined;
  readonly body?: unknown;
  /** Returns the URL of another page. */
  readonly link?: Link | undefined;
}

/** Returns how a success is read; `undefined` if the status is not one. */
export function resultFor(
  { results, media }: Operation,
  status: number,
  headers: Headers,
): Result | undefined {
  const found = results[status];
  return media ? media.result(found, headers) : (found as Result | undefined);
}
