# Copied from templates/python/runtime/transports/_urllib3.py: edit there, not here.
"""Over urllib3: about three quarters of the CPU per call. `pip install 'azotte[urllib3]'`."""

from __future__ import annotations

import http.client
import math
import select
from collections.abc import Callable
from functools import lru_cache
from http.client import CONTINUE, SWITCHING_PROTOCOLS
from io import BufferedReader, RawIOBase
from socket import SocketIO, socket
from ssl import CERT_REQUIRED, SSLContext
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, cast

try:
    import urllib3
    from urllib3 import exceptions
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.util.ssl_ import resolve_cert_reqs
    from urllib3.util.wait import wait_for_read
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "Urllib3Transport needs one more package: pip install 'azotte[urllib3]'"
    ) from None

from azotte._keys import verifies
from azotte.transports._given import check_given
from azotte.transports._protocol import HttpRequest, HttpResponse, TransportError
from azotte.transports._proxy import proxy_for
from azotte.transports._tls import with_bundle

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class PoolManager(Protocol):
    """What is used of a `urllib3.PoolManager`."""

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
            manager: A `urllib3.PoolManager` or `ProxyManager` of your own; you close it. Over it, headers that trickle in can
                stretch a timeout.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no checks.
            proxy: URL of an HTTP proxy; without one, the environment's (`HTTPS_PROXY` and so on) as it is at the first request.
        """
        check_given("manager", manager, verify, proxy)
        self.verified: bool = verifies(verify) and _checks(manager)
        self._owned = manager is None
        self._manager: PoolManager | None = manager
        self._options = _options(verify)
        self._proxy = proxy
        self._lock = Lock()
        self._routes: dict[str, tuple[Any, bool]] = {}

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `Transport.send`."""
        ends = monotonic() + request.timeout
        interrupted: BaseException
        try:
            pool, target = self._route(request.url)
            response = pool.urlopen(
                request.method,
                target,
                body=request.body,
                headers=request.wire_headers(),
                timeout=_timeout(request.timeout),
                redirect=False,
                retries=_NO_RETRIES,
                preload_content=self._owned,
                assert_same_host=False,
            )
            body = response.data if self._owned else _read(response, ends)
            return HttpResponse(response.status, response.headers.items(), body)
        except BaseException as error:  # noqa: BLE001  # raised again below
            interrupted = _translate(error)
        # Raised out here, so that the frames below, whose variables hold the headers, are in no traceback.
        try:
            raise interrupted
        finally:
            del interrupted

    def close(self) -> None:
        """Close all connections, unless the manager was given."""
        if self._owned and self._manager is not None:
            self._manager.clear()

    def _route(self, url: str) -> tuple[Any, str]:
        """Return the connection pool for a URL and what it is asked for."""
        path = url.index("/", len("https://"))
        route = self._routes.get(url[:path])
        if route is None:
            manager = self._manager or self._make(url)
            # A proxy is told the whole URL, unless it only passes on encrypted bytes.
            proxied = manager.proxy is not None and url.startswith("http://")
            route = self._routes[url[:path]] = (manager.connection_from_url(url[:path]), proxied)
        pool, proxied = route
        return pool, url if proxied else url[path:]

    def _make(self, url: str) -> PoolManager:
        with self._lock:
            if self._manager is None:
                # A client sends to one host, so the environment is looked at once.
                proxy = proxy_for(url, self._proxy)
                manager = (
                    urllib3.ProxyManager(proxy.url, proxy_headers=proxy.headers, **self._options)
                    if proxy
                    else urllib3.PoolManager(**self._options)
                )
                manager.pool_classes_by_scheme = _POOLS
                self._manager = manager
            return self._manager


class _Socket:
    """A socket whose timeout bounds all that is read until it is set anew, not each read: an answer could trickle in for ever."""

    def __init__(self, sock: socket, ends: float = math.inf) -> None:
        self.inner = sock
        self._ends = ends
        self._wait = math.inf
        self._poll: Any = None
        if hasattr(select, "poll"):  # Windows has none
            self._poll = select.poll()
            self._poll.register(sock, select.POLLIN)

    def has_unread(self) -> bool:
        return bool(self._poll.poll(0)) if self._poll else wait_for_read(self.inner, timeout=0)

    def settimeout(self, seconds: float | None) -> None:
        left = math.inf if seconds is None else seconds
        self._ends = monotonic() + left
        self._bound(left)

    def recv_into(self, buffer: WriteableBuffer) -> int:
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError("the answer did not end in time")
        self._bound(left)
        return self.inner.recv_into(buffer)

    def makefile(self, mode: str) -> BufferedReader:
        # A page of a list at once; http.client's own buffer takes a quarter.
        return BufferedReader(_Reader(self.inner.makefile("rb", buffering=0), self), _BUFFER)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def _bound(self, left: float) -> None:
        # Setting it costs a system call, which a few milliseconds are not worth.
        if not 0 <= self._wait - left < _TICK:
            self._wait = left
            self.inner.settimeout(None if left == math.inf else left)


