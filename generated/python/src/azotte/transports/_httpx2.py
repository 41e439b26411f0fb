# Copied from templates/python/runtime/transports/_httpx2.py: edit there, not here.
"""Over httpx2, the default."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, Self

import httpcore2
import httpx2

from azotte._contract import LOGGED_HEADERS
from azotte._keys import verifies
from azotte.transports._body import BodyReader, Unpacking
from azotte.transports._connect import connect_within
from azotte.transports._given import check_given
from azotte.transports._interim import InterimBytes
from azotte.transports._logs import mask_keys
from azotte.transports._loops import PoolPerLoop
from azotte.transports._pieces import (
    AsyncPieces,
    Pieces,
    async_body_pieces,
    body_pieces,
    is_streamed,
)
from azotte.transports._protocol import HttpRequest, HttpResponse
from azotte.transports._proxy import HTTP, check_proxy, proxy_for
from azotte.transports._tls import with_bundle
from azotte.transports._translation import failure, translated, translated_async

if TYPE_CHECKING:
    import ssl


class SyncClient(Protocol):
    """The part of `httpx2.Client` that is used."""

    def send(self, request: Any, *, stream: bool, auth: None, follow_redirects: bool) -> Any: ...

    def close(self) -> None: ...


class AsyncClient(Protocol):
    """The part of `httpx2.AsyncClient` that is used."""

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
            client: An `httpx2.Client` of your own, for example with event hooks; you close it. Its default headers, cookies and
                base URL are not used.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no checks.
            proxy: URL of a proxy. Defaults to the environment's (`HTTPS_PROXY` and so on) at the first request.

        Raises:
            InvalidArgumentError: The proxy or the CA bundle cannot be used.
        """
        check_given("client", client, verify, proxy)
        self.verified: bool = verifies(verify) and _checks(client)
        self._owned = client is None
        self._client: SyncClient | None = client and _bounded(client)
        self._options = _Options(verify, proxy) if client is None else None
        self._lock = Lock()

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `Transport.send`."""
        return translated(self._exchange, request, _failure)

    def close(self) -> None:
        """Close all connections, unless the client was given."""
        if self._owned and self._client is not None:
            self._client.close()

    def _exchange(self, request: HttpRequest) -> HttpResponse:
        timeout = _Timeout(request.timeout)
        client = self._client or self._open(request.url)
        response: httpx2.Response = client.send(
            _message(request, timeout, body_pieces(request)),
            stream=True,
            auth=None,
            follow_redirects=False,
        )
        if is_streamed(request, response.status_code, response.headers.raw):
            pieces = Pieces(_pieces(request, timeout, response), response.close, request, _failure)
            return HttpResponse(response.status_code, response.headers.raw, b"", pieces)
        try:
            _guard(response)
            body = _reader(request, timeout.ends, response)
            if response.is_stream_consumed:
                body.take(response.content)
            else:
                for piece in response.iter_raw():
                    body.take(piece)
        finally:
            response.close()
        return HttpResponse(response.status_code, response.headers.raw, body.finish())

    def _open(self, url: str) -> SyncClient:
        with self._lock:
            if self._client is None:
                assert self._options is not None  # A given client is there from the start.
                self._client = _bounded(httpx2.Client(**self._options.for_url(url)))
            return self._client


class AsyncHttpx2Transport:
    """Sends requests with httpx2 on event loops."""

    def __init__(
        self,
        client: AsyncClient | None = None,
        *,
        verify: bool | str | ssl.SSLContext = True,
        proxy: str | None = None,
    ) -> None:
        """Make a transport.

        Args:
            client: An `httpx2.AsyncClient` of your own; you close it, and it serves one event loop. Its default headers,
                cookies and base URL are not used.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no checks.
            proxy: URL of a proxy. Defaults to the environment's (`HTTPS_PROXY` and so on) at the first request.

        Raises:
            InvalidArgumentError: The proxy or the CA bundle cannot be used.
        """
        check_given("client", client, verify, proxy)
        import_event_loop_backend()
        self.verified: bool = verifies(verify) and _checks(client)
        self._given = client
        _replace_backends(client, _AsyncBackend)
        self._options = _Options(verify, proxy) if client is None else None
        self._clients = PoolPerLoop(self._open, lambda client: client.aclose())

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `AsyncTransport.send`."""
        return await translated_async(self._exchange, request, _failure)

    async def close(self) -> None:
        """Close all connections, unless the client was given."""
        await self._clients.close()

    async def _exchange(self, request: HttpRequest) -> HttpResponse:
        async with asyncio.timeout(request.timeout):
            return await self._response(request)

    async def _response(self, request: HttpRequest) -> HttpResponse:
        timeout = _Timeout(request.timeout)
        client = self._given or await self._clients.get(request.url)
        response: httpx2.Response = await client.send(
            _message(request, timeout, async_body_pieces(request)),
            stream=True,
            auth=None,
            follow_redirects=False,
        )
        if is_streamed(request, response.status_code, response.headers.raw):
            pieces = AsyncPieces(_async_pieces(response), response.aclose, request, _failure)
            return HttpResponse(response.status_code, response.headers.raw, b"", pieces)
        try:
            _guard(response)
            body = _reader(request, timeout.ends, response)
            if response.is_stream_consumed:
                body.take(response.content)
            else:
                async for piece in response.aiter_raw():
                    for _ in body.add(piece):
                        await asyncio.sleep(0)
        finally:
            await response.aclose()
        return HttpResponse(response.status_code, response.headers.raw, body.finish())

    def _open(self, url: str) -> AsyncClient:
        assert self._options is not None  # A given client is there from the start.
        opened = httpx2.AsyncClient(**self._options.for_url(url))
        _replace_backends(opened, _AsyncBackend)
        return opened


