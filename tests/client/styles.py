"""Every way to make a call, so that a test can be run on all of them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from azotte import AsyncAzotte, Azotte
from azotte.transports import (
    AiohttpTransport,
    AsyncHttpx2Transport,
    Httpx2Transport,
    Urllib3Transport,
)

KEY = "sk_dev_5eCretKEYtobeFOUND"
TENANT = "tenant_abc123"

# Made once: reading the system's certificates takes longer than most tests.
TLS = ssl.create_default_context()

OPERATIONS = {
    ("subscriptions", "list"): "list_subscriptions",
    ("subscriptions", "get"): "get_subscription",
    ("subscriptions", "create"): "create_subscription",
    ("subscriptions", "update"): "update_subscription",
    ("subscriptions", "cancel"): "cancel_subscription",
    ("customers", "create"): "create_customer",
    ("customers", "get"): "get_customer",
    ("customers", "list"): "list_customers",
    ("customers", "update"): "update_customer",
    ("customers", "delete"): "delete_customer",
    ("bundles", "list"): "list_bundles",
}


@dataclass(frozen=True)
class Style:
    """A way to make a call.

    Attributes:
        transport: The class of the transport.
        asynchronous: Whether it is `AsyncAzotte`'s.
        functions: Whether it is a function of `azotte.api` rather than a method.
        detailed: Whether it returns a `Response`.
    """

    transport: Any
    asynchronous: bool
    functions: bool
    detailed: bool

    def __str__(self) -> str:
        names = {
            (False, False): "async method" if self.asynchronous else "method",
            (False, True): "async with_detail" if self.asynchronous else "with_detail",
            (True, False): "asyncio" if self.asynchronous else "sync",
            (True, True): "asyncio_detailed" if self.asynchronous else "sync_detailed",
        }
        return f"{names[self.functions, self.detailed]} over {self.transport.__name__.removesuffix('Transport')}"

    def call(
        self, options: dict[str, Any], resource: str, method: str, *path: str, **arguments: Any
    ) -> Any:
        """Make one call with a new client.

        Args:
            options: Arguments of the client.
            resource: The resource's name.
            method: The method's name.
            path: Path parameters.
            arguments: The others; fields of the body as `body={...}`.

        Returns:
            What the style returns; of a list its first page.
        """
        return self.run(
            options, lambda client: self.on(client, resource, method, *path, **arguments)
        )

    def run(self, options: dict[str, Any], use: Callable[[Any], Any]) -> Any:
        """Give a new client to a function; what it returns is awaited if the style is asynchronous."""
        settings: dict[str, Any] = {"api_key": KEY, "tenant_id": TENANT, **options}
        if self.asynchronous:
            return asyncio.run(self._run_async(settings, use))
        with Azotte(transport=self.transport(verify=TLS), **settings) as client:
            return use(client)

    def on(self, client: Any, resource: str, method: str, *path: str, **arguments: Any) -> Any:
        """Make one call with a client; of an asynchronous style the result is to be awaited."""
        if self.functions:
            module = import_module(f"azotte.api.{resource}.{OPERATIONS[resource, method]}")
            name = ("asyncio" if self.asynchronous else "sync") + (
                "_detailed" if self.detailed else ""
            )
            return getattr(module, name)(client, *path, **arguments)
        target = getattr(client, resource)
        body = arguments.pop("body", {})
        return getattr(target.with_detail if self.detailed else target, method)(
            *path, **body, **arguments
        )

    async def _run_async(
        self, settings: dict[str, Any], use: Callable[[Any], Awaitable[Any]]
    ) -> Any:
        async with AsyncAzotte(transport=self.transport(verify=TLS), **settings) as client:
            return await use(client)


STYLES = [
    Style(transport, asynchronous, functions, detailed)
    for asynchronous, transports in (
        (False, (Httpx2Transport, Urllib3Transport)),
        (True, (AsyncHttpx2Transport, AiohttpTransport)),
    )
    for transport in transports
    for functions in (False, True)
    for detailed in (False, True)
]
# One of each library, where the style of the call does not matter.
PLAIN_STYLES = [style for style in STYLES if not style.functions and not style.detailed]
SYNC_STYLES = [style for style in PLAIN_STYLES if not style.asynchronous]
ASYNC_STYLES = [style for style in PLAIN_STYLES if style.asynchronous]
