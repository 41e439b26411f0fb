"""Sends one webhook request: to a checked address, not to a name, and within a budget of bytes.

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
"""The most bytes of a response that are read, headers and body and everything before them."""
_READ_BYTES = 2048  # what arrives together is parsed together, while requests wait
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
) -> tuple[int, str]:
    """Post a body on a connection of its own.

    Args:
        target: The URL, taken apart.
        addresses: The addresses of its host; the first that accepts the connection is used.
        tls: Verifies the certificate, which must be that of the name.
        headers: Headers beside `Host`, `Content-Length` and `Connection`.
        body: The raw body.

    Returns:
        The response's status and its `Retry-After`, empty without one.

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
            # The status decides. The rest is read for the receiver's sake, which might take a reset for an error.
            with contextlib.suppress(TimeoutError, httpcore2.ProtocolError, httpcore2.ReadError):
                async with asyncio.timeout(_DRAIN_SECONDS):
                    async for _ in response.aiter_stream():
                        pass
            retry_after = dict(response.headers).get(b"retry-after", b"")
            return response.status, retry_after.decode("latin-1")
    except httpcore2.ProtocolError as error:
        raise BadResponseError from error
    except httpcore2.NetworkError as error:
        raise _reason(error) from error


def _reason(error: BaseException) -> OSError:
    """Return the system's error behind that of a library: only it says whether the certificate is not trusted."""
    cause = error.__cause__ or error.__context__
    if cause is None:
        return OSError(str(error))
    return cause if isinstance(cause, OSError) else _reason(cause)


class _Network(httpcore2.AsyncNetworkBackend):
    """Connects to the addresses that were checked, whatever name the connection is for."""

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
    """A connection of which only so much is read."""

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
