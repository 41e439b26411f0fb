import type { Answer, CallFacts } from './errors.js';

/** A result, and how it came. */
export interface Detailed<Result> extends Answer, CallFacts {
  readonly result: Result;
  /** Names the request; quote it when you ask for help. */
  readonly requestId: string | undefined;
  /** How much of the rate limit is left; `undefined` if the server does not say. */
  readonly rateLimit: RateLimit | undefined;
  /** Whether an earlier call with the same idempotency key was answered again. */
  readonly replayed: boolean;
}

/** The limit that is closest to being used up. */
export interface RateLimit {
  /** Requests allowed in its window. */
  readonly limit: number;
  /** Requests left. */
  readonly remaining: number;
  /** When it is whole again, in Unix seconds. */
  readonly reset: number;
}

/** A call under way: `await` it for its result. */
export class Call<Result> implements Promise<Result> {
  /** The key that the call is made under: with the same key it is safe to make again. */
  readonly idempotencyKey: string | undefined;
  readonly #detailed: Promise<Detailed<Result>>;

  constructor(detailed: Promise<Detailed<Result>>, idempotencyKey?: string) {
    this.idempotencyKey = idempotencyKey;
    this.#detailed = detailed;
  }

  /** Returns the result with its status, headers, request id, rate limit and attempts. */
  withDetail(): Promise<Detailed<Result>> {
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
