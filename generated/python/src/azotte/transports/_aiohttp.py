# Copied from templates/python/runtime/transports/_aiohttp.py: edit there, not here.
"""Over aiohttp: less than half of the CPU per call. `pip install 'azotte[aiohttp]'`."""

from __future__ import annotations

import asyncio
import select
from collections.abc import AsyncGenerator, Callable
from functools import cache, lru_cache
from ssl import SSLContext
from time import monotonic
from typing import Any, NamedTuple, Protocol

try:
    import aiohttp
    from yarl import URL
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "AiohttpTransport needs one more package: pip install 'azotte[aiohttp]'"
    ) from None

from azotte._keys import verifies
from azotte.transports._body import BodyReader, Unpacking
from azotte.transports._given import check_given
from azotte.transports._interim import InterimResponses
from azotte.transports._loops import PoolPerLoop
from azotte.transports._pieces import AsyncPieces, async_body_pieces, is_streamed
from azotte.transports._protocol import HttpRequest, HttpResponse
from azotte.transports._proxy import check_proxy, proxy_for
from azotte.transports._tls import with_bundle
from azotte.transports._translation import failure, translated_async


class ClientSession(Protocol):
    """The part of `aiohttp.ClientSession` that is used."""

    @property
    def request(self) -> Callable[..., Any]: ...


