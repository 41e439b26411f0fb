"""Over urllib3: about three quarters of the CPU per call. `pip install 'azotte[urllib3]'`."""

from __future__ import annotations

import http.client
import math
import select
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache, lru_cache
from http.client import CONTINUE, SWITCHING_PROTOCOLS
from io import BufferedReader, RawIOBase
from socket import SocketIO, socket
from ssl import CERT_REQUIRED, SSLContext
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol
from weakref import ref

try:
    import urllib3
    from urllib3 import exceptions
    from urllib3.util.ssl_ import resolve_cert_reqs
    from urllib3.util.wait import wait_for_read
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "Urllib3Transport needs one more package: pip install 'azotte[urllib3]'"
    ) from None

from azotte._keys import verifies
from azotte.transports._body import BodyReader, Unpacking
from azotte.transports._connect import connect_within
from azotte.transports._given import check_given
from azotte.transports._interim import InterimBytes
from azotte.transports._logs import mask_keys
from azotte.transports._pieces import Pieces, body_pieces, is_streamed
from azotte.transports._protocol import HttpRequest, HttpResponse, too_large
from azotte.transports._proxy import check_proxy, proxy_for
from azotte.transports._tls import with_bundle
from azotte.transports._translation import failure, translated

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class PoolManager(Protocol):
    """The part of `urllib3.PoolManager` that is used."""

    @property
    def proxy(self) -> Any: ...

    def connection_from_url(self, url: str) -> Any: ...

    def clear(self) -> None: ...


