// Generated from generated/typescript/src/transport.ts: edit there, not here.
import { Call } from './call.js';
import { json } from './content.js';
import { InvalidArgumentError, InvalidResponseError } from './errors.js';
import { Reporter } from './events.js';
import { parseJson } from './json.js';
import { authorized } from './exchange.js';
import { checkKey, isBrowser, KeyHolder } from './keys.js';
import { List } from './list.js';
import { resultFor } from './operation.js';
import {
  CALL_OPTIONS,
  checkOptions,
  checkTypes,
  CLIENT_OPTIONS,
  environment,
  extraHeaders,
  headerValue,
  limits,
  LIST_OPTIONS,
  serverUrl,
  WRITE_OPTIONS,
} from './options.js';
import { RequestLoop } from './request-loop.js';
import { RetryBudget } from './retry.js';
import { misfit } from './shape.js';
import { realClock } from './time.js';
import { target } from './url.js';
const LIMITS = {
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
export function newIdempotencyKey() {
  return crypto.randomUUID();
}
/** Makes the calls of a client. */
export class Transport {
  #contract;
  /** The options, with the credentials and the base URL. */
  #options;
  #limits;
  #server;
  /** The option that sends a header. */
  #reserved;
  #headers;
  #shared;
  constructor(contract, options, shared = {}) {
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
    const given = { ...options, baseUrl: this.#server.href };
    this.#options = given;
    const keys = {};
    for (const [name, { secret, name: header, variable }] of Object.entries(contract.credentials)) {
      this.#reserved[header] = name;
      const value = given[name] ?? environment(variable);
      if (value) {
        given[name] = secret ? value : headerValue(name, value);
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
  withOptions(options) {
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
  #chosen(security) {
    const isMissing = (name) => !this.#options[name];
    const found = security.find((names) => !names.some(isMissing));
    if (!found && security.length) {
      const name = security[0].find(isMissing);
      const { variable } = this.#contract.credentials[name];
      throw new InvalidArgumentError(
        `Missing ${name}. Set the environment variable ${variable} or pass ${name}.`,
      );
    }
    return found ?? [];
  }
  /** Starts a call. */
  call(operation, input, options = {}) {
    const idempotencyKey = operation.idempotent
      ? (options?.idempotencyKey ?? newIdempotencyKey())
      : undefined;
    const known = operation.idempotent ? WRITE_OPTIONS : CALL_OPTIONS;
    const sent = this.#send(operation, input, options, known, idempotencyKey);
    return new Call(sent, idempotencyKey);
  }
  /** Starts a list. */
  list(operation, input, options = {}) {
    return new List({
      operation,
      parameters: { ...input.parameters },
      maxItems: options?.maxItems ?? Infinity,
      send: (parameters, link) =>
        this.#send(operation, { ...input, parameters, link }, options, LIST_OPTIONS),
    });
  }
  async #send(operation, input, options, known, idempotencyKey) {
    const { choices, id } = operation;
    checkOptions(id, options, { ...known, ...choices });
    operation.warn?.();
    const { fetch = globalThis.fetch, onEvent, logger } = this.#options;
    if (typeof fetch !== 'function') {
      throw new InvalidArgumentError('This runtime has no fetch. Pass the option fetch.');
    }
    const names = this.#chosen(operation.security ?? this.#contract.security);
    const secret = names.find((name) => this.#contract.credentials[name].secret);
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
      tenantId: this.#options['tenantId'] ?? '',
      secret: secret
        ? {
            ...this.#contract.credentials[secret],
            keys: this.#shared.keys[secret],
            check: (key) => this.#check(secret, key, operation),
          }
        : undefined,
      reporter: new Reporter(id, onEvent, logger),
    });
    return this.#detailed(operation, await loop.run());
  }
  #request(operation, input, options, credentials, idempotencyKey) {
    const { headers, version } = this.#contract;
    const { accept, id, media } = operation;
    const { type, ...body } = serialized(operation, input.body, options.contentType) ?? {};
    const url = this.#server.href.replace(/\/+$/, '') + target(operation, input);
    const request = credentials.reduce(
      (sent, name) => authorized(sent, this.#contract.credentials[name], this.#options[name]),
      {
        method: operation.method,
        url: input.link?.(url) ?? url,
        headers: {
          accept: media?.accept(id, options.accept) ?? accept ?? 'application/json',
          // A browser sends its own, and would ask the server first whether this header is allowed.
          ...(!isBrowser() && { 'user-agent': `azotte-typescript/${version}` }),
        },
      },
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
  #detailed(operation, { response, call }) {
    const { replayed, rateLimit } = this.#contract.headers;
    const { status, headers, body, requestId } = response;
    const number = (name) => Number(headers.get(name) ?? NaN);
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
      result: this.#result(operation, { response, call }),
      rateLimit: Object.values(limit).some(Number.isNaN) ? undefined : limit,
      replayed: headers.get(replayed) === 'true',
      ...operation.typedHeaders?.(headers),
    };
  }
  #result(operation, { response, call }) {
    const { body, headers, isUtf8, open, status } = response;
    const read = resultFor(operation, status, headers);
    const checked = (value, type) => {
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
      return read({ ...open, headers, checked });
    }
    return read ? checked(isUtf8 ? parseJson(body) : undefined, read) : undefined;
  }
  #check(option, key, operation) {
    checkKey(option, key, this.#server, this.#contract, this.#options.allow ?? [], operation);
  }
}
/** Returns a request body; `undefined` if there is none, or an optional one without fields. */
function serialized({ id, content = json, optionalBody }, body, choice) {
  const isEmpty =
    body === undefined ||
    (optionalBody && Object.values(body).every((value) => value === undefined));
  return isEmpty ? undefined : content(body, id, choice);
}
