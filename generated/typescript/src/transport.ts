import { Call, type Detailed } from './call.js';
import {
  type Answer,
  CallError,
  type CallFacts,
  errorFor,
  InvalidResponseError,
  NetworkError,
  StatusError,
  TimedOutError,
} from './errors.js';
import { checkKey, isBrowser, KeyHolder, masked } from './keys.js';
import { List } from './list.js';
import type { Contract, Input, ListOperation, Operation } from './operation.js';
import {
  type CallOptions,
  type ClientOptions,
  environment,
  headerValue,
  type Limits,
  limits,
  type ListOptions,
  present,
  serverUrl,
  type WriteOptions,
} from './options.js';
import {
  backoff,
  type Clock,
  isRetried,
  realClock,
  RetryBudget,
  retryAfter,
  wait,
} from './retry.js';
import { misfit } from './shape.js';
import { target } from './url.js';

const LIMITS: Limits = { timeout: 30_000, deadline: 90_000, maxRetries: 2 };

/**
 * Returns a new random key.
 *
 * Store it with your order before the call and give it as `idempotencyKey`: after a crash the same call with the same key
 * does not act twice. Calls without one make their own.
 */
export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

/** What a client shares with its views on other tenants. */
export interface Shared {
  readonly keys: KeyHolder;
  readonly budget: RetryBudget;
  readonly clock: Clock;
}

/** A request, but for the key. */
interface Request {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends the operations' requests. */
export class Transport {
  readonly #contract: Contract;
  readonly #options: ClientOptions;
  readonly #limits: Limits;
  readonly #server: URL;
  readonly #tenantId: string;
  readonly #shared: Shared;

