"""Sends a webhook request to a checked address, with a limit on the size of the response.

Redirects are not followed, and the environment's proxies are not used.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterable, Sequence
from typing import Any, cast

import httpcore2

from azotte_sandbox.webhooks.target import Target

Headers = list[tuple[str, str]]

RESPONSE_BYTES = 32 * 1024
"""Maximum number of bytes of a response, with its headers."""
KEPT_BYTES = 4 * 1024
"""Maximum number of bytes of a response's body that are kept, for people who look for an error."""
_READ_BYTES = 2048  # data is parsed in blocks of this size, while requests wait
_CONNECT_SECONDS = 10.0  # to one address, so that the next one is tried
_DRAIN_SECONDS = 1.0


class BadResponseError(Exception):
    """The receiver's response is not HTTP, or larger than `RESPONSE_BYTES`."""


async def post(
    target: Target,
    addresses: Sequence[str],
    tls: ssl.SSLContext | None,
    headers: Headers,
    body: bytes,
) -> tuple[int, str, bytes]:
    """Send a POST request on a new connection.

    Args:
        target: Parts of the URL.
        addresses: Addresses of the host. The first one that accepts a connection is used.
        tls: Verifies that the certificate belongs to the name.
        headers: Headers beside `Host`, `Content-Length` and `Connection`.
        body: The raw body.

    Returns:
        The response's status, its `Retry-After`, empty without one, and the start of its body.

    Raises:
        BadResponseError: The response is malformed or too large.
        OSError: No address accepted the connection, or the connection broke. `ssl.SSLError` is one.
    """
    url = httpcore2.URL(
        scheme="https" if target.secure else "http",
        host=target.host,
        port=target.port,
        target=target.path,
    )
    sent = [
        ("host", target.authority),
        ("content-length", str(len(body))),
        ("connection", "close"),
        *headers,
    ]
    try:
        async with (
            httpcore2.AsyncConnectionPool(
                ssl_context=tls, network_backend=_Network(addresses)
            ) as pool,
            pool.stream("POST", url, headers=sent, content=body) as response,
        ):
            # Only the status matters. The rest is read because the receiver may treat a reset as an error.
            start: bytes = b""
            with contextlib.suppress(TimeoutError, httpcore2.ProtocolError, httpcore2.ReadError):
                async with asyncio.timeout(_DRAIN_SECONDS):
                    async for part in response.aiter_stream():
                        start += part[: KEPT_BYTES - len(start)]
            retry_after = dict(response.headers).get(b"retry-after", b"")
            return response.status, retry_after.decode("latin-1"), start
    except httpcore2.ProtocolError as error:
        raise BadResponseError from error
    except httpcore2.NetworkError as error:
        raise _reason(error) from error


def _reason(error: BaseException) -> OSError:
    """Return the system error that caused a library's error. Only it says whether the certificate is untrusted."""
    cause = error.__cause__ or error.__context__
    if cause is None:
        return OSError(str(error))
    return cause if isinstance(cause, OSError) else _reason(cause)


class _Network(httpcore2.AsyncNetworkBackend):
    """Connects to the checked addresses instead of the name."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses
        self._network = cast("httpcore2.AsyncNetworkBackend", httpcore2.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (the interface's)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        failure: Exception = httpcore2.ConnectError("no address")
        for address in self._addresses:
            try:
                stream = await self._network.connect_tcp(address, port, _CONNECT_SECONDS)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = httpcore2.ConnectError(str(error))
            else:
                return _Bounded(stream)
        raise failure


class _Bounded(httpcore2.AsyncNetworkStream):
    """A connection with a limit on the bytes that are read."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream
        self._left = RESPONSE_BYTES

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        if self._left <= 0:
            raise httpcore2.RemoteProtocolError("The response is too large.")
        data = await self._stream.read(min(max_bytes, _READ_BYTES), timeout)
        self._left -= len(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        return _Bounded(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
