"""Whatever a server, a setting or the environment holds: a call or a construction ends in a result or an `AzotteError`."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from azotte import AsyncAzotte, Azotte, auth, decode, models, webhooks
from azotte.errors import AzotteError
from azotte.models import pydantic, typeddicts
from azotte.transports import HttpRequest, HttpResponse, TransportError
from tests.client.styles import KEY, TENANT

many = settings(max_examples=150, deadline=None)
texts = st.text(max_size=30)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=4,
)
NAMES = ("error", "code", "type", "message", "details", "request_id", "data", "has_more", "object")
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=5)
    ),
    max_leaves=8,
)
bodies = (
    st.binary(max_size=60)
    | documents.map(lambda document: json.dumps(document).encode())
    | st.sampled_from(
        [
            b"[" * 5000,
            b'{"a":' * 5000,
            b'{"created":1e999999999999999999}',
            b'{"created":' + b"9" * 5000 + b"}",
            b'{"error":{"message":1e999999999999999999}}',
            b'{"error":{"details":' + b"9" * 5000 + b"}}",
            b"\xef\xbb\xbf{}",
            b'"\xff"',
            b'{"a":"\\ud800"}',
            b"NaN",
        ]
    )
)
header_names = st.sampled_from(
    ["retry-after", "x-request-id", "x-ratelimit-limit", "content-type", "x-ratelimit-retry-after"]
)
header_values = st.one_of(
    texts,
    st.binary(max_size=20),
    st.integers().map(str),
    st.sampled_from(["9" * 400, "-1", "1e400", "Mon, 32 Foo 99999 99:99:99 GMT", "0x10", "١"]),
)


class Fake:
    """A transport that returns what it is given."""

    verified = True

    def __init__(self, outcome: HttpResponse | TransportError) -> None:
        self.outcome = outcome

    def send(self, request: HttpRequest) -> HttpResponse:
        if isinstance(self.outcome, TransportError):
            raise self.outcome
        return self.outcome

    def close(self) -> None:
        pass


class AsyncFake:
    """The same on an event loop."""

    verified = True

    def __init__(self, outcome: HttpResponse | TransportError) -> None:
        self.fake = Fake(outcome)

    async def send(self, request: HttpRequest) -> HttpResponse:
        return self.fake.send(request)

    async def close(self) -> None:
        pass


outcomes = st.builds(
    HttpResponse,
    st.integers(100, 599) | st.sampled_from([200, 200, 200, 429, 500]),
    st.lists(st.tuples(header_names, header_values), max_size=3),
    bodies,
) | st.builds(TransportError, texts, timed_out=st.booleans(), sent=st.booleans())


@many
@given(outcomes)
@example(
    HttpResponse(200, [], b'{"data":[],"has_more":false,"object":"list","x":1e9999999999999999999}')
)
@example(HttpResponse(429, [("retry-after", "9" * 400)], b""))
def test_any_response_is_a_result_or_an_error(outcome: HttpResponse | TransportError) -> None:
    client = Azotte(api_key=KEY, tenant_id=TENANT, transport=Fake(outcome), max_retries=0)
    for call in (
        lambda: list(client.subscriptions.list().data),
        lambda: client.subscriptions.with_detail.get("sub_1").rate_limit,
        lambda: client.customers.create(email="a@b.c").extra,
    ):
        try:
            call()
        except AzotteError as error:
            assert str(error).isprintable()

    async def use() -> None:
        asynchronous = AsyncAzotte(
            api_key=KEY, tenant_id=TENANT, transport=AsyncFake(outcome), max_retries=0
        )
        try:
            await asynchronous.subscriptions.get("sub_1")
        except AzotteError as error:
            assert str(error).isprintable()

    asyncio.run(use())


@many
@given(bodies, st.sampled_from([models, pydantic, typeddicts]))
def test_any_text_decodes_or_is_an_error(body: bytes, package: Any) -> None:
    for name in ("Subscription", "ErrorResponse", "CustomerUpdate", "CustomerCreatedEvent"):
        try:
            decode(body, getattr(package, name))
        except AzotteError as error:
            assert str(error).isprintable()


@many
@given(body=bodies | junk, signature=junk, secret=junk, tolerance=junk)
def test_any_delivery_is_an_event_or_an_error(
    body: Any, signature: Any, secret: Any, tolerance: Any
) -> None:
    for given_signature in (signature, {webhooks.SIGNATURE_HEADER: signature}):
        try:
            webhooks.verify(body, given_signature, secret, tolerance=tolerance)
        except AzotteError as error:
            assert str(error).isprintable()


OPTIONS = ("api_key", "tenant_id", "base_url", "timeout", "deadline", "max_retries", "allow")
FURTHER = ("transport", "verify", "proxy", "on_event", "max_response_bytes", "headers")
urls = st.sampled_from(
    [
        *("http://[::1", "https://a:b:c/", "http://\x00", "ftp://x", "//", "https://ü.example"),
        *("http://127.0.0.1:99999999", "https://x/\ud800", "https://@", "http://h:notaport"),
    ]
)


@many
@given(st.dictionaries(st.sampled_from(OPTIONS + FURTHER), junk | urls, max_size=3))
@example({"timeout": "5"})
@example({"max_retries": 1.5})
@example({"transport": 5})
@example({"on_event": 5})
@example({"verify": "/no/such/file"})
@example({"proxy": "http://h:notaport"})
@example({"allow": 5})
@example({"tenant_id": 5})
@example({"headers": {"x-a": "b\n"}})
def test_any_setting_is_taken_or_named(options: dict[str, Any]) -> None:
    merged: dict[str, Any] = {"api_key": KEY, "tenant_id": TENANT, **options}
    for cls in (Azotte, AsyncAzotte):
        try:
            client: Any = cls(**merged)
            client.with_options(**{name: options[name] for name in VIEW if name in options})
        except AzotteError as error:
            assert str(error).isprintable()


VIEW = ("timeout", "deadline", "max_retries", "max_response_bytes", "headers")


@many
@given(arguments=st.lists(junk, min_size=3, max_size=3))
def test_any_argument_is_sent_or_named(arguments: list[Any]) -> None:
    outcome = TransportError("not sent", sent=False)
    client: Any = Azotte(api_key=KEY, tenant_id=TENANT, transport=Fake(outcome), max_retries=0)
    first, second, third = arguments
    calls: tuple[Callable[[], object], ...] = (
        lambda: client.customers.update(first, name=second, metadata=third),
        lambda: client.subscriptions.list(limit=first, customer=second, max_items=third),
        lambda: client.payments.refund(
            "pay_1", amount=first, idempotency_key=second, timeout=third
        ),
        lambda: client.for_tenant(first),
    )
    for call in calls:
        try:
            call()
        except AzotteError as error:
            assert str(error).isprintable()


VARIABLES = ("AZOTTE_API_KEY", "AZOTTE_TENANT_ID", "AZOTTE_BASE_URL")
values = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20
) | urls.filter(lambda url: "\0" not in url and "\ud800" not in url)


@many
@given(st.dictionaries(st.sampled_from(VARIABLES), values))
@example({"AZOTTE_API_KEY": "\udcff"})
@example({"AZOTTE_API_KEY": KEY, "AZOTTE_TENANT_ID": "\udcff"})
@example({"AZOTTE_API_KEY": KEY, "AZOTTE_TENANT_ID": "t", "AZOTTE_BASE_URL": "https://\udcff"})
def test_any_environment_is_taken_or_named(variables: dict[str, str]) -> None:
    with mock.patch.dict(os.environ, variables):
        makers: tuple[Callable[[], object], ...] = (Azotte, AsyncAzotte, auth.headers)
        for make in makers:
            try:
                make()
            except AzotteError as error:
                assert str(error).isprintable()


@pytest.mark.parametrize("name", ["timeout", "deadline", "max_retries"])
@pytest.mark.parametrize("value", ["5", None, True, [], float("nan"), -1], ids=repr)
def test_a_limit_of_another_type_is_named(name: str, value: Any) -> None:
    options: dict[str, Any] = {"api_key": KEY, "tenant_id": TENANT, name: value}
    with pytest.raises(AzotteError, match=name):
        Azotte(**options)