  constructor(contract: Contract, options: ClientOptions, shared: Partial<Shared> = {}) {
    const { environmentVariable, servers } = contract.keys;
    const apiKey = present('apiKey', options.apiKey, environmentVariable);
    const tenantId = present('tenantId', options.tenantId, contract.tenantVariable);
    const platform = servers[0]!.url;
    this.#contract = contract;
    this.#limits = limits(options, LIMITS);
    this.#server = serverUrl(
      options.baseUrl ?? environment('AZOTTE_BASE_URL') ?? platform,
      platform,
    );
    this.#tenantId = headerValue('tenantId', tenantId);
    this.#options = { ...options, apiKey, baseUrl: this.#server.href };
    this.#shared = {
      keys: new KeyHolder(apiKey),
      budget: new RetryBudget(),
      clock: realClock,
      ...shared,
    };
    if (typeof apiKey === 'string') {
      this.#check(apiKey);
    }
  }

  /** Returns a view on another tenant's data; this one stays what it is. */
  forTenant(tenantId: string): Transport {
    return new Transport(this.#contract, { ...this.#options, tenantId }, this.#shared);
  }

  /** Starts a call. */
  call<Result>(operation: Operation, input: Input, options: WriteOptions = {}): Call<Result> {
    const idempotencyKey = operation.idempotent
      ? (options.idempotencyKey ?? newIdempotencyKey())
      : undefined;
    return new Call(this.#send<Result>(operation, input, options, idempotencyKey), idempotencyKey);
  }

  /** Starts a list. */
  list<Item, Page>(
    operation: ListOperation,
    input: Input,
    options: ListOptions = {},
  ): List<Item, Page> {
    return new List({
      operation,
      parameters: { ...input.query },
      maxItems: options.maxItems ?? Infinity,
      send: (query) => this.#send(operation, { ...input, query }, options),
    });
  }

  async #send<Result>(
    operation: Operation,
    input: Input,
    options: CallOptions,
    idempotencyKey?: string,
  ): Promise<Detailed<Result>> {
    const { budget, clock, keys } = this.#shared;
    const { timeout, deadline, maxRetries } = limits(options, this.#limits);
    const request = this.#request(operation, input, idempotencyKey);
    // Another write than one under an idempotency key might act twice.
    const isRepeatable = operation.method === 'GET' || idempotencyKey !== undefined;
    const end = clock.now() + deadline;
    let held = keys.get();
    let isRenewed = false;
    for (let attempts = 1; ; attempts++) {
      const facts = { operation: operation.id, attempts, idempotencyKey };
      const key = await held;
      this.#check(key, operation);
      const left = Math.min(timeout, end - clock.now());
      const outcome = await this.#attempt(request, key, left, options.signal, facts);
      if (!(outcome instanceof CallError) && outcome.status in operation.results) {
        budget.succeeded();
        return this.#detailed(operation, outcome, facts);
      }
      const error = outcome instanceof CallError ? outcome : this.#error(outcome, key, facts);
      const status = error instanceof StatusError ? error.status : undefined;
      if (status === 401 && !isRenewed) {
        isRenewed = true;
        held = keys.get(held);
        if ((await held) !== key) {
          continue;
        }
      }
      if (status !== undefined && !isRetried(status)) {
        throw error;
      }
      const isUnsent = error instanceof NetworkError && error.isUnsent;
      const asked = error instanceof StatusError ? (error.retryAfter ?? 0) : 0;
      const pause = Math.max(asked, backoff(attempts, clock.random()));
      error.stopped =
        (!isRepeatable && !isUnsent && 'unsafe') ||
        (attempts > maxRetries && 'max_retries') ||
        (clock.now() + pause >= end && 'deadline') ||
        (!budget.take() && 'budget') ||
        undefined;
      if (error.stopped) {
        throw error;
      }
      await wait(clock, pause, options.signal);
    }
  }

  #request(operation: Operation, input: Input, idempotencyKey?: string): Request {
    const { headers, version } = this.#contract;
    const isEmpty = !Object.values(input.body ?? {}).some((value) => value !== undefined);
    const body =
      isEmpty && (operation.optionalBody || !input.body) ? undefined : JSON.stringify(input.body);
    return {
      url: this.#server.href.replace(/\/+$/, '') + target(operation, input),
      method: operation.method,
      headers: {
        accept: 'application/json',
        // A browser names itself, and would first ask the server whether this header may be sent.
        ...(!isBrowser() && { 'user-agent': `azotte-typescript/${version}` }),
        [headers.tenant]: this.#tenantId,
        ...(idempotencyKey !== undefined && {
          [headers.idempotencyKey]: headerValue('idempotencyKey', idempotencyKey),
        }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body }),
    };
  }

  /** Sends a request once. Returns the answer, or why there is none. */
  async #attempt(
    { url, ...request }: Request,
    key: string,
    timeout: number,
    signal: AbortSignal | undefined,
    facts: CallFacts,
  ): Promise<Answer | CallError> {
    signal?.throwIfAborted();
    // Not AbortSignal.any: Node has it since 20.3 only, and AbortSignal.timeout would outlive the attempt.
    const abort = new AbortController();
    const stop = () => abort.abort(signal?.reason);
    const cancel = this.#shared.clock.after(timeout, stop);
    signal?.addEventListener('abort', stop, { once: true });
    const fetch = this.#options.fetch ?? globalThis.fetch;
    const { host } = this.#server;
    try {
      const response = await fetch(url, {
        ...request,
        headers: { ...request.headers, [this.#contract.headers.apiKey]: key },
        // A redirect would take the key along, to whatever host it names.
        redirect: 'manual',
        signal: abort.signal,
      });
      const { status, headers } = response;
      const requestId = headers.get(this.#contract.headers.requestId) ?? undefined;
      return { status, headers, requestId, body: await response.text() };
    } catch (cause) {
      signal?.throwIfAborted();
      return abort.signal.aborted
        ? new TimedOutError(`No answer from ${host} within ${timeout} ms.`, facts)
        : new NetworkError(`No answer from ${host}: ${reason(cause)}.`, facts, { cause });
    } finally {
      cancel();
      signal?.removeEventListener('abort', stop);
    }
  }

  #error(answer: Answer, key: string, facts: CallFacts): StatusError {
    const { errors, headers: names } = this.#contract;
    const asked = retryAfter(answer.headers, names.retryAfter, this.#shared.clock.now());
    // A server may echo what it was sent.
    const headers = new Headers([...answer.headers].filter(([, value]) => !value.includes(key)));
    const body = answer.body.replaceAll(key, masked(key));
    return errorFor(facts, { ...answer, headers, body }, asked, errors);
  }

  #detailed<Result>(operation: Operation, answer: Answer, facts: CallFacts): Detailed<Result> {
    const { replayed, rateLimit } = this.#contract.headers;
    const number = (name: string) => Number(answer.headers.get(name) ?? NaN);
    const limits = {
      limit: number(rateLimit.limit),
      remaining: number(rateLimit.remaining),
      reset: number(rateLimit.reset),
    };
    return {
      ...facts,
      ...answer,
      result: this.#result(operation, answer, facts) as Result,
      rateLimit: Object.values(limits).some(Number.isNaN) ? undefined : limits,
      replayed: answer.headers.get(replayed) === 'true',
    };
  }

  #result({ results }: Operation, answer: Answer, facts: CallFacts): unknown {
    const type = results[answer.status];
    if (!type) {
      return undefined;
    }
    const result = parsed(answer.body);
    const problem =
      result === undefined ? 'it is not JSON' : misfit(result, type, this.#contract.shapes);
    if (problem) {
      throw new InvalidResponseError(
        `HTTP ${answer.status}, but its body is not a ${type}: ${problem}`,
        facts,
        answer,
      );
    }
    return result;
  }

  #check(key: string, operation?: Operation): void {
    checkKey(key, this.#server, this.#contract.keys, this.#options.allow ?? [], operation);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

// Node tells what happened one level down.
function reason(cause: unknown): string {
  const { message, cause: inner } = cause as Error & { cause?: Error & { code?: string } };
  return inner?.message || inner?.code || message;
}
