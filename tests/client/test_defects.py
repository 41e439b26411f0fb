"""Twenty defects that were reproduced in other SDKs, each as a test that fails there and passes here, in every style."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import math
import pickle
import time
from email.utils import formatdate
from importlib import import_module
from typing import Any

import aiohttp
import httpx2
import pytest
import requests
import urllib3

from azotte import (
    UNSET,
    AsyncAzotte,
    Azotte,
    auth,
    convert,
    decode,
    encode,
    events,
    models,
)
from azotte.errors import (
    APIStatusError,
    APITimeoutError,
    AuthenticationFailedError,
    InternalError,
    InvalidArgumentError,
    NotFoundError,
    RateLimitExceededError,
    ResourceMissingError,
    SignatureError,
    UnexpectedResponseError,
)
from azotte.models import pydantic, typeddicts
from azotte.transports import HttpRequest, HttpResponse
from azotte.webhooks import sign, verify
from tests.client.recording import RecordingServer, ScriptedResponse, json_response, scripted_error
from tests.client.styles import ASYNC_STYLES, KEY, PLAIN_STYLES, STYLES, TENANT, Style

every_style = pytest.mark.parametrize("style", STYLES, ids=str)
every_retry_header = pytest.mark.parametrize("header", ["retry_after", "x_ratelimit_retry_after"])
NEW = {"customer": "cus_1", "plan": "plan_1"}


def plain(result: Any) -> Any:
    """What a style returned, without the details."""
    return getattr(result, "result", result)


@every_style
@pytest.mark.parametrize("id", ["../customers/cus_1", "..", ".", "", "a/b", "a\\b"])
def test_d1_an_id_does_not_lead_to_another_resource(
    style: Style, id: str, server: RecordingServer
) -> None:
    server.script(json_response({"id": "x", "object": "customer", "deleted": True}))
    with pytest.raises(InvalidArgumentError, match="customer_id"):
        style.call({"base_url": server.url}, "customers", "delete", id)
    assert server.received == []


@every_style
def test_d1_an_odd_id_stays_one_segment(
    style: Style, server: RecordingServer, example: Any
) -> None:
    server.script(json_response(example("Subscription")))
    style.call({"base_url": server.url}, "subscriptions", "get", "a b?c#d%2F..;é")
    assert server.received[0].target == "/v1/subscriptions/a%20b%3Fc%23d%252F..%3B%C3%A9"


@pytest.mark.parametrize("id", ["../customers/cus_1", "..", ".", "", "a/b"])
def test_d1_holds_for_every_operation(id: str, contract: dict[str, Any]) -> None:
    """Every style builds its call with the operation's `call`."""
    refused = 0
    for path, item in contract["paths"].items():
        for operation in item.values():
            if "{" not in path or "operationId" not in operation:
                continue
            name = f"azotte.api.{operation['tags'][0]}.{operation['operationId']}"
            module: Any = import_module(name)
            body: dict[str, Any] = {"body": {}} if "requestBody" in operation else {}
            with pytest.raises(InvalidArgumentError, match="would lead to another resource"):
                module.call(id, **body)
            refused += 1
    assert refused >= 10


@every_style
def test_d2_an_unknown_enumeration_value_is_kept(
    style: Style, server: RecordingServer, example: Any
) -> None:
    page = {
        **example("SubscriptionList"),
        "data": [{**example("Subscription"), "status": "frozen"}],
    }
    server.script(json_response(page))
    result = plain(style.call({"base_url": server.url}, "subscriptions", "list"))
    assert result.data[0].status == "frozen"
    assert json.loads(encode(result)) == page
    for package in (models, pydantic, typeddicts):
        other: Any = convert(result, package.SubscriptionList)
        assert json.loads(encode(other)) == page


@every_style
def test_d3_a_write_is_retried_under_one_key(
    style: Style, server: RecordingServer, example: Any
) -> None:
    busy = scripted_error(429, "rate_limit_error", "rate_limit_exceeded")
    server.script(busy, busy, json_response(example("Subscription"), 201))
    style.call({"base_url": server.url}, "subscriptions", "create", body=NEW)
    keys = {received.headers["idempotency-key"] for received in server.received}
    assert len(server.received) == 3
    assert len(keys) == 1 and min(map(len, keys)) >= 32


@every_style
def test_d3_a_write_without_a_key_is_not_retried(style: Style, server: RecordingServer) -> None:
    server.script(scripted_error(503, "api_error", "service_unavailable"))
    with pytest.raises(APIStatusError) as caught:
        style.call(
            {"base_url": server.url}, "subscriptions", "update", "sub_1", body={"plan": "plan_2"}
        )
    assert len(server.received) == caught.value.attempts == 1
    assert "idempotency key" in str(caught.value)