class Urllib3Transport:
    """Sends requests with urllib3."""

    def __init__(
        self,
        manager: PoolManager | None = None,
        *,
        verify: bool | str | SSLContext = True,
        proxy: str | None = None,
    ) -> None:
        """Make a transport.

        Args:
            manager: A `urllib3.PoolManager` or `ProxyManager` of your own; you close it.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no checks.
            proxy: URL of an HTTP proxy. Defaults to the environment's (`HTTPS_PROXY` and so on) at the first request.

        Raises:
            InvalidArgumentError: The proxy or the CA bundle cannot be used.
        """
        check_given("manager", manager, verify, proxy)
        if proxy is not None:
            check_proxy(proxy)
        self.verified: bool = verifies(verify) and _checks(manager)
        self._owned = manager is None
        self._manager: PoolManager | None = manager
        self._options = _options(verify) if manager is None else {}
        self._proxy = proxy
        self._lock = threading.Lock()
        self._routes: dict[str, tuple[Any, bool]] = {}

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `Transport.send`."""
        return translated(self._exchange, request, _failure)

    def close(self) -> None:
        """Close all connections, unless the manager was given."""
        routes, self._routes = self._routes, {}
        if self._owned and self._manager is not None:
            self._manager.clear()
            # The manager only lets go of its pools.
            for pool, _ in routes.values():
                pool.close()

    def _exchange(self, request: HttpRequest) -> HttpResponse:
        ends = monotonic() + request.timeout
        pool, target = self._route(request.wire_url())
        with _limits(ends, request.max_response_bytes):
            response = pool.urlopen(
                request.method,
                target,
                body=body_pieces(request),
                headers=request.wire_headers(),
                timeout=_timeout(request.timeout),
                redirect=False,
                retries=_NO_RETRIES,
                preload_content=False,
                decode_content=False,
                assert_same_host=False,
            )
            headers = response.headers
            try:
                if response.status < 200:
                    # On a connection that a given manager opened before; the response itself is still to come on it.
                    raise exceptions.ProtocolError(f"unexpected interim response {response.status}")
                # A fake response (of vcr.py, for example) has decompressed its body.
                real = isinstance(response, urllib3.BaseHTTPResponse)
                encoding = headers.get("content-encoding") if real else None
                if is_streamed(request, response.status, [*headers.items()]):
                    read = _pieces(request, response, Unpacking(encoding))
                    pieces = Pieces(read, response.close, request, _failure)
                    return HttpResponse(response.status, headers.items(), b"", pieces)
                body = BodyReader(request, ends, encoding, headers.get("content-length"))
                while piece := response.read1(_PIECE):
                    body.take(piece)
            except BaseException:
                response.close()
                raise
            response.release_conn()
        return HttpResponse(response.status, headers.items(), body.finish())

    def _route(self, url: str) -> tuple[Any, str]:
        """Return the connection pool for a URL and the target of the request."""
        path = url.index("/", len("https://"))
        route = self._routes.get(url[:path])
        if route is None:
            manager = self._manager or self._open(url)
            pool = _bounded(manager.connection_from_url(url[:path]))
            # A proxy gets the whole URL, unless it only passes on encrypted bytes.
            proxied = manager.proxy is not None and url.startswith("http://")
            route = self._routes[url[:path]] = (pool, proxied)
        pool, proxied = route
        return pool, url if proxied else url[path:]

    def _open(self, url: str) -> PoolManager:
        with self._lock:
            if self._manager is None:
                # A client sends to one host, so the environment is read only once.
                proxy = proxy_for(url, self._proxy)
                self._manager = (
                    urllib3.ProxyManager(proxy.url, proxy_headers=proxy.headers, **self._options)
                    if proxy
                    else urllib3.PoolManager(**self._options)
                )
            return self._manager


def _pieces(request: HttpRequest, response: Any, unpacking: Unpacking) -> Generator[bytes]:
    while True:
        # Each piece has its own time, and all of them may be any number of bytes.
        with _limits(monotonic() + request.timeout, sys.maxsize):
            piece = response.read1(_PIECE)
        if not piece:
            break
        yield from unpacking.unpack(piece)
    unpacking.check_end()
    response.release_conn()


class _Limits(threading.local):
    """What is left of the time and bytes of the attempt that this thread makes."""

    ends: float = math.inf
    bytes: float = math.inf
    limit: int = 0


_left = _Limits()


@contextmanager
def _limits(ends: float, limit: int) -> Generator[None]:
    outer = _left.ends, _left.bytes, _left.limit
    _left.ends, _left.bytes, _left.limit = ends, limit + _HEAD, limit
    try:
        yield
    finally:
        _left.ends, _left.bytes, _left.limit = outer


class _Socket:
    """A socket that keeps the limits of the attempt: its timeout bounds each read, so that a response can trickle in for ever.

    Elsewhere, such as for other users of a given manager, it is like any other.
    """

    def __init__(self, sock: socket) -> None:
        self.inner = sock
        self._wait: float = math.nan
        self._poll: Any = None
        if hasattr(select, "poll"):  # Windows has none
            self._poll = select.poll()
            self._poll.register(sock, select.POLLIN)

    def has_unread(self) -> bool:
        return bool(self._poll.poll(0)) if self._poll else wait_for_read(self.inner, timeout=0)

    def settimeout(self, seconds: float | None) -> None:
        if seconds is None:
            self._wait = math.nan
            self.inner.settimeout(None)
        else:
            self._set_wait(seconds)

    def recv_into(self, buffer: WriteableBuffer) -> int:
        if _left.ends != math.inf:
            left = _left.ends - monotonic()
            if left <= 0:
                raise TimeoutError("the response did not end in time")
            self._set_wait(left)
        count = self.inner.recv_into(buffer)
        _left.bytes -= count
        if _left.bytes < 0:
            raise too_large(_left.limit)
        return count

    def makefile(self, mode: str) -> BufferedReader:
        # A whole page of a list; http.client's own buffer takes a quarter.
        return BufferedReader(_Reader(self.inner.makefile("rb", buffering=0), self), _BUFFER)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def _set_wait(self, seconds: float) -> None:
        # Setting it costs a system call, which a few milliseconds are not worth.
        if not 0 <= self._wait - seconds < _TICK:
            self._wait = seconds
            self.inner.settimeout(seconds)


class _Reader(RawIOBase):
    """What is received of one response."""

    def __init__(self, raw: SocketIO, sock: _Socket) -> None:
        self._raw = raw
        self._sock = sock
        self._interim = InterimBytes()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        count = self._sock.recv_into(buffer)
        if _left.ends != math.inf and not self._interim.over:
            self._interim.read(bytes(memoryview(buffer)[:count]))
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def _read_status(self) -> tuple[str, int, str]:
        inherited: Any = super()  # typeshed does not know the method
        version, status, reason = inherited._read_status()
        if status == SWITCHING_PROTOCOLS:
            raise http.client.BadStatusLine("the server switched protocols unasked")
        if 100 <= status < 200:
            # http.client skips 100 alone and takes any other interim response (RFC 9110 15.2) for the final one: the next
            # request on the connection would then get this one's.
            status = CONTINUE
        return version, status, reason


class _Bounded:
    """Goes before the class of a connection."""

    response_class: Any = _Response
    sock: Any

    # urllib3's own makes an object to poll with before every request.
    @property
    def is_connected(self) -> bool:
        return self.sock is not None and not self.sock.has_unread()

    def _new_conn(self) -> Any:
        inherited: Any = super()
        if _left.ends == math.inf:
            return _Socket(inherited._new_conn())
        try:
            seconds = _left.ends - monotonic()
            sock = _Socket(connect_within(seconds, inherited._new_conn, socket.close))
        except TimeoutError:
            text = "the connection was not made in time"
            raise exceptions.ConnectTimeoutError(self, text) from None
        # What is left for the TLS handshake.
        sock.settimeout(max(_left.ends - monotonic(), _TICK))
        return sock

    def connect(self) -> None:
        inherited: Any = super()
        inherited.connect()
        if not isinstance(self.sock, _Socket):  # with TLS
            self.sock = _Socket(self.sock)


@cache
def _bounded_class(connection: Any) -> type | None:
    """Return the class of a connection with the limits added; `None` for a fake one, as in vcr.py."""
    if connection.getresponse.__module__ != "urllib3.connection":
        return None
    # Without urllib3's own, which looks through every header for a mark that is never sent from here: a fortieth of a call.
    real = next(each for each in connection.__mro__ if each.__module__ == "http.client")
    return type(connection.__name__, (_Bounded, connection), {"putheader": real.putheader})


def _bounded(pool: Any) -> Any:
    """Let the connections that a pool opens from now on keep the limits.

    The pool and its `ConnectionCls` stay what they are, because tools that record or fake traffic (vcr.py) patch those.
    """
    if "_new_conn" not in vars(pool):
        # Pools close their connections when they are let go of, so nothing here may keep them.
        reference = ref(pool)

        def new_conn() -> Any:
            pool: Any = reference()
            connection: Any = pool.__class__._new_conn(pool)
            kind: Any = connection.__class__
            if bounded := _bounded_class(kind):
                connection.__class__ = bounded
            return connection

        pool._new_conn = new_conn
    return pool


@lru_cache(maxsize=16)
def _timeout(seconds: float) -> urllib3.Timeout:
    return urllib3.Timeout(total=seconds)


_NO_RETRIES = urllib3.Retry(False, redirect=False)
_PIECE = 1 << 16
_BUFFER = 1 << 15
_TICK = 0.01
_CONNECTIONS = 100
_HEAD = 1 << 20


def _options(verify: bool | str | SSLContext) -> dict[str, Any]:
    options: dict[str, Any] = {"maxsize": _CONNECTIONS}
    trust = with_bundle(verify)
    if isinstance(trust, bool):
        return options | {"cert_reqs": "CERT_REQUIRED" if trust else "CERT_NONE"}
    return options | {"ssl_context": trust}


def _checks(manager: object) -> bool:
    """Whether a given manager checks certificates and host names."""
    options: dict[str, Any] = getattr(manager, "connection_pool_kw", {})
    context = options.get("ssl_context")
    return (
        resolve_cert_reqs(options.get("cert_reqs")) == CERT_REQUIRED
        and options.get("assert_hostname") is not False
        and (context is None or verifies(context))
    )


def _failure(error: BaseException, request: HttpRequest) -> BaseException:
    # A connection through a proxy that breaks is a `ProxyError` as well, whatever was sent over it.
    cause = error.original_error if isinstance(error, exceptions.ProxyError) else error
    refused = isinstance(cause, exceptions.NewConnectionError)  # a timeout, to urllib3
    timed_out = isinstance(cause, (exceptions.TimeoutError, TimeoutError)) and not refused
    unsent = isinstance(cause, (exceptions.ConnectTimeoutError, exceptions.EmptyPoolError)) or (
        str(cause).startswith("Tunnel connection failed")
    )
    return failure(error, request, timed_out=timed_out, sent=not unsent)


mask_keys(*(f"urllib3.{name}" for name in ("connection", "connectionpool", "response")))