def import_event_loop_backend() -> None:
    """Import what the first asynchronous call would import: a fork must not find an import half done."""
    import_module("anyio._backends._asyncio")


class _Options:
    """The arguments of a client of our own."""

    def __init__(self, verify: bool | str | ssl.SSLContext, proxy: str | None) -> None:
        trust = with_bundle(verify)
        # Read here, which takes a tenth of a second, and once for all event loops.
        self._trust = httpx2.create_ssl_context(trust, trust_env=False)
        self._proxy = proxy
        if proxy is not None:
            check_proxy(proxy, _SCHEMES)

    def for_url(self, url: str) -> dict[str, Any]:
        """Return the arguments of a client for a URL. A client sends to one host, so the environment is read only once."""
        proxy = proxy_for(url, self._proxy, _SCHEMES)
        return {
            "verify": self._trust,
            "proxy": httpx2.Proxy(proxy.url, auth=proxy.auth) if proxy else None,
            "trust_env": False,
            "timeout": None,
            "cookies": CookieJar(_NO_COOKIES),
        }


def _guard(response: httpx2.Response) -> None:
    """Let a connection with bytes behind the response end: httpcore2 takes them for the response to the next request on it.

    That request may be of another caller and tenant. There is no public way to see them.
    """
    connection: Any = response.stream
    for name in ("_stream", "_httpcore_stream", "_stream", "_connection"):
        connection = getattr(connection, name, None)
    state: Any = getattr(connection, "_h11_state", None)
    if state is None or "_response_closed" in vars(connection):
        return
    close = connection._response_closed

    def response_closed() -> Any:
        if state.trailing_data[0]:
            state.send_failed()
        return close()

    connection._response_closed = response_closed


def _pieces(request: HttpRequest, timeout: _Timeout, response: httpx2.Response) -> Generator[bytes]:
    _guard(response)
    unpacking = Unpacking(_encoding(response))
    pieces = iter((response.content,)) if response.is_stream_consumed else response.iter_raw()
    while True:
        timeout.ends = monotonic() + request.timeout
        piece = next(pieces, None)
        if piece is None:
            break
        yield from unpacking.unpack(piece)
    unpacking.check_end()


async def _async_pieces(response: httpx2.Response) -> AsyncGenerator[bytes]:
    _guard(response)
    unpacking = Unpacking(_encoding(response))
    if response.is_stream_consumed:
        yield response.content
        return
    async for piece in response.aiter_raw():
        for part in unpacking.unpack(piece):
            yield part
    unpacking.check_end()


def _encoding(response: httpx2.Response) -> str | None:
    # A hook of a given client may have read the body, and decompressed it.
    return None if response.is_stream_consumed else response.headers.get("content-encoding")


def _reader(request: HttpRequest, ends: float, response: httpx2.Response) -> BodyReader:
    return BodyReader(request, ends, _encoding(response), response.headers.get("content-length"))


