"""Every Python transport, over an HTTP client of its own and over a given one."""

from __future__ import annotations

import asyncio
import gc
import ssl
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Any

import aiohttp
import httpx2
import urllib3

from azotte import AsyncAzotte, Azotte
from azotte.transports import (
    AiohttpTransport,
    AsyncHttpx2Transport,
    AsyncTransport,
    Httpx2Transport,
    Transport,
    Urllib3Transport,
)
from tests.hostile.server import authority

KEY = "sk_dev_5eCretKEYtobeFOUND"
TENANT = "tenant_abc123"
BLINK = 0.05


@cache
def trust() -> ssl.SSLContext:
    """Return a context that trusts the authority of the TLS modes."""
    context = ssl.create_default_context()
    authority().configure_trust(context)  # pyright: ignore[reportUnknownMemberType]  # its other overload wants pyOpenSSL
    return context


@contextmanager
def own_httpx2() -> Generator[Transport]:
    yield Httpx2Transport(verify=trust())


@contextmanager
def given_httpx2() -> Generator[Transport]:
    with httpx2.Client(verify=trust()) as client:
        yield Httpx2Transport(client)


@contextmanager
def own_urllib3() -> Generator[Transport]:
    yield Urllib3Transport(verify=trust())


@contextmanager
def given_urllib3() -> Generator[Transport]:
    manager = urllib3.PoolManager(ssl_context=trust())
    yield Urllib3Transport(manager)
    manager.clear()


@asynccontextmanager
async def own_async_httpx2() -> AsyncGenerator[AsyncTransport]:
    yield AsyncHttpx2Transport(verify=trust())


@asynccontextmanager
async def given_async_httpx2() -> AsyncGenerator[AsyncTransport]:
    async with httpx2.AsyncClient(verify=trust()) as client:
        yield AsyncHttpx2Transport(client)


@asynccontextmanager
async def own_aiohttp() -> AsyncGenerator[AsyncTransport]:
    yield AiohttpTransport(verify=trust())


@asynccontextmanager
async def given_aiohttp() -> AsyncGenerator[AsyncTransport]:
    connector = aiohttp.TCPConnector(ssl=trust())
    async with aiohttp.ClientSession(connector=connector) as session:
        yield AiohttpTransport(session)


SYNC: dict[str, Any] = {
    f.__name__: f for f in (own_httpx2, given_httpx2, own_urllib3, given_urllib3)
}
ASYNC: dict[str, Any] = {
    f.__name__: f for f in (own_async_httpx2, given_async_httpx2, own_aiohttp, given_aiohttp)
}
NAMES = [*SYNC, *ASYNC]


class Outcome:
    """What came of a call.

    Attributes:
        result: The result, or the exception.
        seconds: How long it took.
        longest_silence: How long the event loop did nothing else; 0 without one.
    """

    def __init__(self, result: Any, seconds: float, longest_silence: float) -> None:
        self.result = result
        self.seconds = seconds
        self.longest_silence = longest_silence


def call(name: str, url: str, use: Callable[[Any], Any] | None = None, **options: Any) -> Outcome:
    """List bundles with a new client.

    Args:
        name: The transport, of `NAMES`.
        url: The base URL.
        use: Does something else with the client; what it returns is awaited if the client is asynchronous.
        options: Arguments of the client.
    """
    use = use or (lambda client: client.bundles.list())
    options = {"api_key": KEY, "tenant_id": TENANT, "base_url": url, "max_retries": 0, **options}
    started = time.monotonic()
    if name in ASYNC:
        result, silence = asyncio.run(_call_async(ASYNC[name], use, options))
    else:
        result, silence = _call(SYNC[name], use, options), 0.0
    return Outcome(result, time.monotonic() - started, silence)


def _call(make: Any, use: Callable[[Any], Any], options: dict[str, Any]) -> Any:
    with make() as transport, Azotte(transport=transport, **options) as client:
        try:
            return use(client)
        except Exception as error:  # noqa: BLE001  # looked at by the test
            return error


async def _call_async(
    make: Any, use: Callable[[Any], Any], options: dict[str, Any]
) -> tuple[Any, float]:
    silence = 0.0

    async def watch() -> None:
        nonlocal silence
        while True:
            before = time.monotonic()
            await asyncio.sleep(BLINK)
            silence = max(silence, time.monotonic() - before - BLINK)

    async with make() as transport, AsyncAzotte(transport=transport, **options) as client:
        watcher = asyncio.create_task(watch())
        await asyncio.sleep(0)
        try:
            result = await use(client)
        except Exception as error:  # noqa: BLE001  # looked at by the test
            result = error
        finally:
            watcher.cancel()
    gc.collect()  # a connection that was left open would warn
    return result, silence
