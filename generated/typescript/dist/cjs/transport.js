// Generated from src/transport.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.Transport = void 0;
exports.newIdempotencyKey = newIdempotencyKey;
const call_js_1 = require('./call.js');
const errors_js_1 = require('./errors.js');
const events_js_1 = require('./events.js');
const json_js_1 = require('./json.js');
const keys_js_1 = require('./keys.js');
const list_js_1 = require('./list.js');
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
  #options;
  #limits;
  #server;
  #tenantId;
  #headers;
  #shared;
  constructor(contract, options, shared = {}) {
    (0, options_js_1.checkOptions)('Azotte', options, options_js_1.CLIENT_OPTIONS);
    (0, options_js_1.checkTypes)(options);
    const { environmentVariable, servers } = contract.keys;
    const apiKey = (0, options_js_1.present)('apiKey', options.apiKey, environmentVariable);
    const tenantId = (0, options_js_1.present)(
      'tenantId',
      options.tenantId,
      contract.tenantVariable,
    );
    const platform = servers[0].url;
    this.#contract = contract;
    this.#limits = (0, options_js_1.limits)(options, LIMITS);
    this.#server = (0, options_js_1.serverUrl)(
      options.baseUrl ?? (0, options_js_1.environment)('AZOTTE_BASE_URL') ?? platform,
      platform,
    );
    this.#tenantId = (0, options_js_1.headerValue)('tenantId', tenantId);
    this.#headers = this.#extraHeaders(options);
    this.#options = { ...options, apiKey, baseUrl: this.#server.href };
    this.#shared = {
      keys: new keys_js_1.KeyHolder(apiKey),
      budget: new retry_js_1.RetryBudget(),
      clock: time_js_1.realClock,
      ...shared,
    };
    if (typeof apiKey !== 'function') {
      this.#check(apiKey);
    }
  }
  /** Returns a copy with other options. */
  withOptions(options) {
    (0, options_js_1.checkOptions)('withOptions', options, options_js_1.CLIENT_OPTIONS);
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
      parameters: { ...input.query },
      maxItems: options?.maxItems ?? Infinity,
      send: (query) =>
        this.#send(operation, { ...input, query }, options, options_js_1.LIST_OPTIONS),
    });
  }
  async #send(operation, input, options, known, idempotencyKey) {
    (0, options_js_1.checkOptions)(operation.id, options, known);
    const { fetch = globalThis.fetch, onEvent, logger } = this.#options;
    if (typeof fetch !== 'function') {
      throw new errors_js_1.InvalidArgumentError(
        'This runtime has no fetch. Pass the option fetch.',
      );
    }
    const loop = new request_loop_js_1.RequestLoop({
      ...this.#shared,
      contract: this.#contract,
      operation,
      request: this.#request(operation, input, options, idempotencyKey),
      idempotencyKey,
      limits: (0, options_js_1.limits)(options, this.#limits),
      signal: options.signal,
      host: this.#server.host,
      fetch,
      reporter: new events_js_1.Reporter(operation.id, onEvent, logger),
      check: (key) => this.#check(key, operation),
    });
    return this.#detailed(operation, await loop.run());
  }
  #request(operation, input, options, idempotencyKey) {
    const { headers, version } = this.#contract;
    const body = serialized(operation, input.body);
    return {
      method: operation.method,
      url: this.#server.href.replace(/\/+$/, '') + (0, url_js_1.target)(operation, input),
      headers: {
        accept: 'application/json',
        // A browser sends its own, and would ask the server first whether this header is allowed.
        ...(!(0, keys_js_1.isBrowser)() && { 'user-agent': `azotte-typescript/${version}` }),
        [headers.tenant]: this.#tenantId,
        ...(idempotencyKey !== undefined && {
          [headers.idempotencyKey]: (0, options_js_1.headerValue)('idempotencyKey', idempotencyKey),
        }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...this.#headers,
        ...this.#extraHeaders(options),
      },
      ...(body !== undefined && { body }),
    };
  }
  #extraHeaders({ headers = {} }) {
    const { apiKey, tenant, idempotencyKey } = this.#contract.headers;
    return (0, options_js_1.extraHeaders)(headers, {
      [apiKey]: 'Use apiKey.',
      [tenant]: 'Use tenantId or forTenant.',
      [idempotencyKey]: 'Use idempotencyKey.',
    });
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
    };
  }
  #result({ results }, { response, call }) {
    const type = results[response.status];
    if (!type) {
      return undefined;
    }
    const result = response.isUtf8 ? (0, json_js_1.parseJson)(response.body) : undefined;
    const problem =
      result !== undefined
        ? (0, shape_js_1.misfit)(result, type, this.#contract.shapes)
        : `it is not ${response.isUtf8 ? 'JSON' : 'UTF-8'}`;
    if (problem) {
      const message = `HTTP ${response.status}, but the body is not a ${type}: ${problem}.`;
      throw new errors_js_1.InvalidResponseError(message, call, response);
    }
    return result;
  }
  #check(key, operation) {
    (0, keys_js_1.checkKey)(
      key,
      this.#server,
      this.#contract.keys,
      this.#options.allow ?? [],
      operation,
    );
  }
}
exports.Transport = Transport;
/** Returns a request body as JSON; `undefined` if an optional body is empty. */
function serialized({ id, optionalBody }, body) {
  const isEmpty = !Object.values(body ?? {}).some((value) => value !== undefined);
  if (isEmpty && (optionalBody || !body)) {
    return undefined;
  }
  try {
    return JSON.stringify(body);
  } catch (cause) {
    // A circle or a BigInt; the message names it.
    throw new errors_js_1.InvalidArgumentError(`${id}: the body cannot be sent as JSON. ${cause}`, {
      cause,
    });
  }
}
