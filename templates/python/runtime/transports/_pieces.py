"""Bodies that are read and sent in pieces."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator

from azotte._headers import Headers
from azotte._payload import Payload
from azotte.transports._protocol import HttpRequest, HttpStream
from azotte.transports._translation import Translate


def is_streamed(
    request: HttpRequest, status: int, headers: list[tuple[str, str]] | list[tuple[bytes, bytes]]
) -> bool:
    """Whether a response is left to be read in pieces."""
    return request.streams is not None and request.streams(status, Headers(headers))


def body_pieces(request: HttpRequest) -> bytes | Iterator[bytes] | None:
    """Return the body of a request for a synchronous library. It is read anew for each attempt."""
    return iter(request.body) if isinstance(request.body, Payload) else request.body


def async_body_pieces(request: HttpRequest) -> bytes | AsyncIterator[bytes] | None:
    """Return the body of a request for an asynchronous library."""
    return aiter(request.body) if isinstance(request.body, Payload) else request.body


class Pieces(HttpStream):
    """The pieces of a response."""

    def __init__(
        self,
        pieces: Generator[bytes],
        close: Callable[[], object],
        request: HttpRequest,
        translate: Translate,
    ) -> None:
        """Read nothing yet.

        Args:
            pieces: Reads the pieces.
            close: Closes the connection, unless the body was read to its end.
            request: The request.
            translate: Makes what is raised from an error of the library.
        """
        self._pieces = pieces
        self._close = close
        self._request = request
        self._translate = translate

    def __iter__(self) -> Iterator[bytes]:
        while (piece := self._next()) is not None:
            yield piece

    def close(self) -> None:
        self._pieces.close()
        self._close()

    def _next(self) -> bytes | None:
        try:
            return next(self._pieces, None)
        except BaseException as error:  # noqa: BLE001  # raised again below
            interrupted = self._translate(error, self._request)
        self.close()
        try:
            raise interrupted
        finally:
            del interrupted


class AsyncPieces(HttpStream):
    """The pieces of a response on an event loop."""

    def __init__(
        self,
        pieces: AsyncGenerator[bytes],
        close: Callable[[], Awaitable[object]],
        request: HttpRequest,
        translate: Translate,
    ) -> None:
        """Read nothing yet; see `Pieces`."""
        self._pieces = pieces
        self._close = close
        self._request = request
        self._translate = translate

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self._next()) is not None:
            yield piece

    async def aclose(self) -> None:
        await self._pieces.aclose()
        await self._close()

    async def _next(self) -> bytes | None:
        try:
            return await anext(self._pieces, None)
        except BaseException as error:  # noqa: BLE001  # raised again below
            interrupted = self._translate(error, self._request)
        await self.aclose()
        try:
            raise interrupted
        finally:
            del interrupted
