// Generated from the contract: edit openapi/, not this file.

import { StatusError } from './errors.js';
import type { ErrorDetails } from './models.js';

/** What can go wrong, for a program; the set is open. */
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

/** Type `api_error`: status 500, 503. */
export class ApiError extends StatusError {
  override name = 'ApiError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails;
}

/** The server failed. Code `internal_error`. */
export class InternalError extends ApiError {
  override name = 'InternalError';
  declare readonly type: 'api_error';
  declare readonly code: 'internal_error';
}

/** The server is busy or starting. Code `service_unavailable`. */
export class ServiceUnavailableError extends ApiError {
  override name = 'ServiceUnavailableError';
  declare readonly type: 'api_error';
  declare readonly code: 'service_unavailable';
}

/** Type `authentication_error`: status 401, 403. */
export class AuthenticationError extends StatusError {
  override name = 'AuthenticationError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails;
}

/** The credentials were not accepted. Code `authentication_failed`. */
export class AuthenticationFailedError extends AuthenticationError {
  override name = 'AuthenticationFailedError';
  declare readonly type: 'authentication_error';
  declare readonly code: 'authentication_failed';
}

/** The operation needs another type of key. Code `insufficient_permissions`. */
export class InsufficientPermissionsError extends AuthenticationError {
  override name = 'InsufficientPermissionsError';
  declare readonly type: 'authentication_error';
  declare readonly code: 'insufficient_permissions';
}

/** The request came over plain HTTP. Code `https_required`. */
export class HttpsRequiredError extends AuthenticationError {
  override name = 'HttpsRequiredError';
  declare readonly type: 'authentication_error';
  declare readonly code: 'https_required';
}

/** Type `conflict_error`: status 409. */
export class ConflictError extends StatusError {
  override name = 'ConflictError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails;
}

/** Another object has this value. Code `duplicate_value`. */
export class DuplicateValueError extends ConflictError {
  override name = 'DuplicateValueError';
  declare readonly type: 'conflict_error';
  declare readonly code: 'duplicate_value';
}

/** The key was used with another request. Code `idempotency_key_reused`. */
export class IdempotencyKeyReusedError extends ConflictError {
  override name = 'IdempotencyKeyReusedError';
  declare readonly type: 'conflict_error';
  declare readonly code: 'idempotency_key_reused';
}

/** The object's state does not allow this. Code `invalid_state`. */
export class InvalidStateError extends ConflictError {
  override name = 'InvalidStateError';
  declare readonly type: 'conflict_error';
  declare readonly code: 'invalid_state';
}

/** Type `not_found_error`: status 404. */
export class NotFoundError extends StatusError {
  override name = 'NotFoundError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails;
}

/** No such object. Code `resource_missing`. */
export class ResourceMissingError extends NotFoundError {
  override name = 'ResourceMissingError';
  declare readonly type: 'not_found_error';
  declare readonly code: 'resource_missing';
}

/** Type `rate_limit_error`: status 429. */
export class RateLimitError extends StatusError {
  override name = 'RateLimitError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails;
}

/** Too many requests. Code `rate_limit_exceeded`. */
export class RateLimitExceededError extends RateLimitError {
  override name = 'RateLimitExceededError';
  declare readonly type: 'rate_limit_error';
  declare readonly code: 'rate_limit_exceeded';
}

/** Type `validation_error`: status 400, 405, 413, 415, 422. */
export class ValidationError extends StatusError {
  override name = 'ValidationError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails;
}

/** The path has no such method. Code `method_not_allowed`. */
export class MethodNotAllowedError extends ValidationError {
  override name = 'MethodNotAllowedError';
  declare readonly type: 'validation_error';
  declare readonly code: 'method_not_allowed';
}

/** The request is not well formed. Code `malformed_request`. */
export class MalformedRequestError extends ValidationError {
  override name = 'MalformedRequestError';
  declare readonly type: 'validation_error';
  declare readonly code: 'malformed_request';
}

/** A required field is missing. Code `required_field`. */
export class RequiredFieldError extends ValidationError {
  override name = 'RequiredFieldError';
  declare readonly type: 'validation_error';
  declare readonly code: 'required_field';
}

/** A field has the wrong type or form. Code `invalid_format`. */
export class InvalidFormatError extends ValidationError {
  override name = 'InvalidFormatError';
  declare readonly type: 'validation_error';
  declare readonly code: 'invalid_format';
}

/** A number, a length or a count is out of bounds. Code `out_of_range`. */
export class OutOfRangeError extends ValidationError {
  override name = 'OutOfRangeError';
  declare readonly type: 'validation_error';
  declare readonly code: 'out_of_range';
}

/** A value is not among those listed. Code `invalid_enum`. */
export class InvalidEnumError extends ValidationError {
  override name = 'InvalidEnumError';
  declare readonly type: 'validation_error';
  declare readonly code: 'invalid_enum';
}

/** The body has a member that is not in the contract. Code `unknown_field`. */
export class UnknownFieldError extends ValidationError {
  override name = 'UnknownFieldError';
  declare readonly type: 'validation_error';
  declare readonly code: 'unknown_field';
}

/** The body is too large. Code `body_too_large`. */
export class BodyTooLargeError extends ValidationError {
  override name = 'BodyTooLargeError';
  declare readonly type: 'validation_error';
  declare readonly code: 'body_too_large';
}

/** The media type is not application/json. Code `unsupported_media_type`. */
export class UnsupportedMediaTypeError extends ValidationError {
  override name = 'UnsupportedMediaTypeError';
  declare readonly type: 'validation_error';
  declare readonly code: 'unsupported_media_type';
}

export const byCode = new Map<string, typeof StatusError>([
  ['api_error internal_error', InternalError],
  ['api_error service_unavailable', ServiceUnavailableError],
  ['authentication_error authentication_failed', AuthenticationFailedError],
  ['authentication_error insufficient_permissions', InsufficientPermissionsError],
  ['authentication_error https_required', HttpsRequiredError],
  ['conflict_error duplicate_value', DuplicateValueError],
  ['conflict_error idempotency_key_reused', IdempotencyKeyReusedError],
  ['conflict_error invalid_state', InvalidStateError],
  ['not_found_error resource_missing', ResourceMissingError],
  ['rate_limit_error rate_limit_exceeded', RateLimitExceededError],
  ['validation_error method_not_allowed', MethodNotAllowedError],
  ['validation_error malformed_request', MalformedRequestError],
  ['validation_error required_field', RequiredFieldError],
  ['validation_error invalid_format', InvalidFormatError],
  ['validation_error out_of_range', OutOfRangeError],
  ['validation_error invalid_enum', InvalidEnumError],
  ['validation_error unknown_field', UnknownFieldError],
  ['validation_error body_too_large', BodyTooLargeError],
  ['validation_error unsupported_media_type', UnsupportedMediaTypeError],
]);

export const byType = new Map<string, typeof StatusError>([
  ['api_error', ApiError],
  ['authentication_error', AuthenticationError],
  ['conflict_error', ConflictError],
  ['not_found_error', NotFoundError],
  ['rate_limit_error', RateLimitError],
  ['validation_error', ValidationError],
]);

export const byStatus = new Map<number, typeof StatusError>([
  [500, ApiError],
  [503, ApiError],
  [401, AuthenticationError],
  [403, AuthenticationError],
  [409, ConflictError],
  [404, NotFoundError],
  [429, RateLimitError],
  [400, ValidationError],
  [405, ValidationError],
  [413, ValidationError],
  [415, ValidationError],
  [422, ValidationError],
]);
