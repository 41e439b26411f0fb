// Generated from generated/typescript/src/api-errors.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.families =
  exports.UnsupportedMediaTypeError =
  exports.BodyTooLargeError =
  exports.UnknownFieldError =
  exports.InvalidEnumError =
  exports.OutOfRangeError =
  exports.InvalidFormatError =
  exports.RequiredFieldError =
  exports.MalformedRequestError =
  exports.MethodNotAllowedError =
  exports.ValidationError =
  exports.RateLimitExceededError =
  exports.RateLimitError =
  exports.ResourceMissingError =
  exports.NotFoundError =
  exports.InvalidStateError =
  exports.IdempotencyKeyReusedError =
  exports.DuplicateValueError =
  exports.ConflictError =
  exports.HttpsRequiredError =
  exports.InsufficientPermissionsError =
  exports.AuthenticationFailedError =
  exports.AuthenticationError =
  exports.ServiceUnavailableError =
  exports.InternalError =
  exports.ServerError =
    void 0;
const errors_js_1 = require('./errors.js');
/** Error type `api_error` (HTTP 500, 503). */
class ServerError extends errors_js_1.APIStatusError {
  name = 'ServerError';
}
exports.ServerError = ServerError;
/** An unexpected error occurred on the server. Error code `internal_error`. */
class InternalError extends ServerError {
  name = 'InternalError';
}
exports.InternalError = InternalError;
/** The server is overloaded or starting. Error code `service_unavailable`. */
class ServiceUnavailableError extends ServerError {
  name = 'ServiceUnavailableError';
}
exports.ServiceUnavailableError = ServiceUnavailableError;
/** Error type `authentication_error` (HTTP 401, 403). */
class AuthenticationError extends errors_js_1.APIStatusError {
  name = 'AuthenticationError';
}
exports.AuthenticationError = AuthenticationError;
/** The API key or the tenant is missing or invalid. Error code `authentication_failed`. */
class AuthenticationFailedError extends AuthenticationError {
  name = 'AuthenticationFailedError';
}
exports.AuthenticationFailedError = AuthenticationFailedError;
/** The operation requires another type of API key. Error code `insufficient_permissions`. */
class InsufficientPermissionsError extends AuthenticationError {
  name = 'InsufficientPermissionsError';
}
exports.InsufficientPermissionsError = InsufficientPermissionsError;
/** The request was sent over plain HTTP. Error code `https_required`. */
class HttpsRequiredError extends AuthenticationError {
  name = 'HttpsRequiredError';
}
exports.HttpsRequiredError = HttpsRequiredError;
/** Error type `conflict_error` (HTTP 409). */
class ConflictError extends errors_js_1.APIStatusError {
  name = 'ConflictError';
}
exports.ConflictError = ConflictError;
/** Another object already has this value. Error code `duplicate_value`. */
class DuplicateValueError extends ConflictError {
  name = 'DuplicateValueError';
}
exports.DuplicateValueError = DuplicateValueError;
/**
 * The idempotency key was already used with a different request. Error code
 * `idempotency_key_reused`.
 */
class IdempotencyKeyReusedError extends ConflictError {
  name = 'IdempotencyKeyReusedError';
}
exports.IdempotencyKeyReusedError = IdempotencyKeyReusedError;
/** The status of the object does not allow this operation. Error code `invalid_state`. */
class InvalidStateError extends ConflictError {
  name = 'InvalidStateError';
}
exports.InvalidStateError = InvalidStateError;
/** Error type `not_found_error` (HTTP 404). */
class NotFoundError extends errors_js_1.APIStatusError {
  name = 'NotFoundError';
}
exports.NotFoundError = NotFoundError;
/** The object does not exist. Error code `resource_missing`. */
class ResourceMissingError extends NotFoundError {
  name = 'ResourceMissingError';
}
exports.ResourceMissingError = ResourceMissingError;
/** Error type `rate_limit_error` (HTTP 429). */
class RateLimitError extends errors_js_1.APIStatusError {
  name = 'RateLimitError';
}
exports.RateLimitError = RateLimitError;
/** Too many requests were sent. Error code `rate_limit_exceeded`. */
class RateLimitExceededError extends RateLimitError {
  name = 'RateLimitExceededError';
}
exports.RateLimitExceededError = RateLimitExceededError;
/** Error type `validation_error` (HTTP 400, 405, 413, 415, 422). */
class ValidationError extends errors_js_1.APIStatusError {
  name = 'ValidationError';
}
exports.ValidationError = ValidationError;
/** The path does not support this method. Error code `method_not_allowed`. */
class MethodNotAllowedError extends ValidationError {
  name = 'MethodNotAllowedError';
}
exports.MethodNotAllowedError = MethodNotAllowedError;
/** The request is malformed. Error code `malformed_request`. */
class MalformedRequestError extends ValidationError {
  name = 'MalformedRequestError';
}
exports.MalformedRequestError = MalformedRequestError;
/** A required field is missing. Error code `required_field`. */
class RequiredFieldError extends ValidationError {
  name = 'RequiredFieldError';
}
exports.RequiredFieldError = RequiredFieldError;
/** A field has the wrong type or format. Error code `invalid_format`. */
class InvalidFormatError extends ValidationError {
  name = 'InvalidFormatError';
}
exports.InvalidFormatError = InvalidFormatError;
/** A number, length or count is out of range. Error code `out_of_range`. */
class OutOfRangeError extends ValidationError {
  name = 'OutOfRangeError';
}
exports.OutOfRangeError = OutOfRangeError;
/** A value is not one of the allowed values. Error code `invalid_enum`. */
class InvalidEnumError extends ValidationError {
  name = 'InvalidEnumError';
}
exports.InvalidEnumError = InvalidEnumError;
/** The body has an unknown field. Error code `unknown_field`. */
class UnknownFieldError extends ValidationError {
  name = 'UnknownFieldError';
}
exports.UnknownFieldError = UnknownFieldError;
/** The request body is too large. Error code `body_too_large`. */
class BodyTooLargeError extends ValidationError {
  name = 'BodyTooLargeError';
}
exports.BodyTooLargeError = BodyTooLargeError;
/** The media type is not `application/json`. Error code `unsupported_media_type`. */
class UnsupportedMediaTypeError extends ValidationError {
  name = 'UnsupportedMediaTypeError';
}
exports.UnsupportedMediaTypeError = UnsupportedMediaTypeError;
/** The classes of errors, by type. */
exports.families = {
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
