// Copied from templates/typescript/runtime/src/request-loop.ts: edit there, not here.
import { type OpenBody, TooManyBytes } from './body.js';
import { curlCommand, type Request } from './curl.js';
import {
  APIError,
  errorFor,
  type FailedCall,
  APIConnectionError,
  type ResponseFacts,
  APIStatusError,
  type Stopped,
  APITimeoutError,
} from './errors.js';
import type { Reporter } from './events.js';
import { authorized, exchange, isUnsent } from './exchange.js';
import type { Credential, KeyHolder } from './keys.js';
import type { Contract, Operation } from './operation.js';
import type { Limits } from './options.js';
import { backoff, isRetried, type RetryBudget, retryAfter } from './retry.js';
import { asText, type Scrub, scrubber, scrubFailure } from './text.js';
import { type Clock, TimeLimit, wait } from './time.js';

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
export class RequestLoop {
  readonly #task: Task;
  readonly #end: number;
  #attempt = 0;
  #key = '';

  constructor(task: Task) {
    this.#task = task;
    this.#end = task.clock.now() + task.limits.deadline;
  }

  /**
   * Returns the response of the first attempt that succeeds.
   *
   * @throws APIError There is none, and no further attempt.
   */
  async run(): Promise<Outcome> {
    const { budget, clock, operation, reporter, secret, signal } = this.#task;
    let held = secret?.keys.get();
    let isRenewed = !held;
    this.#key = held ? await this.#wait(held) : '';
    for (;;) {
      const outcome = await this.#send();
      const call = this.#call();
      if (!(outcome instanceof APIError) && outcome.status in operation.results) {
        budget.succeeded();
        return { response: outcome, call };
      }
      const error = outcome instanceof APIError ? outcome : this.#error(outcome);
      if (error instanceof APIStatusError && error.status === 401 && !isRenewed) {
        isRenewed = true;
        held = secret!.keys.get(held);
        const key = await this.#wait(held);
        if (key !== this.#key) {
          this.#key = key;
          continue;
        }
      }
      if (!isTransient(error)) {
        throw error;
      }
      const asked = error instanceof APIStatusError ? (error.retryAfter ?? 0) : 0;
      const pause = Math.max(asked, backoff(this.#attempt, clock.random()));
      error.stopped = this.#stopped(error, pause);
      if (error.stopped) {
        throw error;
      }
      void reporter.report(this.#attempt, {
        type: 'retry_scheduled',
        reason: error instanceof APIStatusError ? `status ${error.status}` : error.name,
        milliseconds: pause,
      });
      await wait(clock, pause, signal);
    }
  }

  /** Waits for the API key, up to the deadline. */
  async #wait(held: Promise<string>): Promise<string> {
    const { clock, limits, signal } = this.#task;
    signal?.throwIfAborted();
    const limit = new TimeLimit(clock, Math.max(0, this.#end - clock.now()), signal);
    try {
      return await limit.race(held);
    } catch (cause) {
      signal?.throwIfAborted();
      if (limit.signal.aborted) {
        throw this.#late(`apiKey returned no key within the deadline of ${limits.deadline} ms.`);
      }
      throw new APIError(`apiKey failed: ${asText(cause)}`, this.#call(), {}, { cause });
    } finally {
      limit.release();
    }
  }

  /** Sends the request once. Returns the response, or the error if there is none. */
  async #send(): Promise<Received | APIError> {
    const { clock, contract, fetch, idempotencyKey, limits } = this.#task;
    const { operation, reporter, request, secret, signal, tenantId } = this.#task;
    secret?.check(this.#key);
    signal?.throwIfAborted();
    const started = clock.now();
    const left = this.#end - started;
    if (left <= 0) {
      throw this.#late(`The deadline of ${limits.deadline} ms has passed.`);
    }
    this.#attempt++;
    void reporter.report(this.#attempt, {
      type: 'request_started',
      method: request.method,
      url: request.url.replace(/\?.*/, ''),
      path: operation.path,
      tenantId,
      idempotencyKey,
    });
    const scrub = this.#scrubber();
    const limit = new TimeLimit(clock, Math.min(limits.timeout, left), signal);
    try {
      const sent = secret ? authorized(request, secret, this.#key) : request;
      const { status, headers, body, response } = await exchange(sent, {
        fetch,
        limit,
        maxResponseBytes: limits.maxResponseBytes,
        scrub,
        operation,
      });
      const requestId = headers.get(contract.headers.requestId) ?? undefined;
      const milliseconds = clock.now() - started;
      void reporter.report(this.#attempt, {
        type: 'response_received',
        status,
        requestId,
        milliseconds,
      });
      return {
        status,
        headers,
        requestId,
        body: body.text,
        isUtf8: body.isUtf8,
        open: response && {
          response,
          task: this.#task,
          scrub,
          failed: (failure, isLate) =>
            this.#failure(failure, scrub, isLate && `${limits.timeout} ms`),
        },
      };
    } catch (failure) {
      // Next.js stops the rendering of a static page with an error of its own, which has to arrive as it is.
      if ((failure as { digest?: unknown } | null | undefined)?.digest) throw failure;
      const isLate = limit.signal.aborted;
      const allowed =
        left < limits.timeout ? `the deadline of ${limits.deadline} ms` : `${limits.timeout} ms`;
      const error = this.#failure(failure, scrub, isLate && allowed);
      const reason = signal?.aborted ? 'interrupted' : isLate ? 'timeout' : 'connection';
      void reporter.report(this.#attempt, {
        type: 'attempt_failed',
        reason,
        message: error.message,
        milliseconds: clock.now() - started,
      });
      signal?.throwIfAborted();
      if (failure instanceof TooManyBytes) {
        // The next attempt would receive the same.
        throw error;
      }
      return error;
    } finally {
      limit.release();
    }
  }

  /** Returns the error for a call whose time is up before an attempt. */
  #late(message: string): APITimeoutError {
    const error = new APITimeoutError(message, this.#call(), this.#attempt === 0);
    error.stopped = 'deadline';
    return error;
  }

  /** Returns the error for a request without a response. */
  #failure(failure: unknown, scrub: Scrub, allowed: string | false): APIError {
    const { host } = this.#task;
    const cause = scrubFailure(failure, scrub);
    if (allowed) {
      return new APITimeoutError(
        `No response from ${host} within ${allowed}.`,
        this.#call(),
        false,
      );
    }
    if (failure instanceof TooManyBytes) {
      return new APIConnectionError(failure.message, this.#call(), false);
    }
    // Node says what happened one level down.
    const { message, code } = Object(cause.cause ?? cause) as { message?: string; code?: string };
    const reason = String(message || code || cause.message).replace(/\.$/, '');
    const text = `No response from ${host}: ${reason}.`;
    return new APIConnectionError(text, this.#call(), isUnsent(failure), { cause });
  }

  /** Returns the error for a response that is not a success. */
  #error(response: Received): APIStatusError {
    const { clock, contract } = this.#task;
    const asked = retryAfter(response.headers, contract.headers.retryAfter, clock.date());
    return errorFor(this.#call(), response, asked, contract.errors);
  }

  /** Returns why there is no further attempt; `undefined` if there is one. */
  #stopped(error: APIError, pause: number): Stopped | undefined {
    const { budget, clock, idempotencyKey, limits, operation, request } = this.#task;
    // Another write could be carried out twice, and a stream is read once.
    const isSafe =
      !request.duplex &&
      (operation.method === 'GET' ||
        idempotencyKey !== undefined ||
        (error instanceof APIConnectionError && error.isUnsent));
    if (!isSafe) {
      return 'unsafe';
    }
    if (this.#attempt > limits.maxRetries) {
      return 'max_retries';
    }
    if (clock.now() + pause >= this.#end) {
      return 'deadline';
    }
    return budget.take() ? undefined : 'budget';
  }

  /** Returns what masks the secret. */
  #scrubber(): Scrub {
    return scrubber(this.#key, this.#task.secret?.forms?.(this.#key));
  }

  /** Returns what an error says about the call. */
  #call(): FailedCall {
    const { idempotencyKey, operation, request, secret } = this.#task;
    return {
      operation: operation.id,
      attempts: this.#attempt,
      idempotencyKey,
      curl: () => this.#scrubber()(curlCommand(request, secret)),
    };
  }
}

/** Whether another attempt may succeed. */
function isTransient(error: APIError): boolean {
  return error instanceof APIStatusError
    ? isRetried(error.status)
    : error instanceof APIConnectionError;
}
