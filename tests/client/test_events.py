"""What listeners, logs and traces receive."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from azotte import events
from azotte.errors import APIError
from azotte.telemetry import OpenTelemetry
from tests.client.recording import RecordingServer, ScriptedResponse, json_response, scripted_error
from tests.client.styles import ASYNC_STYLES, KEY, STYLES, TENANT, Style

every_style = pytest.mark.parametrize("style", STYLES, ids=str)
BUSY = scripted_error(503, "api_error", "service_unavailable", x_request_id="req_1")
BODY = {"customer": "cus_PERSONAL", "plan": "plan_1"}


@every_style
def test_a_listener_receives_each_step(style: Style, server: RecordingServer, example: Any) -> None:
    told: list[events.Event] = []
    server.script(
        ScriptedResponse(raw=lambda handler: None),
        BUSY,
        json_response(example("Subscription"), 201, x_request_id="req_2", x_new="?"),
    )
    options = {"base_url": server.url, "on_event": told.append}
    style.call(options, "subscriptions", "create", body=BODY, idempotency_key="key_1")
    kinds = [
        "RequestStarted",
        "AttemptFailed",
        "RetryScheduled",
        "RequestStarted",
        "ResponseReceived",
        "RetryScheduled",
    ]
    assert [type(event).__name__ for event in told] == [
        *kinds,
        "RequestStarted",
        "ResponseReceived",
    ]
    assert len({event.call for event in told}) == 1
    assert [event.attempt for event in told] == [1, 1, 1, 2, 2, 2, 3, 3]
    started, failed, retried, *_, received = told
    assert isinstance(started, events.RequestStarted)
    assert (started.method, started.url, started.path) == (
        "POST",
        f"{server.url}/subscriptions",
        "/subscriptions",
    )
    assert (started.tenant_id, started.idempotency_key) == (TENANT, "key_1")
    assert started.headers["x-tn"] == TENANT and "x-api-key" not in started.headers
    assert (
        isinstance(failed, events.AttemptFailed)
        and failed.reason == "connection"
        and failed.seconds >= 0
    )
    assert isinstance(retried, events.RetryScheduled) and retried.seconds >= 0
    assert isinstance(received, events.ResponseReceived)
    assert (received.status, received.request_id) == (201, "req_2")
    assert "x-new" not in received.headers
    assert KEY not in repr(told) and "PERSONAL" not in repr(told)


@every_style
def test_events_are_without_the_query(style: Style, server: RecordingServer) -> None:
    told: list[events.Event] = []
    server.script(json_response({"object": "list", "data": [], "has_more": False}))
    style.call(
        {"base_url": server.url, "on_event": told.append},
        "customers",
        "list",
        email_contains="ada@",
    )
    assert "email" in server.received[0].query
    assert "ada" not in repr(told)


@every_style
def test_a_listener_that_fails_does_not_fail_the_call(
    style: Style, server: RecordingServer, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: events.Event) -> None:
        raise LookupError("the listener's own")

    server.script(json_response({"object": "list", "data": [], "has_more": False}))
    style.call({"base_url": server.url, "on_event": fail}, "bundles", "list")
    assert "the listener's own" in caplog.text


@every_style
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING])
def test_the_log_has_the_requested_detail(
    style: Style, level: int, server: RecordingServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(level, "azotte")
    server.script(BUSY, json_response({"object": "list", "data": [], "has_more": False}))
    style.call({"base_url": server.url}, "customers", "list", email_contains="ada@")
    messages = [record.getMessage() for record in caplog.records if record.name == "azotte"]
    assert len(messages) == {logging.DEBUG: 5, logging.INFO: 1, logging.WARNING: 0}[level]
    assert all(
        "ada" not in message and message.startswith("list_customers attempt")
        for message in messages
    )


def spans_of(style: Style, server: RecordingServer, *responses: ScriptedResponse) -> list[Any]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    server.script(*responses)
    options = {"base_url": server.url, "on_event": OpenTelemetry(provider), "max_retries": 1}
    with suppress(APIError):
        style.call(options, "subscriptions", "get", "sub_1")
    return list(exporter.get_finished_spans())


@every_style
def test_each_attempt_is_a_span(style: Style, server: RecordingServer, example: Any) -> None:
    first, second = spans_of(
        style, server, BUSY, json_response(example("Subscription"), x_request_id="req_2")
    )
    host, port = server.url.removeprefix("http://").removesuffix("/v1").split(":")
    common = {
        "http.request.method": "GET",
        "url.full": f"{server.url}/subscriptions/sub_1",
        "url.template": "/subscriptions/{id}",
        "server.address": host,
        "server.port": int(port),
        "azotte.operation": "get_subscription",
        "azotte.tenant_id": TENANT,
    }
    assert dict(first.attributes) == {
        **common,
        "http.response.status_code": 503,
        "error.type": "503",
        "azotte.request_id": "req_1",
    }
    assert dict(second.attributes) == {
        **common,
        "http.response.status_code": 200,
        "http.request.resend_count": 1,
        "azotte.request_id": "req_2",
    }
    assert first.name == second.name == "GET /subscriptions/{id}"
    assert first.kind == second.kind == SpanKind.CLIENT
    assert (first.status.status_code, second.status.status_code) == (
        StatusCode.ERROR,
        StatusCode.UNSET,
    )


@every_style
def test_an_attempt_without_a_response_is_a_span(style: Style, server: RecordingServer) -> None:
    (first, _) = spans_of(style, server, ScriptedResponse(raw=lambda handler: None))
    assert first.attributes["error.type"] == "connection"
    assert first.status.status_code is StatusCode.ERROR


@pytest.mark.parametrize("style", ASYNC_STYLES, ids=str)
def test_a_cancelled_attempt_ends_its_span(style: Style, server: RecordingServer) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    server.script(ScriptedResponse(raw=lambda handler: handler.rfile.read(1) and None))

    async def use(client: Any) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.bundles.list()

    style.run({"base_url": server.url, "on_event": OpenTelemetry(provider)}, use)
    (span,) = exporter.get_finished_spans()
    assert span.attributes is not None and span.attributes["error.type"] == "interrupted"
