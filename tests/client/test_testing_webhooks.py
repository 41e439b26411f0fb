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
from azotte.testing import Sandbox, SandboxError, Tenant

Received = list[webhooks.Event]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def tenant(sandbox: Sandbox) -> Iterator[Tenant]:
    with sandbox.create_tenant() as tenant:
        yield tenant


def asgi(tenant: Tenant, received: Received) -> Any:
    app = FastAPI()

    @app.post("/hook")
    async def hook(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        try:
            body = await request.body()
            received.append(webhooks.verify(body, request.headers, tenant.webhooks.secret))
        except errors.SignatureError:
            return Response(status_code=400)
        return Response(status_code=200)

    return app


def wsgi(tenant: Tenant, received: Received) -> Any:
    app = Flask(__name__)

    @app.post("/hook")
    def hook() -> tuple[str, int]:  # pyright: ignore[reportUnusedFunction]
        try:
            body = flask_request.get_data()
            received.append(webhooks.verify(body, flask_request.headers, tenant.webhooks.secret))
        except errors.SignatureError:
            return "", 400
        return "", 200

    return app


@pytest.mark.parametrize("application", [asgi, wsgi])
def test_events_are_delivered_signed_and_once(
    application: Callable[[Tenant, Received], Any], tenant: Tenant
) -> None:
    received: Received = []
    app = application(tenant, received)
    with tenant.client() as azotte:
        customer = azotte.customers.create(email="ada@example.com")
        azotte.subscriptions.create(customer=customer.id, plan="plan_basic")
        assert {each.status_code for each in tenant.webhooks.deliver(app, "/hook")} == {200}
        assert [each.type for each in received] == ["customer.created", "subscription.created"]
        tenant.clock.advance(days=12)
        tenant.webhooks.deliver(app, "/hook")
    assert [each.type for each in received][2:] == ["subscription.trial_ending"]
    assert tenant.webhooks.deliver(app, "/hook") == []
    (last,) = tenant.webhooks.events("subscription.trial_ending")
    tenant.webhooks.deliver(app, "/hook", [last, last])
    assert [each.id for each in received][2:] == [last.event.id] * 3


def test_another_secret_does_not_sign(sandbox: Sandbox, tenant: Tenant) -> None:
    received: Received = []
    with sandbox.create_tenant() as other:
        other.webhooks.trigger("payment.failed")
        statuses = {
            each.status_code for each in other.webhooks.deliver(asgi(tenant, received), "/hook")
        }
    assert (statuses, received) == ({400}, [])


def test_events_are_delivered_on_an_event_loop(tenant: Tenant) -> None:
    received: Received = []

    async def run() -> None:
        tenant.webhooks.trigger("customer.created")
        await tenant.webhooks.deliver_async(asgi(tenant, received), "/hook")

    asyncio.run(run())
    assert [each.type for each in received] == ["customer.created"]


def test_an_event_has_the_example_of_the_contract_and_the_fields_that_are_given(
    tenant: Tenant,
) -> None:
    sent = tenant.webhooks.send("payment.failed", amount=4200, customer="cus_1")
    assert sent.event.type == "payment.failed"
    payment = sent.event.data.object
    assert (payment.amount, payment.customer, payment.status) == (4200, "cus_1", "failed")
    assert [each.event.id for each in tenant.webhooks.events()] == [sent.event.id]
    assert tenant.webhooks.secret.reveal() not in repr(sent)


def test_an_event_that_the_contract_does_not_allow_is_rejected(tenant: Tenant) -> None:
    with pytest.raises(SandboxError, match="amount"):
        tenant.webhooks.send("payment.failed", amount="much")


def test_an_endpoint_receives_events_over_http(tenant: Tenant) -> None:
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
            secret = tenant.webhooks.add_endpoint(url, ["customer.created"])
            tenant.client().customers.create(email="ada@example.com")
            assert arrived.wait(30)
        finally:
            server.shutdown()
            serving.join()
    ((body, headers),) = received
    assert webhooks.verify(body, headers, secret).type == "customer.created"
