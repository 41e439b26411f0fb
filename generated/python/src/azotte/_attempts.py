# Copied from templates/python/runtime/_attempts.py: edit there, not here.
"""One call from its first attempt to its result, without any input or output.

`attempts` is a generator. It yields the next step and receives the result, so that `Azotte` and `AsyncAzotte` share every decision
and differ only in how they wait.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Collection, Generator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar

from azotte import events
from azotte._attempt_errors import broken, failed, invalid, unsent
from azotte._base_errors import APIError, APIStatusError, APITimeoutError, DecodeError
from azotte._contents import UNDOCUMENTED, content_of, read
from azotte._contract import CREDENTIALS, TENANT_HEADER, VERSION
from azotte._credentials import chosen
from azotte._keys import Key, Policy
from azotte._operation import Call
from azotte._payload import Payload
from azotte._response import Response
from azotte._retry import RETRIED_STATUSES, RetryBudget, backoff
from azotte._secret import Secret
from azotte.transports._protocol import HttpRequest, HttpResponse, TransportError

T = TypeVar("T")


class KeyNeeded(NamedTuple):
    """A key is needed.

    Attributes:
        argument: The argument of the client that takes it.
        stale: A key that the API rejected; another one is needed if it can be had.
        seconds: How long it may take.
    """

    argument: str
    stale: Key | None
    seconds: float


Step: TypeAlias = HttpRequest | KeyNeeded | float
"""Send this request, find a key, or wait so many seconds."""


class Clock:
    """Time and chance, which tests replace."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        random: Callable[[], float] = random.random,
    ) -> None:
        self.monotonic = monotonic
        self.now = now
        self.random = random


class Settings(NamedTuple):
    """What a view of a client may have for itself.

    Attributes:
        tenant_id: The tenant; empty if there is none.
        timeout: Seconds that one attempt may take.
        deadline: Seconds that a call may take, with all its attempts and waits.
        max_retries: Maximum number of retries.
        max_response_bytes: Bytes that a response body may have.
        headers: Extra headers.
    """

    tenant_id: str
    timeout: float
    deadline: float
    max_retries: int
    max_response_bytes: int
    headers: Mapping[str, str] = MappingProxyType({})


class Shared:
    """What a client and its views have in common."""

    def __init__(
        self,
        policy: Policy,
        listeners: tuple[events.Listener, ...],
        secrets: Collection[str] = ("api_key",),
    ) -> None:
        self.policy = policy
        self.listeners = listeners
        # The arguments that hold secrets.
        self.secrets = secrets
        self.budget = RetryBudget()
        self.clock = Clock()

    def reporter(
        self, call: Call[Any], url: str, headers: Mapping[str, str], tenant_id: str
    ) -> events.Reporter | None:
        """Return what tells the listeners of a call; `None` if nobody listens."""
        listeners = self.listeners
        if events.logger.isEnabledFor(logging.INFO):
            listeners = (*listeners, events.log)
        return events.Reporter(listeners, call, url, headers, tenant_id) if listeners else None