class _Reader(RawIOBase):
    def __init__(self, raw: SocketIO, sock: _Socket) -> None:
        self._raw = raw
        self._sock = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


# urllib3's own looks through every header for a mark of its own, which is never sent from here: a fortieth of a call.
_putheader = http.client.HTTPConnection.putheader


class _Answer(http.client.HTTPResponse):
    def _read_status(self) -> tuple[str, int, str]:
        inherited: Any = super()  # typeshed does not know the method
        version, status, reason = inherited._read_status()
        if status == SWITCHING_PROTOCOLS:
            raise http.client.BadStatusLine("the server switched protocols unasked")
        # http.client skips 100 alone and takes any other interim answer (RFC 9110 15.2) for the answer: the next request
        # on the connection would then get this one's.
        return version, CONTINUE if 100 < status < 200 else status, reason


# urllib3's own makes a thing to poll with before every request.
_is_connected = property(lambda self: self.sock is not None and not self.sock.has_unread())


class _Connection(HTTPConnection):
    putheader: Any = _putheader
    response_class: Any = _Answer
    is_connected: Any = _is_connected

    def _new_conn(self) -> Any:
        return _bounded(self, super()._new_conn)


class _TlsConnection(HTTPSConnection):
    putheader: Any = _putheader
    response_class: Any = _Answer
    is_connected: Any = _is_connected

    def _new_conn(self) -> Any:
        return _bounded(self, super()._new_conn)

    def connect(self) -> None:
        super().connect()
        self.sock = cast("Any", _Socket(self.sock))


def _bounded(connection: HTTPConnection, connect: Callable[[], socket]) -> _Socket:
    """Connect, with one time for it and for what a proxy is told then."""
    ends = monotonic() + (connection.timeout or math.inf)
    return _Socket(connect(), ends)


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls: Any = _Connection


class _TlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls: Any = _TlsConnection


_POOLS: Any = {"http": _Pool, "https": _TlsPool}


def _read(response: Any, ends: float) -> bytes:
    """Read a body from a socket of a manager that was given, which bounds each read and not all of them."""
    chunks: list[bytes] = []
    try:
        if response.status < 200:
            # The answer itself is still to come on this connection; see `_Answer`.
            raise exceptions.ProtocolError(f"unexpected interim answer {response.status}")
        while chunk := response.read1(_CHUNK):
            chunks.append(chunk)
            if monotonic() > ends:
                raise exceptions.TimeoutError("the answer did not end in time")
    except BaseException:
        response.close()
        raise
    response.release_conn()
    return b"".join(chunks)


@lru_cache(maxsize=16)
def _timeout(seconds: float) -> urllib3.Timeout:
    return urllib3.Timeout(total=seconds)


_NO_RETRIES = urllib3.Retry(False, redirect=False)
_CHUNK = 1 << 16
_BUFFER = 1 << 15
_TICK = 0.01
_CONNECTIONS = 100


def _options(verify: bool | str | SSLContext) -> dict[str, Any]:
    options: dict[str, Any] = {"maxsize": _CONNECTIONS}
    trust = with_bundle(verify)
    if isinstance(trust, bool):
        return options | {"cert_reqs": "CERT_REQUIRED" if trust else "CERT_NONE"}
    return options | {"ssl_context": trust}


def _checks(manager: object) -> bool:
    """Whether a manager that was given checks certificates and host names."""
    options: dict[str, Any] = getattr(manager, "connection_pool_kw", {})
    context = options.get("ssl_context")
    return (
        resolve_cert_reqs(options.get("cert_reqs")) == CERT_REQUIRED
        and options.get("assert_hostname") is not False
        and (context is None or verifies(context))
    )


def _translate(error: BaseException) -> BaseException:
    if not isinstance(error, exceptions.HTTPError):
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)
    # A connection through a proxy that breaks is a `ProxyError` as well, whatever was sent over it.
    cause = error.original_error if isinstance(error, exceptions.ProxyError) else error
    refused = isinstance(cause, exceptions.NewConnectionError)  # a timeout, to urllib3
    timed_out = isinstance(cause, (exceptions.TimeoutError, TimeoutError)) and not refused
    unsent = isinstance(cause, (exceptions.ConnectTimeoutError, exceptions.EmptyPoolError)) or (
        str(cause).startswith("Tunnel connection failed")
    )
    return TransportError(f"{type(error).__name__}: {error}", timed_out=timed_out, sent=not unsent)