@every_style
def test_d4_a_client_prints_without_its_key(style: Style, server: RecordingServer) -> None:
    server.script(json_response({"object": "list", "data": [], "has_more": False}))

    def use(client: Azotte) -> str:
        style.on(client, "subscriptions", "list")
        return repr(client) + repr(vars(client)) + repr(client.subscriptions)

    async def use_async(client: AsyncAzotte) -> str:
        await style.on(client, "subscriptions", "list")
        return repr(client) + repr(vars(client)) + repr(client.subscriptions)

    shown = style.run({"base_url": server.url}, use_async if style.asynchronous else use)
    assert KEY not in shown
    assert f"sk_dev_…{KEY[-4:]}" in shown


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_d5_the_http_library_prints_headers_without_the_key(
    style: Style, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With hooks of the library's own, and where it has none, in what it is given."""
    server.script(json_response({"object": "list", "data": [], "has_more": False}))
    shown: list[str] = []

    def see(request: httpx2.Request) -> None:
        shown.append(repr(request.headers) + repr(vars(request)))

    async def see_async(request: httpx2.Request) -> None:
        see(request)

    async def trace(session: Any, context: Any, request: Any) -> None:
        shown.append(f"{request} {request.headers!r}")

    def urlopen(self: Any, *arguments: Any, **named: Any) -> Any:
        shown.append(f"{arguments} {named}")
        return original(self, *arguments, **named)

    original = urllib3.HTTPConnectionPool.urlopen
    monkeypatch.setattr(urllib3.HTTPConnectionPool, "urlopen", urlopen)
    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(trace)
    tracing.on_request_headers_sent.append(trace)

    def with_hooks(verify: Any) -> Any:
        sync_hooks: Any = {"request": [see]}
        async_hooks: Any = {"request": [see_async]}
        match style.transport.__name__:
            case "Httpx2Transport":
                client: Any = httpx2.Client(verify=verify, event_hooks=sync_hooks)
            case "AsyncHttpx2Transport":
                client = httpx2.AsyncClient(verify=verify, event_hooks=async_hooks)
            case "AiohttpTransport":
                client = aiohttp.ClientSession(trace_configs=[tracing])
            case _:
                client = urllib3.PoolManager()
        transport = style.transport(client)
        # So that it closes the client for us.
        transport.close = next(
            getattr(client, name) for name in ("aclose", "close", "clear") if hasattr(client, name)
        )
        return transport

    Style(with_hooks, style.asynchronous, False, False).call(
        {"base_url": server.url}, "bundles", "list"
    )
    assert shown
    for text in shown:
        assert KEY not in text and TENANT in text
    assert server.received[0].headers["x-api-key"] == KEY


def test_d5_requests_prints_headers_of_calls_by_hand_without_the_key() -> None:
    request = requests.Request("GET", "https://x", headers=auth.headers(KEY, TENANT)).prepare()
    assert request.headers["x-api-key"] == KEY
    shown = f"{request.headers} {vars(request)}"
    assert KEY not in shown and f"sk_dev_…{KEY[-4:]}" in shown and TENANT in shown


@every_style
def test_d6_a_dead_server_does_not_hang_a_call(style: Style, server: RecordingServer) -> None:
    server.script(ScriptedResponse(raw=lambda handler: handler.rfile.read(1) and None))
    started = time.monotonic()
    with pytest.raises(APITimeoutError, match="No response within"):
        style.call({"base_url": server.url, "max_retries": 0}, "bundles", "list", timeout=0.05)
    assert time.monotonic() - started < 2


@every_style
def test_d6_the_default_timeout_is_finite(style: Style) -> None:
    seen: list[HttpRequest] = []

    class Transport:
        verified = True

        def __init__(self, verify: Any) -> None:
            pass

        def send(self, request: HttpRequest) -> Any:
            seen.append(request)
            response = HttpResponse(200, (), b'{"object":"list","data":[],"has_more":false}')
            return later(response) if style.asynchronous else response

        def close(self) -> Any:
            return later(None) if style.asynchronous else None

    async def later(value: Any) -> Any:
        return value

    custom = Style(Transport, style.asynchronous, style.functions, style.detailed)
    custom.call({}, "bundles", "list")
    assert 0 < seen[0].timeout < math.inf


@every_style
@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (ScriptedResponse(520, b""), UnexpectedResponseError),
        (ScriptedResponse(599, b"?"), UnexpectedResponseError),
        (scripted_error(404, "not_found_error", "resource_missing"), ResourceMissingError),
        (scripted_error(500, "api_error", "internal_error"), InternalError),
        (scripted_error(418, "teapot_error", "short_and_stout"), APIStatusError),
    ],
    ids=["520", "599", "404", "500", "418"],
)
def test_d7_every_status_is_a_typed_error(
    style: Style,
    response: ScriptedResponse,
    expected: type[APIStatusError],
    server: RecordingServer,
) -> None:
    server.script(response)
    with pytest.raises(expected) as caught:
        style.call({"base_url": server.url, "max_retries": 0}, "subscriptions", "get", "sub_1")
    assert caught.value.status == response.status
    assert caught.value.body == response.body


