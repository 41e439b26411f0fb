// Copied from templates/typescript/runtime/src/transport.ts: edit there, not here.
import { Call, type Detailed } from './call.js';
import type { Request } from './curl.js';
import { type Content, json } from './content.js';
import { InvalidArgumentError, InvalidResponseError } from './errors.js';
import { Reporter } from './events.js';
import { parseJson } from './json.js';
import { authorized } from './exchange.js';
import { checkKey, isBrowser, KeyHolder, type Secret } from './keys.js';
import { type Link, List, type Parameters } from './list.js';
import {
  type Contract,
  type Input,
  type ListOperation,
  type Operation,
  resultFor,
  type Security,
} from './operation.js';
import {
  CALL_OPTIONS,
  type CallOptions,
  checkOptions,
  checkTypes,
  CLIENT_OPTIONS,
  type ClientOptions,
  type ContentOptions,
  environment,
  extraHeaders,
  headerValue,
  type Limits,
  limits,
  LIST_OPTIONS,
  type ListOptions,
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
  /** The holders of credentials, by the option that takes them. */
  readonly keys: Readonly<Record<string, KeyHolder>>;
  readonly budget: RetryBudget;
  readonly clock: Clock;
}

/** Makes the calls of a client. */
export class Transport {
  readonly #contract: Contract;
  /** The options, with the credentials and the base URL. */
  readonly #options: ClientOptions & Record<string, unknown>;
  readonly #limits: Limits;
  readonly #server: URL;
  /** The option that sends a header. */
  readonly #reserved: Record<string, string>;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #shared: Shared;

  constructor(contract: Contract, options: ClientOptions, shared: Partial<Shared> = {}) {
    checkOptions('Azotte', options, CLIENT_OPTIONS);
    checkTypes(options);
    const platform = contract.servers[0]?.url ?? 'https:';
    this.#contract = contract;
    this.#limits = limits(options, LIMITS);
    this.#server = serverUrl(
      options.baseUrl ?? environment('AZOTTE_BASE_URL') ?? platform,
      platform,
    );
    this.#reserved = { [contract.headers.idempotencyKey]: 'idempotencyKey' };
    const given: Record<string, unknown> = { ...options, baseUrl: this.#server.href };
    this.#options = given;
    const keys: Record<string, KeyHolder> = {};
    for (const [name, { secret, name: header, variable }] of Object.entries(contract.credentials)) {
      this.#reserved[header] = name;
      const value = (given[name] ?? environment(variable)) as Secret | undefined;
      if (value) {
        given[name] = secret ? value : headerValue(name, value as string);
        keys[name] = shared.keys?.[name] ?? new KeyHolder(value);
        if (secret && typeof value !== 'function') {
          this.#check(name, value);
        }
      }
    }
    this.#headers = extraHeaders(options, this.#reserved);
    this.#shared = { budget: new RetryBudget(), clock: realClock, ...shared, keys };
    if (!contract.hasPublicOperations) {
      this.#chosen(contract.security);
    }
  }

  /** Returns a copy with other options. */
  withOptions(options: ClientOptions): Transport {
    checkOptions('withOptions', options, CLIENT_OPTIONS);
    const { keys, budget, clock } = this.#shared;
    const changed = Object.fromEntries(
      Object.entries(options).filter(([, value]) => value !== undefined),
    );
    const kept = Object.entries(keys).filter(([name]) => !(name in changed));
    return new Transport(
      this.#contract,
      { ...this.#options, ...changed },
      { clock, keys: Object.fromEntries(kept), ...(options.baseUrl === undefined && { budget }) },
    );
  }

  /** Returns the first alternative whose credentials are there. */
  #chosen(security: Security): readonly string[] {
    const isMissing = (name: string) => !this.#options[name];
    const found = security.find((names) => !names.some(isMissing));
    if (!found && security.length) {
      const name = security[0]!.find(isMissing)!;
      const { variable } = this.#contract.credentials[name]!;
      throw new InvalidArgumentError(
        `Missing ${name}. Set the environment variable ${variable} or pass ${name}.`,
      );
    }
    return found ?? [];
  }

  /** Starts a call. */
  call<Result, Detail extends Detailed<Result>>(
    operation: Operation,
    input: Input,
    options: WriteOptions = {},
  ): Call<Result, Detail> {
    const idempotencyKey = operation.idempotent
      ? (options?.idempotencyKey ?? newIdempotencyKey())
      : undefined;
    const known = operation.idempotent ? WRITE_OPTIONS : CALL_OPTIONS;
    const sent = this.#send<Result>(operation, input, options, known, idempotencyKey);
    return new Call(sent as Promise<Detail>, idempotencyKey);
  }

