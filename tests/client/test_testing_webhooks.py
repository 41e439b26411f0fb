"""`azotte.testing`: webhook events, delivered to an application under test without a network."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from flask import Flask
from flask import request as flask_request

from azotte import errors, webhooks
from azotte.testing import Sandbox, SandboxError, World

Received = list[webhooks.Event]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def world(sandbox: Sandbox) -> Iterator[World]:
    with sandbox.create_world() as world:
        yield world


def asgi(world: World, received: Received) -> Any:
    app = FastAPI()

    @app.post("/hook")
    async def hook(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        try:
            body = await request.body()
            received.append(webhooks.verify(body, request.headers, world.webhooks.secret))
        except errors.SignatureError:
            return Response(status_code=400)
        return Response(status_code=200)

    return app


def wsgi(world: World, received: Received) -> Any:
    app = Flask(__name__)

    @app.post("/hook")
    def hook() -> tuple[str, int]:  # pyright: ignore[reportUnusedFunction]
        try:
            body = flask_request.get_data()
            received.append(webhooks.verify(body, flask_request.headers, world.webhooks.secret))
        except errors.SignatureError:
            return "", 400
        return "", 200

    return app


@pytest.mark.parametrize("application", [asgi, wsgi])
def test_events_are_delivered_signed_and_once(
    application: Callable[[World, Received], Any], world: World
) -> None:
    received: Received = []
    app = application(world, received)
    with world.client() as azotte:
        customer = azotte.customers.create(email="ada@example.com")
        azotte.subscriptions.create(customer=customer.id, plan="plan_basic")
        assert {each.status_code for each in world.webhooks.deliver(app, "/hook")} == {200}
        assert [each.type for each in received] == ["customer.created", "subscription.created"]
        world.clock.advance(days=12)
        world.webhooks.deliver(app, "/hook")
    assert [each.type for each in received][2:] == ["subscription.trial_ending"]
    assert world.webhooks.deliver(app, "/hook") == []
    (last,) = world.webhooks.events("subscription.trial_ending")
    world.webhooks.deliver(app, "/hook", [last, last])
    assert [each.id for each in received][2:] == [last.event.id] * 3


def test_another_secret_does_not_sign(sandbox: Sandbox, world: World) -> None:
    received: Received = []
    with sandbox.create_world() as other:
        other.webhooks.trigger("payment.failed")
        statuses = {
            each.status_code for each in other.webhooks.deliver(asgi(world, received), "/hook")
        }
    assert (statuses, received) == ({400}, [])


def test_events_are_delivered_on_an_event_loop(world: World) -> None:
    received: Received = []

    async def run() -> None:
        world.webhooks.trigger("customer.created")
        await world.webhooks.deliver_async(asgi(world, received), "/hook")

    asyncio.run(run())
    assert [each.type for each in received] == ["customer.created"]


def test_an_event_has_the_example_of_the_contract_and_the_fields_that_are_given(
    world: World,
) -> None:
    sent = world.webhooks.send("payment.failed", amount=4200, customer="cus_1")
    assert sent.event.type == "payment.failed"
    payment = sent.event.data.object
    assert (payment.amount, payment.customer, payment.status) == (4200, "cus_1", "failed")
    assert [each.event.id for each in world.webhooks.events()] == [sent.event.id]
    assert world.webhooks.secret.reveal() not in repr(sent)


def test_an_event_that_the_contract_does_not_allow_is_rejected(world: World) -> None:
    with pytest.raises(SandboxError, match="amount"):
        world.webhooks.send("payment.failed", amount="much")


def test_an_endpoint_receives_events_over_http(world: World) -> None:
    received: list[tuple[bytes, dict[str, str]]] = []
    arrived = threading.Event()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append((body, dict(self.headers)))
            self.send_response(200)
            self.end_headers()
            arrived.set()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/"
            secret = world.webhooks.add_endpoint(url, ["customer.created"])
            world.client().customers.create(email="ada@example.com")
            assert arrived.wait(30)
        finally:
            server.shutdown()
            serving.join()
    ((body, headers),) = received
    assert webhooks.verify(body, headers, secret).type == "customer.created"