@every_style
def test_d8_a_view_for_another_tenant_leaves_the_client_alone(
    style: Style, server: RecordingServer
) -> None:
    server.script(json_response({"object": "list", "data": [], "has_more": False}))

    def use(client: Azotte) -> None:
        view = client.for_tenant("tenant_other")
        for each in (client, view, client):
            style.on(each, "bundles", "list")
        view.close()
        style.on(client, "bundles", "list")

    async def use_async(client: AsyncAzotte) -> None:
        view = client.for_tenant("tenant_other")
        for each in (client, view):
            await style.on(each, "bundles", "list")
        await asyncio.gather(*(style.on(each, "bundles", "list") for each in [client, view] * 10))
        await view.close()
        await style.on(client, "bundles", "list")

    style.run({"base_url": server.url}, use_async if style.asynchronous else use)
    tenants = [received.headers["x-tn"] for received in server.received]
    one, other = server.received[:2]
    assert one.connection == other.connection
    if style.asynchronous:
        assert sorted(tenants) == [TENANT] * 12 + ["tenant_other"] * 11
    else:
        assert tenants == [TENANT, "tenant_other", TENANT, TENANT]


@every_style
def test_d9_a_copied_model_keeps_what_is_unset(
    style: Style, server: RecordingServer, example: Any
) -> None:
    customer = {**example("Customer"), "vip": True}
    server.script(json_response(customer))
    result = plain(style.call({"base_url": server.url}, "customers", "get", "cus_1"))
    for copied in (copy.copy(result), copy.deepcopy(result), pickle.loads(pickle.dumps(result))):
        assert copied == result
        assert copied.subscriptions is UNSET
        assert json.loads(encode(copied)) == customer


@every_style
def test_d10_what_a_call_returns_or_raises_pickles_without_the_key(
    style: Style, server: RecordingServer, example: Any
) -> None:
    server.script(json_response({**example("Subscription"), "echo": "x"}))
    result = style.call({"base_url": server.url}, "subscriptions", "get", "sub_1")
    assert KEY.encode() not in pickle.dumps(result)
    server.script(
        scripted_error(
            401, "authentication_error", "authentication_failed", f"Invalid API key provided: {KEY}"
        )
    )
    with pytest.raises(AuthenticationFailedError) as caught:
        style.call({"base_url": server.url}, "subscriptions", "get", "sub_1")
    assert KEY.encode() not in pickle.dumps(caught.value)
    assert KEY not in str(caught.value)


@every_style
def test_d11_an_error_unpickles(style: Style, server: RecordingServer) -> None:
    server.script(scripted_error(404, "not_found_error", "resource_missing", x_request_id="req_1"))
    with pytest.raises(NotFoundError) as caught:
        style.call({"base_url": server.url}, "subscriptions", "get", "sub_1")
    error = pickle.loads(pickle.dumps(caught.value))
    assert type(error) is ResourceMissingError
    assert vars(error) == vars(caught.value)
    assert str(error) == str(caught.value)
    assert (error.code, error.request_id, error.operation) == (
        "resource_missing",
        "req_1",
        "get_subscription",
    )


