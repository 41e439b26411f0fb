// Copied from templates/typescript/runtime/src/errors.ts: edit there, not here.
import { isObject, parseJson } from './json.js';
import { printable } from './text.js';

/** Base class of every error that this package throws. */
export class AzotteError extends Error {
  override name = 'AzotteError';
}

/** An argument or an option is invalid. Nothing was sent. */
export class InvalidArgumentError extends AzotteError {
  override name = 'InvalidArgumentError';
}

/** The checks that reject a call which would put a key at risk or cannot work. */
export const REFUSALS = [
  'unknown_key',
  'wrong_key_type',
  'wrong_environment',
  'plain_http',
  'secret_key_in_browser',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** The call would have put a key at risk or could not have worked. Nothing was sent. */
export class RefusedError extends AzotteError {
  override name = 'RefusedError';
  /** The check that failed. Add it to the client's `allow` to override the check. */
  readonly reason: Refusal;

  constructor(message: string, reason: Refusal) {
    super(`${message} To override this check, pass allow: ['${reason}'].`);
    this.reason = reason;
  }
}

/** The pages of a list do not end: a page repeats an earlier one, or is empty and says that there are more. */
export class PaginationError extends AzotteError {
  override name = 'PaginationError';
}

/** A webhook delivery's signature is missing, malformed, wrong or expired. Return 400 and ignore the body. */
export class SignatureError extends AzotteError {
  override name = 'SignatureError';
}

/** A webhook delivery's signature is valid, but its body is not an event. */
export class InvalidEventError extends AzotteError {
  override name = 'InvalidEventError';
}

/**
 * Why a call was not retried: `unsafe`, it may have been carried out and has no idempotency key, or its body is a stream; `max_retries`; `deadline`,
 * the next attempt would start after it; `budget`, too many calls are failing at the moment.
 */
export type Stopped = 'unsafe' | 'max_retries' | 'deadline' | 'budget';

/** What is known about a call, whether it succeeded or not. */
export interface CallFacts {
  /** The operation's ID in the contract. */
  readonly operation: string;
  /** How many times the request was sent. */
  readonly attempts: number;
  /** The idempotency key of the call. Repeating the call with the same key is safe. */
  readonly idempotencyKey: string | undefined;
}

/** What an error says about the call that failed. */
export interface FailedCall extends CallFacts {
  /** Returns the request as a cURL command. */
  readonly curl: () => string;
}

/** A call failed. */
export class APIError extends AzotteError implements CallFacts {
  override name = 'APIError';
  readonly operation: string;
  readonly attempts: number;
  readonly idempotencyKey: string | undefined;
  /** Why the call was not retried; `undefined` if a retry would not have helped. */
  stopped: Stopped | undefined;
  readonly #curl: () => string;

  constructor(
    message: string,
    call: FailedCall,
    more: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
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
  get curl(): string {
    return this.#curl();
  }
}

/** There is no response: the connection failed, the body is too large, or the browser blocked the request. */
export class APIConnectionError extends APIError {
  override name = 'APIConnectionError';
  /** Whether it is certain that the server received nothing. A browser never says so. */
  readonly isUnsent: boolean;

  constructor(message: string, call: FailedCall, isUnsent: boolean, options?: ErrorOptions) {
    super(message, call, {}, options);
    this.isUnsent = isUnsent;
  }
}

/** There is no response within the time limit. */
export class APITimeoutError extends APIConnectionError {
  override name = 'APITimeoutError';
}

/** What the server sent, without the API key. */
export interface ResponseFacts {
  /** The HTTP status. */
  readonly status: number;
  readonly headers: Headers;
  /** The body as text. */
  readonly body: string;
  /** The request's ID. Quote it when you contact support. */
  readonly requestId: string | undefined;
}

/** The fields of an error response; all of them are undefined if the body is not the API's. */
export interface ErrorBody {
  readonly type?: string | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly details?: object | undefined;
  readonly request_id?: string | undefined;
}

/** The response is an error. There is a class for each type and each code of the contract. */
export class APIStatusError extends APIError implements ResponseFacts {
  override name = 'APIStatusError';
  readonly status: number;
  /** The family of the code; `undefined` if the body is not the API's. */
  readonly type: string | undefined;
  /** What happened, for programs; `undefined` if the body is not the API's. */
  readonly code: string | undefined;
  /** The fields and values that caused the error. */
  readonly details: object;
  readonly requestId: string | undefined;
  /** How long the server asks to wait before a retry, in milliseconds. */
  readonly retryAfter: number | undefined;
  // Private, so that `console.log(error)` does not print whole responses.
  readonly #response: ResponseFacts;
  readonly #apiMessage: string;

  constructor(
    message: string,
    call: FailedCall,
    response: ResponseFacts,
    error: ErrorBody = {},
    retryAfter?: number,
  ) {
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
  get apiMessage(): string {
    return this.#apiMessage;
  }

  get headers(): Headers {
    return this.#response.headers;
  }

  get body(): string {
    return this.#response.body;
  }
}

/** The response is not in the contract: an undocumented status, or a body that does not match the status. */
export class UnexpectedResponseError extends APIStatusError {
  override name = 'UnexpectedResponseError';
}

/** The response is a success, but its body does not match the contract. The message names the field. */
export class InvalidResponseError extends UnexpectedResponseError {
  override name = 'InvalidResponseError';
}

/** The classes of the contract's errors, by type. */
export type ErrorFamilies = Readonly<Record<string, ErrorFamily>>;

/** An error type. */
export interface ErrorFamily {
  readonly class: typeof APIStatusError;
  readonly statuses: readonly number[];
  /** The classes of its codes. */
  readonly codes: Readonly<Record<string, typeof APIStatusError>>;
}

/** Returns the error for a response that is not a success, of its code's class, else its type's, else its status's. */
export function errorFor(
  call: FailedCall,
  response: ResponseFacts,
  retryAfter: number | undefined,
  families: ErrorFamilies,
): APIStatusError {
  const error = errorBody(response.body);
  const Class = classOf(error, response.status, families);
  return new Class(error.message ?? described(response), call, response, error, retryAfter);
}

function classOf(
  { type, code }: ErrorBody,
  status: number,
  families: ErrorFamilies,
): typeof APIStatusError {
  if (type === undefined) {
    const family = Object.values(families).find(({ statuses }) => statuses.includes(status));
    return family?.class ?? UnexpectedResponseError;
  }
  const family = own(families, type);
  return (family && own(family.codes, code)) ?? family?.class ?? APIStatusError;
}

// A server may send `constructor`.
function own<Value>(values: Readonly<Record<string, Value>>, name = ''): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function errorBody(body: string): ErrorBody {
  const { error } = Object(parseJson(body)) as { error?: unknown };
  const { type, code, message, request_id, details } = Object(error) as Record<string, unknown>;
  const name = (value: unknown) => (typeof value === 'string' ? printable(value) : undefined);
  return {
    type: name(type),
    code: name(code),
    message: typeof message === 'string' ? message : undefined,
    request_id: name(request_id),
    details: isObject(details) ? details : undefined,
  };
}

function described({ status, headers, body }: ResponseFacts): string {
  // A browser hides a redirect behind status 0.
  if (status < 200 || (status >= 300 && status < 400)) {
    return `HTTP ${status} is a redirect, which is not followed to protect the key. Set baseUrl to its target.`;
  }
  if (!body) {
    return `HTTP ${status} with an empty body.`;
  }
  const type = headers.get('content-type') ?? 'no content type';
  return `HTTP ${status} with a body that is not the API's (${type}): ${printable(body, 200)}`;
}

const MOST_DETAILS = 10;
const LONGEST_DETAIL = 200;

/** Returns the first details of an error for its message. */
function shown(details: object): Record<string, string> {
  const cut = (text: string) => printable(text, LONGEST_DETAIL);
  return Object.fromEntries(
    Object.entries(details)
      .slice(0, MOST_DETAILS)
      .map(([name, value]) => [cut(name), cut(JSON.stringify(value))]),
  );
}

/** Returns a message with what is known about the call behind it, for example `[operation get_customer, status 404]`. */
function withFacts(message: string, facts: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => printable(`${name} ${value}`));
  return `${printable(message)} [${known.join(', ')}]`;
}