class _Headers(httpx2.Headers):
    # httpx2 masks `authorization` only, and so prints our key in every log or hook that formats the headers.
    def __repr__(self) -> str:
        shown = {name: value if name in LOGGED_HEADERS else "…" for name, value in self.items()}
        return f"Headers({shown})"


def _message(
    request: HttpRequest,
    timeout: float,
    body: bytes | Iterator[bytes] | AsyncIterator[bytes] | None,
) -> httpx2.Request:
    message = httpx2.Request(
        request.method,
        _url(request.wire_url()),
        headers=request.wire_headers(),
        content=body,
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


def _bounded(client: Any) -> SyncClient:
    """Let a timeout bound an attempt as a whole: httpx2 applies it to each read, so that a response can trickle in for ever.

    Only timeouts of this module do so: whoever gave the client and uses it elsewhere does not notice.
    """
    _replace_backends(client, _Backend)
    bounded: SyncClient = client
    return bounded


def _replace_backends(client: Any, kind: type[_Backend | _AsyncBackend]) -> None:
    mounts: dict[object, object] = getattr(client, "_mounts", {})
    for transport in (getattr(client, "_transport", None), *mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        backend: Any = getattr(pool, "_network_backend", None)
        if backend is not None and not isinstance(backend, kind):
            pool._network_backend = kind(backend)


class _Backend(httpcore2.NetworkBackend):
    def __init__(self, backend: httpcore2.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *others: Any, **named: Any
    ) -> _Stream:
        left = _left(timeout)

        def connect() -> _Stream:
            return _Stream(self._backend.connect_tcp(host, port, left, *others, **named))

        if left is None:
            return connect()
        try:
            return connect_within(left, connect, _Stream.close)
        except TimeoutError:
            raise httpcore2.ConnectTimeout("the connection was not made in time") from None

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, *others: Any, **named: Any
    ) -> _Stream:
        return _Stream(self._backend.connect_unix_socket(path, _left(timeout), *others, **named))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream
        self._interim = InterimBytes()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, _left(timeout))
        if isinstance(timeout, _Timeout) and not self._interim.over:
            self._interim.read(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._interim = InterimBytes()
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


class _AsyncBackend(httpcore2.AsyncNetworkBackend):
    def __init__(self, backend: httpcore2.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(self, *arguments: Any, **named: Any) -> _AsyncStream:
        return _AsyncStream(await self._backend.connect_tcp(*arguments, **named))

    async def connect_unix_socket(self, *arguments: Any, **named: Any) -> _AsyncStream:
        return _AsyncStream(await self._backend.connect_unix_socket(*arguments, **named))

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class _AsyncStream(httpcore2.AsyncNetworkStream):
    def __init__(self, stream: httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream
        self._interim = InterimBytes()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  # httpcore2's interface
        data = await self._stream.read(max_bytes, timeout)
        if isinstance(timeout, _Timeout) and not self._interim.over:
            self._interim.read(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  # httpcore2's interface
        self._interim = InterimBytes()
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(self, *arguments: Any, **named: Any) -> _AsyncStream:
        try:
            return _AsyncStream(await self._stream.start_tls(*arguments, **named))
        except BaseException:
            # One that is cancelled, which is how it times out here, is left open by httpcore2.
            await self.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None) -> float | None:
    if not isinstance(timeout, _Timeout):
        return timeout
    left = timeout.ends - monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the response did not end in time")
    return left


def _checks(client: object) -> bool:
    """Whether a given client checks certificates, as far as httpx2 shows it."""
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


def _failure(error: BaseException, request: HttpRequest) -> BaseException:
    return failure(
        error,
        request,
        timed_out=isinstance(error, (httpx2.TimeoutException, TimeoutError)),
        sent=not isinstance(error, _UNSENT),
    )


# For SOCKS httpx2 needs one more package, `httpx2[socks]`.
_SCHEMES = (*HTTP, "socks5", "socks5h") if find_spec("socksio") else HTTP
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
# The jar would grow with every response, and its cookies are never sent.
_NO_COOKIES = DefaultCookiePolicy(allowed_domains=[])

mask_keys(
    "httpx2", *(f"httpcore2.{name}" for name in ("connection", "http11", "http2", "proxy", "socks"))
)