@every_style
def test_d12_logs_are_without_the_key(
    style: Style, server: RecordingServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(
        scripted_error(503, "api_error", "service_unavailable"),
        json_response({"object": "list", "data": [], "has_more": False}),
    )
    style.call({"base_url": server.url}, "subscriptions", "list")
    messages = [record.getMessage() for record in caplog.records if record.name == "azotte"]
    assert any("503" in message for message in messages)
    assert all(KEY not in record.getMessage() + repr(vars(record)) for record in caplog.records)


@every_style
@every_retry_header
def test_d13_a_short_retry_after_is_respected(
    style: Style, header: str, server: RecordingServer
) -> None:
    busy = scripted_error(429, "rate_limit_error", "rate_limit_exceeded", **{header: "0.02"})
    server.script(busy, busy, json_response({"object": "list", "data": [], "has_more": False}))
    told: list[events.Event] = []
    style.call({"base_url": server.url, "on_event": told.append}, "bundles", "list")
    waits = [event.seconds for event in told if isinstance(event, events.RetryScheduled)]
    assert waits == [0.02, 0.02]
    assert len(server.received) == 3


@every_style
def test_d14_options_of_one_view_are_not_those_of_another(
    style: Style, server: RecordingServer
) -> None:
    server.script(scripted_error(503, "api_error", "service_unavailable"))
    counts: list[int] = []

    def views(client: Any) -> list[Any]:
        return [
            client.with_options(max_retries=0),
            client,
            client.for_tenant("t").with_options(max_retries=1),
        ]

    def use(client: Azotte) -> None:
        for each in views(client):
            with pytest.raises(APIStatusError) as caught:
                style.on(each, "bundles", "list")
            counts.append(caught.value.attempts)

    async def use_async(client: AsyncAzotte) -> None:
        for each in views(client):
            with pytest.raises(APIStatusError) as caught:
                await style.on(each, "bundles", "list")
            counts.append(caught.value.attempts)

    style.run({"base_url": server.url}, use_async if style.asynchronous else use)
    assert counts == [1, 3, 2]


@pytest.mark.parametrize("style", ASYNC_STYLES, ids=str)
def test_d15_async_pages_do_not_block_the_event_loop(
    style: Style, server: RecordingServer, example: Any
) -> None:
    def slow_page(handler: Any) -> None:
        time.sleep(0.05)
        more = len(server.received) < 3
        data = [{**example("Subscription"), "id": f"sub_{len(server.received)}"}]
        body = json.dumps({"object": "list", "data": data, "has_more": more}).encode()
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body
        )

    server.script(ScriptedResponse(raw=slow_page))
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    async def use(client: AsyncAzotte) -> int:
        ticking = asyncio.create_task(tick())
        walked = [subscription async for subscription in client.subscriptions.list()]
        ticking.cancel()
        return len(walked)

    assert style.run({"base_url": server.url}, use) == 3
    assert ticks >= 5


def test_d16_a_delivery_dated_tomorrow_is_rejected() -> None:
    body = b'{"type":"x"}'
    tomorrow = int(time.time()) + 86400
    with pytest.raises(SignatureError, match="from now"):
        verify(body, sign(body, "whsec_1", timestamp=tomorrow), "whsec_1")


@every_style
@every_retry_header
def test_d17_retry_after_may_be_a_date(style: Style, header: str, server: RecordingServer) -> None:
    now = formatdate(time.time() - 1, usegmt=True)
    server.script(
        scripted_error(429, "rate_limit_error", "rate_limit_exceeded", **{header: now}),
        json_response({"object": "list", "data": [], "has_more": False}),
    )
    style.call({"base_url": server.url}, "bundles", "list")
    later = formatdate(time.time() + 3600, usegmt=True)
    server.script(scripted_error(429, "rate_limit_error", "rate_limit_exceeded", **{header: later}))
    with pytest.raises(RateLimitExceededError) as caught:
        style.call({"base_url": server.url}, "bundles", "list")
    assert caught.value.retry_after == pytest.approx(3600, abs=5)
    assert "deadline" in caught.value.stopped


@every_style
def test_d18_html_from_a_proxy_is_a_typed_error(style: Style, server: RecordingServer) -> None:
    server.script(ScriptedResponse(502, b"<html>Bad Gateway</html>", {"content-type": "text/html"}))
    with pytest.raises(UnexpectedResponseError, match="Bad Gateway") as caught:
        style.call({"base_url": server.url, "max_retries": 0}, "subscriptions", "get", "sub_1")
    assert (caught.value.status, caught.value.code) == (502, None)


@every_style
def test_d19_no_placeholder_reaches_the_wire(
    style: Style, server: RecordingServer, example: Any
) -> None:
    server.script(json_response({"object": "list", "data": [], "has_more": False}))
    style.call({"base_url": server.url}, "subscriptions", "list")
    requests = server.received
    server.script(json_response(example("Subscription")))
    style.call({"base_url": server.url}, "subscriptions", "cancel", "sub_1")
    requests = requests + server.received
    assert requests[0].target == "/v1/subscriptions"
    assert requests[-1].body == b""
    assert "content-type" not in requests[-1].headers
    for request in requests:
        text = f"{request.target} {request.headers} {request.body!r}".lower()
        assert not any(word in text for word in ("unset", "none", "not_given", "null", "omit"))


@every_style
def test_d20_all_packages_mean_the_same(
    style: Style, server: RecordingServer, example: Any
) -> None:
    customer = {
        **example("Customer"),
        "name": None,
        "vip": {"since": 1.50},
        "address": {**example("Address"), "floor": 3},
    }
    server.script(json_response(customer))
    result = plain(style.call({"base_url": server.url}, "customers", "get", "cus_1"))
    there = encode(result)
    for model in (pydantic.Customer, typeddicts.Customer, models.Customer):
        other: Any = convert(result, model)
        assert encode(other) == there
        result = other
    assert json.loads(there) == customer
    assert decode(there, models.Customer) == result
