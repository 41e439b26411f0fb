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
export class Call<
  Result,
  Detail extends Detailed<Result> = Detailed<Result>,
> implements Promise<Result> {
  /** The idempotency key of the call. Repeating the call with the same key is safe. */
  readonly idempotencyKey: string | undefined;
  readonly #detailed: Promise<Detail>;

  constructor(detailed: Promise<Detail>, idempotencyKey?: string) {
    this.idempotencyKey = idempotencyKey;
    this.#detailed = detailed;
  }

  /** Returns the result with its status, headers, request ID, rate limit and attempts. */
  withDetail(): Promise<Detail> {
    return this.#detailed;
  }

  then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((result: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#detailed.then(({ result }) => result).then(onFulfilled, onRejected);
  }

  catch<Rejected = never>(
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Result | Rejected> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Result> {
    return this.then().finally(onFinally);
  }

  get [Symbol.toStringTag](): string {
    return 'Call';
  }
}