  /** Starts a list. */
  list<Item, Page, Detail extends Detailed<Page>>(
    operation: ListOperation,
    input: Input,
    options: ListOptions = {},
  ): List<Item, Page, Detail> {
    return new List({
      operation,
      parameters: { ...input.parameters },
      maxItems: options?.maxItems ?? Infinity,
      send: (parameters: Parameters, link?: Link) =>
        this.#send(
          operation,
          { ...input, parameters, link },
          options,
          LIST_OPTIONS,
        ) as Promise<Detail>,
    });
  }

  async #send<Result>(
    operation: Operation,
    input: Input,
    options: CallOptions & ContentOptions,
    known: Readonly<Record<string, unknown>>,
    idempotencyKey?: string,
  ): Promise<Detailed<Result>> {
    const { choices, id } = operation;
    checkOptions(id, options, { ...known, ...choices });
    operation.warn?.();
    const { fetch = globalThis.fetch, onEvent, logger } = this.#options;
    if (typeof fetch !== 'function') {
      throw new InvalidArgumentError('This runtime has no fetch. Pass the option fetch.');
    }
    const names = this.#chosen(operation.security ?? this.#contract.security);
    const secret = names.find((name) => this.#contract.credentials[name]!.secret);
    const loop = new RequestLoop({
      ...this.#shared,
      contract: this.#contract,
      operation,
      request: this.#request(
        operation,
        input,
        options,
        names.filter((name) => name !== secret),
        idempotencyKey,
      ),
      idempotencyKey,
      limits: limits(options, this.#limits),
      signal: options.signal,
      host: this.#server.host,
      fetch,
      tenantId: (this.#options['tenantId'] ?? '') as string,
      secret: secret
        ? {
            ...this.#contract.credentials[secret]!,
            keys: this.#shared.keys[secret]!,
            check: (key) => this.#check(secret, key, operation),
          }
        : undefined,
      reporter: new Reporter(id, onEvent, logger),
    });
    return this.#detailed(operation, await loop.run());
  }

  #request(
    operation: Operation,
    input: Input,
    options: CallOptions & ContentOptions,
    credentials: readonly string[],
    idempotencyKey?: string,
  ): Request {
    const { headers, version } = this.#contract;
    const { accept, id, media } = operation;
    const { type, ...body } = serialized(operation, input.body, options.contentType) ?? {};
    const url = this.#server.href.replace(/\/+$/, '') + target(operation, input);
    const request = credentials.reduce(
      (sent, name) =>
        authorized(sent, this.#contract.credentials[name]!, this.#options[name] as string),
      {
        method: operation.method,
        url: input.link?.(url) ?? url,
        headers: {
          accept: media?.accept(id, options.accept) ?? accept ?? 'application/json',
          // A browser sends its own, and would ask the server first whether this header is allowed.
          ...(!isBrowser() && { 'user-agent': `azotte-typescript/${version}` }),
        },
      } as Request,
    );
    return {
      ...request,
      headers: {
        ...request.headers,
        ...operation.withHeaders?.(operation, input.parameters ?? {}),
        ...(idempotencyKey !== undefined && {
          [headers.idempotencyKey]: headerValue('idempotencyKey', idempotencyKey),
        }),
        ...(type && { 'content-type': type }),
        ...this.#headers,
        ...extraHeaders(options, this.#reserved),
      },
      ...body,
    };
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
      ...operation.typedHeaders?.(headers),
    };
  }

  #result(operation: Operation, { response, call }: Outcome): unknown {
    const { body, headers, isUtf8, open, status } = response;
    const read = resultFor(operation, status, headers);
    const checked = (value: unknown, type: string) => {
      const problem =
        value === undefined
          ? `it is not ${isUtf8 ? 'JSON' : 'UTF-8'}`
          : misfit(value, type, this.#contract.shapes);
      if (problem) {
        const message = `HTTP ${status}, but the body is not a ${type}: ${problem}.`;
        throw new InvalidResponseError(message, call, response);
      }
      return value;
    };
    if (typeof read === 'function') {
      return read({ ...open!, headers, checked });
    }
    return read ? checked(isUtf8 ? parseJson(body) : undefined, read) : undefined;
  }

  #check(option: string, key: string, operation?: Operation): void {
    checkKey(option, key, this.#server, this.#contract, this.#options.allow ?? [], operation);
  }
}

/** Returns a request body; `undefined` if there is none, or an optional one without fields. */
function serialized(
  { id, content = json, optionalBody }: Operation,
  body: unknown,
  choice: string | undefined,
): Content | undefined {
  const isEmpty =
    body === undefined ||
    (optionalBody && Object.values(body as object).every((value) => value === undefined));
  return isEmpty ? undefined : content(body, id, choice);
}
