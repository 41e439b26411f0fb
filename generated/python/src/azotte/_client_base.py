# Generated from openapi/ and templates/python/client_base.py.jinja: edit there, not here.
"""What `Azotte` and `AsyncAzotte` do for every operation."""

from __future__ import annotations

import asyncio
import encodings.idna  # noqa: F401  # pyright: ignore[reportUnusedImport]  # the socket module imports it when it first resolves a name
import os
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from azotte._attempt_errors import masked
from azotte._attempts import KeyNeeded, Settings, Shared, attempts
from azotte._base_errors import InvalidArgumentError, Refusal
from azotte._connection import AnyTransport, Connection
from azotte._contract import ALTERNATIVES, CREDENTIALS, SERVERS, TENANT_VARIABLE, Credential
from azotte._credentials import ApiKey, AsyncApiKey, AsyncCredentials, Credentials, chosen
from azotte._extra_headers import extra_headers
from azotte._keys import Policy, check_base_url, check_tenant, verifies
from azotte._operation import Call
from azotte._response import Response
from azotte._wire import count, seconds
from azotte.transports._protocol import (
    MAX_RESPONSE_BYTES,
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
AnyApiKey = TypeVar("AnyApiKey", bound=AsyncApiKey)
AnyCredentials = TypeVar("AnyCredentials", bound=Credentials)

BASE_URL_VARIABLE = "AZOTTE_BASE_URL"

TIMEOUT = 30.0
DEADLINE = 90.0
MAX_RETRIES = 2

_TRANSPORT = ("send", "close", "verified")


class _Client(ABC, Generic[AnyTransport, AnyApiKey, AnyCredentials]):
    _shared: Shared
    _settings: Settings
    _connection: Connection[AnyTransport, AnyCredentials]
    _is_view: bool = False

    def __init__(
        self,
        *,
        api_key: AnyApiKey | None = None,
        tenant_id: str | None = None,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        deadline: float = DEADLINE,
        max_retries: int = MAX_RETRIES,
        max_response_bytes: int = MAX_RESPONSE_BYTES,
        headers: Mapping[str, str] | None = None,
        transport: AnyTransport | None = None,
        verify: bool | str | ssl.SSLContext = True,
        proxy: str | None = None,
        allow: Collection[Refusal] = (),
        on_event: Listener | None = None,
    ) -> None:
        """Make a client. Make one and keep it: it may be used from several threads, and holds a pool of connections.

        Args:
            api_key: The API key, or a function that returns it, which is called again when the API responds with 401. The function
                runs in a thread of its own; that of `AsyncAzotte` may be a coroutine function. Defaults to the environment variable
                AZOTTE_API_KEY.
            tenant_id: ID of the tenant whose data is read and written. Defaults to the environment variable AZOTTE_TENANT_ID.
            base_url: URL of the API. Defaults to the environment variable AZOTTE_BASE_URL, and without it to the platform.
            timeout: Seconds that one attempt may take.
            deadline: Seconds that a call may take, with all its attempts and waits.
            max_retries: Number of times that a call is retried. Writes are retried only under an idempotency key.
            max_response_bytes: Number of bytes that a response body may have, decompressed. Defaults to 64 MiB.
            headers: Extra headers of each request. Those that the client sets itself are rejected.
            transport: Sends the requests. Defaults to httpx2, anew in each process that is forked. A transport that is given and used
                belongs to its process. See `azotte.transports`.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` to check no certificates.
            proxy: URL of a proxy. Defaults to the environment's (`HTTPS_PROXY` and so on).
            allow: Checks to override, as named by `RefusedError`.
            on_event: Called with each event of `azotte.events`.

        Raises:
            InvalidArgumentError: An argument is missing or cannot be used.
            RefusedError: The key must not be sent to that host.
        """
        try:
            credentials = self._held({"api_key": api_key})
        finally:
            # Not left in this frame, which is part of the traceback of whatever is raised.
            del api_key
        tenant = _tenant(tenant_id)
        chosen(ALTERNATIVES, credentials, tenant)
        self._settings = Settings(
            tenant,
            seconds(timeout, "timeout"),
            seconds(deadline, "deadline"),
            count(max_retries, "max_retries"),
            count(max_response_bytes, "max_response_bytes"),
            extra_headers({} if headers is None else headers),
        )
        self._shared = _share(
            base_url, transport, verify, proxy, allow, on_event, tuple(credentials)
        )
        make = _unused if transport is not None else self._default_transport(verify, proxy)
        self._connection = Connection(credentials, transport, make, self._shared)
        for each in credentials.values():
            if each.key is not None:
                self._shared.policy.check(each.key)

    def _held(self, given: dict[str, AnyApiKey | None]) -> dict[str, AnyCredentials]:
        """Return where the secrets come from that are given or in the environment."""
        held: dict[str, AnyCredentials] = {}
        value: AnyApiKey | str | None = None
        try:
            for name, credential in CREDENTIALS.items():
                value = given[name]
                if value is None:
                    value = os.environ.get(credential.variable) or None
                if value is not None:
                    held[name] = self._credentials(credential, value)
        finally:
            del given, value
        return held

    @abstractmethod
    def _credentials(self, credential: Credential, api_key: AnyApiKey | str) -> AnyCredentials:
        """Return where a secret comes from."""

    @abstractmethod
    def _default_transport(
        self, verify: bool | str | ssl.SSLContext, proxy: str | None
    ) -> Callable[[], AnyTransport]:
        """Return what makes the default transport. Its library is imported now.

        Not in the first call: a process that is forked in the middle of an import finds the import's lock held for ever.
        """

    @property
    def tenant_id(self) -> str:
        """ID of the tenant whose data is read and written."""
        return self._settings.tenant_id

    @property
    def base_url(self) -> str:
        """URL of the API."""
        return self._shared.policy.base_url

    def for_tenant(self, tenant_id: str) -> Self:
        """Return a view of this client for another tenant.

        It shares the key, the connections and the retry budget; this client keeps its own tenant. A view does not have to be closed.

        Args:
            tenant_id: ID of the tenant.

        Raises:
            InvalidArgumentError: The tenant cannot be sent as a header.
        """
        return self._view(self._settings._replace(tenant_id=check_tenant(tenant_id)))

    def with_options(
        self,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        max_retries: int | None = None,
        max_response_bytes: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a view of this client with other limits or headers.

        Args:
            timeout: Seconds that one attempt may take.
            deadline: Seconds that a call may take, with all its attempts and waits.
            max_retries: Number of times that a call is retried.
            max_response_bytes: Number of bytes that a response body may have, decompressed.
            headers: Extra headers of each request, in place of this client's.

        Raises:
            InvalidArgumentError: A limit is not a positive number, or a header cannot be sent.
        """
        changed: dict[str, Any] = {}
        if timeout is not None:
            changed["timeout"] = seconds(timeout, "timeout")
        if deadline is not None:
            changed["deadline"] = seconds(deadline, "deadline")
        if max_retries is not None:
            changed["max_retries"] = count(max_retries, "max_retries")
        if max_response_bytes is not None:
            changed["max_response_bytes"] = count(max_response_bytes, "max_response_bytes")
        if headers is not None:
            changed["headers"] = extra_headers(headers)
        return self._view(self._settings._replace(**changed))

    def _view(self, settings: Settings) -> Self:
        view = type(self).__new__(type(self))
        view._shared, view._connection = self._shared, self._connection
        view._settings = settings
        view._is_view = True
        return view

    def __repr__(self) -> str:
        if not hasattr(self, "_connection"):
            # A crash reporter may print a client whose arguments were rejected.
            return f"<{type(self).__name__}, not made>"
        secrets = "".join(
            f" {name}={each.key.secret if each.key else 'callable'}"
            for name, each in self._connection.credentials.items()
        )
        return f"<{type(self).__name__} {self.base_url} tenant={self.tenant_id}{secrets}>"

    def __copy__(self) -> Self:
        return self._view(self._settings)

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self._view(self._settings)

    def __reduce__(self) -> Any:
        raise TypeError(
            "a client is not pickled, because it holds an API key and connections; make one on the other side"
        )


class SyncClient(_Client[Transport, ApiKey, Credentials]):
    """The part of `Azotte` that does not depend on the contract."""

    def send(self, call: Call[T]) -> Response[T]:
        """Make a call that was built with a function of `azotte.api`.

        Args:
            call: The call. Sent again it is the same call, under the same idempotency key.

        Returns:
            The response, with the result.

        Raises:
            APIError: The call failed.
            RefusedError: The key must not be used for it.
            InvalidArgumentError: The client is closed.
        """
        steps = attempts(call, self._settings, self._shared)
        transport = self._connection.transport()
        try:
            step = next(steps)
            while True:
                if isinstance(step, HttpRequest):
                    received: HttpResponse | TransportError
                    try:
                        received = transport.send(step)
                    except TransportError as failure:
                        received = masked(failure, step.secrets)
                    # Out here, so that what is raised does not have the failure as its context.
                    step = steps.send(received)
                elif isinstance(step, KeyNeeded):
                    held = self._connection.credentials[step.argument]
                    step = steps.send(held.wait(step.stale, step.seconds))
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

    def _credentials(self, credential: Credential, api_key: ApiKey) -> Credentials:
        try:
            return Credentials(credential, api_key)
        finally:
            del api_key

    def _default_transport(
        self, verify: bool | str | ssl.SSLContext, proxy: str | None
    ) -> Callable[[], Transport]:
        from azotte.transports._httpx2 import Httpx2Transport

        return lambda: Httpx2Transport(verify=verify, proxy=proxy)


class AsyncClient(_Client[AsyncTransport, AsyncApiKey, AsyncCredentials]):
    """The part of `AsyncAzotte` that does not depend on the contract."""

    async def send(self, call: Call[T]) -> Response[T]:
        """Make a call that was built with a function of `azotte.api`.

        Args:
            call: The call. Sent again it is the same call, under the same idempotency key.

        Returns:
            The response, with the result.

        Raises:
            APIError: The call failed.
            RefusedError: The key must not be used for it.
            InvalidArgumentError: The client is closed.
        """
        steps = attempts(call, self._settings, self._shared)
        transport = self._connection.transport()
        try:
            step = next(steps)
            while True:
                if isinstance(step, HttpRequest):
                    received: HttpResponse | TransportError
                    try:
                        received = await transport.send(step)
                    except TransportError as failure:
                        received = masked(failure, step.secrets)
                    # Out here, so that what is raised does not have the failure as its context.
                    step = steps.send(received)
                elif isinstance(step, KeyNeeded):
                    held = self._connection.credentials[step.argument]
                    step = steps.send(await held.wait_async(step.stale, step.seconds))
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

    def _credentials(self, credential: Credential, api_key: AsyncApiKey) -> AsyncCredentials:
        try:
            return AsyncCredentials(credential, api_key)
        finally:
            del api_key

    def _default_transport(
        self, verify: bool | str | ssl.SSLContext, proxy: str | None
    ) -> Callable[[], AsyncTransport]:
        from azotte.transports._httpx2 import AsyncHttpx2Transport, import_event_loop_backend

        import_event_loop_backend()
        return lambda: AsyncHttpx2Transport(verify=verify, proxy=proxy)


def _unused() -> Any:
    raise AssertionError("the transport was given")  # pragma: no cover


def _tenant(tenant_id: str | None) -> str:
    tenant = tenant_id if tenant_id is not None else os.environ.get(TENANT_VARIABLE)
    return check_tenant(tenant) if tenant else ""


def _share(
    base_url: str | None,
    transport: Transport | AsyncTransport | None,
    verify: bool | str | ssl.SSLContext,
    proxy: str | None,
    allow: Collection[Refusal],
    on_event: Listener | None,
    secrets: tuple[str, ...],
) -> Shared:
    if transport is not None and (verify is not True or proxy is not None):
        raise InvalidArgumentError(
            "verify and proxy belong to the default transport; pass them to yours", "transport"
        )
    if transport is not None and not all(hasattr(transport, name) for name in _TRANSPORT):
        raise InvalidArgumentError(
            f"transport must have {', '.join(_TRANSPORT)}, and {transport!r} has not", "transport"
        )
    if on_event is not None and not callable(on_event):
        raise InvalidArgumentError(
            f"on_event must be a function of one event, not {on_event!r}", "on_event"
        )
    url = check_base_url(base_url or os.environ.get(BASE_URL_VARIABLE) or SERVERS[0].url)
    verified = verifies(verify) if transport is None else transport.verified
    policy = Policy(url, verified, allow, proxy)
    return Shared(policy, () if on_event is None else (on_event,), secrets)
