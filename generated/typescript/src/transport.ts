// Copied from templates/typescript/runtime/src/transport.ts: edit there, not here.
import { Call, type Detailed } from './call.js';
import type { Request } from './curl.js';
import { InvalidArgumentError, InvalidResponseError } from './errors.js';
import { Reporter } from './events.js';
import { parseJson } from './json.js';
import { checkKey, isBrowser, KeyHolder } from './keys.js';
import { List } from './list.js';
import type { Contract, Input, ListOperation, Operation } from './operation.js';
import {
  CALL_OPTIONS,
  type CallOptions,
  checkOptions,
  checkTypes,
  CLIENT_OPTIONS,
  type ClientOptions,
  environment,
  extraHeaders,
  headerValue,
  type Limits,
  limits,
  LIST_OPTIONS,
  type ListOptions,
  present,
  serverUrl,
  WRITE_OPTIONS,
  type WriteOptions,
} from './options.js';
import { type Outcome, RequestLoop } from './request-loop.js';
import { RetryBudget } from './retry.js';
import { misfit } from './shape.js';
import { type Clock, realClock } from './time.js';
import { target } from './url.js';

const LIMITS: Limits = {
  timeout: 30_000,
  deadline: 90_000,
  maxRetries: 2,
  maxResponseBytes: 64 * 1024 * 1024,
};

/**
 * Returns a new random idempotency key.
 *
 * Store it with your order before the call, and pass it as `idempotencyKey`. If your program crashes, repeat the call with the
 * same key: it is carried out once. A call without a key makes its own.
 */
export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

/** What a client shares with its copies. */
export interface Shared {
  readonly keys: KeyHolder;
  readonly budget: RetryBudget;
  readonly clock: Clock;
}

/** Makes the calls of a client. */
export class Transport {
  readonly #contract: Contract;
  readonly #options: ClientOptions;
  readonly #limits: Limits;
  readonly #server: URL;
  readonly #tenantId: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #shared: Shared;

