# Generated from openapi/ and templates/python/errors.py.jinja: edit there, not here.
"""The errors that the Azotte API documents, and those of this package.

Catch a type (`AuthenticationError`) or a code (`InsufficientPermissionsError`); what the contract does not know yet is a
`APIStatusError`, or its type's class, with `type` and `code` as the API sent them.
"""

from __future__ import annotations

from azotte._base_errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AzotteError,
    DecodeError,
    InvalidArgumentError,
    InvalidEventError,
    InvalidResponseError,
    PaginationError,
    Refusal,
    RefusedError,
    SignatureError,
    UnexpectedResponseError,
)

__all__ = [
    "AzotteError",
    "APIError",
    "DecodeError",
    "InvalidArgumentError",
    "InvalidEventError",
    "InvalidResponseError",
    "APIConnectionError",
    "PaginationError",
    "Refusal",
    "RefusedError",
    "SignatureError",
    "APIStatusError",
    "APITimeoutError",
    "UnexpectedResponseError",
    "class_of",
    "ServerError",
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


class ServerError(APIStatusError):
    """Base class of all errors with the type `api_error`.

    Type `api_error`, status 500, 503.
    """


class InternalError(ServerError):
    """An unexpected error occurred on the server. Code `internal_error`."""


class ServiceUnavailableError(ServerError):
    """The server is overloaded or starting. Code `service_unavailable`."""


class AuthenticationError(APIStatusError):
    """Base class of all errors with the type `authentication_error`.

    Type `authentication_error`, status 401, 403.
    """


class AuthenticationFailedError(AuthenticationError):
    """The API key or the tenant is missing or invalid. Code `authentication_failed`."""


class InsufficientPermissionsError(AuthenticationError):
    """The operation requires another type of API key. Code `insufficient_permissions`."""


class HttpsRequiredError(AuthenticationError):
    """The request was sent over plain HTTP. Code `https_required`."""


class ConflictError(APIStatusError):
    """The request conflicts with the current state of an object, or with an earlier request.

    Type `conflict_error`, status 409.
    """


class DuplicateValueError(ConflictError):
    """Another object already has this value. Code `duplicate_value`."""


class IdempotencyKeyReusedError(ConflictError):
    """The idempotency key was already used with a different request. Code `idempotency_key_reused`."""


class InvalidStateError(ConflictError):
    """The status of the object does not allow this operation. Code `invalid_state`."""


class NotFoundError(APIStatusError):
    """The object does not exist in this tenant and environment.

    Type `not_found_error`, status 404.
    """


class ResourceMissingError(NotFoundError):
    """The object does not exist. Code `resource_missing`."""


class RateLimitError(APIStatusError):
    """The rate limit of the API key or of the tenant is exhausted. Retry after the time in
    `Retry-After`.

    Type `rate_limit_error`, status 429.
    """


class RateLimitExceededError(RateLimitError):
    """Too many requests were sent. Code `rate_limit_exceeded`."""


class ValidationError(APIStatusError):
    """Base class of all errors with the type `validation_error`.

    Type `validation_error`, status 400, 405, 413, 415, 422.
    """


class MethodNotAllowedError(ValidationError):
    """The path does not support this method. Code `method_not_allowed`."""


class MalformedRequestError(ValidationError):
    """The request is malformed. Code `malformed_request`."""


class RequiredFieldError(ValidationError):
    """A required field is missing. Code `required_field`."""


class InvalidFormatError(ValidationError):
    """A field has the wrong type or format. Code `invalid_format`."""


class OutOfRangeError(ValidationError):
    """A number, length or count is out of range. Code `out_of_range`."""


class InvalidEnumError(ValidationError):
    """A value is not one of the allowed values. Code `invalid_enum`."""


class UnknownFieldError(ValidationError):
    """The body has an unknown field. Code `unknown_field`."""


class BodyTooLargeError(ValidationError):
    """The request body is too large. Code `body_too_large`."""


class UnsupportedMediaTypeError(ValidationError):
    """The media type is not `application/json`. Code `unsupported_media_type`."""


def class_of(status: int, type: str | None, code: str | None) -> type[APIStatusError]:
    """Return the class of an error response: by its code, or else by its type or status.

    Args:
        status: The HTTP status.
        type: The error's type; `None` if the body is not the API's error.
        code: The error's code; `None` likewise.
    """
    by_code = _BY_CODE.get((type or "", code or ""))
    if by_code is not None:
        return by_code
    if type is not None:
        return _BY_TYPE.get(type, APIStatusError)
    return _BY_STATUS.get(status, UnexpectedResponseError)


_BY_CODE: dict[tuple[str, str], type[APIStatusError]] = {
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
_BY_TYPE: dict[str, type[APIStatusError]] = {
    "api_error": ServerError,
    "authentication_error": AuthenticationError,
    "conflict_error": ConflictError,
    "not_found_error": NotFoundError,
    "rate_limit_error": RateLimitError,
    "validation_error": ValidationError,
}
_BY_STATUS: dict[int, type[APIStatusError]] = {
    500: ServerError,
    503: ServerError,
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
