"""The key stays in: every public object is driven through every exit, and the key is looked for."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import io
import json
import logging
import pickle
import pprint
import socket
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec
import pytest

import azotte
from azotte import (
    UNSET,
    AsyncAzotte,
    Azotte,
    Secret,
    auth,
    decode,
    errors,
    events,
    models,
    telemetry,
    testing,
    transports,
    webhooks,
)
from azotte.api.payments import create_payment
from azotte.errors import APIConnectionError, APIError, AzotteError, InvalidArgumentError
from azotte.transports import HttpRequest, HttpResponse, TransportError
from tests.client.recording import RecordingServer, ScriptedResponse, json_response, scripted_error
from tests.client.styles import ASYNC_STYLES, KEY, PLAIN_STYLES, SYNC_STYLES, TENANT, TLS, Style

WEBHOOK_SECRET = "whsec_thisTOOmustNOTbeSEEN1"
SECRETS = (KEY, WEBHOOK_SECRET)


def exits(thing: Any) -> Iterator[tuple[str, str]]:
    """Yield everything that can be made of an object without reading the secret."""
    yield "repr", repr(thing)
    yield "str", str(thing)
    yield "format", f"{thing} {thing!r:>100}"
    yield "pprint", pprint.pformat(thing)
    yield "attributes", repr(list(_attributes(thing, set())))
    try:
        yield "json", json.dumps({"thing": thing}, default=_as_json, skipkeys=True)
    except ValueError as refusal:
        yield "json", str(refusal)
    yield "logging", _logged(thing)
    for name, make in (("copy", copy.copy), ("deepcopy", copy.deepcopy)):
        try:
            copied: Any = make(thing)
        except TypeError as refusal:
            yield name, str(refusal)
        else:
            yield name, repr(copied) + repr(list(_attributes(copied, set())))
    try:
        yield "pickle", pickle.dumps(thing).decode("latin-1")
    except (TypeError, AttributeError, pickle.PicklingError) as refusal:
        yield "pickle", str(refusal)
    try:
        yield "msgspec", msgspec.json.encode(thing, enc_hook=repr).decode()
    except (TypeError, msgspec.MsgspecError) as refusal:
        yield "msgspec", str(refusal)
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        yield "asdict", repr(dataclasses.asdict(thing))
    if isinstance(thing, BaseException):
        yield "traceback", _traceback(thing)


def _as_json(thing: object) -> object:
    return vars(thing) if hasattr(thing, "__dict__") else repr(thing)


def _attributes(thing: Any, seen: set[int]) -> Iterator[str]:
    """Yield the text of all attributes, of theirs and so on: what a debugger or a crash reporter would show."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    parts: list[Any] = []
    if isinstance(thing, (list, tuple, set, frozenset)):
        parts += thing
    elif isinstance(thing, dict):
        parts += [*thing.keys(), *thing.values()]
    elif not type(thing).__module__.startswith("azotte"):
        yield repr(thing)
    else:
        names: set[str] = {*getattr(thing, "__dict__", ())}
        for base in type(thing).__mro__:
            slots: Any = base.__dict__.get("__slots__", ())
            names |= {slots} if isinstance(slots, str) else {*slots}
        parts += [getattr(thing, name) for name in names if hasattr(thing, name)]
    for part in parts:
        yield from _attributes(part, seen)


def _logged(thing: Any) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("tests.secrets")
    logger.addHandler(handler)
    try:
        logger.error("It is %s, %r", thing, thing)
    finally:
        logger.removeHandler(handler)
    return stream.getvalue()


def _traceback(error: BaseException) -> str:
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def assert_sealed(thing: Any, *others: Secret) -> None:
    for exit, text in exits(thing):
        for secret in (*SECRETS, *(other.reveal() for other in others)):
            assert secret not in text, f"{type(thing).__name__} lets a secret out by {exit}"


def clients(base_url: str, style: Style, **options: Any) -> Any:
    """A client that has its key from the environment, so that no variable here holds it."""
    cls = AsyncAzotte if style.asynchronous else Azotte
    options = {"base_url": base_url, "max_retries": 0, **options}
    return cls(transport=style.transport(verify=TLS), **options)


def run(style: Style, use: Callable[[Any], Any], base_url: str, **options: Any) -> Any:
    async def run_async() -> Any:
        async with clients(base_url, style, **options) as client:
            return await use(client)

    if style.asynchronous:
        return asyncio.run(run_async())
    with clients(base_url, style, **options) as client:
        return use(client)


