"""What the body of a response is read as."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from azotte._headers import Headers
from azotte._json import decode
from azotte.transports._protocol import HttpResponse, HttpStream, TransportError


class Content:
    """A body that is read in pieces."""

    def stream(
        self, stream: HttpStream, fail: Callable[[TransportError], Exception], limit: int
    ) -> Any:
        """Return the result."""
        raise NotImplementedError


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
    content: Any, response: HttpResponse, fail: Callable[[TransportError], Exception], limit: int
) -> Any:
    """Return the result of a response.

    Args:
        content: What it is read as.
        response: The response.
        fail: Makes the error of a response that breaks off.
        limit: Bytes of it that are held at the same time.

    Raises:
        DecodeError: The body is something else.
    """
    if content is None:
        return None
    if isinstance(content, Content):
        return content.stream(response.stream or HttpStream.of(response.body), fail, limit)
    return decode(response.body, content)
