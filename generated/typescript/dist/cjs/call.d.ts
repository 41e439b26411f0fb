// Generated from generated/typescript/src/call.ts: edit there, not here.
import type { CallFacts, ResponseFacts } from './errors.js';
/** A result with its response. */
export interface Detailed<Result> extends ResponseFacts, CallFacts {
  readonly result: Result;
  /** What is left of the rate limit; `undefined` if the server does not say. */
  readonly rateLimit: RateLimit | undefined;
  /** Whether this is the response of an earlier call with the same idempotency key. */
  readonly replayed: boolean;
}
/** A result with its response, whose status tells its type, and with the headers that the contract documents. */
export interface Documented<Result, Status extends number, Headers> extends Detailed<Result> {
  readonly status: Status;
  /** A header that the server did not send, or that a browser hides, is `undefined`. */
  readonly typedHeaders: Headers;
}
/** The rate limit that is closest to being used up. */
export interface RateLimit {
  /** The largest burst of requests that it allows. */
  readonly limit: number;
  /** Number of requests of it that are left. */
  readonly remaining: number;
  /** When the limit is full again, in Unix seconds. */
  readonly reset: number;
}
/** A call that has been started: `await` it for its result. */
export declare class Call<
  Result,
  Detail extends Detailed<Result> = Detailed<Result>,
> implements Promise<Result> {
  #private;
  /** The idempotency key of the call. Repeating the call with the same key is safe. */
  readonly idempotencyKey: string | undefined;
  constructor(detailed: Promise<Detail>, idempotencyKey?: string);
  /** Returns the result with its status, headers, request ID, rate limit and attempts. */
  withDetail(): Promise<Detail>;
  then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((result: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected>;
  catch<Rejected = never>(
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Result | Rejected>;
  finally(onFinally?: (() => void) | null): Promise<Result>;
  get [Symbol.toStringTag](): string;
}
