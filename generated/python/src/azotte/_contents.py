# Copied from templates/python/runtime/_contents.py: edit there, not here.
"""What the body of a response is read as."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from azotte._headers import Headers
from azotte._json import decode
from azotte._streams import Download, Feed, Stream
from azotte.transports._protocol import HttpResponse, HttpStream, TransportError, too_large


class Content:
    """A body that is read in pieces."""

    def stream(
        self, stream: HttpStream, fail: Callable[[TransportError], Exception], limit: int
    ) -> Stream[Any]:
        """Return the result."""
        raise NotImplementedError


class _Bytes(Content):
    def stream(
        self, stream: HttpStream, fail: Callable[[TransportError], Exception], limit: int
    ) -> Stream[Any]:
        return Download(stream, _Pieces, fail, limit)


DOWNLOAD = _Bytes()
"""The body as it is."""


class Lines(Content):
    """A JSON value on each line."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def stream(
        self, stream: HttpStream, fail: Callable[[TransportError], Exception], limit: int
    ) -> Stream[Any]:
        return Stream(stream, lambda: _Values(self._model, limit), fail, limit)


class Events(Content):
    """Server-sent events, whose data is text if the model is `str`, and else JSON."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def stream(
        self, stream: HttpStream, fail: Callable[[TransportError], Exception], limit: int
    ) -> Stream[Any]:
        return Stream(stream, lambda: _EventData(self._model, limit), fail, limit)


class ByMediaType:
    """One of several contents, by the `Content-Type` of the response."""

    def __init__(self, contents: Mapping[str, Any]) -> None:
        self._contents = contents

    @property
    def contents(self) -> Iterable[Any]:
        """All of the contents."""
        return self._contents.values()

    def choose(self, headers: Headers) -> Any:
        """Return the content of a response; the first if its media type is none of them."""
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        kind = media_type.partition("/")[0]
        for name in (media_type, f"{kind}/*", "*/*"):
            if name in self._contents:
                return self._contents[name]
        return next(iter(self._contents.values()))


def content_of(results: Mapping[int, Any], status: int, headers: Headers) -> Any:
    """Return the content of a response; the class of undocumented ones if the contract does not have its status.

    Args:
        results: Content of each status, or of its first digit.
        status: The status.
        headers: The headers.
    """
    found = results.get(status, results.get(status // 100, UNDOCUMENTED))
    return found.choose(headers) if isinstance(found, ByMediaType) else found


class UNDOCUMENTED:  # stands for a value
    """Stands for the content of a response that the contract does not have."""


def read(
    content: Any, answer: HttpResponse, fail: Callable[[TransportError], Exception], limit: int
) -> Any:
    """Return the result of a response.

    Args:
        content: What it is read as.
        answer: The response.
        fail: Makes the error of a response that breaks off.
        limit: Bytes of it that are held at the same time.

    Raises:
        DecodeError: The body is something else.
    """
    if content is None:
        return None
    if isinstance(content, Content):
        return content.stream(answer.stream or HttpStream.of(answer.body), fail, limit)
    return decode(answer.body, content)


class _Pieces(Feed[bytes]):
    def take(self, piece: bytes) -> Iterator[bytes]:
        if piece:
            yield piece


class _LineFeed(Feed[Any]):
    r"""Collects lines, which end with `\n`, `\r\n` or `\r`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = b""

    def lines(self, piece: bytes) -> Iterator[bytes]:
        """Return the lines that end in this piece."""
        text = self._rest + piece
        # The other half of a `\r\n` may be still to come.
        held = b"\r" if text.endswith(b"\r") else b""
        *lines, rest = (
            text[: len(text) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        )
        self._rest = rest + held
        if len(self._rest) > self._limit:
            raise too_large(self._limit)
        yield from lines

    def last(self) -> bytes:
        """Return what follows the last end of a line."""
        return self._rest.removesuffix(b"\r")


class _Values(_LineFeed):
    def __init__(self, model: Any, limit: int) -> None:
        super().__init__(limit)
        self._model = model

    def take(self, piece: bytes) -> Iterator[Any]:
        for line in self.lines(piece):
            # RFC 7464 puts a record separator before each value.
            if text := line.lstrip(b"\x1e").strip():
                yield decode(text, self._model)

    def end(self) -> Iterator[Any]:
        if text := self.last().lstrip(b"\x1e").strip():
            yield decode(text, self._model)


class _EventData(_LineFeed):
    """The data of events (HTML standard, 9.2.6). The last one is incomplete without the empty line behind it."""

    def __init__(self, model: Any, limit: int) -> None:
        super().__init__(limit)
        self._model = model
        self._data: list[bytes] = []
        self._size = 0
        self._is_first = True

    def take(self, piece: bytes) -> Iterator[Any]:
        for each in self.lines(piece):
            line = each.removeprefix(b"\xef\xbb\xbf") if self._is_first else each
            self._is_first = False
            name, _, value = line.partition(b":")
            if line == b"" and self._data:
                data, self._data, self._size = b"\n".join(self._data), [], 0
                # How several APIs mark the end of a stream of JSON.
                if self._model is str:
                    yield data.decode(errors="replace")
                elif data != b"[DONE]":
                    yield decode(data, self._model)
            elif name == b"data":
                self._data.append(value.removeprefix(b" "))
                self._size += len(value)
                if self._size > self._limit:
                    raise too_large(self._limit)
