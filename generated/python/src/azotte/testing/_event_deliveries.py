# Copied from templates/python/runtime/testing/_event_deliveries.py: edit there, not here.
"""Webhook events of a tenant, signed as an endpoint receives them."""

from __future__ import annotations

import asyncio
import inspect
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx2

from azotte._secret import Secret
from azotte.testing._control import ControlClient
from azotte.webhooks import SIGNATURE_HEADER, Event, parse, sign

_MOST = 1000


@dataclass(frozen=True)
class Delivery:
    """A signed event, as an endpoint receives it.

    Attributes:
        event: The event.
        body: The request body.
    """

    event: Event
    body: bytes = field(repr=False)
    _secret: Secret = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """The request headers, with a signature of now."""
        return {
            "content-type": "application/json",
            SIGNATURE_HEADER: sign(self.body, self._secret),
        }


class Webhooks:
    """The webhook events of a tenant.

    Attributes:
        secret: Signing secret of the deliveries, for the endpoint under test.
    """

    def __init__(self, control: ControlClient, path: str) -> None:
        self._control = control
        self._path = path
        self._delivered: set[str] = set()
        self.secret: Secret = Secret(f"whsec_{secrets.token_hex(24)}")

    def events(self, type: str | None = None, *, subject: str | None = None) -> list[Delivery]:
        """Return the events of the tenant that happened, oldest first.

        Args:
            type: Type of the events, such as `payment.failed`. All by default.
            subject: ID of the object that they are about. All by default.
        """
        found = self._control.get(f"{self._path}/events", type=type, subject=subject, limit=_MOST)
        return [self._delivery(each) for each in reversed(found["data"])]

    def send(self, type: str, **fields: object) -> Delivery:
        """Create an event with the example object of the contract. Nothing else changes.

        The event also goes to the endpoints of the tenant, like each event that happens.

        Args:
            type: Type of the event, such as `payment.failed`.
            fields: Fields of the object that differ from the example.

        Raises:
            SandboxError: The contract does not allow such an event.
        """
        body: dict[str, object] = {"type": type}
        if fields:
            body["object"] = fields
        return self._delivery(self._control.post(f"{self._path}/events", body))

    def trigger(self, type: str) -> Delivery:
        """Perform real operations until an event happens, with the objects that they need.

        Args:
            type: Type of the event, such as `payment.refunded`.
        """
        return self._delivery(self._control.post(f"{self._path}/trigger", {"type": type})["event"])

    def add_endpoint(self, url: str, events: Iterable[str] = ()) -> Secret:
        """Register a URL that receives the events of the tenant over HTTP, and return its signing secret.

        Args:
            url: URL of the receiver, which can be on this machine.
            events: Types of the events. All by default.
        """
        body = {"url": url, "events": [*events]}
        return Secret(self._control.post(f"{self._path}/webhook-endpoints", body)["secret"])

    def deliver(
        self, app: Any, path: str = "/", deliveries: Iterable[Delivery] | None = None
    ) -> list[httpx2.Response]:
        """Post events to an ASGI or WSGI application under test, without a network, and return its responses.

        Args:
            app: The application. Its lifespan is not run.
            path: Path of the webhook endpoint.
            deliveries: What to post, for example one event twice. By default the events that `deliver` has not posted yet.

        Raises:
            RuntimeError: An ASGI application on a running event loop: use `deliver_async`.
        """
        if _is_asgi(app):
            return asyncio.run(self.deliver_async(app, path, deliveries))
        with httpx2.Client(
            transport=httpx2.WSGITransport(app), base_url="http://testserver", trust_env=False
        ) as client:
            return [
                client.post(path, content=each.body, headers=each.headers)
                for each in self._due(deliveries)
            ]

    async def deliver_async(
        self, app: Any, path: str = "/", deliveries: Iterable[Delivery] | None = None
    ) -> list[httpx2.Response]:
        """Post events to an ASGI application under test on the running event loop; see `deliver`."""
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app), base_url="http://testserver", trust_env=False
        ) as client:
            return [
                await client.post(path, content=each.body, headers=each.headers)
                for each in self._due(deliveries)
            ]

    def _due(self, deliveries: Iterable[Delivery] | None) -> list[Delivery]:
        if deliveries is not None:
            return [*deliveries]
        due = [each for each in self.events() if each.event.id not in self._delivered]
        self._delivered |= {each.event.id for each in due}
        return due

    def _delivery(self, found: dict[str, Any]) -> Delivery:
        body = json.dumps(found["body"], separators=(",", ":"), ensure_ascii=False).encode()
        return Delivery(parse(body), body, self.secret)


def _is_asgi(app: Any) -> bool:
    return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)
