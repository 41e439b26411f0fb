"""Reads a response body within its limits of size and time, the same for every HTTP library."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from time import monotonic

from azotte.transports._protocol import HttpRequest, TransportError, too_large


class BodyReader:
    """Collects a body as it arrives: decompresses it in pieces, and stops at a limit.

    The libraries' own decompression is switched off: it has no limit, and not all of them read several gzip streams.
    """

    def __init__(
        self, request: HttpRequest, ends: float, encoding: str | None, length: str | None
    ) -> None:
        """Start a body.

        Args:
            request: The request, which holds the limit.
            ends: When the attempt must be over, by `time.monotonic`.
            encoding: The response's Content-Encoding.
            length: The response's Content-Length.

        Raises:
            TransportError: The body is larger than the limit, or in an encoding that was not requested.
        """
        self._limit = request.max_response_bytes
        self._ends = ends
        self._body = bytearray()
        self._received = 0
        self._pause_at = monotonic() + _PAUSE
        self._unpacking = Unpacking(encoding)
        if length and length.isdecimal() and (len(length) > 18 or int(length) > self._limit):
            raise too_large(self._limit)

    def add(self, piece: bytes) -> Iterator[None]:
        """Take the next piece as it came. Yields now and then, so that an event loop can do other work.

        Raises:
            TransportError: The body is too large, takes too long or is not what its encoding says.
        """
        self._received += len(piece)
        for part in self._unpacking.unpack(piece):
            self._body += part
            if len(self._body) > self._limit or self._received > self._limit:
                raise too_large(self._limit)
            now = monotonic()
            if now > self._ends:
                raise TransportError("the response did not end in time", timed_out=True)
            if now > self._pause_at:
                yield
                self._pause_at = monotonic() + _PAUSE

    def take(self, piece: bytes) -> None:
        """Take the next piece, without pauses."""
        for _ in self.add(piece):
            pass

    def finish(self) -> bytes:
        """Return the body.

        Raises:
            TransportError: It ends too early.
        """
        self._unpacking.check_end()
        return bytes(self._body)


class Unpacking:
    """Undoes all content codings of a body."""

    def __init__(self, encoding: str | None) -> None:
        """Start a body.

        Args:
            encoding: The response's Content-Encoding.

        Raises:
            TransportError: It was not requested.
        """
        self._unpackers = _unpackers(encoding) if encoding else []

    def unpack(self, piece: bytes) -> Iterable[bytes]:
        """Unpack a piece as it came.

        Raises:
            TransportError: It is not what its encoding says.
        """
        pieces: Iterable[bytes] = (piece,)
        for unpacker in self._unpackers:
            pieces = unpacker.unpack(pieces)
        return pieces

    def check_end(self) -> None:
        """Check that the body may end here.

        Raises:
            TransportError: It ends too early.
        """
        if not all(unpacker.is_complete for unpacker in self._unpackers):
            raise TransportError("the compressed body ends too early")


class _Unpacker:
    """Undoes one content coding."""

    def __init__(self, coding: str) -> None:
        self._gzip = coding != "deflate"
        # Bytes that were not decoded: the start of a stream, up to enough of it to tell what it is.
        self._start = b""
        self._stream = zlib.decompressobj()
        self._open = False
        self._streams = 0
        self._over = False

    @property
    def is_complete(self) -> bool:
        # A body of no bytes at all has no coding (204, 304).
        return not self._open and (self._streams > 0 or not self._start)

    def unpack(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Unpack, up to `_PIECE` bytes at a time; yields nothing but empty pieces where there is nothing to unpack."""
        for piece in pieces:
            rest = piece
            while not self._over:
                if not self._open:
                    rest = self._begin(rest)
                    if not self._open:
                        break
                try:
                    unpacked = self._stream.decompress(rest, _PIECE)
                except zlib.error as error:
                    raise TransportError(f"the compressed body is invalid: {error}") from None
                yield unpacked
                rest = self._stream.unconsumed_tail
                if self._stream.eof:
                    self._open = False
                    rest = self._stream.unused_data
                elif not rest and len(unpacked) < _PIECE:
                    break

    def _begin(self, data: bytes) -> bytes:
        """Begin a stream if the data is one, and return the data with what was kept before it."""
        data, self._start = self._start + data, b""
        if self._streams and not self._gzip:
            self._over = True
        elif self._gzip:
            if self._streams:
                # Padding between gzip streams and after the last one is ignored, as gzip(1) does; other data behind too.
                data = data.lstrip(b"\0")
            if len(data) < len(_GZIP):
                self._start = data
                return b""
            if self._streams and not data.startswith(_GZIP):
                self._over = True
            else:
                self._open_stream(zlib.MAX_WBITS | 16)
        elif data:
            # zlib's head, which deflate is to have (RFC 9110 8.4.1.2), names method 8; some servers leave it out.
            self._open_stream(zlib.MAX_WBITS if data[0] & 15 == 8 else -zlib.MAX_WBITS)
        return data

    def _open_stream(self, bits: int) -> None:
        self._stream = zlib.decompressobj(bits)
        self._open = True
        self._streams += 1


def _unpackers(encoding: str) -> list[_Unpacker]:
    """Return what undoes the codings of a Content-Encoding, the last one first."""
    codings = [coding.strip().lower() for coding in encoding.split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    if len(codings) > _MOST_CODINGS:
        raise TransportError(f"the body is compressed {len(codings)} times")
    for coding in codings:
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise TransportError(f"the content coding {coding!r} was not requested")
    return [_Unpacker(coding) for coding in reversed(codings)]


_GZIP = b"\x1f\x8b"
_MOST_CODINGS = 2
_PIECE = 1 << 16
_PAUSE = 0.02
