"""Responses that are read in pieces, without holding them in memory."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

from azotte.transports._protocol import HttpStream, TransportError, too_large

T_co = TypeVar("T_co", covariant=True)


class Stream(Generic[T_co]):
    """The items of a response, as they arrive: iterate it with `for`, or with `async for` if the client is `AsyncAzotte`.

    Its connection is free again when it was read to its end, or closed; `with` or `async with` does so too.
    """

    def __init__(
        self,
        stream: HttpStream,
        items: Callable[[], Feed[T_co]],
        fail: Callable[[TransportError], Exception],
        limit: int,
    ) -> None:
        self._stream = stream
        self._items = items
        self._fail = fail
        self._limit = limit

    def __iter__(self) -> Iterator[T_co]:
        feed = self._items()
        try:
            for piece in self._stream:
                yield from feed.take(piece)
            yield from feed.end()
        except TransportError as error:
            raise self._fail(error) from None
        finally:
            self._stream.close()

    async def __aiter__(self) -> AsyncIterator[T_co]:
        feed = self._items()
        try:
            async for piece in self._stream:
                for item in feed.take(piece):
                    yield item
            for item in feed.end():
                yield item
        except TransportError as error:
            raise self._fail(error) from None
        finally:
            await self._stream.aclose()

    def close(self) -> None:
        """Close the connection of a response that is not read to its end."""
        self._stream.close()

    async def aclose(self) -> None:
        """Do the same with `AsyncAzotte`."""
        await self._stream.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()


class Download(Stream[bytes]):
    """The content of a file, as the server sent it: iterate it for its pieces, or read or save it as a whole."""

    def read(self) -> bytes:
        """Return the whole content, up to `max_response_bytes`."""
        content = bytearray()
        for piece in self:
            content += piece
            if len(content) > self._limit:
                self.close()
                raise self._fail(too_large(self._limit))
        return bytes(content)

    async def aread(self) -> bytes:
        """Return the whole content, up to `max_response_bytes`, with `AsyncAzotte`."""
        content = bytearray()
        async for piece in self:
            content += piece
            if len(content) > self._limit:
                await self.aclose()
                raise self._fail(too_large(self._limit))
        return bytes(content)

    def text(self) -> str:
        """Return the whole content as text in UTF-8."""
        return self.read().decode(errors="replace")

    async def atext(self) -> str:
        """Return the whole content as text in UTF-8, with `AsyncAzotte`."""
        return (await self.aread()).decode(errors="replace")

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write the content to a file, and return its number of bytes. A file that is there is overwritten.

        Args:
            path: Path of the file.

        Raises:
            APIConnectionError: The response broke off. What arrived is in the file.
            OSError: The file cannot be written.
        """
        with Path(path).open("wb") as file:
            return sum(file.write(piece) for piece in self)

    async def asave(self, path: str | os.PathLike[str]) -> int:
        """Do the same with `AsyncAzotte`."""
        size = 0
        with Path(path).open("wb") as file:  # noqa: ASYNC230  # a file is written faster than a thread is asked to
            async for piece in self:
                size += file.write(piece)
        return size


class Feed(Generic[T_co]):
    """Makes items of the pieces of a response."""

    def take(self, piece: bytes) -> Iterator[T_co]:
        """Return the items that end in this piece."""
        raise NotImplementedError

    def end(self) -> Iterator[T_co]:
        """Return what is left at the end."""
        return iter(())
