// Generated from generated/typescript/src/errors.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.InvalidResponseError =
  exports.UnexpectedResponseError =
  exports.APIStatusError =
  exports.APITimeoutError =
  exports.APIConnectionError =
  exports.APIError =
  exports.InvalidEventError =
  exports.SignatureError =
  exports.PaginationError =
  exports.RefusedError =
  exports.REFUSALS =
  exports.InvalidArgumentError =
  exports.AzotteError =
    void 0;
exports.errorFor = errorFor;
const json_js_1 = require('./json.js');
const text_js_1 = require('./text.js');
/** Base class of every error that this package throws. */
class AzotteError extends Error {
  name = 'AzotteError';
}
exports.AzotteError = AzotteError;
/** An argument or an option is invalid. Nothing was sent. */
class InvalidArgumentError extends AzotteError {
  name = 'InvalidArgumentError';
}
exports.InvalidArgumentError = InvalidArgumentError;
/** The checks that reject a call which would put a key at risk or cannot work. */
exports.REFUSALS = [
  'unknown_key',
  'wrong_key_type',
  'wrong_environment',
  'plain_http',
  'secret_key_in_browser',
];
/** The call would have put a key at risk or could not have worked. Nothing was sent. */
class RefusedError extends AzotteError {
  name = 'RefusedError';
  /** The check that failed. Add it to the client's `allow` to override the check. */
  reason;
  constructor(message, reason) {
    super(`${message} To override this check, pass allow: ['${reason}'].`);
    this.reason = reason;
  }
}
exports.RefusedError = RefusedError;
/** The pages of a list do not end: a page repeats an earlier one, or is empty and says that there are more. */
class PaginationError extends AzotteError {
  name = 'PaginationError';
}
exports.PaginationError = PaginationError;
/** A webhook delivery's signature is missing, malformed, wrong or expired. Return 400 and ignore the body. */
class SignatureError extends AzotteError {
  name = 'SignatureError';
}
exports.SignatureError = SignatureError;
/** A webhook delivery's signature is valid, but its body is not an event. */
class InvalidEventError extends AzotteError {
  name = 'InvalidEventError';
}
exports.InvalidEventError = InvalidEventError;
/** A call failed. */
class APIError extends AzotteError {
  name = 'APIError';
  operation;
  attempts;
  idempotencyKey;
  /** Why the call was not retried; `undefined` if a retry would not have helped. */
  stopped;
  #curl;
  constructor(message, call, more = {}, options) {
    super(
      withFacts(message, { operation: call.operation, attempts: call.attempts, ...more }),
      options,
    );
    this.operation = call.operation;
    this.attempts = call.attempts;
    this.idempotencyKey = call.idempotencyKey;
    this.#curl = call.curl;
  }
  /** A cURL command that repeats the request, with the API key as an environment variable. It contains the request body and extra headers. */
  get curl() {
    return this.#curl();
  }
}
exports.APIError = APIError;
/** There is no response: the connection failed, the body is too large, or the browser blocked the request. */
class APIConnectionError extends APIError {
  name = 'APIConnectionError';
  /** Whether it is certain that the server received nothing. A browser never says so. */
  isUnsent;
  constructor(message, call, isUnsent, options) {
    super(message, call, {}, options);
    this.isUnsent = isUnsent;
  }
}
exports.APIConnectionError = APIConnectionError;
/** There is no response within the time limit. */
class APITimeoutError extends APIConnectionError {
  name = 'APITimeoutError';
}
exports.APITimeoutError = APITimeoutError;
/** The response is an error. There is a class for each type and each code of the contract. */
class APIStatusError extends APIError {
  name = 'APIStatusError';
  status;
  /** The family of the code; `undefined` if the body is not the API's. */
  type;
  /** What happened, for programs; `undefined` if the body is not the API's. */
  code;
  /** The fields and values that caused the error. */
  details;
  requestId;
  /** How long the server asks to wait before a retry, in milliseconds. */
  retryAfter;
  // Private, so that `console.log(error)` does not print whole responses.
  #response;
  #apiMessage;
  constructor(message, call, response, error = {}, retryAfter) {
    const { status } = response;
    const { type, code, details = {}, request_id: requestId = response.requestId } = error;
    super(message, call, { status, type, code, ...shown(details), request: requestId });
    this.status = status;
    this.type = type;
    this.code = code;
    this.details = details;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.#response = response;
    this.#apiMessage = message;
  }
  /** The message of the response on its own; `message` adds the operation, the details and the request's ID. */
  get apiMessage() {
    return this.#apiMessage;
  }
  get headers() {
    return this.#response.headers;
  }
  get body() {
    return this.#response.body;
  }
}
exports.APIStatusError = APIStatusError;
/** The response is not in the contract: an undocumented status, or a body that does not match the status. */
class UnexpectedResponseError extends APIStatusError {
  name = 'UnexpectedResponseError';
}
exports.UnexpectedResponseError = UnexpectedResponseError;
/** The response is a success, but its body does not match the contract. The message names the field. */
class InvalidResponseError extends UnexpectedResponseError {
  name = 'InvalidResponseError';
}
exports.InvalidResponseError = InvalidResponseError;
/** Returns the error for a response that is not a success, of its code's class, else its type's, else its status's. */
function errorFor(call, response, retryAfter, families) {
  const error = errorBody(response.body);
  const Class = classOf(error, response.status, families);
  return new Class(error.message ?? described(response), call, response, error, retryAfter);
}
function classOf({ type, code }, status, families) {
  if (type === undefined) {
    const family = Object.values(families).find(({ statuses }) => statuses.includes(status));
    return family?.class ?? UnexpectedResponseError;
  }
  const family = own(families, type);
  return (family && own(family.codes, code)) ?? family?.class ?? APIStatusError;
}
// A server may send `constructor`.
function own(values, name = '') {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
function errorBody(body) {
  const { error } = Object((0, json_js_1.parseJson)(body));
  const { type, code, message, request_id, details } = Object(error);
  const name = (value) => (typeof value === 'string' ? (0, text_js_1.printable)(value) : undefined);
  return {
    type: name(type),
    code: name(code),
    message: typeof message === 'string' ? message : undefined,
    request_id: name(request_id),
    details: (0, json_js_1.isObject)(details) ? details : undefined,
  };
}
function described({ status, headers, body }) {
  // A browser hides a redirect behind status 0.
  if (status < 200 || (status >= 300 && status < 400)) {
    return `HTTP ${status} is a redirect, which is not followed to protect the key. Set baseUrl to its target.`;
  }
  if (!body) {
    return `HTTP ${status} with an empty body.`;
  }
  const type = headers.get('content-type') ?? 'no content type';
  return `HTTP ${status} with a body that is not the API's (${type}): ${(0, text_js_1.printable)(body, 200)}`;
}
const MOST_DETAILS = 10;
const LONGEST_DETAIL = 200;
/** Returns the first details of an error for its message. */
function shown(details) {
  const cut = (text) => (0, text_js_1.printable)(text, LONGEST_DETAIL);
  return Object.fromEntries(
    Object.entries(details)
      .slice(0, MOST_DETAILS)
      .map(([name, value]) => [cut(name), cut(JSON.stringify(value))]),
  );
}
/** Returns a message with what is known about the call behind it, for example `[operation get_customer, status 404]`. */
function withFacts(message, facts) {
  const known = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (0, text_js_1.printable)(`${name} ${value}`));
  return `${(0, text_js_1.printable)(message)} [${known.join(', ')}]`;
}
