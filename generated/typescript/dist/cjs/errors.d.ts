// Generated from generated/typescript/src/errors.ts: edit there, not here.
/** Base class of every error that this package throws. */
export declare class AzotteError extends Error {
  name: string;
}
/** An argument or an option is invalid. Nothing was sent. */
export declare class InvalidArgumentError extends AzotteError {
  name: string;
}
/** The checks that reject a call which would put a key at risk or cannot work. */
export declare const REFUSALS: readonly [
  'unknown_key',
  'wrong_key_type',
  'wrong_environment',
  'plain_http',
  'secret_key_in_browser',
];
export type Refusal = (typeof REFUSALS)[number];
/** The call would have put a key at risk or could not have worked. Nothing was sent. */
export declare class RefusedError extends AzotteError {
  name: string;
  /** The check that failed. Add it to the client's `allow` to override the check. */
  readonly reason: Refusal;
  constructor(message: string, reason: Refusal);
}
/** The pages of a list do not end: a page repeats an earlier one, or is empty and says that there are more. */
export declare class PaginationError extends AzotteError {
  name: string;
}
/** A webhook delivery's signature is missing, malformed, wrong or expired. Return 400 and ignore the body. */
export declare class SignatureError extends AzotteError {
  name: string;
}
/** A webhook delivery's signature is valid, but its body is not an event. */
export declare class InvalidEventError extends AzotteError {
  name: string;
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
export declare class APIError extends AzotteError implements CallFacts {
  #private;
  name: string;
  readonly operation: string;
  readonly attempts: number;
  readonly idempotencyKey: string | undefined;
  /** Why the call was not retried; `undefined` if a retry would not have helped. */
  stopped: Stopped | undefined;
  constructor(
    message: string,
    call: FailedCall,
    more?: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  );
  /** A cURL command that repeats the request, with the API key as an environment variable. It contains the request body and extra headers. */
  get curl(): string;
}
/** There is no response: the connection failed, the body is too large, or the browser blocked the request. */
export declare class APIConnectionError extends APIError {
  name: string;
  /** Whether it is certain that the server received nothing. A browser never says so. */
  readonly isUnsent: boolean;
  constructor(message: string, call: FailedCall, isUnsent: boolean, options?: ErrorOptions);
}
/** There is no response within the time limit. */
export declare class APITimeoutError extends APIConnectionError {
  name: string;
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
export declare class APIStatusError extends APIError implements ResponseFacts {
  #private;
  name: string;
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
  constructor(
    message: string,
    call: FailedCall,
    response: ResponseFacts,
    error?: ErrorBody,
    retryAfter?: number,
  );
  /** The message of the response on its own; `message` adds the operation, the details and the request's ID. */
  get apiMessage(): string;
  get headers(): Headers;
  get body(): string;
}
/** The response is not in the contract: an undocumented status, or a body that does not match the status. */
export declare class UnexpectedResponseError extends APIStatusError {
  name: string;
}
/** The response is a success, but its body does not match the contract. The message names the field. */
export declare class InvalidResponseError extends UnexpectedResponseError {
  name: string;
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
export declare function errorFor(
  call: FailedCall,
  response: ResponseFacts,
  retryAfter: number | undefined,
  families: ErrorFamilies,
): APIStatusError;
