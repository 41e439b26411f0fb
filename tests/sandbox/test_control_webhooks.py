"""Webhook endpoints, events and deliveries through the control API."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from azotte_sandbox.webhooks.sign import signature
from tests.sandbox.control import ControlClient, control, rejected
from tests.sandbox.servers import Tenant

__all__ = ["control"]  # a fixture

WAIT_SECONDS = 20


class Receiver:
    """An integrator's server with one response for all deliveries."""

    def __init__(self) -> None:
        self.response: tuple[int, bytes] = (200, b"")
        self.received: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.received.append((headers, body))
                status, text = receiver.response
                self.send_response(status)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def tenant(control: ControlClient) -> Tenant:
    return control.create_tenant()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def attempts(control: ControlClient, tenant: Tenant, number: int, **filters: Any) -> list[Any]:
    """Return a number of attempts, as soon as there are as many."""
    found: list[Any] = []
    ends = time.monotonic() + WAIT_SECONDS
    while len(found) < number:
        assert time.monotonic() < ends, found
        after = found[-1]["id"] if found else 0
        found += control.do(
            "list_delivery_attempts", tenant=tenant.id, after=after, wait=5, **filters
        )["data"]
    return found


def test_a_delivery_is_shown_with_its_response(
    control: ControlClient, tenant: Tenant, receiver: Receiver
) -> None:
    endpoint = control.do("create_webhook_endpoint", {"url": receiver.url}, tenant=tenant.id)
    assert endpoint["secret"].startswith("whsec_")
    receiver.response = (200, b"thank you")
    tenant.client().post("/customers", json={"email": "ada@example.com"})
    [attempt] = attempts(control, tenant, 1)
    assert (attempt["type"], attempt["attempt"]) == ("customer.created", 1)
    assert (attempt["delivered"], attempt["status"]) == (True, 200)
    assert (attempt["response"], attempt["url"]) == ("thank you", receiver.url)
    event = control.do("get_event", tenant=tenant.id, event=attempt["event"])
    assert event["deliveries"][0]["state"] == "delivered"
    assert event["body"] == json.loads(receiver.received[0][1])


def test_a_failed_attempt_says_why_and_when_it_is_retried(
    control: ControlClient, tenant: Tenant, receiver: Receiver
) -> None:
    control.do("create_webhook_endpoint", {"url": receiver.url}, tenant=tenant.id)
    receiver.response = (500, b"no")
    tenant.client().post("/customers", json={"email": "ada@example.com"})
    [attempt] = attempts(control, tenant, 1, failed="true")
    assert (attempt["delivered"], attempt["status"], attempt["response"]) == (False, 500, "no")
    assert attempt["retry_at"] > time.time() - 1
    assert (
        control.do("list_delivery_attempts", tenant=tenant.id, type="payment.failed")["data"] == []
    )


def test_an_event_is_sent_to_one_endpoint(
    control: ControlClient, tenant: Tenant, receiver: Receiver
) -> None:
    chosen = control.do(
        "create_webhook_endpoint",
        {"url": receiver.url, "events": ["customer.created"]},
        tenant=tenant.id,
    )
    control.do("create_webhook_endpoint", {"url": f"{receiver.url}other"}, tenant=tenant.id)
    body = {"type": "payment.disputed", "endpoint": chosen["id"]}
    sent = control.do("send_event", body, tenant=tenant.id)
    [attempt] = attempts(control, tenant, 1)
    assert (attempt["endpoint"], attempt["event"]) == (chosen["id"], sent["id"])
    headers, received = receiver.received[0]
    moment = int(headers["webhook-timestamp"])
    assert headers["azotte-signature"] == signature("v1", [chosen["secret"]], received, moment)
    assert json.loads(received)["data"]["object"]["object"] == "payment"
    assert tenant.client().get("/payments").json()["data"] == []


def test_an_event_that_violates_the_contract_is_sent_only_if_it_is_meant(
    control: ControlClient, tenant: Tenant
) -> None:
    body: dict[str, Any] = {"type": "customer.created", "data": {"object": {"id": 7}}}
    error = rejected(control.call("send_event", body, tenant=tenant.id), 400, "invalid_request")
    assert "check: false" in error["message"]
    sent = control.do("send_event", body | {"check": False}, tenant=tenant.id)
    assert sent["body"]["data"] == {"object": {"id": 7}}


def test_an_event_is_resent(control: ControlClient, tenant: Tenant, receiver: Receiver) -> None:
    endpoint = control.do("create_webhook_endpoint", {"url": receiver.url}, tenant=tenant.id)
    sent = control.do("send_event", {"type": "customer.created"}, tenant=tenant.id)
    attempts(control, tenant, 1)
    resent = control.do("resend_event", {}, tenant=tenant.id, event=sent["id"])
    assert resent == {"endpoints": 1}
    found = attempts(control, tenant, 2, event=sent["id"], endpoint=endpoint["id"])
    assert len(found) == 2
    first, second = (body for _, body in receiver.received)
    assert first == second


def test_an_event_of_another_tenant_is_not_found(control: ControlClient, tenant: Tenant) -> None:
    sent = control.do("send_event", {"type": "customer.created"}, tenant=tenant.id)
    other = control.create_tenant().id
    for operation in ("get_event", "resend_event"):
        response = control.call(operation, tenant=other, event=sent["id"])
        rejected(response, 404, "not_found")


def test_events_are_filtered(control: ControlClient, tenant: Tenant) -> None:
    control.do("trigger_event", {"type": "customer.updated"}, tenant=tenant.id)
    [updated] = control.do("list_events", tenant=tenant.id, type="customer.updated")["data"]
    of_object = control.do("list_events", tenant=tenant.id, subject=updated["subject"])["data"]
    assert [event["type"] for event in of_object] == ["customer.updated", "customer.created"]
    assert control.do("list_events", tenant=tenant.id, environment="production")["data"] == []
    assert len(control.do("list_events", tenant=tenant.id, limit=1)["data"]) == 1


def test_endpoints_are_managed(control: ControlClient, tenant: Tenant) -> None:
    created = control.do(
        "create_webhook_endpoint",
        {"url": "http://127.0.0.1:9/", "form": "sha256", "events": ["customer.created"]},
        tenant=tenant.id,
    )
    secret = created.pop("secret")
    assert control.do("list_webhook_endpoints", tenant=tenant.id)["data"] == [created]
    rotated = control.do("rotate_webhook_secret", tenant=tenant.id, endpoint=created["id"])
    assert rotated["secret"] != secret
    control.do("enable_webhook_endpoint", tenant=tenant.id, endpoint=created["id"])
    other = control.create_tenant().id
    response = control.call("delete_webhook_endpoint", tenant=other, endpoint=created["id"])
    rejected(response, 404, "not_found")
    control.do("delete_webhook_endpoint", tenant=tenant.id, endpoint=created["id"])
    assert control.do("list_webhook_endpoints", tenant=tenant.id)["data"] == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"url": "http://10.0.0.1/"}, "10.0.0.1"),
        ({"url": "http://127.0.0.1/", "events": ["payment.fialed"]}, "No such event type"),
        ({"url": "http://127.0.0.1/", "environment": "staging"}, "No such environment"),
    ],
)
def test_an_endpoint_that_is_not_possible_is_rejected(
    control: ControlClient, tenant: Tenant, body: dict[str, object], told: str
) -> None:
    response = control.call("create_webhook_endpoint", body, tenant=tenant.id)
    assert told in rejected(response, 400, "invalid_request")["message"]
