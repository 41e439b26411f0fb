// Generated from src/operation.ts: edit there, not here.
import type { ErrorFamilies } from './errors.js';
import type { KeyRules } from './keys.js';
import type { Pagination } from './list.js';
import type { Shapes } from './shape.js';
/** The contract's facts about the API as a whole. */
export interface Contract {
  readonly version: string;
  readonly keys: KeyRules;
  readonly tenantVariable: string;
  readonly headers: HeaderNames;
  readonly errors: ErrorFamilies;
  readonly shapes: Shapes;
}
/** The headers that the client reads and writes. */
export interface HeaderNames {
  readonly apiKey: string;
  readonly tenant: string;
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
  /** The types of key that it accepts. */
  readonly keyTypes: readonly string[];
  /** The statuses of its successes, each with the shape of the body; `null` for an empty body. */
  readonly results: Readonly<Record<number, string | null>>;
  /** The query parameters: the name in this client, and the name in the request. */
  readonly query?: Readonly<Record<string, string>>;
  /** Whether its body is optional. */
  readonly optionalBody?: boolean;
  /** Whether it accepts an idempotency key. */
  readonly idempotent?: boolean;
}
/** An operation that returns a page of a list. */
export interface ListOperation extends Operation {
  readonly pagination: Pagination;
}
/** The arguments of a call. */
export interface Input {
  /** The path parameters, by their names in the request. */
  readonly path?: Readonly<Record<string, string>>;
  /** The query parameters, by their names in this client. */
  readonly query?: object | undefined;
  readonly body?: object | undefined;
}
