// Generated from generated/typescript/src/api-errors.ts: edit there, not here.
import { APIStatusError } from './errors.js';
/** Error type `api_error` (HTTP 500, 503). */
export class ServerError extends APIStatusError {
  name = 'ServerError';
}
/** An unexpected error occurred on the server. Error code `internal_error`. */
export class InternalError extends ServerError {
  name = 'InternalError';
}
/** The server is overloaded or starting. Error code `service_unavailable`. */
export class ServiceUnavailableError extends ServerError {
  name = 'ServiceUnavailableError';
}
/** Error type `authentication_error` (HTTP 401, 403). */
export class AuthenticationError extends APIStatusError {
  name = 'AuthenticationError';
}
/** The API key or the tenant is missing or invalid. Error code `authentication_failed`. */
export class AuthenticationFailedError extends AuthenticationError {
  name = 'AuthenticationFailedError';
}
/** The operation requires another type of API key. Error code `insufficient_permissions`. */
export class InsufficientPermissionsError extends AuthenticationError {
  name = 'InsufficientPermissionsError';
}
/** The request was sent over plain HTTP. Error code `https_required`. */
export class HttpsRequiredError extends AuthenticationError {
  name = 'HttpsRequiredError';
}
/** Error type `conflict_error` (HTTP 409). */
export class ConflictError extends APIStatusError {
  name = 'ConflictError';
}
/** Another object already has this value. Error code `duplicate_value`. */
export class DuplicateValueError extends ConflictError {
  name = 'DuplicateValueError';
}
/**
 * The idempotency key was already used with a different request. Error code
 * `idempotency_key_reused`.
 */
export class IdempotencyKeyReusedError extends ConflictError {
  name = 'IdempotencyKeyReusedError';
}
/** The status of the object does not allow this operation. Error code `invalid_state`. */
export class InvalidStateError extends ConflictError {
  name = 'InvalidStateError';
}
/** Error type `not_found_error` (HTTP 404). */
export class NotFoundError extends APIStatusError {
  name = 'NotFoundError';
}
/** The object does not exist. Error code `resource_missing`. */
export class ResourceMissingError extends NotFoundError {
  name = 'ResourceMissingError';
}
/** Error type `rate_limit_error` (HTTP 429). */
export class RateLimitError extends APIStatusError {
  name = 'RateLimitError';
}
/** Too many requests were sent. Error code `rate_limit_exceeded`. */
export class RateLimitExceededError extends RateLimitError {
  name = 'RateLimitExceededError';
}
/** Error type `validation_error` (HTTP 400, 405, 413, 415, 422). */
export class ValidationError extends APIStatusError {
  name = 'ValidationError';
}
/** The path does not support this method. Error code `method_not_allowed`. */
export class MethodNotAllowedError extends ValidationError {
  name = 'MethodNotAllowedError';
}
/** The request is malformed. Error code `malformed_request`. */
export class MalformedRequestError extends ValidationError {
  name = 'MalformedRequestError';
}
/** A required field is missing. Error code `required_field`. */
export class RequiredFieldError extends ValidationError {
  name = 'RequiredFieldError';
}
/** A field has the wrong type or format. Error code `invalid_format`. */
export class InvalidFormatError extends ValidationError {
  name = 'InvalidFormatError';
}
/** A number, length or count is out of range. Error code `out_of_range`. */
export class OutOfRangeError extends ValidationError {
  name = 'OutOfRangeError';
}
/** A value is not one of the allowed values. Error code `invalid_enum`. */
export class InvalidEnumError extends ValidationError {
  name = 'InvalidEnumError';
}
/** The body has an unknown field. Error code `unknown_field`. */
export class UnknownFieldError extends ValidationError {
  name = 'UnknownFieldError';
}
/** The request body is too large. Error code `body_too_large`. */
export class BodyTooLargeError extends ValidationError {
  name = 'BodyTooLargeError';
}
/** The media type is not `application/json`. Error code `unsupported_media_type`. */
export class UnsupportedMediaTypeError extends ValidationError {
  name = 'UnsupportedMediaTypeError';
}
/** The classes of errors, by type. */
export const families = {
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