def first_page(client: Any) -> Any:
    return client.subscriptions.list()


def test_every_public_object_through_every_exit(
    server: RecordingServer, environment: None, contract: dict[str, Any], example: Any
) -> None:
    things = [*objects_without_a_call(), *errors_without_a_call()]
    for style in PLAIN_STYLES:
        things += objects_of_a_call(style, server, contract, example)
    for style, responses in (
        (SYNC_STYLES[0], [*RESPONSES.values(), *documented_errors(contract), NOWHERE]),
        (ASYNC_STYLES[0], [*RESPONSES.values(), NOWHERE]),
    ):
        for response in responses:
            server.script(response)
            timeout = 0.1 if response is RESPONSES["no answer"] else 30
            things.append(provoked(partial(run, style, walk, server.url, timeout=timeout)))
    for thing in things:
        assert_sealed(thing)
    driven = {base for thing in things for base in type(thing).__mro__}
    assert [cls for cls in public_classes() if cls not in driven] == []


def public_classes() -> list[type]:
    """The classes that the package's modules name as public, but for those without objects: protocols, and unions."""
    modules = (azotte, errors, events, transports, auth, webhooks, telemetry, testing)
    things = [getattr(module, name) for module in modules for name in module.__all__]
    return [
        thing
        for thing in things
        if isinstance(thing, type)
        and not getattr(thing, "_is_protocol", False)
        and thing.__module__ != "azotte._choices"
    ]


def objects_of_a_call(
    style: Style, server: RecordingServer, contract: dict[str, Any], example: Any
) -> list[Any]:
    told: list[events.Event] = []
    things: list[Any] = []
    server.script(
        scripted_error(503, "api_error", "service_unavailable"),
        ScriptedResponse(raw=broken),
        json_response(example("SubscriptionList"), 200, **LIMITS),
    )

    def gather(client: Any) -> Any:
        things.extend((client, client.for_tenant("t"), client.with_options(timeout=1.0)))
        for tag in contract["tags"]:
            resource = getattr(client, tag["name"])
            things.extend((resource, resource.with_detail))
        page = client.subscriptions.list()
        things.append(page)
        return page

    page = run(style, gather, server.url, on_event=told.append, max_retries=2)
    response = run(style, lambda client: client.subscriptions.with_detail.list(), server.url)
    assert {received.headers["x-api-key"] for received in server.received} == {KEY}
    things += [page, page.result, page.data, response, response.headers, response.rate_limit, *told]
    if not style.asynchronous:
        things.append(style.transport(verify=TLS))
    else:
        things.append(asyncio.run(made(style)))
    return things


async def made(style: Style) -> Any:
    """A transport of a library that wants a running loop for that."""
    return style.transport(verify=TLS)


def objects_without_a_call() -> list[Any]:
    call = create_payment.call(
        body={"customer": "cus_1", "amount": 1, "currency": "usd", "payment_method": "tok_visa"}
    )
    request = HttpRequest(
        "GET", "https://api.azotte.com/v1/bundles", {"x-tn": TENANT}, None, 1.0, Secret(KEY)
    )
    assert request.wire_headers()["x-api-key"] == KEY
    headers = auth.headers()
    assert headers["x-api-key"] == KEY and headers["X-TN"] == TENANT
    body = b'{"id":"evt_1","object":"event","type":"x.y","created":1,"data":{}}'
    delivery = webhooks.verify(body, webhooks.sign(body, WEBHOOK_SECRET), WEBHOOK_SECRET)
    with testing.Sandbox() as sandbox:
        client = sandbox.client(api_key=Secret(KEY))
        assert_sealed(sandbox, Secret(sandbox.key()))
        with sandbox.create_tenant() as tenant:
            event = tenant.webhooks.trigger("customer.created")
            assert_sealed(event, tenant.webhooks.secret)
            for thing in (tenant, tenant.clock, tenant.webhooks):
                assert_sealed(thing, Secret(tenant.key()))
                assert_sealed(thing, tenant.webhooks.secret)
            refused = provoked(lambda: tenant.webhooks.trigger("no.such"))
    return [
        *(Secret(KEY), [Secret(KEY)], {"key": Secret(KEY)}, call, call.operation, request),
        *(headers, HttpResponse(200, (), b"{}")),
        *(Azotte(), AsyncAzotte(), client, sandbox, telemetry.OpenTelemetry(), delivery, UNSET),
        *(tenant, tenant.clock, tenant.webhooks, event, refused),
    ]


