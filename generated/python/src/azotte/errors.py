"""The errors that the Azotte API documents, and those of this package.

Catch a type (`AuthenticationError`) or a code (`InsufficientPermissionsError`); what the contract does not know yet is a
`StatusError`, or its type's class, with `type` and `code` as the API sent them.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from azotte._errors import (
    AzotteError,
    CallError,
    DecodeError,
    InvalidArgumentError,
    InvalidEventError,
    InvalidResponseError,
    NetworkError,
    PaginationError,
    Refusal,
    RefusedError,
    SignatureError,
    StatusError,
    TimedOutError,
    UnexpectedResponseError,
)

__all__ = [
    "AzotteError",
    "CallError",
    "DecodeError",
    "InvalidArgumentError",
    "InvalidEventError",
    "InvalidResponseError",
    "NetworkError",
    "PaginationError",
    "Refusal",
    "RefusedError",
    "SignatureError",
    "StatusError",
    "TimedOutError",
    "UnexpectedResponseError",
    "class_of",
    "ApiError",
    "InternalError",
    "ServiceUnavailableError",
    "AuthenticationError",
    "AuthenticationFailedError",
    "InsufficientPermissionsError",
    "HttpsRequiredError",
    "ConflictError",
    "DuplicateValueError",
    "IdempotencyKeyReusedError",
    "InvalidStateError",
    "NotFoundError",
    "ResourceMissingError",
    "RateLimitError",
    "RateLimitExceededError",
    "ValidationError",
    "MethodNotAllowedError",
    "MalformedRequestError",
    "RequiredFieldError",
    "InvalidFormatError",
    "OutOfRangeError",
    "InvalidEnumError",
    "UnknownFieldError",
    "BodyTooLargeError",
    "UnsupportedMediaTypeError",
]


class ApiError(StatusError):
    """An error of the type `api_error`.

    Type `api_error`, status 500, 503.
    """


class InternalError(ApiError):
    """The server failed. Code `internal_error`."""


class ServiceUnavailableError(ApiError):
    """The server is busy or starting. Code `service_unavailable`."""


class AuthenticationError(StatusError):
    """An error of the type `authentication_error`.

    Type `authentication_error`, status 401, 403.
    """


class AuthenticationFailedError(AuthenticationError):
    """The credentials were not accepted. Code `authentication_failed`."""


class InsufficientPermissionsError(AuthenticationError):
    """The operation needs another type of key. Code `insufficient_permissions`."""


class HttpsRequiredError(AuthenticationError):
    """The request came over plain HTTP. Code `https_required`."""


class ConflictError(StatusError):
    """The request does not fit the state of things.

    Type `conflict_error`, status 409.
    """


class DuplicateValueError(ConflictError):
    """Another object has this value. Code `duplicate_value`."""


class IdempotencyKeyReusedError(ConflictError):
    """The key was used with another request. Code `idempotency_key_reused`."""


class InvalidStateError(ConflictError):
    """The object's state does not allow this. Code `invalid_state`."""


class NotFoundError(StatusError):
    """There is no such object in this tenant and environment.

    Type `not_found_error`, status 404.
    """


class ResourceMissingError(NotFoundError):
    """No such object. Code `resource_missing`."""


class RateLimitError(StatusError):
    """The key or the tenant used up its rate limit.

    Type `rate_limit_error`, status 429.
    """


class RateLimitExceededError(RateLimitError):
    """Too many requests. Code `rate_limit_exceeded`."""


class ValidationError(StatusError):
    """An error of the type `validation_error`.

    Type `validation_error`, status 400, 405, 413, 415, 422.
    """


class MethodNotAllowedError(ValidationError):
    """The path has no such method. Code `method_not_allowed`."""


class MalformedRequestError(ValidationError):
    """The request is not well formed. Code `malformed_request`."""


class RequiredFieldError(ValidationError):
    """A required field is missing. Code `required_field`."""


class InvalidFormatError(ValidationError):
    """A field has the wrong type or form. Code `invalid_format`."""


class OutOfRangeError(ValidationError):
    """A number, a length or a count is out of bounds. Code `out_of_range`."""


class InvalidEnumError(ValidationError):
    """A value is not among those listed. Code `invalid_enum`."""


class UnknownFieldError(ValidationError):
    """The body has a member that is not in the contract. Code `unknown_field`."""


class BodyTooLargeError(ValidationError):
    """The body is too large. Code `body_too_large`."""


class UnsupportedMediaTypeError(ValidationError):
    """The media type is not application/json. Code `unsupported_media_type`."""


def class_of(status: int, type: str | None, code: str | None) -> type[StatusError]:
    """Return the class for an error answer: its code's, else its type's, else its status's.

    Args:
        status: The HTTP status.
        type: The error's type; `None` if the body is not the API's error.
        code: The error's code; `None` likewise.
    """
    by_code = _BY_CODE.get((type or "", code or ""))
    if by_code is not None:
        return by_code
    if type is not None:
        return _BY_TYPE.get(type, StatusError)
    return _BY_STATUS.get(status, UnexpectedResponseError)


_BY_CODE: dict[tuple[str, str], type[StatusError]] = {
    ("api_error", "internal_error"): InternalError,
    ("api_error", "service_unavailable"): ServiceUnavailableError,
    ("authentication_error", "authentication_failed"): AuthenticationFailedError,
    ("authentication_error", "insufficient_permissions"): InsufficientPermissionsError,
    ("authentication_error", "https_required"): HttpsRequiredError,
    ("conflict_error", "duplicate_value"): DuplicateValueError,
    ("conflict_error", "idempotency_key_reused"): IdempotencyKeyReusedError,
    ("conflict_error", "invalid_state"): InvalidStateError,
    ("not_found_error", "resource_missing"): ResourceMissingError,
    ("rate_limit_error", "rate_limit_exceeded"): RateLimitExceededError,
    ("validation_error", "method_not_allowed"): MethodNotAllowedError,
    ("validation_error", "malformed_request"): MalformedRequestError,
    ("validation_error", "required_field"): RequiredFieldError,
    ("validation_error", "invalid_format"): InvalidFormatError,
    ("validation_error", "out_of_range"): OutOfRangeError,
    ("validation_error", "invalid_enum"): InvalidEnumError,
    ("validation_error", "unknown_field"): UnknownFieldError,
    ("validation_error", "body_too_large"): BodyTooLargeError,
    ("validation_error", "unsupported_media_type"): UnsupportedMediaTypeError,
}
_BY_TYPE: dict[str, type[StatusError]] = {
    "api_error": ApiError,
    "authentication_error": AuthenticationError,
    "conflict_error": ConflictError,
    "not_found_error": NotFoundError,
    "rate_limit_error": RateLimitError,
    "validation_error": ValidationError,
}
_BY_STATUS: dict[int, type[StatusError]] = {
    500: ApiError,
    503: ApiError,
    401: AuthenticationError,
    403: AuthenticationError,
    409: ConflictError,
    404: NotFoundError,
    429: RateLimitError,
    400: ValidationError,
    405: ValidationError,
    413: ValidationError,
    415: ValidationError,
    422: ValidationError,
}
