# Copied from templates/python/runtime/events.py: edit there, not here.
"""What happens during a call, for logs, metrics and traces.

    azotte = Azotte(on_event=print)

Headers are those of an allow-list, URLs have no query, and there are no bodies. The same events go to the logger `azotte`: requests
and responses at DEBUG, retries at INFO. For OpenTelemetry see `azotte.telemetry`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from azotte._contract import LOGGED_HEADERS, REQUEST_ID_HEADER
from azotte._printable import printable
from azotte._secret import Secret, scrub
from azotte.transports._protocol import HttpResponse, TransportError

if TYPE_CHECKING:
    from azotte._operation import Call

__all__ = [
    "AttemptFailed",
    "Event",
    "Listener",
    "RequestStarted",
    "ResponseReceived",
    "RetryScheduled",
]

logger: logging.Logger = logging.getLogger("azotte")

FailureReason: TypeAlias = Literal["timeout", "connection", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    call: int
    """Tells the events of one call from those of another."""
    operation: str
    """The operation's id."""
    attempt: int
    """1 for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStarted(_Attempt):
    """An attempt begins."""

    method: str
    url: str
    """Without the query."""
    path: str
    """The contract's path, with parameters in braces."""
    tenant_id: str
    idempotency_key: str | None
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseReceived(_Attempt):
    """An attempt got a response, with any status."""

    status: int
    request_id: str | None
    seconds: float
    """How long the attempt took."""
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFailed(_Attempt):
    """An attempt got no response."""

    reason: FailureReason
    message: str
    seconds: float
    """How long the attempt took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryScheduled(_Attempt):
    """The attempt will be followed by another."""

    seconds: float
    """How long until then."""
    reason: str


Event: TypeAlias = RequestStarted | ResponseReceived | AttemptFailed | RetryScheduled
Listener: TypeAlias = Callable[[Event], None]


class Reporter:
    """Tells the listeners of one call. A listener that fails must not fail the call: what it raises is logged."""

    def __init__(
        self,
        listeners: tuple[Listener, ...],
        call: Call[Any],
        url: str,
        headers: Mapping[str, str],
        tenant_id: str,
    ) -> None:
        self._listeners = listeners
        self._call = call
        self._number = next(_numbers)
        self._url = url.partition("?")[0]
        self._headers = {name: value for name, value in headers.items() if name in LOGGED_HEADERS}
        self._tenant_id = tenant_id

    def started(self, attempt: int) -> None:
        operation = self._call.operation
        self._tell(
            RequestStarted,
            attempt,
            method=operation.method,
            url=self._url,
            path=operation.path,
            tenant_id=self._tenant_id,
            idempotency_key=self._call.idempotency_key,
            headers=self._headers,
        )

    def responded(
        self,
        attempt: int,
        response: HttpResponse | TransportError,
        seconds: float,
        secrets: Iterable[Secret],
    ) -> None:
        # A server may echo the key.
        if isinstance(response, TransportError):
            reason: FailureReason = "timeout" if response.timed_out else "connection"
            self.failed(attempt, reason, scrub(str(response), *secrets), seconds)
            return
        headers = {
            name: scrub(value, *secrets) for name, value in response.headers.logged().items()
        }
        self._tell(
            ResponseReceived,
            attempt,
            status=response.status,
            request_id=headers.get(REQUEST_ID_HEADER),
            seconds=seconds,
            headers=headers,
        )

    def failed(self, attempt: int, reason: FailureReason, message: str, seconds: float) -> None:
        self._tell(AttemptFailed, attempt, reason=reason, message=message, seconds=seconds)

    def retried(self, attempt: int, seconds: float, reason: str) -> None:
        self._tell(RetryScheduled, attempt, seconds=seconds, reason=reason)

    def _tell(self, kind: Callable[..., Event], attempt: int, **facts: Any) -> None:
        event = kind(call=self._number, operation=self._call.operation.id, attempt=attempt, **facts)
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:
                logger.exception("An on_event listener failed.")


_numbers = count(1)


def log(event: Event) -> None:
    """Write an event to the logger."""
    match event:
        case RequestStarted():
            logger.debug(
                "%s attempt %d: %s %s", event.operation, event.attempt, event.method, event.url
            )
        case ResponseReceived():
            logger.debug(
                "%s attempt %d: %d in %.3f s, %s",
                *(event.operation, event.attempt, event.status, event.seconds),
                printable(str(event.request_id)),
            )
        case AttemptFailed():
            logger.debug(
                "%s attempt %d: %s", event.operation, event.attempt, printable(event.message)
            )
        case RetryScheduled():
            logger.info(
                "%s attempt %d: again in %.3f s (%s)",
                event.operation,
                event.attempt,
                event.seconds,
                printable(event.reason),
            )
