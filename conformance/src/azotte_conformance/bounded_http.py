"""HTTP connections that no response can hold up: each response has a limit in bytes and in seconds, its head included.

urllib3 and http.client limit neither: a timeout there is for one read of the socket, and interim responses, trailers and
compressed bodies have no end.
"""

import http.client
import io
import os
import socket
import ssl
import time
import zlib
from functools import cache
from typing import Any

import urllib3
import urllib3.connection

from azotte_conformance.cannot_start import CannotStart

HEAD_LIMIT = 256 << 10
"""Bytes of a response up to its body, interim responses included."""
BODY_LIMIT = 16 << 20
"""Bytes of a body, compressed and not. The largest page of the API has a hundredth."""
_PIECE = 64 << 10
_GZIP, _ZLIB, _DEFLATE = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
_FORMATS = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (_ZLIB, _DEFLATE)}


class Unreadable(http.client.HTTPException):
    """A response that cannot be read to its end. The message says why."""


def bound(pools: urllib3.PoolManager) -> urllib3.PoolManager:
    """Make every connection of a pool manager bounded. The `timeout` of a request then limits its whole response."""
    pools.pool_classes_by_scheme = dict(_POOLS)
    return pools


def tls_context() -> ssl.SSLContext:
    """The TLS settings of everything that is sent: the system's authorities, or those in `SSL_CERT_FILE`.

    Raises:
        CannotStart: `SSL_CERT_FILE` holds no certificates.
    """
    return _tls_context(os.environ.get("SSL_CERT_FILE"))


@cache
def _tls_context(file: str | None) -> ssl.SSLContext:
    # Reading the system's certificates takes longer than ten requests.
    context = ssl.create_default_context()
    if file:
        # OpenSSL itself ignores a file that it cannot read.
        try:
            context.load_verify_locations(file)
        except OSError as error:
            raise CannotStart(
                f"Cannot read certificates from {file}: {error}. Set --ca or SSL_CERT_FILE to a file of PEM certificates."
            ) from None
    return context


def read(response: urllib3.BaseHTTPResponse) -> bytes:
    """Read a response's body, decoded. The response must not be preloaded.

    Raises:
        Unreadable: It is too large, or not what its `Content-Encoding` says.
        urllib3.exceptions.HTTPError: The connection failed, or the time ran out.
        ValueError: It is not HTTP.
    """
    try:
        body = b"".join(response.stream(_PIECE, decode_content=False))
    except BaseException:
        # urllib3 does not, for example after too many content codings.
        response.close()
        raise
    codings = response.headers.get("Content-Encoding", "").lower().split(",")
    for coding in reversed([coding.strip() for coding in codings]):
        formats = _FORMATS.get(coding)
        if formats and body:
            body = _unpacked(body, formats)
        elif coding not in ("", "identity"):
            # An unrequested coding stays as it is.
            break
    return body


def _unpacked(body: bytes, formats: tuple[int, ...]) -> bytes:
    first, *others = formats
    try:
        return _members(body, first)
    except zlib.error as error:
        if others:
            return _unpacked(body, tuple(others))
        raise Unreadable(f"the body cannot be decompressed: {error}") from None


def _members(body: bytes, format: int) -> bytes:
    """Decompress a body of one or more gzip streams. What follows the last one is ignored."""
    result = b""
    while True:
        unpacker = zlib.decompressobj(format)
        result += unpacker.decompress(body, BODY_LIMIT + 1 - len(result))
        if len(result) > BODY_LIMIT:
            raise Unreadable(f"the body is larger than {BODY_LIMIT} bytes when it is decompressed")
        if not unpacker.eof:
            raise Unreadable("the compressed body ends too early")
        body = unpacker.unused_data
        if format != _GZIP or not body.startswith(b"\x1f\x8b"):
            return result


class _Bounded(io.RawIOBase):
    """The bytes of one response, up to a number and a point in time."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        timeout = sock.gettimeout()
        self._seconds = timeout
        self._ends = None if timeout is None else time.monotonic() + timeout
        self._left = HEAD_LIMIT
        self._problem = f"the head is larger than {HEAD_LIMIT} bytes"

    def body_follows(self) -> None:
        """Allow for a body from here on."""
        self._left = BODY_LIMIT
        self._problem = f"the body is larger than {BODY_LIMIT} bytes"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        if self._left <= 0:
            raise Unreadable(self._problem)
        if self._ends is not None:
            left = self._ends - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"the response took longer than {self._seconds} seconds")
            self._sock.settimeout(left)
        count = self._raw.readinto(buffer)
        self._left -= count or 0
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self._bounded = _Bounded(self.fp.detach(), sock)
        self.fp = io.BufferedReader(self._bounded)

    def _read_status(self) -> tuple[str, int, str]:
        """Read a status line, past interim responses, of which http.client knows the first kind only."""
        while True:
            read: Any = super()
            version, status, reason = read._read_status()
            if status <= http.client.SWITCHING_PROTOCOLS or status >= http.client.OK:
                return version, status, reason
            http.client.parse_headers(self.fp)

    def begin(self) -> None:
        super().begin()
        values = self.headers.get_all("Content-Length", [])
        if len({length.strip() for value in values for length in value.split(",")}) > 1:
            # urllib3 rejects it too, but then leaves the connection open until it is collected.
            raise Unreadable("the response has two lengths")
        self._bounded.body_follows()


class _HTTPConnection(urllib3.connection.HTTPConnection):
    response_class = _Response


class _HTTPSConnection(urllib3.connection.HTTPSConnection):
    response_class = _Response


class _HTTPPool(urllib3.HTTPConnectionPool):
    # urllib3's own connections do not match the protocol that it declares for them.
    ConnectionCls = _HTTPConnection  # pyright: ignore[reportAssignmentType]


class _HTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection  # pyright: ignore[reportAssignmentType]


_POOLS: dict[str, type[urllib3.HTTPConnectionPool | urllib3.HTTPSConnectionPool]] = {
    "http": _HTTPPool,
    "https": _HTTPSPool,
}
