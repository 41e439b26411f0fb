import type { ErrorClasses } from './errors.js';
import type { KeyRules } from './keys.js';
import type { Pagination } from './list.js';
import type { Shapes } from './shape.js';

/** What the contract says of the API as a whole. */
export interface Contract {
  readonly version: string;
  readonly keys: KeyRules;
  readonly tenantVariable: string;
  readonly headers: HeaderNames;
  readonly errors: ErrorClasses;
  readonly shapes: Shapes;
}

/** The headers that the client reads or writes by itself. */
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

/** What the contract says of an operation. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The types of key that may call it. */
  readonly keyTypes: readonly string[];
  /** The statuses of its successes and the shape of what each comes with; `null` for an empty body. */
  readonly results: Readonly<Record<number, string | null>>;
  /** The query's parameters: the name in this client, and the name on the wire. */
  readonly query?: Readonly<Record<string, string>>;
  /** Whether its body may be left out. */
  readonly optionalBody?: boolean;
  /** Whether it takes an idempotency key. */
  readonly idempotent?: boolean;
}

/** An operation that answers page by page. */
export interface ListOperation extends Operation {
  readonly pagination: Pagination;
}

/** What a call fills into an operation. */
export interface Input {
  /** The parameters of the path, by their names on the wire. */
  readonly path?: Readonly<Record<string, string>>;
  /** The parameters of the query, by their names in this client. */
  readonly query?: object | undefined;
  readonly body?: object | undefined;
}
