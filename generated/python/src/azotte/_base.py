# Copied from templates/python/runtime/_base.py: edit there, not here.
"""What `Azotte` and `AsyncAzotte` do for every operation."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine
from inspect import isawaitable
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeAlias, TypeVar
from weakref import WeakSet

from azotte._attempts import KeyNeeded, Settings, Shared, attempts
from azotte._contract import API_KEY_VARIABLE, SERVERS, TENANT_VARIABLE
from azotte._errors import InvalidArgumentError, Refusal
from azotte._failures import masked
from azotte._keys import Key, Policy, check_base_url, check_tenant, verifies
from azotte._operation import Call
from azotte._response import Response
from azotte._retry import RetryBudget
from azotte._secret import Secret
from azotte._wire import seconds
from azotte.transports._protocol import (
    AsyncTransport,
    HttpRequest,
    HttpResponse,
    Transport,
    TransportError,
)

if TYPE_CHECKING:
    import ssl

    from azotte.events import Listener

T = TypeVar("T")
AnyTransport = TypeVar("AnyTransport", Transport, AsyncTransport)

ApiKey: TypeAlias = str | Secret | Callable[[], str | Secret]
AsyncApiKey: TypeAlias = ApiKey | Callable[[], Awaitable[str | Secret]]

BASE_URL_VARIABLE = "AZOTTE_BASE_URL"

TIMEOUT = 30.0
DEADLINE = 90.0
MAX_RETRIES = 2


class _Connection(Generic[AnyTransport]):
    """The key and the transport, shared by a client and its views."""

    def __init__(
        self,
        ask: Callable[[], Any] | None,
        key: Key | None,
        given: AnyTransport | None,
        make: Callable[[], AnyTransport],
        shared: Shared,
    ) -> None:
        self.ask = ask
        self.key = key
        self._given: AnyTransport | None = given
        self._make: Callable[[], AnyTransport] = make
        self._shared = shared
        self.opened: AnyTransport | None = None
        self._closed = False
        self._inherited = False
        self._unlock()
        _connections.add(self)

    def transport(self) -> AnyTransport:
        """Return the transport; made for the first request, because TLS set-up takes a tenth of a second."""
        if self.opened is None:
            with self._lock:
                if self._closed:
                    raise RuntimeError("This client is closed; make a new one.")
                if self._inherited:
                    raise InvalidArgumentError(
                        "The transport was used before this process was forked, and its connections are the parent's; "
                        "make a client with a new transport in each process, or leave transport out",
                        "transport",
                    )
                if self.opened is None:
                    self.opened = self._make() if self._given is None else self._given
        return self.opened

    def close(self) -> AnyTransport | None:
        """Return the transport to be closed, if there is one."""
        with self._lock:
            transport, self.opened, self._closed = self.opened, None, True
        return transport

    def forked(self, used: Collection[int]) -> None:
        """Let go of what belongs to the parent process: two that read from one connection get each other's answers.

        Args:
            used: The ids of the transports that the parent used.
        """
        if id(self._given) in used:
            self._inherited = True
        # Dropped, not closed: that might tell the server, or wait for a thread that is in the parent only.
        self.opened = None
        self._unlock()
        self._shared.budget = RetryBudget()

    def _unlock(self) -> None:
        # A lock that another thread held when the process was forked would stay locked in the child for ever.
        self.key_lock = Lock()
        self.async_key_lock = asyncio.Lock()
        self._lock = Lock()


_connections: WeakSet[_Connection[Any]] = WeakSet()


def _after_fork() -> None:
    transports = (connection.opened for connection in _connections)
    used = {id(transport) for transport in transports if transport is not None}
    for connection in _connections:
        connection.forked(used)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class _Client(Generic[AnyTransport]):
    _shared: Shared
    _settings: Settings
    _connection: _Connection[AnyTransport]
    _is_view: bool = False

    @property
    def tenant_id(self) -> str:
        """The tenant whose data is read and written."""
        return self._settings.tenant_id

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._shared.policy.base_url

    def for_tenant(self, tenant_id: str) -> Self:
        """Return a view of this client for another tenant.

        It shares the key, the connections and the retry budget; this client keeps its own tenant. A view need not be closed.

        Args:
            tenant_id: The tenant.

        Raises:
            InvalidArgumentError: The tenant can not be a header.
        """
        return self._view(self._settings._replace(tenant_id=check_tenant(tenant_id)))

    def with_options(
        self,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        max_retries: int | None = None,
    ) -> Self:
        """Return a view of this client with other limits.

        Args:
            timeout: Seconds that one attempt may take.
            deadline: Seconds that a call may take, with all its attempts and waits.
            max_retries: How often a call is tried again at most.

        Raises:
            InvalidArgumentError: A limit is not a positive number.
        """
        settings = self._settings
        return self._view(
            settings._replace(
                timeout=settings.timeout if timeout is None else seconds(timeout, "timeout"),
                deadline=settings.deadline if deadline is None else seconds(deadline, "deadline"),
                max_retries=settings.max_retries
                if max_retries is None
                else _count(max_retries, "max_retries"),
            )
        )

    def _view(self, settings: Settings) -> Self:
        view = type(self).__new__(type(self))
        view._shared, view._connection = self._shared, self._connection
        view._settings = settings
        view._is_view = True
        return view

    def __repr__(self) -> str:
        if not hasattr(self, "_connection"):
            # A crash reporter looks at a client whose arguments were refused.
            return f"<{type(self).__name__}, not made>"
        key = self._connection.key
        return f"<{type(self).__name__} {self.base_url} tenant={self.tenant_id} api_key={key.secret if key else 'callable'}>"

    def __copy__(self) -> Self:
        return self._view(self._settings)

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self._view(self._settings)

    def __reduce__(self) -> Any:
        raise TypeError(
            "a client is not pickled, because it holds an API key and connections; make one on the other side"
        )


class SyncClient(_Client[Transport]):
    """The part of `Azotte` that does not depend on the contract."""

    def __init__(
        self,
        *,
        api_key: ApiKey | None = None,
        tenant_id: str | None = None,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        deadline: float = DEADLINE,
        max_retries: int = MAX_RETRIES,
        transport: Transport | None = None,
        verify: bool | str | ssl.SSLContext = True,
        proxy: str | None = None,
        allow: Collection[Refusal] = (),
        on_event: Listener | None = None,
    ) -> None:
        """Make a client. It may be used from several threads; make one and keep it.

        Args:
            api_key: The API key, or a function that returns it and is asked again when the API says 401; if left out, the
                environment variable AZOTTE_API_KEY.
            tenant_id: The tenant whose data is read and written; if left out, the environment variable AZOTTE_TENANT_ID.
            base_url: Where requests go; if left out, the environment variable AZOTTE_BASE_URL, and without it the platform.
            timeout: Seconds that one attempt may take.
            deadline: Seconds that a call may take, with all its attempts and waits.
            max_retries: How often a call is tried again at most. Writes are tried again only under an idempotency key.
            transport: Sends the requests; httpx2 if left out, anew in each process that is forked. One that is given and used
                belongs to its process. See `azotte.transports`.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no certificate checks.
            proxy: URL of a proxy; if left out, the environment's (`HTTPS_PROXY` and so on).
            allow: Rules to overrule; a `RefusedError` names the one it was refused by.
            on_event: Called with each event of `azotte.events`.

        Raises:
            InvalidArgumentError: An argument is missing or can not be used.
            RefusedError: The key must not be sent to that host.
        """
        try:
            ask, key = _credentials(api_key)
        finally:
            # Not left in this frame, which is part of the traceback of whatever is raised.
            del api_key

        def make() -> Transport:
            from azotte.transports._httpx2 import Httpx2Transport

            return Httpx2Transport(verify=verify, proxy=proxy)

        self._settings = _settings(tenant_id, timeout, deadline, max_retries)
        self._shared = _share(base_url, transport, verify, proxy, allow, on_event)
        self._connection = _Connection(ask, key, transport, make, self._shared)
        if key is not None:
            self._shared.policy.check(key)

    def send(self, call: Call[T]) -> Response[T]:
        """Make a call that was built with a function of `azotte.api`.

        Args:
            call: The call. Sent again it is the same call, under the same idempotency key.

        Returns:
            The response, with the result.

        Raises:
            CallError: The call failed.
            RefusedError: The key must not be used for it.
        """
        steps = attempts(call, self._settings, self._shared)
        transport = self._connection.transport()
        try:
            step = next(steps)
            while True:
                if isinstance(step, HttpRequest):
                    answer: HttpResponse | TransportError
                    try:
                        answer = transport.send(step)
                    except TransportError as failure:
                        answer = masked(failure, step.api_key)
                    # Out here, so that what is raised does not have the failure as its context.
                    step = steps.send(answer)
                elif isinstance(step, KeyNeeded):
                    step = steps.send(self._key(step.stale))
                else:
                    time.sleep(step)
                    step = next(steps)
        except StopIteration as stop:
            response: Response[T] = stop.value
            return response
        finally:
            steps.close()

    def close(self) -> None:
        """Close all connections. On a view this does nothing."""
        if not self._is_view and (transport := self._connection.close()):
            transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _key(self, stale: Key | None) -> Key:
        connection = self._connection
        if connection.key is None or connection.key is stale:
            with connection.key_lock:
                # Another thread may have got a new one meanwhile.
                if (
                    connection.key is None or connection.key is stale
                ) and connection.ask is not None:
                    connection.key = _fresh(connection.ask())
        return _present(connection.key)


class AsyncClient(_Client[AsyncTransport]):
    """The part of `AsyncAzotte` that does not depend on the contract."""

    def __init__(
        self,
        *,
        api_key: AsyncApiKey | None = None,
        tenant_id: str | None = None,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        deadline: float = DEADLINE,
        max_retries: int = MAX_RETRIES,
        transport: AsyncTransport | None = None,
        verify: bool | str | ssl.SSLContext = True,
        proxy: str | None = None,
        allow: Collection[Refusal] = (),
        on_event: Listener | None = None,
    ) -> None:
        """Make a client for one event loop; make one and keep it.

        Args:
            api_key: The API key, or a function, async or not, that returns it and is asked again when the API says 401; if
                left out, the environment variable AZOTTE_API_KEY.
            tenant_id: The tenant whose data is read and written; if left out, the environment variable AZOTTE_TENANT_ID.
            base_url: Where requests go; if left out, the environment variable AZOTTE_BASE_URL, and without it the platform.
            timeout: Seconds that one attempt may take.
            deadline: Seconds that a call may take, with all its attempts and waits.
            max_retries: How often a call is tried again at most. Writes are tried again only under an idempotency key.
            transport: Sends the requests; httpx2 if left out, anew in each process that is forked. One that is given and used
                belongs to its process. See `azotte.transports`.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no certificate checks.
            proxy: URL of a proxy; if left out, the environment's (`HTTPS_PROXY` and so on).
            allow: Rules to overrule; a `RefusedError` names the one it was refused by.
            on_event: Called with each event of `azotte.events`.

        Raises:
            InvalidArgumentError: An argument is missing or can not be used.
            RefusedError: The key must not be sent to that host.
        """
        try:
            ask, key = _credentials(api_key)
        finally:
            # Not left in this frame, which is part of the traceback of whatever is raised.
            del api_key

        def make() -> AsyncTransport:
            from azotte.transports._httpx2 import AsyncHttpx2Transport

            return AsyncHttpx2Transport(verify=verify, proxy=proxy)

        self._settings = _settings(tenant_id, timeout, deadline, max_retries)
        self._shared = _share(base_url, transport, verify, proxy, allow, on_event)
        self._connection = _Connection(ask, key, transport, make, self._shared)
        if key is not None:
            self._shared.policy.check(key)

    async def send(self, call: Call[T]) -> Response[T]:
        """Make a call that was built with a function of `azotte.api`.

        Args:
            call: The call. Sent again it is the same call, under the same idempotency key.

        Returns:
            The response, with the result.

        Raises:
            CallError: The call failed.
            RefusedError: The key must not be used for it.
        """
        steps = attempts(call, self._settings, self._shared)
        transport = self._connection.transport()
        try:
            step = next(steps)
            while True:
                if isinstance(step, HttpRequest):
                    answer: HttpResponse | TransportError
                    try:
                        answer = await transport.send(step)
                    except TransportError as failure:
                        answer = masked(failure, step.api_key)
                    # Out here, so that what is raised does not have the failure as its context.
                    step = steps.send(answer)
                elif isinstance(step, KeyNeeded):
                    step = steps.send(await self._key(step.stale))
                else:
                    await asyncio.sleep(step)
                    step = next(steps)
        except StopIteration as stop:
            response: Response[T] = stop.value
            return response
        finally:
            steps.close()

    async def close(self) -> None:
        """Close all connections. On a view this does nothing."""
        if not self._is_view and (transport := self._connection.close()):
            await transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def _key(self, stale: Key | None) -> Key:
        connection = self._connection
        if connection.key is None or connection.key is stale:
            async with connection.async_key_lock:
                # Another task may have got a new one meanwhile.
                if (
                    connection.key is None or connection.key is stale
                ) and connection.ask is not None:
                    connection.key = _fresh(await _awaited(connection.ask()))
        return _present(connection.key)


def _credentials(
    api_key: str | Secret | Callable[[], Any] | None,
) -> tuple[Callable[[], Any] | None, Key | None]:
    if api_key is None:
        if not os.environ.get(API_KEY_VARIABLE):
            raise InvalidArgumentError(
                f"There is no API key: set the environment variable {API_KEY_VARIABLE}, or pass api_key.",
                "api_key",
            )
        return None, Key(Secret(os.environ[API_KEY_VARIABLE], "api_key"))
    if callable(api_key):
        return api_key, None
    try:
        return None, Key(Secret(api_key, "api_key"))
    finally:
        del api_key


async def _awaited(value: Any) -> Any:
    return await value if isawaitable(value) else value


def _fresh(value: object) -> Key:
    kind = type(value).__name__
    try:
        if isinstance(value, (str, Secret)):
            return Key(Secret(value, "api_key"))
        if isinstance(value, Coroutine):
            value.close()
    finally:
        # It may be the key in a wrapping that we do not know, so no frame below the error keeps it.
        del value
    raise InvalidArgumentError(
        f"api_key returned {kind}; it must return the key, and AsyncAzotte alone awaits it",
        "api_key",
    )


def _present(key: Key | None) -> Key:
    assert key is not None  # Without a function to ask there is one from the start.
    return key


def _settings(tenant_id: str | None, timeout: float, deadline: float, max_retries: int) -> Settings:
    tenant = tenant_id if tenant_id is not None else os.environ.get(TENANT_VARIABLE)
    if not tenant:
        raise InvalidArgumentError(
            f"There is no tenant: set the environment variable {TENANT_VARIABLE}, or pass tenant_id.",
            "tenant_id",
        )
    return Settings(
        check_tenant(tenant),
        seconds(timeout, "timeout"),
        seconds(deadline, "deadline"),
        _count(max_retries, "max_retries"),
    )


def _share(
    base_url: str | None,
    transport: Transport | AsyncTransport | None,
    verify: bool | str | ssl.SSLContext,
    proxy: str | None,
    allow: Collection[Refusal],
    on_event: Listener | None,
) -> Shared:
    if transport is not None and (verify is not True or proxy is not None):
        raise InvalidArgumentError(
            "verify and proxy belong to the default transport; give them to yours", "transport"
        )
    url = check_base_url(base_url or os.environ.get(BASE_URL_VARIABLE) or SERVERS[0].url)
    verified = verifies(verify) if transport is None else transport.verified
    policy = Policy(url, verified, allow, proxy)
    return Shared(policy, () if on_event is None else (on_event,))


def _count(value: int, name: str) -> int:
    if value < 0:
        raise InvalidArgumentError(f"{name} must be 0 or more, not {value!r}", name)
    return value
