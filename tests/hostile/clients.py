"""Every Python transport, over an HTTP client of its own and over a given one."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from azotte import AsyncAzotte, Azotte, transports
from azotte.transports import AsyncTransport, Transport

# A library is imported where it is used: each is tried in a process of its own, and they are slow to import.


@contextmanager
def own_httpx2(trust: ssl.SSLContext) -> Generator[Transport]:
    yield transports.Httpx2Transport(verify=trust)


@contextmanager
def given_httpx2(trust: ssl.SSLContext) -> Generator[Transport]:
    import httpx2

    with httpx2.Client(verify=trust) as client:
        yield transports.Httpx2Transport(client)


@contextmanager
def own_urllib3(trust: ssl.SSLContext) -> Generator[Transport]:
    yield transports.Urllib3Transport(verify=trust)


@contextmanager
def given_urllib3(trust: ssl.SSLContext) -> Generator[Transport]:
    import urllib3

    manager = urllib3.PoolManager(ssl_context=trust)
    yield transports.Urllib3Transport(manager)
    manager.clear()


@asynccontextmanager
async def own_async_httpx2(trust: ssl.SSLContext) -> AsyncGenerator[AsyncTransport]:
    yield transports.AsyncHttpx2Transport(verify=trust)


@asynccontextmanager
async def given_async_httpx2(trust: ssl.SSLContext) -> AsyncGenerator[AsyncTransport]:
    import httpx2

    async with httpx2.AsyncClient(verify=trust) as client:
        yield transports.AsyncHttpx2Transport(client)


@asynccontextmanager
async def own_aiohttp(trust: ssl.SSLContext) -> AsyncGenerator[AsyncTransport]:
    yield transports.AiohttpTransport(verify=trust)


@asynccontextmanager
async def given_aiohttp(trust: ssl.SSLContext) -> AsyncGenerator[AsyncTransport]:
    import aiohttp

    connector = aiohttp.TCPConnector(ssl=trust)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield transports.AiohttpTransport(session)


SYNC: dict[str, Any] = {
    f.__name__: f for f in (own_httpx2, given_httpx2, own_urllib3, given_urllib3)
}
ASYNC: dict[str, Any] = {
    f.__name__: f for f in (own_async_httpx2, given_async_httpx2, own_aiohttp, given_aiohttp)
}
NAMES = [*SYNC, *ASYNC]

TENANT = "tenant_abc123"


def call(
    name: str, trust: ssl.SSLContext, use: Callable[[Azotte], object], **options: Any
) -> object:
    """Use a new client over a synchronous transport.

    Args:
        name: The transport, of `SYNC`.
        trust: The TLS context.
        use: Calls the API.
        options: Arguments of the client.

    Returns:
        What `use` returns, or the exception.
    """
    with (
        SYNC[name](trust) as transport,
        Azotte(transport=transport, tenant_id=TENANT, **options) as client,
    ):
        try:
            return use(client)
        except Exception as error:  # noqa: BLE001  # for the caller to check
            return error


async def call_async(
    name: str,
    trust: ssl.SSLContext,
    use: Callable[[AsyncAzotte], Awaitable[object]],
    **options: Any,
) -> object:
    """Use a new client over an asynchronous transport, of `ASYNC`; see `call`."""
    async with (
        ASYNC[name](trust) as transport,
        AsyncAzotte(transport=transport, tenant_id=TENANT, **options) as client,
    ):
        try:
            return await use(client)
        except Exception as error:  # noqa: BLE001  # for the caller to check
            return error
