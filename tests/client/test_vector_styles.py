"""The cases that a whole call shows, in every way to make one: what leaves over each transport, and what becomes of the response."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from azotte import AsyncAzotte, Azotte, Call, Operation
from azotte._attempts import Clock
from azotte._wire import query_string
from azotte.errors import APIConnectionError, APIStatusError, InvalidArgumentError
from azotte.transports import HttpRequest, HttpResponse, TransportError
from tests.client.recording import RecordingServer, ScriptedResponse, json_response
from tests.client.styles import KEY, PLAIN_STYLES, STYLES, TENANT, Style
from tests.client.vectors import retried_operation, vectors

in_every_style = pytest.mark.parametrize("style", STYLES, ids=str)
LIST: Operation[Any] = Operation(
    id="some_operation", method="GET", path="/", key_types=("secret",), results={200: None}
)


@in_every_style
@vectors("path-encoding")
def test_path_parameters_arrive_encoded(
    case: dict[str, Any], style: Style, server: RecordingServer, example: Any
) -> None:
    server.script(json_response(example("Subscription")))
    options = {"base_url": server.url}
    if case.get("refused"):
        with pytest.raises(InvalidArgumentError, match="subscription_id"):
            style.call(options, "subscriptions", "get", case["value"])
        assert server.received == []
    else:
        style.call(options, "subscriptions", "get", case["value"])
        (received,) = server.received
        assert received.target == f"/v1/subscriptions/{case['encoded']}"


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
@vectors("query-encoding")
def test_query_parameters_arrive_encoded(
    case: dict[str, Any], style: Style, server: RecordingServer
) -> None:
    server.script(ScriptedResponse(200))
    call = Call(LIST, path="/subscriptions", query=query_string(dict(case["parameters"])))
    style.run({"base_url": server.url}, lambda client: client.send(call))
    (received,) = server.received
    assert received.query == case["query"]


@in_every_style
@vectors("unset-null")
def test_bodies_arrive_with_null_and_without_unset(
    case: dict[str, Any], style: Style, server: RecordingServer, example: Any
) -> None:
    resource, method, result = {
        "update_customer": ("customers", "update", "Customer"),
        "cancel_subscription": ("subscriptions", "cancel", "Subscription"),
    }[case["operation"]]
    server.script(json_response(example(result)))
    body = {} if case["body"] is None else {"body": case["members"]}
    style.call({"base_url": server.url}, resource, method, "x_1", **body)
    (received,) = server.received
    assert received.body == (case["body"] or "").encode()
    assert ("content-type" in received.headers) == (case["body"] is not None)


@in_every_style
@vectors("errors")
def test_error_responses_are_raised(
    case: dict[str, Any], style: Style, server: RecordingServer
) -> None:
    server.script(ScriptedResponse(case["status"], case["body"].encode(), case["headers"]))
    with pytest.raises(APIStatusError) as raised:
        style.call({"base_url": server.url, "max_retries": 0}, "subscriptions", "get", "sub_1")
    error = raised.value
    assert type(error).__name__ == case["class"]
    assert (error.status, error.code, error.type) == (case["status"], case["code"], case["type"])
    for field in ("message", "details", "request_id"):
        if field in case:
            assert getattr(error, field) == case[field]
    assert case.get("message_contains", "") in error.message
    assert error.body == case["body"].encode()
    assert len(server.received) == 1


class Script:
    """Time that stands still but for waits and attempts, and what becomes of each attempt."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.left = list(case["attempts"])
        self.requests: list[HttpRequest] = []
        self.waits: list[float] = []
        self.time = 1000.0
        self.clock = Clock(lambda: self.time, lambda: 1767225600.0, lambda: case["random"])

    def send(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        happens = self.left.pop(0)
        self.time += happens.get("seconds", 0)
        if "status" in happens:
            return HttpResponse(happens["status"], happens["headers"].items(), b"")
        failure = happens["failure"]
        raise TransportError(
            failure,
            timed_out=failure == "timeout",
            sent=failure != "unsent",
            retryable=failure != "too_large",
        )

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


class Transport:
    """Over it every attempt goes as the script says: a real one cannot be kept from sending."""

    verified = True

    def __init__(self, script: Script) -> None:
        self.script = script

    def send(self, request: HttpRequest) -> HttpResponse:
        return self.script.send(request)

    def close(self) -> None:
        pass


class AsyncTransport:
    """The same for the asynchronous client."""

    verified = True

    def __init__(self, script: Script) -> None:
        self.script = script

    async def send(self, request: HttpRequest) -> HttpResponse:
        return self.script.send(request)

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("style", ["sync", "async"])
@vectors("retries")
def test_both_clients_retry_where_that_is_safe(
    case: dict[str, Any], style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("azotte._retry._FIRST", 0.5)
    script, call = Script(case), Call(retried_operation(case), path="/")
    options: dict[str, Any] = {"api_key": KEY, "tenant_id": TENANT, **case["options"]}

    def run() -> None:
        monkeypatch.setattr("azotte._client_base.time", SimpleNamespace(sleep=script.sleep))
        azotte = Azotte(transport=Transport(script), **options)
        vars(azotte)["_shared"].clock = script.clock
        azotte.send(call)

    async def run_async() -> None:
        async def sleep(seconds: float) -> None:
            script.sleep(seconds)

        # Not in asyncio itself: a server in another thread of this process sleeps too.
        monkeypatch.setattr(
            "azotte._client_base.asyncio", SimpleNamespace(sleep=sleep, Lock=asyncio.Lock)
        )
        azotte = AsyncAzotte(transport=AsyncTransport(script), **options)
        vars(azotte)["_shared"].clock = script.clock
        await azotte.send(call)

    outcome: str | int = "success"
    try:
        run() if style == "sync" else asyncio.run(run_async())
    except APIStatusError as error:
        outcome = error.status
    except APIConnectionError:
        outcome = "network"
    assert outcome == case["outcome"]
    assert script.waits == pytest.approx(case["waits"])
    assert script.left == []
    assert len({request.headers.get("idempotency-key") for request in script.requests}) == 1
