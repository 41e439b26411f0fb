"""The cases that every language's client must pass."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from azotte import Response, Secret, decode, encode
from azotte._attempt_errors import failed
from azotte._attempts import Clock, KeyNeeded, Settings, Shared, attempts
from azotte._keys import Key, Policy, check_base_url
from azotte._operation import Call, Operation
from azotte._retry import RetryBudget, backoff, retry_after
from azotte._webhook_signatures import check
from azotte._wire import path_segment, query_string
from azotte.api.customers import update_customer
from azotte.api.subscriptions import cancel_subscription
from azotte.errors import (
    APIConnectionError,
    APIStatusError,
    DecodeError,
    InvalidArgumentError,
    PaginationError,
    RefusedError,
    SignatureError,
)
from azotte.transports import HttpRequest, HttpResponse, TransportError
from azotte.transports._protocol import MAX_RESPONSE_BYTES
from azotte.webhooks import parse
from tests.client.recording import RecordingServer, json_response
from tests.client.styles import KEY, PLAIN_STYLES, TENANT, Style
from tests.client.vectors import retried_operation, vectors

NOW = 1767225600.0


@vectors("path-encoding")
def test_path_parameters_are_encoded_or_rejected(case: dict[str, Any]) -> None:
    if case.get("refused"):
        with pytest.raises(InvalidArgumentError, match="subscription_id"):
            path_segment(case["value"], "subscription_id")
    else:
        assert path_segment(case["value"], "subscription_id") == case["encoded"]


@vectors("query-encoding")
def test_query_parameters_are_encoded(case: dict[str, Any]) -> None:
    assert query_string(dict(case["parameters"])) == case["query"]


@vectors("unset-null")
def test_bodies_distinguish_unset_from_null(case: dict[str, Any]) -> None:
    operations = {"update_customer": update_customer, "cancel_subscription": cancel_subscription}
    resources = {
        "update_customer": ("customers", "update"),
        "cancel_subscription": ("subscriptions", "cancel"),
    }
    expected = None if case["body"] is None else case["body"].encode()
    body: Any = case["members"] or (None if expected is None else {})
    assert operations[case["operation"]].call("x_1", body=body).body == expected

    sent: list[Call[Any]] = []

    class Client:
        def send(self, call: Call[Any]) -> Response[None]:
            sent.append(call)
            return Response(
                call.operation.id, 200, HttpResponse(200, (), b"").headers, b"", None, 1, None
            )

    from azotte.resources.customers import Customers
    from azotte.resources.subscriptions import Subscriptions

    resource, method = resources[case["operation"]]
    client: Any = Client()
    target = {"customers": Customers, "subscriptions": Subscriptions}[resource](client)
    getattr(target, method)("x_1", **case["members"])
    assert sent[0].body == expected


@vectors("keys")
def test_keys_are_read_and_rejected(case: dict[str, Any]) -> None:
    operation: Operation[Any] = Operation(
        id="some_operation", method="GET", path="/", key_types=tuple(case["key_types"]), results={}
    )

    def use(*allow: Any) -> Key:
        key = Key(Secret(case["key"]))
        Policy(check_base_url(case["base_url"]), verified=True, allow=allow).check(key, operation)
        return key

    match case.get("refused"):
        case None:
            key = use()
            assert key.kind is not None
            assert (key.kind.type, key.kind.environment) == (case["type"], case["environment"])
            assert str(key.secret) == case["masked"]
        case "argument":
            with pytest.raises(InvalidArgumentError, match="api_key"):
                use()
        case reason:
            with pytest.raises(RefusedError) as refused:
                use()
            assert refused.value.reason == reason
            assert f'allow=["{reason}"]' in str(refused.value)
            use(reason)


@vectors("redaction")
def test_secrets_are_masked(case: dict[str, Any]) -> None:
    assert str(Secret(case["secret"])) == case["masked"]


@pytest.fixture
def full_backoff(no_waiting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()


@vectors("backoff")
def test_waits_grow_with_full_jitter(case: dict[str, Any], full_backoff: None) -> None:
    assert backoff(case["attempt"], lambda: case["random"]) == case["seconds"]


@pytest.fixture
def far_from_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "JST-9")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@vectors("retry-after")
def test_the_server_may_ask_to_wait(case: dict[str, Any], far_from_utc: None) -> None:
    headers = HttpResponse(429, case["headers"].items(), b"").headers
    assert retry_after(headers, lambda: float(case["now"])) == case["seconds"]


@vectors("retry-budget")
def test_the_retry_budget_bounds_retries(case: dict[str, Any]) -> None:
    budget = RetryBudget()
    allowed = 0
    for event in case["events"]:
        for _ in range(event["times"]):
            if event["event"] == "retry":
                allowed += budget.take()
            else:
                budget.succeeded()
    assert allowed == case["allowed"]


@vectors("retries")
def test_calls_are_retried_where_that_is_safe(case: dict[str, Any], full_backoff: None) -> None:
    clock = _FakeClock(case["random"])
    options: dict[str, Any] = {
        "timeout": 30.0,
        "deadline": 90.0,
        "max_retries": 2,
        "max_response_bytes": MAX_RESPONSE_BYTES,
        **case["options"],
    }
    shared = Shared(Policy("https://api.azotte.com/v1", verified=True, allow=()), ())
    shared.clock = Clock(clock.read, lambda: NOW, lambda: case["random"])
    steps = attempts(Call(retried_operation(case), path="/"), Settings(TENANT, **options), shared)

    requests, waits, outcome, stopped = _drive(steps, case["attempts"], clock)
    assert waits == pytest.approx(case["waits"])
    assert outcome == case["outcome"]
    words = {
        "unsafe": "idempotency key",
        "max_retries": "max_retries",
        "deadline": "deadline",
        None: "",
    }[case.get("stopped")]
    assert words in stopped
    assert bool(stopped) == bool(words)
    assert len(requests) == len(case["attempts"])
    assert len({request.headers.get("idempotency-key") for request in requests}) == 1
    assert all(0 < request.timeout <= options["timeout"] for request in requests)


class _FakeClock:
    def __init__(self, random: float) -> None:
        self.time = 1000.0

    def read(self) -> float:
        return self.time


def _drive(
    steps: Generator[Any, Any, Response[None]], script: list[dict[str, Any]], clock: _FakeClock
) -> tuple[list[HttpRequest], list[float], str | int, str]:
    requests: list[HttpRequest] = []
    waits: list[float] = []
    script = list(script)
    try:
        step = next(steps)
        while True:
            match step:
                case KeyNeeded():
                    step = steps.send(Key(Secret(KEY)))
                case HttpRequest():
                    requests.append(step)
                    happens = script.pop(0)
                    clock.time += happens.get("seconds", 0)
                    if "status" in happens:
                        step = steps.send(
                            HttpResponse(happens["status"], happens["headers"].items(), b"")
                        )
                    else:
                        failure = happens["failure"]
                        step = steps.send(
                            TransportError(
                                failure,
                                timed_out=failure == "timeout",
                                sent=failure != "unsent",
                                retryable=failure != "too_large",
                            )
                        )
                case _:
                    waits.append(step)
                    clock.time += step
                    step = next(steps)
    except StopIteration:
        return requests, waits, "success", ""
    except APIStatusError as error:
        return requests, waits, error.status, error.stopped
    except APIConnectionError as error:
        return requests, waits, "network", error.stopped


@vectors("errors")
def test_responses_become_typed_errors(case: dict[str, Any]) -> None:
    response = HttpResponse(case["status"], case["headers"].items(), case["body"].encode())
    request = HttpRequest(
        "GET", "https://api.azotte.com/v1/subscriptions/sub_1", {}, None, 1.0, Secret(KEY)
    )
    error = failed(response, request, lambda: NOW)
    assert isinstance(error, APIStatusError)
    assert type(error).__name__ == case["class"]
    assert (error.status, error.code, error.type) == (case["status"], case["code"], case["type"])
    for field in ("message", "details", "request_id", "retry_after"):
        if field in case:
            assert getattr(error, field) == case[field]
    assert case.get("message_contains", "") in error.message
    assert error.body == case["body"].encode()


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
@vectors("pagination")
def test_lists_are_walked(
    case: dict[str, Any], style: Style, server: RecordingServer, example: Any
) -> None:
    subscription = example("Subscription")
    server.script(
        *(
            json_response(
                {
                    "object": "list",
                    "data": [{**subscription, "id": id} for id in page["ids"]],
                    "has_more": page["has_more"],
                }
            )
            for page in case["pages"]
        )
    )
    arguments = {**case["arguments"], "max_items": case.get("max_items")}
    walked: list[str] = []

    def walk(client: Any) -> Any:
        for subscription in client.subscriptions.list(**arguments):
            walked.append(subscription.id)

    async def walk_async(client: Any) -> Any:
        async for subscription in client.subscriptions.list(**arguments):
            walked.append(subscription.id)

    def run() -> None:
        style.run({"base_url": server.url}, walk_async if style.asynchronous else walk)

    if case.get("error"):
        with pytest.raises(PaginationError, match="list_subscriptions"):
            run()
    else:
        run()
    assert walked == case["items"]
    assert [received.query for received in server.received] == case["queries"]


@vectors("webhooks")
def test_webhook_deliveries_are_verified(case: dict[str, Any]) -> None:
    body = case["body"].encode()

    def verify() -> None:
        check(
            body,
            case["signature"],
            [Secret(secret) for secret in case["secrets"]],
            tolerance=case["tolerance"],
            require_timestamp=case["require_timestamp"],
            now=case["now"],
        )

    if case["accepted"]:
        verify()
        assert parse(body).type == case["type"]
    else:
        with pytest.raises(SignatureError):
            verify()


@pytest.mark.parametrize("package", ["models", "pydantic", "typeddicts"])
@vectors("round-trip")
def test_what_is_not_known_is_kept(case: dict[str, Any], package: str) -> None:
    model = model_of(package, case["schema"])
    expected = case.get("reordered", case["json"])
    assert encode(decode(case["json"], model)).decode() == expected


@pytest.mark.parametrize("package", ["models", "pydantic", "typeddicts"])
@vectors("decode-errors")
def test_what_is_missing_is_named(case: dict[str, Any], package: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(case["json"], model_of(package, case["schema"]))
    assert all(name in str(caught.value) for name in case["names"])


def model_of(package: str, name: str) -> Any:
    from importlib import import_module

    return getattr(
        import_module("azotte.models" if package == "models" else f"azotte.models.{package}"), name
    )
