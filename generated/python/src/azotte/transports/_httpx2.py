# Copied from templates/python/runtime/transports/_httpx2.py: edit there, not here.
"""Over httpx2, the default."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, Self

import httpcore2
import httpx2

from azotte._contract import LOGGED_HEADERS
from azotte._keys import LOOPBACK, verifies
from azotte.transports._given import check_given
from azotte.transports._protocol import HttpRequest, HttpResponse, TransportError
from azotte.transports._tls import with_bundle

if TYPE_CHECKING:
    import ssl


class SyncClient(Protocol):
    """What is used of an `httpx2.Client`."""

    def send(self, request: Any, *, stream: bool, auth: None, follow_redirects: bool) -> Any: ...

    def close(self) -> None: ...


class AsyncClient(Protocol):
    """What is used of an `httpx2.AsyncClient`."""

    async def send(
        self, request: Any, *, stream: bool, auth: None, follow_redirects: bool
    ) -> Any: ...

    async def aclose(self) -> None: ...


class Httpx2Transport:
    """Sends requests with httpx2."""

    def __init__(
        self,
        client: SyncClient | None = None,
        *,
        verify: bool | str | ssl.SSLContext = True,
        proxy: str | None = None,
    ) -> None:
        """Make a transport.

        Args:
            client: An `httpx2.Client` of your own, for instance with event hooks; you close it. Its default headers, cookies
                and base URL are not used. Over it, headers that trickle in can stretch a timeout.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no checks.
            proxy: URL of a proxy; without one, the environment's (`HTTPS_PROXY` and so on).
        """
        check_given("client", client, verify, proxy)
        self.verified: bool = verifies(verify) and _checks(client)
        self._owned = client is None
        self._client: SyncClient = client or _bounded(
            httpx2.Client(
                verify=with_bundle(verify), proxy=proxy, mounts=_mounts(proxy), timeout=None
            )
        )

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `Transport.send`."""
        timeout = _Timeout(request.timeout)
        interrupted: BaseException
        try:
            response: httpx2.Response = self._client.send(
                _message(request, timeout), stream=True, auth=None, follow_redirects=False
            )
            try:
                chunks: list[bytes] = []
                for chunk in response.iter_bytes():
                    chunks.append(chunk)
                    if monotonic() > timeout.ends:
                        raise httpx2.ReadTimeout("the answer did not end in time")
            finally:
                response.close()
            return HttpResponse(response.status_code, response.headers.raw, b"".join(chunks))
        except BaseException as error:  # noqa: BLE001  # raised again below
            interrupted = _translate(error)
        # Raised out here, so that the frames below, whose variables hold the headers, are in no traceback.
        try:
            raise interrupted
        finally:
            del interrupted

    def close(self) -> None:
        """Close all connections, unless the client was given."""
        if self._owned:
            self._client.close()


class AsyncHttpx2Transport:
    """Sends requests with httpx2 on an event loop."""

    def __init__(
        self,
        client: AsyncClient | None = None,
        *,
        verify: bool | str | ssl.SSLContext = True,
        proxy: str | None = None,
    ) -> None:
        """Make a transport.

        Args:
            client: An `httpx2.AsyncClient` of your own; you close it. Its default headers, cookies and base URL are not used.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no checks.
            proxy: URL of a proxy; without one, the environment's (`HTTPS_PROXY` and so on).
        """
        check_given("client", client, verify, proxy)
        self.verified: bool = verifies(verify) and _checks(client)
        self._owned = client is None
        self._client: AsyncClient = client or httpx2.AsyncClient(
            verify=with_bundle(verify), proxy=proxy, mounts=_mounts(proxy), timeout=None
        )

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `AsyncTransport.send`."""
        interrupted: BaseException
        try:
            async with asyncio.timeout(request.timeout):
                response: httpx2.Response = await self._client.send(
                    _message(request, request.timeout),
                    stream=True,
                    auth=None,
                    follow_redirects=False,
                )
                try:
                    body = await response.aread()
                finally:
                    await response.aclose()
                return HttpResponse(response.status_code, response.headers.raw, body)
        except BaseException as error:  # noqa: BLE001  # raised again below
            interrupted = _translate(error)
        try:
            raise interrupted
        finally:
            del interrupted

    async def close(self) -> None:
        """Close all connections, unless the client was given."""
        if self._owned:
            await self._client.aclose()


class _Headers(httpx2.Headers):
    # httpx2 masks `authorization` only, and so prints our key in every log or hook that formats the headers.
    def __repr__(self) -> str:
        shown = {name: value if name in LOGGED_HEADERS else "…" for name, value in self.items()}
        return f"Headers({shown})"


def _message(request: HttpRequest, timeout: float) -> httpx2.Request:
    message = httpx2.Request(
        request.method,
        _url(request.url),
        headers=request.wire_headers(),
        content=request.body,
        extensions={
            "timeout": {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}
        },
    )
    message.headers = _Headers(message.headers)
    return message


class _Timeout(float):
    """Seconds from now on, and when they are over."""

    __slots__ = ("ends",)

    ends: float

    def __new__(cls, seconds: float) -> Self:
        timeout = super().__new__(cls, seconds)
        timeout.ends = monotonic() + seconds
        return timeout


def _mounts(proxy: str | None) -> dict[str, None]:
    """Keep the environment's proxies from standing between this machine and itself; see `proxy_for`."""
    hosts = (f"[{host}]" if ":" in host else host for host in LOOPBACK)
    return {} if proxy else {f"http://{host}": None for host in hosts}


def _bounded(client: httpx2.Client) -> httpx2.Client:
    """Let a timeout bound an attempt as a whole: httpx2 applies it to each read, so that an answer can trickle in for ever."""
    for transport in (client._transport, *client._mounts.values()):  # pyright: ignore[reportPrivateUsage]
        pool: Any = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = _Backend(pool._network_backend)
    return client


class _Backend(httpcore2.NetworkBackend):
    def __init__(self, backend: httpcore2.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *others: Any, **named: Any
    ) -> _Stream:
        return _Stream(self._backend.connect_tcp(host, port, _left(timeout), *others, **named))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> _Stream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None) -> float | None:
    if not isinstance(timeout, _Timeout):
        return timeout
    left = timeout.ends - monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the answer did not end in time")
    return left


def _checks(client: object) -> bool:
    """Whether a client that was given checks certificates, as far as httpx2 lets it be seen."""
    mounts: dict[object, object] = getattr(client, "_mounts", {})
    for transport in (getattr(client, "_transport", None), *mounts.values()):
        context = getattr(getattr(transport, "_pool", None), "_ssl_context", None)
        if context is not None and not verifies(context):
            return False
    return True


@lru_cache(maxsize=256)
def _url(url: str) -> httpx2.URL:
    # Parsing takes a tenth of a call, and many calls repeat.
    return httpx2.URL(url)


def _translate(error: BaseException) -> BaseException:
    if not isinstance(error, (httpx2.HTTPError, TimeoutError)):
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return TransportError(
        text,
        timed_out=isinstance(error, (httpx2.TimeoutException, TimeoutError)),
        sent=not isinstance(
            error,
            (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError),
        ),
    )
