"""The sandbox in this process, without a server or a network."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from concurrent.futures import Future
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NoReturn

import httpx2

import azotte_sandbox as platform
from azotte.transports import AsyncHttpx2Transport, HttpRequest, HttpResponse, TransportError
from azotte_sandbox.contract.checking import Checking
from azotte_sandbox.control import Access
from azotte_sandbox.transport import Transport


class InProcess:
    """A sandbox on an event loop of its own, in a thread, with its data in a temporary folder."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="azotte-testing-")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="azotte-sandbox", daemon=True
        )
        self._thread.start()
        self._running = AsyncExitStack()
        try:
            self._transport = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        except BaseException:
            self.close()
            raise

    def submit(self, request: HttpRequest) -> Future[HttpResponse]:
        """Send a request on the sandbox's event loop."""
        return asyncio.run_coroutine_threadsafe(self._transport.send(request), self._loop)

    def close(self) -> None:
        """Stop it and remove its data."""
        asyncio.run_coroutine_threadsafe(self._running.aclose(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._folder.cleanup()

    def __reduce__(self) -> NoReturn:
        # Also for what refers to it: a copied event loop or thread is broken.
        raise TypeError("a sandbox is not copied or pickled, because it runs here; make another")

    async def _open(self) -> AsyncHttpx2Transport:
        settings = platform.Settings(
            str(Path(self._folder.name) / "sandbox.db"), checking=Checking.STRICT
        )
        opened = await platform.Sandbox.open(settings)
        self._running.push_async_callback(opened.close)
        app = platform.create_app(
            opened,
            transport=Transport(private=True),  # events can be delivered to this machine
            control=Access(actor="azotte.testing"),
        )
        await self._running.enter_async_context(app.lifespan())
        served: Any = app
        return AsyncHttpx2Transport(
            httpx2.AsyncClient(transport=httpx2.ASGITransport(served), trust_env=False)
        )


class SandboxTransport:
    """Sends a client's requests to a sandbox in this process."""

    verified = True

    def __init__(self, process: InProcess) -> None:
        self._process = process

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `Transport.send`."""
        future = self._process.submit(request)
        try:
            return future.result(request.timeout)
        except TimeoutError:
            future.cancel()
        raise TransportError("the sandbox did not respond in time", timed_out=True)

    def close(self) -> None:
        """Do nothing: the sandbox is closed by itself."""


class AsyncSandboxTransport:
    """Sends an asynchronous client's requests to a sandbox in this process."""

    verified = True

    def __init__(self, process: InProcess) -> None:
        self._process = process

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `AsyncTransport.send`."""
        future = self._process.submit(request)
        try:
            async with asyncio.timeout(request.timeout):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            pass
        raise TransportError("the sandbox did not respond in time", timed_out=True)

    async def close(self) -> None:
        """Do nothing: the sandbox is closed by itself."""
