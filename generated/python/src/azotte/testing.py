# Copied from templates/python/runtime/testing.py: edit there, not here.
"""The sandbox inside the process of your tests, without a server or a network. `pip install 'azotte[testing]'`.

    def test_a_trial_ends() -> None:
        with Sandbox() as sandbox, sandbox.client() as azotte:
            customer = azotte.customers.create(email="ada@example.com")
            subscription = azotte.subscriptions.create(customer=customer.id, plan="plan_basic")
            sandbox.advance(days=15)
            assert azotte.subscriptions.get(subscription.id).status == "active"

It is the sandbox of `azotte-sandbox serve`, with real keys, tenants and data in a temporary file, and with a clock of its own. To
sign deliveries to your own webhook endpoint see `azotte.webhooks.sign`.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar

import httpx2

try:
    import azotte_sandbox as platform
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "azotte.testing needs one more package: pip install 'azotte[testing]'"
    ) from None

from azotte_sandbox import clock
from azotte_sandbox.contract.checking import Checking
from azotte_sandbox.keys import IssuedKey

from azotte import AsyncAzotte, Azotte
from azotte._base_errors import InvalidArgumentError
from azotte._secret import Secret
from azotte.transports import AsyncHttpx2Transport, HttpRequest, HttpResponse, TransportError

__all__ = ["AsyncSandboxTransport", "Sandbox", "SandboxTransport"]

T = TypeVar("T")

_URL = "http://127.0.0.1/v1"


class Sandbox:
    """A platform with one tenant and a key of each kind. Use it in a `with` statement."""

    def __init__(self) -> None:
        """Start it: this takes about a tenth of a second."""
        self._folder = tempfile.TemporaryDirectory(prefix="azotte-testing-")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="azotte-sandbox", daemon=True
        )
        self._thread.start()
        self._platform, issued = self._run(_open(Path(self._folder.name)))
        app: Any = platform.create_app(self._platform)
        self._transport = AsyncHttpx2Transport(
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app), trust_env=False)
        )
        self.tenant_id: str = issued[0].world.tenant
        self._keys = {(key.kind.type, key.kind.environment): Secret(key.secret) for key in issued}

    def key(self, type: str = "secret", environment: str = "development") -> Secret:
        """Return the tenant's key of a kind.

        Args:
            type: `publishable` or `secret`.
            environment: `development` or `production`.

        Raises:
            InvalidArgumentError: The tenant has no such key.
        """
        key = self._keys.get((type, environment))
        if key is None:
            known = ", ".join(f"{kind!r} in {where!r}" for kind, where in self._keys)
            raise InvalidArgumentError(
                f"There is no key of type {type!r} in environment {environment!r}; use one of: {known}",
                "type",
            )
        return key

    def client(self, **options: Any) -> Azotte:
        """Return a client with the secret development key.

        Args:
            options: Arguments of `Azotte` that shall differ.
        """
        return Azotte(**self._options(SandboxTransport(self)) | options)

    def async_client(self, **options: Any) -> AsyncAzotte:
        """Return an asynchronous client with the secret development key, for any event loop.

        Args:
            options: Arguments of `AsyncAzotte` that shall differ.
        """
        return AsyncAzotte(**self._options(AsyncSandboxTransport(self)) | options)

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Advance the clock. Renewals and other changes that become due are complete when this returns."""
        by = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        seconds = int(by.total_seconds())
        self._run(
            clock.advance(self._platform.store, self._platform.ids, self._platform.checker, seconds)
        )

    def close(self) -> None:
        """Stop it and remove its data."""
        self._run(self._platform.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._folder.cleanup()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a sandbox is not copied or pickled, because it runs here; make another")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def submit(self, request: HttpRequest) -> Future[HttpResponse]:
        """Give a request to the platform's own event loop."""
        return asyncio.run_coroutine_threadsafe(self._transport.send(request), self._loop)

    def _options(self, transport: object) -> dict[str, Any]:
        return {
            "api_key": self.key(),
            "tenant_id": self.tenant_id,
            "base_url": _URL,
            "transport": transport,
        }

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


class SandboxTransport:
    """Sends a client's requests to a sandbox in this process."""

    verified = True

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `Transport.send`."""
        future = self._sandbox.submit(request)
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

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `AsyncTransport.send`."""
        future = self._sandbox.submit(request)
        try:
            async with asyncio.timeout(request.timeout):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            pass
        raise TransportError("the sandbox did not respond in time", timed_out=True)

    async def close(self) -> None:
        """Do nothing: the sandbox is closed by itself."""


async def _open(folder: Path) -> tuple[platform.Sandbox, list[IssuedKey]]:
    settings = platform.Settings(str(folder / "sandbox.db"), checking=Checking.STRICT)
    opened = await platform.Sandbox.open(settings)
    return opened, await opened.create_tenant(None, None, "azotte.testing")