def errors_without_a_call() -> list[BaseException]:
    body = b'{"type":5}'
    return [
        provoked(lambda: Azotte(base_url="http://api.azotte.com/v1")),
        provoked(lambda: Azotte(timeout=-1)),
        provoked(lambda: webhooks.verify(body, "bad", WEBHOOK_SECRET)),
        provoked(
            lambda: webhooks.verify(body, webhooks.sign(body, WEBHOOK_SECRET), WEBHOOK_SECRET)
        ),
        provoked(lambda: decode(b"{}", models.Plan)),
        TransportError("no route"),
    ]


def documented_errors(contract: dict[str, Any]) -> list[ScriptedResponse]:
    """A response for each documented type and code, by a server that echoes the key."""
    families = [
        (response["x-error-type"], response["x-error-codes"])
        for response in contract["components"]["responses"].values()
        if "x-error-type" in response
    ]
    return [
        scripted_error(400, kind, code, f"Said to {KEY}.")
        for kind, codes in families
        for code in [*codes, "unknown"]
    ]


def provoked(use: Callable[[], object]) -> BaseException:
    """The error of a function; only its own variables are in the traceback beside those of the package."""
    try:
        use()
    except AzotteError as error:
        return error
    raise AssertionError("nothing was raised")


def walk(client: Any) -> Any:
    """Walk a list to its end."""
    if isinstance(client, Azotte):
        return list(client.subscriptions.list())
    return _walk_async(client)


async def _walk_async(client: AsyncAzotte) -> list[Any]:
    return [subscription async for subscription in client.subscriptions.list()]


NOWHERE = json_response({"object": "list", "data": [], "has_more": True})
LIMITS = {
    "x_request_id": "req_1",
    "x_ratelimit_limit": "100",
    "x_ratelimit_remaining": "99",
    "x_ratelimit_reset": "1767225600",
}


