# Copied from templates/python/runtime/transports/_translation.py: edit there, not here.
"""Makes a `TransportError` of whatever an HTTP library raises."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from azotte._base_errors import AzotteError
from azotte._printable import printable
from azotte._secret import scrub
from azotte.transports._protocol import HttpRequest, HttpResponse, TransportError

Translate: TypeAlias = Callable[[BaseException, HttpRequest], BaseException]


def translated(
    exchange: Callable[[HttpRequest], HttpResponse], request: HttpRequest, translate: Translate
) -> HttpResponse:
    """Return what an exchange returns, and raise what a function makes of an error."""
    interrupted: BaseException
    try:
        return exchange(request)
    except BaseException as error:  # noqa: BLE001  # raised again below
        interrupted = translate(error, request)
    # Raised out here, so that the frames below, whose variables hold the headers, are in no traceback.
    try:
        raise interrupted
    finally:
        del interrupted


async def translated_async(
    exchange: Callable[[HttpRequest], Awaitable[HttpResponse]],
    request: HttpRequest,
    translate: Translate,
) -> HttpResponse:
    """Do the same for an asynchronous exchange."""
    interrupted: BaseException
    try:
        return await exchange(request)
    except BaseException as error:  # noqa: BLE001  # raised again below
        interrupted = translate(error, request)
    try:
        raise interrupted
    finally:
        del interrupted


def failure(
    error: BaseException, request: HttpRequest, *, timed_out: bool, sent: bool
) -> BaseException:
    """Return what to raise for an error, without the frames below: their variables hold the headers.

    Any exception may come, not only the library's own: a hostile response makes some raise `ValueError`, `OverflowError`
    or `MemoryError`. Our own errors, and exceptions that are not errors (`KeyboardInterrupt`, a cancelled task), stay as they are.

    Args:
        error: What was raised.
        request: The request.
        timed_out: Whether time ran out.
        sent: Whether the server may have seen the request.
    """
    if isinstance(error, (TransportError, AzotteError)) or not isinstance(error, Exception):
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)
    name, text = type(error).__name__, str(error)
    # Masked before it is cut, or else a half of the key would not be recognized.
    message = printable(scrub(f"{name}: {text}" if text else name, *request.secrets), _LONGEST)
    return TransportError(message, timed_out=timed_out, sent=sent)


_LONGEST = 500