class AiohttpTransport:
    """Sends requests with aiohttp on event loops."""

    def __init__(
        self,
        session: ClientSession | None = None,
        *,
        verify: bool | str | SSLContext = True,
        proxy: str | None = None,
    ) -> None:
        """Make a transport.

        Args:
            session: An `aiohttp.ClientSession` of your own; you close it, and it serves one event loop. Its cookies are sent.
                If that loop was blocked for long, the first call may meet a connection that the server closed meanwhile.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no checks.
            proxy: URL of an HTTP proxy. Defaults to the environment's (`HTTPS_PROXY` and so on) at the first request.

        Raises:
            InvalidArgumentError: The proxy or the CA bundle cannot be used.
        """
        check_given("session", session, verify, proxy)
        if proxy is not None:
            check_proxy(proxy)
        self.verified: bool = verifies(verify) and _checks(session)
        theirs: tuple[Any, ...] = getattr(session, "_middlewares", ())
        self._given = _Pool(session, {"middlewares": (*theirs, _once)}, {}) if session else None
        trust = with_bundle(verify) if session is None else True
        self._pools = PoolPerLoop(lambda url: _open(url, trust, proxy), _close)

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `AsyncTransport.send`."""
        return await translated_async(self._exchange, request, _failure)

    async def close(self) -> None:
        """Close all connections, unless the session was given."""
        await self._pools.close()

    async def _exchange(self, request: HttpRequest) -> HttpResponse:
        ends = monotonic() + request.timeout
        pool: _Pool = self._given or await self._pools.get(request.url)
        if request.streams is None:
            async with _request(pool, request, _timeout(request.timeout)) as response:
                return await _whole(request, response, ends)
        async with asyncio.timeout(request.timeout):
            response = await _request(pool, request, _piece_timeout(request.timeout))
            if is_streamed(request, response.status, [*response.raw_headers]):
                read = _pieces(response)
                pieces = AsyncPieces(read, lambda: _close_response(response), request, _failure)
                return HttpResponse(response.status, response.raw_headers, b"", pieces)
            async with response:
                return await _whole(request, response, ends)


def _request(pool: _Pool, request: HttpRequest, timeout: aiohttp.ClientTimeout) -> Any:
    return pool.session.request(
        request.method,
        _url(request.wire_url()),
        data=async_body_pieces(request),
        headers={**request.wire_headers(), **pool.headers},
        timeout=timeout,
        skip_auto_headers=_SKIPPED,
        allow_redirects=False,
        raise_for_status=False,
        auto_decompress=False,
        **pool.options,
    )


async def _whole(
    request: HttpRequest, response: aiohttp.ClientResponse, ends: float
) -> HttpResponse:
    length = response.headers.get("content-length")
    try:
        body = BodyReader(request, ends, _encoding(response), length)
        if response.content.at_eof():
            # There is none, or a hook of a given session has read it.
            body.take(await response.read())
        else:
            async for piece in response.content.iter_any():
                for _ in body.add(piece):
                    await asyncio.sleep(0)
    except BaseException:
        response.close()
        raise
    return HttpResponse(response.status, response.raw_headers, body.finish())


async def _pieces(response: aiohttp.ClientResponse) -> AsyncGenerator[bytes]:
    unpacking = Unpacking(_encoding(response))
    if response.content.at_eof():
        yield await response.read()
        return
    async for piece in response.content.iter_any():
        for part in unpacking.unpack(piece):
            yield part
    unpacking.check_end()


async def _close_response(response: aiohttp.ClientResponse) -> None:
    # One that was read to its end has no connection anymore.
    response.close()


def _encoding(response: aiohttp.ClientResponse) -> str:
    return ",".join(response.headers.getall("content-encoding", ()))


class _Pool(NamedTuple):
    """A session and the arguments and headers that its requests have in common."""

    session: ClientSession
    options: dict[str, Any]
    headers: dict[str, str]


def _open(url: str, trust: bool | SSLContext, chosen_proxy: str | None) -> _Pool:
    # A client sends to one host, so the environment is read only once.
    proxy = proxy_for(url, chosen_proxy)
    session = aiohttp.ClientSession(
        connector=_Connector(ssl=trust), cookie_jar=aiohttp.DummyCookieJar(), middlewares=(_once,)
    )
    if proxy is None:
        return _Pool(session, {}, {})
    # aiohttp sends a proxy's headers only when it requests a tunnel.
    headers = proxy.headers if url.startswith("http://") else {}
    return _Pool(session, {"proxy": proxy.url, "proxy_headers": proxy.headers}, headers)


async def _close(pool: _Pool) -> None:
    session: Any = pool.session
    await session.close()


class _Connector(aiohttp.TCPConnector):
    """Notices that the server closed an idle connection although the event loop, blocked or frozen, has not seen it yet."""

    async def _get(self, key: Any, traces: Any) -> Any:
        while (connection := await super()._get(key, traces)) is not None:
            if not _has_unread(connection.transport):
                return connection
            connection.close()
        return None


def _has_unread(transport: asyncio.BaseTransport | None) -> bool:
    sock: Any = transport and transport.get_extra_info("socket")
    if sock is None:
        return False
    if not hasattr(select, "poll"):  # Windows has none
        return bool(select.select([sock], (), (), 0)[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


class _BrokenError(aiohttp.ClientError):
    """The connection broke."""


async def _once(
    request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    # aiohttp sends some requests again when a connection breaks; whether to is for the client to decide.
    kind: Any = request.response_class
    request.response_class = _bounded_class(kind)
    try:
        return await send(request)
    except aiohttp.ServerDisconnectedError:
        # Its text may be all headers of half a response.
        raise _BrokenError("Server disconnected") from None
    except aiohttp.ClientOSError as error:
        if isinstance(error, aiohttp.ClientConnectorError):
            raise
        raise _BrokenError(str(error)) from None


class _Bounded:
    """Goes before the class of a response."""

    async def start(self, connection: Any) -> Any:
        interim = InterimResponses()
        protocol = connection.protocol
        read_next = protocol.read

        async def read() -> Any:
            received: Any = await read_next()
            message = received[0]
            if 100 <= message.code < 200:
                lines: list[tuple[bytes, bytes]] = message.raw_headers
                interim.add(sum(len(name) + len(value) for name, value in lines))
            return received

        # There is no public way to see what aiohttp skips.
        protocol.read = read
        inherited: Any = super()
        try:
            return await inherited.start(connection)
        finally:
            del protocol.read


@cache
def _bounded_class(response: Any) -> Any:
    return type(response.__name__, (_Bounded, response), {})


_SKIPPED = ("content-type",)


# Many calls repeat, and making these takes a tenth of a call.
@lru_cache(maxsize=256)
def _url(url: str) -> URL:
    return URL(url, encoded=True)


@lru_cache(maxsize=16)
def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds)


@lru_cache(maxsize=16)
def _piece_timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, sock_read=seconds)


def _checks(session: object) -> bool:
    """Whether a given session checks certificates, as far as aiohttp shows it."""
    chosen = getattr(getattr(session, "connector", None), "_ssl", True)
    # The third kind is a fingerprint, which is checked.
    return verifies(chosen) if isinstance(chosen, (bool, SSLContext)) else True


def _failure(error: BaseException, request: HttpRequest) -> BaseException:
    return failure(
        error,
        request,
        timed_out=isinstance(error, TimeoutError),
        sent=not isinstance(error, _UNSENT),
    )


_UNSENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientProxyConnectionError,
)