def attempts(
    call: Call[T], settings: Settings, shared: Shared
) -> Generator[Step, Any, Response[T]]:
    """Make a call.

    Yields:
        The next step. Send an `HttpResponse` or a `TransportError` for a request, a `Key` for a needed key or `None` if it did not
        come in time, anything for a wait.

    Returns:
        The response to the last attempt.

    Raises:
        APIError: The call failed, and is not retried.
        RefusedError: The key must not be sent.
    """
    operation, policy, clock = call.operation, shared.policy, shared.clock
    ends = clock.monotonic() + settings.deadline
    names = chosen(operation.security, shared.secrets, settings.tenant_id)
    # The API key first: it is `HttpRequest.api_key`.
    needed = sorted({*names} & CREDENTIALS.keys(), key=lambda name: (name != "api_key", name))
    url = (
        f"{policy.base_url}{call.path}?{call.query}" if call.query else policy.base_url + call.path
    )
    headers = {
        **_HEADERS,
        "accept": operation.accept,
        **({TENANT_HEADER: settings.tenant_id} if "tenant_id" in names else {}),
        **settings.headers,
        **call.headers,
    }
    if call.body is not None:
        headers["content-type"] = call.content_type
        if isinstance(call.body, Payload):
            headers["content-length"] = str(call.body.length)
    report = shared.reporter(call, url, headers, settings.tenant_id)

    over = f"the deadline of {settings.deadline:.3g} s is over"
    error: APIError | None = None
    attempt = 0
    keys: dict[str, Key | None] = {}
    for name in needed:
        left = max(0.0, ends - clock.monotonic()) if keys else settings.deadline
        keys[name] = yield KeyNeeded(name, None, left)
    renewed = not needed
    while True:
        for name, key in keys.items():
            if key is None:
                late = f"{over}, and the {name} function has not returned"
                error = error or APITimeoutError(f"Nothing was sent: {late}")
                raise error.after(operation.id, attempt, call.idempotency_key, late)
            policy.check(key, operation)
        secrets = [(key.credential, key.secret) for key in keys.values() if key is not None]
        credential, secret = secrets[0] if secrets else (CREDENTIALS["api_key"], _NO_KEY)
        begun = clock.monotonic()
        timeout = min(settings.timeout if call.timeout is None else call.timeout, ends - begun)
        request = HttpRequest(
            operation.method,
            url,
            headers,
            call.body,
            timeout,
            secret,
            settings.max_response_bytes,
            operation.streams if operation.has_streams else None,
            credential,
            tuple(secrets[1:]),
        )
        if timeout <= 0:
            # A key was long in coming, or a wait took longer than it was to.
            error = error or unsent(over, request)
            raise error.after(operation.id, attempt, call.idempotency_key, over)
        attempt += 1
        if report:
            report.started(attempt)
        response: HttpResponse | TransportError
        try:
            response = yield request
        except GeneratorExit:
            if report:
                report.failed(
                    attempt, "interrupted", "The call was interrupted.", clock.monotonic() - begun
                )
            raise
        if report:
            report.responded(attempt, response, clock.monotonic() - begun, request.secrets)

        content: Any = UNDOCUMENTED
        if isinstance(response, HttpResponse):
            content = content_of(operation.results, response.status, response.headers)
        if isinstance(response, HttpResponse) and content is not UNDOCUMENTED:
            shared.budget.succeeded()
            try:
                result: Any = read(
                    content,
                    response,
                    partial(broken, request, operation.id, attempt),
                    request.max_response_bytes,
                )
            except DecodeError as problem:
                error = invalid(response, str(problem), request)
            else:
                return Response(
                    operation.id,
                    response.status,
                    response.headers,
                    response.body,
                    result,
                    attempt,
                    call.idempotency_key,
                )
            delay: float | str = ""
        else:
            error = failed(response, request, clock.now)
            if isinstance(response, HttpResponse) and response.status == 401 and not renewed:
                renewed, stale = True, keys
                keys = {}
                for name in needed:
                    left = max(0.0, ends - clock.monotonic())
                    keys[name] = yield KeyNeeded(name, stale[name], left)
                if any(not _is_same(stale[name], key) for name, key in keys.items()):
                    continue
            delay = _delay(response, error, call, attempt, settings, shared, ends)

        if isinstance(delay, str):
            raise error.after(operation.id, attempt, call.idempotency_key, delay)
        if report:
            report.retried(attempt, delay, error.message)
        yield delay


def _is_same(stale: Key | None, key: Key | None) -> bool:
    return key is not None and stale is not None and key.secret == stale.secret


def _delay(
    response: HttpResponse | TransportError,
    error: APIError,
    call: Call[Any],
    attempt: int,
    settings: Settings,
    shared: Shared,
    ends: float,
) -> float | str:
    """Return the seconds to wait before the next attempt, or why there is none."""
    if isinstance(response, HttpResponse):
        retryable = response.status in RETRIED_STATUSES
    else:
        retryable = response.retryable
    if not retryable:
        return ""
    sent = isinstance(response, HttpResponse) or response.sent
    if sent and call.operation.method not in _READS and call.idempotency_key is None:
        return "it may have been acted on, and the operation takes no idempotency key"
    if attempt > settings.max_retries:
        return f"max_retries is {settings.max_retries}"
    asked = error.retry_after if isinstance(error, APIStatusError) else None
    delay = max(asked or 0.0, backoff(attempt, shared.clock.random))
    if shared.clock.monotonic() + delay >= ends:
        return f"the next attempt, {delay:.3g} s from now, would be past the deadline of {settings.deadline:.3g} s"
    if not shared.budget.take():
        return "the retry budget is used up: too many calls fail at the moment"
    return delay


_HEADERS = {
    "accept-encoding": "gzip, deflate",
    "user-agent": f"azotte-python/{VERSION}",
}
_NO_KEY = Secret("")
_READS = frozenset({"GET", "HEAD"})
