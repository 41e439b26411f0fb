# Copied from templates/python/runtime/_attempt_errors.py: edit there, not here.
"""Makes the error of an attempt that failed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from azotte import _curl
from azotte._base_errors import APIConnectionError, APIError, APITimeoutError, InvalidResponseError
from azotte._contract import REQUEST_ID_HEADER
from azotte._retry import retry_after
from azotte._secret import Secret, scrub, scrub_bytes
from azotte.errors import class_of
from azotte.transports._protocol import HttpRequest, HttpResponse, TransportError

_SHOWN = 200


def masked(failure: TransportError, secrets: Iterable[Secret]) -> TransportError:
    """Return the failure without the key, which a server may echo in a response that cannot be read.

    It is another object, because what caused the first one quotes the server too; all of that is in the message.
    """
    return TransportError(
        scrub(str(failure), *secrets),
        timed_out=failure.timed_out,
        sent=failure.sent,
        retryable=failure.retryable,
    )


def failed(
    response: HttpResponse | TransportError, request: HttpRequest, now: Callable[[], float]
) -> APIError:
    """Return the error for a response that is not a success."""
    curl = _curl.command(request)
    if isinstance(response, TransportError):
        cls = APITimeoutError if response.timed_out else APIConnectionError
        text = str(masked(response, request.secrets))
        if response.retryable:
            within = f" within {request.timeout:.3g} s" if response.timed_out else ""
            text = f"No response{within}: {text}"
        return cls(text, curl=curl)

    # A server may echo the key, in a message or a header.
    body, headers = _scrubbed(response, request.secrets)
    error = _envelope(body)
    code, kind, message = (_text(error.get(field)) for field in ("code", "type", "message"))
    details = error.get("details")
    return class_of(response.status, kind, code)(
        message or _describe(response, body, request.secrets),
        status=response.status,
        code=code,
        type=kind,
        details=details if isinstance(details, dict) else None,  # pyright: ignore[reportUnknownArgumentType]
        request_id=_text(error.get("request_id")) or headers.get(REQUEST_ID_HEADER),
        retry_after=retry_after(response.headers, now),
        headers=headers,
        body=body,
        curl=curl,
    )


def broken(
    request: HttpRequest, operation: str, attempts: int, failure: TransportError
) -> APIError:
    """Return the error for a response that broke off while it was read in pieces. It is not requested again."""
    failure = TransportError(str(failure), timed_out=failure.timed_out, retryable=False)
    return failed(failure, request, time.time).after(operation, attempts, None, "")


def unsent(reason: str, request: HttpRequest) -> APITimeoutError:
    """Return the error for a call whose time ran out before its first attempt."""
    curl = _curl.command(request)
    return APITimeoutError(f"Nothing was sent: {reason}", curl=curl)


def invalid(response: HttpResponse, problem: str, request: HttpRequest) -> InvalidResponseError:
    """Return the error for a success whose body is not what the contract says."""
    body, headers = _scrubbed(response, request.secrets)
    return InvalidResponseError(
        f"HTTP {response.status}, but its body is {scrub(problem, *request.secrets)}",
        status=response.status,
        request_id=headers.get(REQUEST_ID_HEADER),
        headers=headers,
        body=body,
        curl=_curl.command(request),
    )


def _envelope(body: bytes) -> dict[str, Any]:
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    error: object = document.get("error") if isinstance(document, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return error if isinstance(error, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _describe(response: HttpResponse, body: bytes, secrets: Iterable[Secret]) -> str:
    if not body:
        return f"HTTP {response.status} with an empty body"
    kind = scrub(response.headers.get("content-type", "no content type"), *secrets)
    text = body[:_SHOWN].decode(errors="replace")
    return f"HTTP {response.status} with a body that is not the API's error ({kind}): {text}"


def _scrubbed(response: HttpResponse, secrets: Iterable[Secret]) -> tuple[bytes, dict[str, str]]:
    body = scrub_bytes(response.body, *secrets)
    return body, {name: scrub(value, *secrets) for name, value in response.headers.logged().items()}
