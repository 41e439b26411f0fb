"""What a call gives: results, details, pages, idempotency."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest

from azotte import Azotte, RateLimit, new_idempotency_key
from azotte.api.payments import create_payment
from azotte.api.subscriptions import list_subscriptions
from azotte.errors import (
    APIConnectionError,
    DecodeError,
    InvalidArgumentError,
    InvalidResponseError,
    PaginationError,
    UnexpectedResponseError,
)
from azotte.models import Subscription, pydantic, typeddicts
from tests.client.recording import RecordingServer, ScriptedResponse, json_response, scripted_error
from tests.client.styles import KEY, PLAIN_STYLES, STYLES, TENANT, TLS, Style

DETAILED_STYLES = [style for style in STYLES if style.detailed]
every_detailed_style = pytest.mark.parametrize("style", DETAILED_STYLES, ids=str)
every_style = pytest.mark.parametrize("style", STYLES, ids=str)


@every_detailed_style
def test_details_of_a_response(style: Style, server: RecordingServer, example: Any) -> None:
    document = example("Subscription")
    server.script(
        scripted_error(503, "api_error", "service_unavailable"),
        json_response(
            document,
            x_request_id="req_1",
            x_ratelimit_limit="100",
            x_ratelimit_remaining="99",
            x_ratelimit_reset="1767225600",
        ),
    )
    response: Any = style.call({"base_url": server.url}, "subscriptions", "get", "sub_1")
    assert type(response).__name__ == "Response"
    assert (response.operation, response.status, response.attempts) == ("get_subscription", 200, 2)
    assert response.request_id == response.headers["X-REQUEST-ID"] == "req_1"
    assert response.rate_limit == RateLimit(100, 99, 1767225600)
    assert response.idempotency_key is None and not response.replayed
    assert json.loads(response.body) == document
    assert isinstance(response.result, Subscription)
    for model in (Subscription, pydantic.Subscription):
        parsed: Any = response.parse(model)
        assert isinstance(parsed, model)
        assert parsed.plan.amount == document["plan"]["amount"]
    assert response.parse(typeddicts.Subscription) == document
    with pytest.raises(DecodeError, match="valid Customer"):
        response.parse(pydantic.Customer)


@every_detailed_style
def test_missing_details(style: Style, server: RecordingServer, example: Any) -> None:
    server.script(json_response(example("Subscription"), x_ratelimit_limit="many"))
    response = style.call({"base_url": server.url}, "subscriptions", "get", "sub_1")
    assert response.rate_limit is None
    assert response.request_id is None


@every_detailed_style
def test_a_replayed_response(style: Style, server: RecordingServer, example: Any) -> None:
    server.script(json_response(example("Subscription"), 201, idempotent_replayed="true"))
    key = new_idempotency_key()
    response = style.call(
        {"base_url": server.url},
        "subscriptions",
        "create",
        body={"customer": "c", "plan": "p"},
        idempotency_key=key,
    )
    assert response.replayed
    assert response.idempotency_key == key == server.received[0].headers["idempotency-key"]


@every_style
@pytest.mark.parametrize("key", ["", "a\r\nb", "ä", " x", "x" * 3 + "\x7f"])
def test_an_idempotency_key_that_is_not_a_valid_header(
    style: Style, key: str, server: RecordingServer
) -> None:
    with pytest.raises(InvalidArgumentError, match="idempotency_key"):
        style.call(
            {"base_url": server.url},
            "subscriptions",
            "create",
            body={"customer": "c", "plan": "p"},
            idempotency_key=key,
        )
    assert server.received == []


def test_a_call_can_be_read_before_it_is_sent_and_sent_again(
    server: RecordingServer, example: Any
) -> None:
    call = create_payment.call(
        body={"customer": "c", "amount": 1, "currency": "usd", "payment_method": "tok_visa"}
    )
    server.script(ScriptedResponse(raw=lambda handler: None))
    with Azotte(
        api_key=KEY, tenant_id=TENANT, base_url=server.url, verify=TLS, max_retries=0
    ) as azotte:
        with pytest.raises(APIConnectionError) as caught:
            azotte.send(call)
        assert caught.value.idempotency_key == call.idempotency_key
        server.script(json_response(example("Payment"), 201))
        assert azotte.send(call).idempotency_key == call.idempotency_key
    assert server.received[0].headers["idempotency-key"] == call.idempotency_key
    assert new_idempotency_key() != new_idempotency_key()


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_a_list_is_a_page_and_the_way_to_all(
    style: Style, server: RecordingServer, example: Any
) -> None:
    def page(*ids: str, more: bool) -> ScriptedResponse:
        data = [{**example("Subscription"), "id": id, "new": id} for id in ids]
        return json_response({"object": "list", "data": data, "has_more": more, "total": 3})

    pages = [page("sub_3", "sub_2", more=True), page("sub_1", more=False)]

    def use(client: Any) -> Any:
        server.script(*pages)
        first: Any = client.subscriptions.list(limit=2)
        assert type(first).__name__ == "Page"
        check(first)
        walked = [subscription.extra["new"] for subscription in first]
        server.script(*pages)
        return walked, [len(page.data) for page in client.subscriptions.list().pages()]

    async def use_async(client: Any) -> Any:
        server.script(*pages)
        first: Any = await client.subscriptions.list(limit=2)
        assert type(first).__name__ == "AsyncPage"
        check(first)
        walked = [subscription.extra["new"] async for subscription in first]
        server.script(*pages)
        return walked, [len(page.data) async for page in client.subscriptions.list().pages()]

    def check(first: Any) -> None:
        assert len(server.received) == 1
        assert [subscription.id for subscription in first.data] == ["sub_3", "sub_2"]
        assert first.has_more and first.cursor == "sub_2"
        assert first.result.extra == {"total": 3}
        assert repr(first) == "<Page of list_subscriptions, 2 objects, and more>"

    walked, sizes = style.run({"base_url": server.url}, use_async if style.asynchronous else use)
    assert walked == ["sub_3", "sub_2", "sub_1"]
    assert sizes == [2, 1]


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
@pytest.mark.parametrize(("total", "expected"), [(1, 1), (2, 1), (3, 2), (4, 2), (99, 3)])
def test_a_total_bounds_pages_too(
    style: Style, total: int, expected: int, server: RecordingServer, example: Any
) -> None:
    def page(number: int) -> ScriptedResponse:
        data = [{**example("Subscription"), "id": f"sub_{number}{each}"} for each in "ab"]
        return json_response({"object": "list", "data": data, "has_more": number < 2})

    server.script(*map(page, range(3)))

    def use(client: Any) -> list[Any]:
        return list(client.subscriptions.list(max_items=total).pages())

    async def use_async(client: Any) -> list[Any]:
        return [page async for page in client.subscriptions.list(max_items=total).pages()]

    pages = style.run({"base_url": server.url}, use_async if style.asynchronous else use)
    assert len(pages) == len(server.received) == expected
    assert all(len(page.data) == 2 for page in pages)


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_a_repeated_page_is_not_returned(
    style: Style, server: RecordingServer, example: Any
) -> None:
    data = [{**example("Subscription"), "id": id} for id in ("sub_2", "sub_1")]
    server.script(json_response({"object": "list", "data": data, "has_more": True}))
    walked: list[int] = []

    def use(client: Any) -> None:
        for page in client.subscriptions.list(max_items=9).pages():
            walked.append(len(page.data))

    async def use_async(client: Any) -> None:
        async for page in client.subscriptions.list(max_items=9).pages():
            walked.append(len(page.data))

    with pytest.raises(PaginationError, match="ignores starting_after"):
        style.run({"base_url": server.url}, use_async if style.asynchronous else use)
    assert walked == [2]


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_a_first_page_that_starts_at_the_cursor_is_not_returned(
    style: Style, server: RecordingServer, example: Any
) -> None:
    last = {"object": "list", "data": [{**example("Subscription"), "id": "x"}], "has_more": False}
    server.script(json_response(last))
    for direction in ("starting_after", "ending_before"):
        arguments: dict[str, Any] = {direction: "x"}
        with pytest.raises(PaginationError, match=f"ignores {direction}"):
            style.call({"base_url": server.url}, "subscriptions", "list", **arguments)


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_a_list_can_be_walked_again(style: Style, server: RecordingServer, example: Any) -> None:
    def page(id: str, more: bool) -> ScriptedResponse:
        data = [{**example("Subscription"), "id": id}]
        return json_response({"object": "list", "data": data, "has_more": more})

    first, last = page("sub_2", True), page("sub_1", False)
    server.script(first, last, last)

    def use(client: Any) -> list[list[str]]:
        subscriptions = client.subscriptions.list(max_items=3)
        return [[each.id for each in subscriptions] for _ in range(2)]

    async def use_async(client: Any) -> list[list[str]]:
        subscriptions = await client.subscriptions.list(max_items=3)
        return [[each.id async for each in subscriptions] for _ in range(2)]

    walks = style.run({"base_url": server.url}, use_async if style.asynchronous else use)
    assert walks == [["sub_2", "sub_1"]] * 2


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_a_page_does_not_lead_to_another_server(
    style: Style, server: RecordingServer, example: Any
) -> None:
    elsewhere = "https://elsewhere.example/v1/subscriptions?limit=1#"
    first = {
        "object": "list",
        "data": [{**example("Subscription"), "id": elsewhere}],
        "has_more": True,
        "url": elsewhere,
        "next": elsewhere,
    }
    last = json_response({"object": "list", "data": [], "has_more": False})
    server.script(json_response(first, link=f'<{elsewhere}>; rel="next"'), last)

    def use(client: Any) -> list[Any]:
        return list(client.subscriptions.list(limit=2))

    async def use_async(client: Any) -> list[Any]:
        return [subscription async for subscription in client.subscriptions.list(limit=2)]

    walked = style.run({"base_url": server.url}, use_async if style.asynchronous else use)
    assert len(walked) == 1
    assert [received.target for received in server.received] == [
        "/v1/subscriptions?limit=2",
        f"/v1/subscriptions?limit=2&starting_after={quote(elsewhere, safe='')}",
    ]


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
@pytest.mark.parametrize("total", [0, -1])
def test_a_total_must_be_positive(style: Style, total: int, server: RecordingServer) -> None:
    with pytest.raises(InvalidArgumentError, match="max_items"):
        style.call({"base_url": server.url}, "subscriptions", "list", max_items=total)


@every_style
def test_names_in_brackets_are_arguments_with_python_names(
    style: Style, server: RecordingServer, example: Any
) -> None:
    server.script(json_response({"object": "list", "data": [], "has_more": False}))
    style.call(
        {"base_url": server.url},
        "customers",
        "list",
        created_gte=5,
        created_lte=6,
        email_contains="@ada+x",
    )
    assert (
        server.received[0].query
        == "created%5Bgte%5D=5&created%5Blte%5D=6&email%5Bcontains%5D=%40ada%2Bx"
    )
    server.script(json_response(example("Customer")))
    style.call({"base_url": server.url}, "customers", "get", "cus_1", expand=["subscriptions"])
    assert server.received[0].query == "expand%5B%5D=subscriptions"


@every_style
@pytest.mark.parametrize("value", [datetime(2026, 1, 1), Decimal(1), b"1", [None]], ids=repr)
def test_an_argument_that_is_not_a_query_parameter(
    style: Style, value: Any, server: RecordingServer
) -> None:
    with pytest.raises(InvalidArgumentError, match=r"created\[gte\].*give"):
        style.call({"base_url": server.url}, "customers", "list", created_gte=value)
    assert server.received == []


@every_style
@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"name": "\ud800"}, "name"),
        ({"name": "x", "metadata": {"a": "\udc00"}}, "metadata"),
        ({"metadata": {"\ud800": "a"}}, "metadata"),
    ],
)
def test_a_body_that_is_not_text(
    style: Style, body: Any, name: str, server: RecordingServer
) -> None:
    with pytest.raises(InvalidArgumentError, match="surrogate") as caught:
        style.call({"base_url": server.url}, "customers", "update", "cus_1", body=body)
    assert caught.value.argument == name
    assert server.received == []


@every_style
def test_a_missing_field_is_a_clear_error(
    style: Style, server: RecordingServer, example: Any
) -> None:
    document = example("Subscription")
    del document["plan"]["amount"]
    server.script(json_response(document, x_request_id="req_9"))
    with pytest.raises(
        InvalidResponseError, match=r"required field `amount` - at `\$\.plan`"
    ) as caught:
        style.call({"base_url": server.url}, "subscriptions", "get", "sub_1")
    assert (caught.value.status, caught.value.request_id, caught.value.attempts) == (
        200,
        "req_9",
        1,
    )
    assert json.loads(caught.value.body) == document


@every_style
def test_a_success_that_is_not_documented(style: Style, server: RecordingServer) -> None:
    server.script(ScriptedResponse(204, b"", {}))
    with pytest.raises(UnexpectedResponseError, match="204"):
        style.call({"base_url": server.url}, "subscriptions", "get", "sub_1")


@every_style
def test_fields_of_a_body_may_be_models_of_any_package(
    style: Style, server: RecordingServer, example: Any
) -> None:
    from azotte import models

    server.script(json_response(example("Customer")))
    address = {"line1": "1 Main St", "line2": None}
    for package in (models, pydantic, typeddicts):
        made = package.AddressInput(line1="1 Main St", line2=None)
        style.call({"base_url": server.url}, "customers", "update", "cus_1", body={"address": made})
        assert json.loads(server.received[-1].body) == {"address": address}


def test_functions_take_a_body_of_any_package() -> None:
    from azotte import models

    fields: Any = {"customer": "c", "amount": 1, "currency": "usd", "payment_method": "tok_visa"}
    for package in (models, pydantic, typeddicts):
        body: Any = package.PaymentCreate(**fields)
        call = create_payment.call(body=body)
        assert isinstance(call.body, bytes) and json.loads(call.body) == fields


def test_sequential_calls_run_concurrently_in_async(server: RecordingServer) -> None:
    import time

    def slow(handler: Any) -> None:
        time.sleep(0.1)
        body = b'{"object":"list","data":[],"has_more":false}'
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body
        )

    server.script(ScriptedResponse(raw=slow))

    async def use(client: Any) -> float:
        started = time.monotonic()
        await asyncio.gather(*(list_subscriptions.asyncio(client) for _ in range(10)))
        return time.monotonic() - started

    (style,) = [
        style for style in PLAIN_STYLES if style.transport.__name__ == "AsyncHttpx2Transport"
    ]
    assert style.run({"base_url": server.url}, use) < 0.6


@every_style
def test_extra_headers_of_a_client_and_of_one_call(style: Style, server: RecordingServer) -> None:
    empty = json_response({"object": "list", "data": [], "has_more": False})
    server.script(empty, empty)

    def use(client: Any) -> Any:
        return style.on(client, "bundles", "list")

    def use_view(client: Any) -> Any:
        return style.on(client.with_options(headers={"X-Trace": "abc"}), "bundles", "list")

    options = {"base_url": server.url, "headers": {"X-App": "shop", "User-Agent": "shop/1"}}
    style.run(options, use)
    style.run(options, use_view)
    names = ("x-app", "user-agent", "x-trace")
    first, second = ([each.headers.get(name) for name in names] for each in server.received)
    assert first == ["shop", "shop/1", None]
    assert second[0] is None and second[2] == "abc" and "azotte-python" in str(second[1])


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"X-Api-Key": "a"}, "headers cannot contain X-Api-Key. Use api_key."),
        ({"x-tn": "a"}, "Use tenant_id or for_tenant"),
        ({"Idempotency-Key": "a"}, "Use idempotency_key"),
        ({"Host": "a"}, "headers cannot contain Host. The client sets it."),
        ({"Accept-Encoding": "br"}, "The client sets it"),
        ({"x-a": "b\r\nx-c: d"}, "headers['x-a'] must be printable ASCII"),
        ({"x-a\r\n": "b"}, "invalid name"),
        ({"": "b"}, "invalid name"),
        ({"x-ä": "b"}, "invalid name"),
        ({"x-a": "ä"}, "printable ASCII"),
        ({"x-a": None}, "printable ASCII"),
        ({1: "b"}, "invalid name"),
        (["x-a"], "must be a mapping"),
        ("x-a: b", "must be a mapping"),
    ],
)
def test_headers_that_cannot_be_sent_are_named(headers: Any, said: str) -> None:
    client = Azotte(api_key=KEY, tenant_id=TENANT)
    for make in (client.with_options, partial(Azotte, api_key=KEY, tenant_id=TENANT)):
        with pytest.raises(InvalidArgumentError) as caught:
            make(headers=headers)
        assert said in str(caught.value) and caught.value.__context__ is None


def test_a_view_has_its_own_limit_of_size(server: RecordingServer) -> None:
    server.script(json_response({"object": "list", "data": [], "has_more": False}))
    with (
        Azotte(api_key=KEY, tenant_id=TENANT, base_url=server.url) as client,
        pytest.raises(APIConnectionError, match="larger than 10 bytes"),
    ):
        client.with_options(max_response_bytes=10).bundles.list()
