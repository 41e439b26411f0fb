// Generated from generated/typescript/src/request-loop.ts: edit there, not here.
import { type OpenBody } from './body.js';
import { type Request } from './curl.js';
import { type FailedCall, type ResponseFacts } from './errors.js';
import type { Reporter } from './events.js';
import type { Credential, KeyHolder } from './keys.js';
import type { Contract, Operation } from './operation.js';
import type { Limits } from './options.js';
import { type RetryBudget } from './retry.js';
import { type Clock } from './time.js';
/** A call to make. */
export interface Task {
  readonly contract: Contract;
  readonly operation: Operation;
  readonly request: Request;
  readonly idempotencyKey: string | undefined;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  readonly host: string;
  readonly fetch: typeof globalThis.fetch;
  readonly tenantId: string;
  /** The secret that the request is sent with, if it needs one. */
  readonly secret: Secret | undefined;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  readonly reporter: Reporter;
}
interface Secret extends Credential {
  readonly keys: KeyHolder;
  /** Throws if the key must not be sent. */
  readonly check: (key: string) => void;
}
/** A response with a status that is a success, and the call that it belongs to. */
export interface Outcome {
  readonly response: Received;
  readonly call: FailedCall;
}
interface Received extends ResponseFacts {
  readonly isUtf8: boolean;
  /** A body that was not read yet. */
  readonly open: Omit<OpenBody, 'checked' | 'headers'> | undefined;
}
/** Sends the request of one call, and retries it where that is safe. */
export declare class RequestLoop {
  #private;
  constructor(task: Task);
  /**
   * Returns the response of the first attempt that succeeds.
   *
   * @throws APIError There is none, and no further attempt.
   */
  run(): Promise<Outcome>;
}
export {};
