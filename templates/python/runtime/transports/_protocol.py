"""What a transport takes, returns and raises."""

from __future__ import annotations

# The standard library imports these at the first connection, where a fork may interrupt it: the child would wait for ever.
import concurrent.futures.thread  # noqa: F401  # pyright: ignore[reportUnusedImport]
import encodings.idna  # noqa: F401  # pyright: ignore[reportUnusedImport]
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from azotte._authorization import with_header, with_parameter
from azotte._contract import CREDENTIALS, Credential
from azotte._headers import Headers
from azotte._secret import Secret

if TYPE_CHECKING:
    from azotte._payload import Payload

MAX_RESPONSE_BYTES = 64 << 20
"""Default limit on a response body: no response of the API comes near it."""


class HttpRequest:
    """One attempt of a call.

    Attributes:
        method: The HTTP method.
        url: The absolute URL, encoded, without an API key in its query.
        headers: The headers, without the API key.
        body: The body, or `None`. A `Payload` is read in pieces, with `for` or `async for`.
        timeout: Seconds that the attempt may take, from connecting to the last byte of the response. Of a response that is read in
            pieces, it is the time to its headers and for each piece.
        api_key: The API key or another secret; empty if the operation needs no authentication.
        max_response_bytes: Bytes that the response body may have, as it arrives and decompressed.
        streams: Whether a response with this status and these headers is left to be read in pieces; `None` if none is.
        credential: How the secret is sent.
        others: Secrets that are required together with it, and how they are sent.
    """

    __slots__ = (
        "api_key",
        "body",
        "credential",
        "headers",
        "max_response_bytes",
        "method",
        "others",
        "streams",
        "timeout",
        "url",
    )

    def __init__(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes | Payload | None,
        timeout: float,
        api_key: Secret,
        max_response_bytes: int = MAX_RESPONSE_BYTES,
        streams: Callable[[int, Headers], bool] | None = None,
        credential: Credential = CREDENTIALS["api_key"],
        others: tuple[tuple[Credential, Secret], ...] = (),
    ) -> None:
        self.method: str = method
        self.url: str = url
        self.headers: dict[str, str] = headers
        self.body: bytes | Payload | None = body
        self.timeout: float = timeout
        self.api_key: Secret = api_key
        self.max_response_bytes: int = max_response_bytes
        self.streams: Callable[[int, Headers], bool] | None = streams
        self.credential: Credential = credential
        self.others: tuple[tuple[Credential, Secret], ...] = others

    @property
    def sent_secrets(self) -> tuple[tuple[Credential, Secret], ...]:
        """All secrets, and how they are sent. None if the operation needs no authentication."""
        return ((self.credential, self.api_key), *self.others) if self.api_key else ()

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All secrets."""
        return tuple(secret for _, secret in self.sent_secrets)

    def wire_headers(self) -> dict[str, str]:
        """Return all headers, including the API key. Do not keep the dictionary."""
        headers = {**self.headers}
        for credential, secret in self.sent_secrets:
            headers = with_header(headers, credential, secret)
        return headers

    def wire_url(self) -> str:
        """Return the URL, including an API key in its query. Do not keep or log it."""
        url = self.url
        for credential, secret in self.sent_secrets:
            url = with_parameter(url, credential, secret)
        return url

    def __repr__(self) -> str:
        return f"<HttpRequest {self.method} {self.url}>"


class HttpStream:
    """The body of a response, to be read in pieces. Each piece is decompressed."""

    def __iter__(self) -> Iterator[bytes]:
        raise TypeError("the response came over AsyncAzotte: read it with `async for`")

    def __aiter__(self) -> AsyncIterator[bytes]:
        raise TypeError("the response came over Azotte: read it with `for`")

    def close(self) -> None:
        """Close the connection, if the body was not read to its end."""

    async def aclose(self) -> None:
        """Close the connection on its event loop, if the body was not read to its end."""

    @staticmethod
    def of(body: bytes) -> HttpStream:
        """Return a body that is there already as a stream."""
        return _Whole(body)


class _Whole(HttpStream):
    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        return iter((self._body,))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body


class HttpResponse:
    """A response, read to its end unless it has a stream.

    Attributes:
        status: The HTTP status.
        headers: The headers.
        body: The body, decompressed.
        stream: The body to be read in pieces, if the request says so. Then `body` is empty.
    """

    __slots__ = ("body", "headers", "status", "stream")

    def __init__(
        self,
        status: int,
        headers: Iterable[tuple[str | bytes, str | bytes]],
        body: bytes,
        stream: HttpStream | None = None,
    ) -> None:
        self.status: int = status
        self.headers: Headers = Headers(headers)
        self.body: bytes = body
        self.stream: HttpStream | None = stream

    def __repr__(self) -> str:
        return f"<HttpResponse {self.status}, {len(self.body)} bytes>"


class TransportError(Exception):
    """No complete response arrived.

    Attributes:
        timed_out: Whether time ran out.
        sent: Whether the server may have seen the request; `False` only if that is certain.
        retryable: Whether another attempt may go better. If not, the message says all.
    """

    def __init__(
        self,
        message: str,
        *,
        timed_out: bool = False,
        sent: bool = True,
        retryable: bool = True,
    ) -> None:
        super().__init__(message)
        self.timed_out = timed_out
        self.sent = sent
        self.retryable = retryable


def too_large(limit: int) -> TransportError:
    """Return the error for a response body over the limit: the next one would be as large."""
    return TransportError(
        f"The response body is larger than {limit} bytes. If that is expected, raise max_response_bytes.",
        retryable=False,
    )


class Transport(Protocol):
    """Sends requests, from any thread."""

    @property
    def verified(self) -> bool:
        """Whether certificates and host names are checked."""
        ...

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request and read the whole response. Redirects are not followed.

        Raises:
            TransportError: No complete response arrived within the request's limits.
        """
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


class AsyncTransport(Protocol):
    """Sends requests on an event loop."""

    @property
    def verified(self) -> bool:
        """Whether certificates and host names are checked."""
        ...

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request and read the whole response. Redirects are not followed.

        Raises:
            TransportError: No complete response arrived within the request's limits.
        """
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...
