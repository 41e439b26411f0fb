// Generated from openapi/ and templates/typescript/src/api-errors.ts.jinja: edit there, not here.

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
export class ServerError extends APIStatusError {
  override name = 'ServerError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails & Record<string, unknown>;
}

/** An unexpected error occurred on the server. Error code `internal_error`. */
export class InternalError extends ServerError {
  override name = 'InternalError';
  declare readonly type: 'api_error';
  declare readonly code: 'internal_error';
}

/** The server is overloaded or starting. Error code `service_unavailable`. */
export class ServiceUnavailableError extends ServerError {
  override name = 'ServiceUnavailableError';
  declare readonly type: 'api_error';
  declare readonly code: 'service_unavailable';
}

/** Error type `authentication_error` (HTTP 401, 403). */
export class AuthenticationError extends APIStatusError {
  override name = 'AuthenticationError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails & Record<string, unknown>;
}

/** The API key or the tenant is missing or invalid. Error code `authentication_failed`. */
export class AuthenticationFailedError extends AuthenticationError {
  override name = 'AuthenticationFailedError';
  declare readonly type: 'authentication_error';
  declare readonly code: 'authentication_failed';
}

/** The operation requires another type of API key. Error code `insufficient_permissions`. */
export class InsufficientPermissionsError extends AuthenticationError {
  override name = 'InsufficientPermissionsError';
  declare readonly type: 'authentication_error';
  declare readonly code: 'insufficient_permissions';
}

/** The request was sent over plain HTTP. Error code `https_required`. */
export class HttpsRequiredError extends AuthenticationError {
  override name = 'HttpsRequiredError';
  declare readonly type: 'authentication_error';
  declare readonly code: 'https_required';
}

/** Error type `conflict_error` (HTTP 409). */
export class ConflictError extends APIStatusError {
  override name = 'ConflictError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails & Record<string, unknown>;
}

/** Another object already has this value. Error code `duplicate_value`. */
export class DuplicateValueError extends ConflictError {
  override name = 'DuplicateValueError';
  declare readonly type: 'conflict_error';
  declare readonly code: 'duplicate_value';
}

/**
 * The idempotency key was already used with a different request. Error code
 * `idempotency_key_reused`.
 */
export class IdempotencyKeyReusedError extends ConflictError {
  override name = 'IdempotencyKeyReusedError';
  declare readonly type: 'conflict_error';
  declare readonly code: 'idempotency_key_reused';
}

/** The status of the object does not allow this operation. Error code `invalid_state`. */
export class InvalidStateError extends ConflictError {
  override name = 'InvalidStateError';
  declare readonly type: 'conflict_error';
  declare readonly code: 'invalid_state';
}

/** Error type `not_found_error` (HTTP 404). */
export class NotFoundError extends APIStatusError {
  override name = 'NotFoundError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails & Record<string, unknown>;
}

/** The object does not exist. Error code `resource_missing`. */
export class ResourceMissingError extends NotFoundError {
  override name = 'ResourceMissingError';
  declare readonly type: 'not_found_error';
  declare readonly code: 'resource_missing';
}

/** Error type `rate_limit_error` (HTTP 429). */
export class RateLimitError extends APIStatusError {
  override name = 'RateLimitError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails & Record<string, unknown>;
}

/** Too many requests were sent. Error code `rate_limit_exceeded`. */
export class RateLimitExceededError extends RateLimitError {
  override name = 'RateLimitExceededError';
  declare readonly type: 'rate_limit_error';
  declare readonly code: 'rate_limit_exceeded';
}

/** Error type `validation_error` (HTTP 400, 405, 413, 415, 422). */
export class ValidationError extends APIStatusError {
  override name = 'ValidationError';
  declare readonly code: ErrorCode | undefined;
  declare readonly details: ErrorDetails & Record<string, unknown>;
}

/** The path does not support this method. Error code `method_not_allowed`. */
export class MethodNotAllowedError extends ValidationError {
  override name = 'MethodNotAllowedError';
  declare readonly type: 'validation_error';
  declare readonly code: 'method_not_allowed';
}

/** The request is malformed. Error code `malformed_request`. */
export class MalformedRequestError extends ValidationError {
  override name = 'MalformedRequestError';
  declare readonly type: 'validation_error';
  declare readonly code: 'malformed_request';
}

/** A required field is missing. Error code `required_field`. */
export class RequiredFieldError extends ValidationError {
  override name = 'RequiredFieldError';
  declare readonly type: 'validation_error';
  declare readonly code: 'required_field';
}

/** A field has the wrong type or format. Error code `invalid_format`. */
export class InvalidFormatError extends ValidationError {
  override name = 'InvalidFormatError';
  declare readonly type: 'validation_error';
  declare readonly code: 'invalid_format';
}

/** A number, length or count is out of range. Error code `out_of_range`. */
export class OutOfRangeError extends ValidationError {
  override name = 'OutOfRangeError';
  declare readonly type: 'validation_error';
  declare readonly code: 'out_of_range';
}

/** A value is not one of the allowed values. Error code `invalid_enum`. */
export class InvalidEnumError extends ValidationError {
  override name = 'InvalidEnumError';
  declare readonly type: 'validation_error';
  declare readonly code: 'invalid_enum';
}

/** The body has an unknown field. Error code `unknown_field`. */
export class UnknownFieldError extends ValidationError {
  override name = 'UnknownFieldError';
  declare readonly type: 'validation_error';
  declare readonly code: 'unknown_field';
}

/** The request body is too large. Error code `body_too_large`. */
export class BodyTooLargeError extends ValidationError {
  override name = 'BodyTooLargeError';
  declare readonly type: 'validation_error';
  declare readonly code: 'body_too_large';
}

/** The media type is not `application/json`. Error code `unsupported_media_type`. */
export class UnsupportedMediaTypeError extends ValidationError {
  override name = 'UnsupportedMediaTypeError';
  declare readonly type: 'validation_error';
  declare readonly code: 'unsupported_media_type';
}

/** The classes of errors, by type. */
export const families: ErrorFamilies = {
  api_error: {
    class: ServerError,
    statuses: [500, 503],
    codes: {
      internal_error: InternalError,
      service_unavailable: ServiceUnavailableError,
    },
  },
  authentication_error: {
    class: AuthenticationError,
    statuses: [401, 403],
    codes: {
      authentication_failed: AuthenticationFailedError,
      insufficient_permissions: InsufficientPermissionsError,
      https_required: HttpsRequiredError,
    },
  },
  conflict_error: {
    class: ConflictError,
    statuses: [409],
    codes: {
      duplicate_value: DuplicateValueError,
      idempotency_key_reused: IdempotencyKeyReusedError,
      invalid_state: InvalidStateError,
    },
  },
  not_found_error: {
    class: NotFoundError,
    statuses: [404],
    codes: {
      resource_missing: ResourceMissingError,
    },
  },
  rate_limit_error: {
    class: RateLimitError,
    statuses: [429],
    codes: {
      rate_limit_exceeded: RateLimitExceededError,
    },
  },
  validation_error: {
    class: ValidationError,
    statuses: [400, 405, 413, 415, 422],
    codes: {
      method_not_allowed: MethodNotAllowedError,
      malformed_request: MalformedRequestError,
      required_field: RequiredFieldError,
      invalid_format: InvalidFormatError,
      out_of_range: OutOfRangeError,
      invalid_enum: InvalidEnumError,
      unknown_field: UnknownFieldError,
      body_too_large: BodyTooLargeError,
      unsupported_media_type: UnsupportedMediaTypeError,
    },
  },
};
