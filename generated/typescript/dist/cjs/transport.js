// Generated from generated/typescript/src/transport.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.Transport = void 0;
exports.newIdempotencyKey = newIdempotencyKey;
const call_js_1 = require('./call.js');
const content_js_1 = require('./content.js');
const errors_js_1 = require('./errors.js');
const events_js_1 = require('./events.js');
const json_js_1 = require('./json.js');
const exchange_js_1 = require('./exchange.js');
const keys_js_1 = require('./keys.js');
const list_js_1 = require('./list.js');
const operation_js_1 = require('./operation.js');
const options_js_1 = require('./options.js');
const request_loop_js_1 = require('./request-loop.js');
const retry_js_1 = require('./retry.js');
const shape_js_1 = require('./shape.js');
const time_js_1 = require('./time.js');
const url_js_1 = require('./url.js');
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
function newIdempotencyKey() {
  return crypto.randomUUID();
}
/** Makes the calls of a client. */
class Transport {
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
    (0, options_js_1.checkOptions)('Azotte', options, options_js_1.CLIENT_OPTIONS);
    (0, options_js_1.checkTypes)(options);
    const platform = contract.servers[0]?.url ?? 'https:';
    this.#contract = contract;
    this.#limits = (0, options_js_1.limits)(options, LIMITS);
    this.#server = (0, options_js_1.serverUrl)(
      options.baseUrl ?? (0, options_js_1.environment)('AZOTTE_BASE_URL') ?? platform,
      platform,
    );
    this.#reserved = { [contract.headers.idempotencyKey]: 'idempotencyKey' };
    const given = { ...options, baseUrl: this.#server.href };
    this.#options = given;
    const keys = {};
    for (const [name, { secret, name: header, variable }] of Object.entries(contract.credentials)) {
      this.#reserved[header] = name;
      const value = given[name] ?? (0, options_js_1.environment)(variable);
      if (value) {
        given[name] = secret ? value : (0, options_js_1.headerValue)(name, value);
        keys[name] = shared.keys?.[name] ?? new keys_js_1.KeyHolder(value);
        if (secret && typeof value !== 'function') {
          this.#check(name, value);
        }
      }
    }
    this.#headers = (0, options_js_1.extraHeaders)(options, this.#reserved);
    this.#shared = {
      budget: new retry_js_1.RetryBudget(),
      clock: time_js_1.realClock,
      ...shared,
      keys,
    };
    if (!contract.hasPublicOperations) {
      this.#chosen(contract.security);
    }
  }
  /** Returns a copy with other options. */
  withOptions(options) {
    (0, options_js_1.checkOptions)('withOptions', options, options_js_1.CLIENT_OPTIONS);
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
      throw new errors_js_1.InvalidArgumentError(
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
    const known = operation.idempotent ? options_js_1.WRITE_OPTIONS : options_js_1.CALL_OPTIONS;
    const sent = this.#send(operation, input, options, known, idempotencyKey);
    return new call_js_1.Call(sent, idempotencyKey);
  }
  /** Starts a list. */
  list(operation, input, options = {}) {
    return new list_js_1.List({
      operation,
      parameters: { ...input.parameters },
      maxItems: options?.maxItems ?? Infinity,
      send: (parameters, link) =>
        this.#send(operation, { ...input, parameters, link }, options, options_js_1.LIST_OPTIONS),
    });
  }
  async #send(operation, input, options, known, idempotencyKey) {
    const { choices, id } = operation;
    (0, options_js_1.checkOptions)(id, options, { ...known, ...choices });
    operation.warn?.();
    const { fetch = globalThis.fetch, onEvent, logger } = this.#options;
    if (typeof fetch !== 'function') {
      throw new errors_js_1.InvalidArgumentError(
        'This runtime has no fetch. Pass the option fetch.',
      );
    }
    const names = this.#chosen(operation.security ?? this.#contract.security);
    const secret = names.find((name) => this.#contract.credentials[name].secret);
    const loop = new request_loop_js_1.RequestLoop({
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
      limits: (0, options_js_1.limits)(options, this.#limits),
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
      reporter: new events_js_1.Reporter(id, onEvent, logger),
    });
    return this.#detailed(operation, await loop.run());
  }
  #request(operation, input, options, credentials, idempotencyKey) {
    const { headers, version } = this.#contract;
    const { accept, id, media } = operation;
    const { type, ...body } = serialized(operation, input.body, options.contentType) ?? {};
    const url = this.#server.href.replace(/\/+$/, '') + (0, url_js_1.target)(operation, input);
    const request = credentials.reduce(
      (sent, name) =>
        (0, exchange_js_1.authorized)(sent, this.#contract.credentials[name], this.#options[name]),
      {
        method: operation.method,
        url: input.link?.(url) ?? url,
        headers: {
          accept: media?.accept(id, options.accept) ?? accept ?? 'application/json',
          // A browser sends its own, and would ask the server first whether this header is allowed.
          ...(!(0, keys_js_1.isBrowser)() && { 'user-agent': `azotte-typescript/${version}` }),
        },
      },
    );
    return {
      ...request,
      headers: {
        ...request.headers,
        ...operation.withHeaders?.(operation, input.parameters ?? {}),
        ...(idempotencyKey !== undefined && {
          [headers.idempotencyKey]: (0, options_js_1.headerValue)('idempotencyKey', idempotencyKey),
        }),
        ...(type && { 'content-type': type }),
        ...this.#headers,
        ...(0, options_js_1.extraHeaders)(options, this.#reserved),
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
    const read = (0, operation_js_1.resultFor)(operation, status, headers);
    const checked = (value, type) => {
      const problem =
        value === undefined
          ? `it is not ${isUtf8 ? 'JSON' : 'UTF-8'}`
          : (0, shape_js_1.misfit)(value, type, this.#contract.shapes);
      if (problem) {
        const message = `HTTP ${status}, but the body is not a ${type}: ${problem}.`;
        throw new errors_js_1.InvalidResponseError(message, call, response);
      }
      return value;
    };
    if (typeof read === 'function') {
      return read({ ...open, headers, checked });
    }
    return read ? checked(isUtf8 ? (0, json_js_1.parseJson)(body) : undefined, read) : undefined;
  }
  #check(option, key, operation) {
    (0, keys_js_1.checkKey)(
      option,
      key,
      this.#server,
      this.#contract,
      this.#options.allow ?? [],
      operation,
    );
  }
}
exports.Transport = Transport;
/** Returns a request body; `undefined` if there is none, or an optional one without fields. */
function serialized({ id, content = content_js_1.json, optionalBody }, body, choice) {
  const isEmpty =
    body === undefined ||
    (optionalBody && Object.values(body).every((value) => value === undefined));
  return isEmpty ? undefined : content(body, id, choice);
}
