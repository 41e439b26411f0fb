// Generated from generated/typescript/src/api-errors.ts: edit there, not here.
import { type ErrorFamilies, APIStatusError } from './errors.js';
import type { ErrorDetails } from './models.js';
/** The codes of errors. The API may add more. */
export type ErrorCode =
  | 'internal_error'
  | 'service_unavailable'
  | 'authentication_failed'
  | 'insufficient_permissions'
  | 'https_required'
  | 'duplicate_value'
  | 'idempotency_key_reused'
  | 'invalid_state'
  | 'resource_missing'
  | 'rate_limit_exceeded'
  | 'method_not_allowed'
  | 'malformed_request'
  | 'required_field'
  | 'invalid_format'
  | 'out_of_range'
  | 'invalid_enum'
  | 'unknown_field'
  | 'body_too_large'
  | 'unsupported_media_type'
  | (string & {});
/** Error type `api_error` (HTTP 500, 503). */
export declare class ServerError extends APIStatusError {
  name: string;
  readonly code: ErrorCode | undefined;
  readonly details: ErrorDetails & Record<string, unknown>;
}
/** An unexpected error occurred on the server. Error code `internal_error`. */
export declare class InternalError extends ServerError {
  name: string;
  readonly type: 'api_error';
  readonly code: 'internal_error';
}
/** The server is overloaded or starting. Error code `service_unavailable`. */
export declare class ServiceUnavailableError extends ServerError {
  name: string;
  readonly type: 'api_error';
  readonly code: 'service_unavailable';
}
/** Error type `authentication_error` (HTTP 401, 403). */
export declare class AuthenticationError extends APIStatusError {
  name: string;
  readonly code: ErrorCode | undefined;
  readonly details: ErrorDetails & Record<string, unknown>;
}
/** The API key or the tenant is missing or invalid. Error code `authentication_failed`. */
export declare class AuthenticationFailedError extends AuthenticationError {
  name: string;
  readonly type: 'authentication_error';
  readonly code: 'authentication_failed';
}
/** The operation requires another type of API key. Error code `insufficient_permissions`. */
export declare class InsufficientPermissionsError extends AuthenticationError {
  name: string;
  readonly type: 'authentication_error';
  readonly code: 'insufficient_permissions';
}
/** The request was sent over plain HTTP. Error code `https_required`. */
export declare class HttpsRequiredError extends AuthenticationError {
  name: string;
  readonly type: 'authentication_error';
  readonly code: 'https_required';
}
/** Error type `conflict_error` (HTTP 409). */
export declare class ConflictError extends APIStatusError {
  name: string;
  readonly code: ErrorCode | undefined;
  readonly details: ErrorDetails & Record<string, unknown>;
}
/** Another object already has this value. Error code `duplicate_value`. */
export declare class DuplicateValueError extends ConflictError {
  name: string;
  readonly type: 'conflict_error';
  readonly code: 'duplicate_value';
}
/**
 * The idempotency key was already used with a different request. Error code
 * `idempotency_key_reused`.
 */
export declare class IdempotencyKeyReusedError extends ConflictError {
  name: string;
  readonly type: 'conflict_error';
  readonly code: 'idempotency_key_reused';
}
/** The status of the object does not allow this operation. Error code `invalid_state`. */
export declare class InvalidStateError extends ConflictError {
  name: string;
  readonly type: 'conflict_error';
  readonly code: 'invalid_state';
}
/** Error type `not_found_error` (HTTP 404). */
export declare class NotFoundError extends APIStatusError {
  name: string;
  readonly code: ErrorCode | undefined;
  readonly details: ErrorDetails & Record<string, unknown>;
}
/** The object does not exist. Error code `resource_missing`. */
export declare class ResourceMissingError extends NotFoundError {
  name: string;
  readonly type: 'not_found_error';
  readonly code: 'resource_missing';
}
/** Error type `rate_limit_error` (HTTP 429). */
export declare class RateLimitError extends APIStatusError {
  name: string;
  readonly code: ErrorCode | undefined;
  readonly details: ErrorDetails & Record<string, unknown>;
}
/** Too many requests were sent. Error code `rate_limit_exceeded`. */
export declare class RateLimitExceededError extends RateLimitError {
  name: string;
  readonly type: 'rate_limit_error';
  readonly code: 'rate_limit_exceeded';
}
/** Error type `validation_error` (HTTP 400, 405, 413, 415, 422). */
export declare class ValidationError extends APIStatusError {
  name: string;
  readonly code: ErrorCode | undefined;
  readonly details: ErrorDetails & Record<string, unknown>;
}
/** The path does not support this method. Error code `method_not_allowed`. */
export declare class MethodNotAllowedError extends ValidationError {
  name: string;
  readonly type: 'validation_error';
  readonly code: 'method_not_allowed';
}
/** The request is malformed. Error code `malformed_request`. */
export declare class MalformedRequestError extends ValidationError {
  name: string;
  readonly type: 'validation_error';
  readonly code: 'malformed_request';
}
/** A required field is missing. Error code `required_field`. */
export declare class RequiredFieldError extends ValidationError {
  name: string;
  readonly type: 'validation_error';
  readonly code: 'required_field';
}
/** A field has the wrong type or format. Error code `invalid_format`. */
export declare class InvalidFormatError extends ValidationError {
  name: string;
  readonly type: 'validation_error';
  readonly code: 'invalid_format';
}
/** A number, length or count is out of range. Error code `out_of_range`. */
export declare class OutOfRangeError extends ValidationError {
  name: string;
  readonly type: 'validation_error';
  readonly code: 'out_of_range';
}
/** A value is not one of the allowed values. Error code `invalid_enum`. */
export declare class InvalidEnumError extends ValidationError {
  name: string;
  readonly type: 'validation_error';
  readonly code: 'invalid_enum';
}
/** The body has an unknown field. Error code `unknown_field`. */
export declare class UnknownFieldError extends ValidationError {
  name: string;
  readonly type: 'validation_error';
  readonly code: 'unknown_field';
}
/** The request body is too large. Error code `body_too_large`. */
export declare class BodyTooLargeError extends ValidationError {
  name: string;
  readonly type: 'validation_error';
  readonly code: 'body_too_large';
}
/** The media type is not `application/json`. Error code `unsupported_media_type`. */
export declare class UnsupportedMediaTypeError extends ValidationError {
  name: string;
  readonly type: 'validation_error';
  readonly code: 'unsupported_media_type';
}
/** The classes of errors, by type. */
export declare const families: ErrorFamilies;