def broken(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort")


RESPONSES = {
    "error": scripted_error(404, "not_found_error", "resource_missing"),
    "error that echoes the key": scripted_error(
        401,
        "authentication_error",
        "authentication_failed",
        f"Invalid API key provided: {KEY}",
        x_request_id=KEY,
    ),
    "HTML that echoes the key": ScriptedResponse(
        502, f"<html>{KEY}</html>".encode(), {"content-type": "text/html"}
    ),
    "success without a field": json_response({"object": "list", "echo": KEY}),
    "success that is not JSON": ScriptedResponse(200, KEY.encode()),
    "redirect": ScriptedResponse(302, b"", {"location": f"https://elsewhere.example/?key={KEY}"}),
    "connection broken": ScriptedResponse(raw=broken),
    "status line that echoes the key": ScriptedResponse(
        raw=lambda handler: handler.wfile.write(f"HTTP/1.1 {KEY}\r\n\r\n".encode()) and None
    ),
    "chunk that echoes the key": ScriptedResponse(
        raw=lambda handler: (
            handler.wfile.write(
                f"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{KEY}\r\n".encode()
            )
            and None
        )
    ),
    "content type that echoes the key": ScriptedResponse(
        502, b"?", {"content-type": f"text/{KEY}"}
    ),
    "no HTTP at all": ScriptedResponse(
        raw=lambda handler: handler.wfile.write(b"\x00\x01\r\n\r\n") and None
    ),
    "no answer": ScriptedResponse(raw=lambda handler: handler.rfile.read(1) and None),
}


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
@pytest.mark.parametrize("response", RESPONSES)
def test_errors_of_the_server(
    style: Style, response: str, server: RecordingServer, environment: None
) -> None:
    server.script(RESPONSES[response])
    with pytest.raises(APIError) as caught:
        run(style, first_page, server.url, timeout=0.2)
    assert_sealed(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert "$AZOTTE_API_KEY" in caught.value.curl


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
@pytest.mark.parametrize("response", RESPONSES)
def test_events_and_logs_of_what_the_server_says(
    style: Style,
    response: str,
    server: RecordingServer,
    environment: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "azotte")
    told: list[events.Event] = []
    server.script(RESPONSES[response])
    options: dict[str, Any] = {"timeout": 0.2, "max_retries": 1, "on_event": told.append}
    with pytest.raises(APIError):
        run(style, first_page, server.url, **options)
    assert told
    for event in told:
        assert_sealed(event)
    assert KEY not in "".join(
        record.getMessage() for record in caplog.records if record.name == "azotte"
    )


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_error_of_a_write(style: Style, server: RecordingServer, environment: None) -> None:
    server.script(scripted_error(409, "conflict_error", "duplicate_value"))

    def create(client: Any) -> Any:
        # A key that strays into the body is masked too.
        return client.customers.create(
            email="ada@example.com", metadata={"note": Secret(KEY).reveal()}
        )

    with pytest.raises(APIError) as caught:
        run(style, create, server.url)
    assert KEY not in caught.value.curl + str(caught.value) + pickle.dumps(caught.value).decode(
        "latin-1"
    )


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_error_of_an_unknown_host(style: Style, environment: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(APIError) as caught:
            run(style, first_page, f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
    assert_sealed(caught.value)


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
@pytest.mark.parametrize(
    ("base_url", "options"),
    [
        ("http://api.azotte.com/v1", {}),
        ("https://user:pass@api.azotte.com/v1", {}),
        ("https://api.azotte.com/v1", {"tenant_id": "a b"}),
        ("https://api.azotte.com/v1", {"timeout": -1}),
    ],
    ids=["plain HTTP", "user in the URL", "tenant", "timeout"],
)
def test_errors_of_rejected_settings(
    style: Style, base_url: str, options: dict[str, Any], environment: None
) -> None:
    with pytest.raises(AzotteError) as caught:
        clients(base_url, style, **options)
    assert_sealed(caught.value)
    cls = AsyncAzotte if style.asynchronous else Azotte
    arguments: dict[str, Any] = {"tenant_id": TENANT, "base_url": base_url, **options}
    with pytest.raises(AzotteError) as caught:
        cls(api_key=Secret(KEY).reveal(), **arguments)
    assert_sealed(caught.value)


@pytest.mark.parametrize("suffix", ["\n", " x", "é", "\r\nx-tn: other"])
def test_a_key_that_is_not_a_valid_header(suffix: str) -> None:
    for make in (Azotte, AsyncAzotte):
        with pytest.raises(AzotteError) as caught:
            make(api_key=Secret(KEY).reveal() + suffix, tenant_id=TENANT)
        assert_sealed(caught.value)
    with pytest.raises(AzotteError) as caught:
        auth.headers(Secret(KEY).reveal() + suffix, TENANT)
    assert_sealed(caught.value)


def test_a_key_of_an_unknown_kind() -> None:
    with pytest.raises(AzotteError) as caught:
        Azotte(api_key="zz_" + Secret(KEY).reveal(), tenant_id=TENANT)
    assert_sealed(caught.value)


class Interruption(BaseException):
    """Like KeyboardInterrupt, but it does not end the test run."""


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
@pytest.mark.parametrize("kind", [Interruption, RuntimeError])
def test_an_interruption_shows_no_frame_with_the_headers(
    style: Style,
    kind: type[BaseException],
    server: RecordingServer,
    environment: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.script(json_response({"object": "list", "data": [], "has_more": False}))

    def interrupt(*args: Any, **kwargs: Any) -> Any:
        headers = {"x-api-key": KEY}  # as a library's frame would have them
        raise kind(f"interrupted with {len(headers)} header")

    target = {
        "Httpx2Transport": "httpcore2.ConnectionPool.handle_request",
        "Urllib3Transport": "urllib3.HTTPConnectionPool.urlopen",
        "AsyncHttpx2Transport": "httpcore2.AsyncConnectionPool.handle_async_request",
        "AiohttpTransport": "aiohttp.TCPConnector.connect",
    }[style.transport.__name__]
    monkeypatch.setattr(target, interrupt)
    # What is an error, and no interruption, is one of a call like any other.
    with pytest.raises(APIConnectionError if kind is RuntimeError else kind) as caught:
        run(style, first_page, server.url)
    assert KEY not in _traceback(caught.value)


@pytest.mark.parametrize("style", ASYNC_STYLES, ids=str)
def test_a_cancelled_call_shows_no_frame_with_the_headers(
    style: Style, server: RecordingServer, environment: None
) -> None:
    shown: list[str] = []

    async def cancel(client: Any) -> None:
        loop, arrived = asyncio.get_running_loop(), asyncio.Event()

        def hold(handler: Any) -> None:
            loop.call_soon_threadsafe(arrived.set)
            handler.rfile.read(1)

        server.script(ScriptedResponse(raw=hold))
        task = asyncio.create_task(client.subscriptions.with_detail.list())
        await asyncio.wait_for(arrived.wait(), 10)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as error:
            shown.append(_traceback(error))

    run(style, cancel, server.url, timeout=5)
    assert shown and KEY not in shown[0]


@pytest.mark.parametrize("style", SYNC_STYLES, ids=str)
def test_keys_from_a_function(style: Style, server: RecordingServer) -> None:
    server.script(scripted_error(401, "authentication_error", "authentication_failed"))

    def ask() -> str:
        return Secret(KEY).reveal()

    with pytest.raises(AzotteError) as caught:
        run(style, first_page, server.url, api_key=ask, tenant_id=TENANT)
    assert_sealed(caught.value)
    with pytest.raises(AzotteError) as caught:
        run(style, first_page, server.url, api_key=lambda: [Secret(KEY).reveal()], tenant_id=TENANT)
    assert_sealed(caught.value)


def test_a_webhook_secret() -> None:
    body = b'{"type":"x"}'
    for signature in ("", "bad", webhooks.sign(body, "other")):
        with pytest.raises(AzotteError) as caught:
            webhooks.verify(
                body, signature, [Secret(WEBHOOK_SECRET).reveal(), Secret(WEBHOOK_SECRET)]
            )
        assert_sealed(caught.value)
    with pytest.raises(AzotteError) as caught:
        webhooks.verify(body, webhooks.sign(body, WEBHOOK_SECRET), WEBHOOK_SECRET)
    assert_sealed(caught.value)


NO_TEXT: dict[str, Callable[[str], Any]] = {
    "bytes": lambda text: text.encode(),
    "bytearray": lambda text: bytearray(text.encode()),
    "one of a list is not set": lambda text: [text, None],
    "list of bytes": lambda text: [text.encode()],
    "list with half a character": lambda text: [text, text + "\udcff"],
    "half a character": lambda text: text + "\udcff",
    "number": len,
}


# Of several webhook secrets, those that are not set are ignored.
@pytest.mark.parametrize("wrong", sorted(NO_TEXT.keys() - {"one of a list is not set"}))
def test_webhook_secrets_that_are_not_text(wrong: str) -> None:
    def secret() -> Any:
        return NO_TEXT[wrong](Secret(WEBHOOK_SECRET).reveal())

    for use in (
        lambda: webhooks.verify(b"{}", "t=1,v1=" + "a" * 64, secret()),
        lambda: webhooks.sign(b"{}", secret()),
    ):
        error = provoked(use)
        assert isinstance(error, InvalidArgumentError) and error.argument == "secret"
        assert "text" in str(error)
        assert_sealed(error)


@pytest.mark.parametrize("wrong", NO_TEXT)
def test_keys_that_are_not_text(wrong: str, server: RecordingServer) -> None:
    def key() -> Any:
        return NO_TEXT[wrong](Secret(KEY).reveal())

    async def awaited() -> Any:
        return key()

    async def call(ask: Callable[[], Any]) -> Any:
        async with AsyncAzotte(api_key=ask, tenant_id=TENANT, base_url=server.url) as client:
            return await client.bundles.list()

    asking = Azotte(api_key=key, tenant_id=TENANT, base_url=server.url)
    for use in (
        lambda: Azotte(api_key=key(), tenant_id=TENANT),
        lambda: AsyncAzotte(api_key=key(), tenant_id=TENANT),
        lambda: auth.headers(key(), TENANT),
        asking.bundles.list,
        lambda: asyncio.run(call(key)),
        lambda: asyncio.run(call(awaited)),
    ):
        error = provoked(use)
        assert isinstance(error, InvalidArgumentError) and error.argument == "api_key"
        assert_sealed(error)
    assert server.received == []


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_a_key_function_that_returns_nothing(style: Style, server: RecordingServer) -> None:
    options = {"api_key": lambda: None, "base_url": server.url}
    with pytest.raises(InvalidArgumentError, match="api_key returned NoneType"):
        style.call(options, "bundles", "list")


def test_a_key_of_the_environment_that_is_not_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZOTTE_TENANT_ID", TENANT)
    monkeypatch.setenv("AZOTTE_API_KEY", KEY + "\udcff")
    for use in (Azotte, AsyncAzotte, auth.headers):
        assert_sealed(provoked(use))


def test_a_secret_that_was_not_made() -> None:
    assert_sealed(Secret.__new__(Secret))
    error = provoked(lambda: Secret(Secret(KEY).reveal().encode()))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_sealed(error)


def test_secrets_compare_and_say_no_more() -> None:
    assert Secret(KEY) == Secret(Secret(KEY)) != Secret(KEY + "x")
    assert Secret(KEY) != KEY
    assert hash(Secret(KEY)) == hash(Secret(KEY))
    assert bool(Secret(KEY)) and not Secret("")
    assert Secret(KEY).reveal() == KEY