  constructor(contract: Contract, options: ClientOptions, shared: Partial<Shared> = {}) {
    checkOptions('Azotte', options, CLIENT_OPTIONS);
    checkTypes(options);
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
    this.#headers = this.#extraHeaders(options);
    this.#options = { ...options, apiKey, baseUrl: this.#server.href };
    this.#shared = {
      keys: new KeyHolder(apiKey),
      budget: new RetryBudget(),
      clock: realClock,
      ...shared,
    };
    if (typeof apiKey !== 'function') {
      this.#check(apiKey);
    }
  }

  /** Returns a copy with other options. */
  withOptions(options: ClientOptions): Transport {
    checkOptions('withOptions', options, CLIENT_OPTIONS);
    const { keys, budget, clock } = this.#shared;
    const changed = Object.entries(options).filter(([, value]) => value !== undefined);
    return new Transport(
      this.#contract,
      { ...this.#options, ...Object.fromEntries(changed) },
      {
        clock,
        ...(options.apiKey === undefined && { keys }),
        ...(options.baseUrl === undefined && { budget }),
      },
    );
  }

  /** Starts a call. */
  call<Result>(operation: Operation, input: Input, options: WriteOptions = {}): Call<Result> {
    const idempotencyKey = operation.idempotent
      ? (options?.idempotencyKey ?? newIdempotencyKey())
      : undefined;
    const known = operation.idempotent ? WRITE_OPTIONS : CALL_OPTIONS;
    const sent = this.#send<Result>(operation, input, options, known, idempotencyKey);
    return new Call(sent, idempotencyKey);
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
      maxItems: options?.maxItems ?? Infinity,
      send: (query) => this.#send(operation, { ...input, query }, options, LIST_OPTIONS),
    });
  }

  async #send<Result>(
    operation: Operation,
    input: Input,
    options: CallOptions,
    known: Readonly<Record<string, true>>,
    idempotencyKey?: string,
  ): Promise<Detailed<Result>> {
    checkOptions(operation.id, options, known);
    const { fetch = globalThis.fetch, onEvent, logger } = this.#options;
    if (typeof fetch !== 'function') {
      throw new InvalidArgumentError('This runtime has no fetch. Pass the option fetch.');
    }
    const loop = new RequestLoop({
      ...this.#shared,
      contract: this.#contract,
      operation,
      request: this.#request(operation, input, options, idempotencyKey),
      idempotencyKey,
      limits: limits(options, this.#limits),
      signal: options.signal,
      host: this.#server.host,
      fetch,
      reporter: new Reporter(operation.id, onEvent, logger),
      check: (key) => this.#check(key, operation),
    });
    return this.#detailed(operation, await loop.run());
  }

  #request(
    operation: Operation,
    input: Input,
    options: CallOptions,
    idempotencyKey?: string,
  ): Request {
    const { headers, version } = this.#contract;
    const body = serialized(operation, input.body);
    return {
      method: operation.method,
      url: this.#server.href.replace(/\/+$/, '') + target(operation, input),
      headers: {
        accept: 'application/json',
        // A browser sends its own, and would ask the server first whether this header is allowed.
        ...(!isBrowser() && { 'user-agent': `azotte-typescript/${version}` }),
        [headers.tenant]: this.#tenantId,
        ...(idempotencyKey !== undefined && {
          [headers.idempotencyKey]: headerValue('idempotencyKey', idempotencyKey),
        }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...this.#headers,
        ...this.#extraHeaders(options),
      },
      ...(body !== undefined && { body }),
    };
  }

  #extraHeaders({ headers = {} }: CallOptions): Record<string, string> {
    const { apiKey, tenant, idempotencyKey } = this.#contract.headers;
    return extraHeaders(headers, {
      [apiKey]: 'Use apiKey.',
      [tenant]: 'Use tenantId or forTenant.',
      [idempotencyKey]: 'Use idempotencyKey.',
    });
  }

  #detailed<Result>(operation: Operation, { response, call }: Outcome): Detailed<Result> {
    const { replayed, rateLimit } = this.#contract.headers;
    const { status, headers, body, requestId } = response;
    const number = (name: string) => Number(headers.get(name) ?? NaN);
    const limit = {
      limit: number(rateLimit.limit),
      remaining: number(rateLimit.remaining),
      reset: number(rateLimit.reset),
    };
    const { operation: id, attempts, idempotencyKey } = call;
    return {
      operation: id,
      attempts,
      idempotencyKey,
      status,
      headers,
      body,
      requestId,
      result: this.#result(operation, { response, call }) as Result,
      rateLimit: Object.values(limit).some(Number.isNaN) ? undefined : limit,
      replayed: headers.get(replayed) === 'true',
    };
  }

  #result({ results }: Operation, { response, call }: Outcome): unknown {
    const type = results[response.status];
    if (!type) {
      return undefined;
    }
    const result = response.isUtf8 ? parseJson(response.body) : undefined;
    const problem =
      result !== undefined
        ? misfit(result, type, this.#contract.shapes)
        : `it is not ${response.isUtf8 ? 'JSON' : 'UTF-8'}`;
    if (problem) {
      const message = `HTTP ${response.status}, but the body is not a ${type}: ${problem}.`;
      throw new InvalidResponseError(message, call, response);
    }
    return result;
  }

  #check(key: string, operation?: Operation): void {
    checkKey(key, this.#server, this.#contract.keys, this.#options.allow ?? [], operation);
  }
}

/** Returns a request body as JSON; `undefined` if an optional body is empty. */
function serialized({ id, optionalBody }: Operation, body: object | undefined): string | undefined {
  const isEmpty = !Object.values(body ?? {}).some((value) => value !== undefined);
  if (isEmpty && (optionalBody || !body)) {
    return undefined;
  }
  try {
    return JSON.stringify(body);
  } catch (cause) {
    // A circle or a BigInt; the message names it.
    throw new InvalidArgumentError(`${id}: the body cannot be sent as JSON. ${cause}`, { cause });
  }
}
