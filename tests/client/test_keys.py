"""Credentials: where they come from, how they are renewed, when they are rejected."""

from __future__ import annotations

import asyncio
import inspect
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import httpx2
import pytest
import requests
import urllib3

from azotte import AsyncAzotte, Azotte, Secret, auth
from azotte._attempts import Clock
from azotte._contract import Server
from azotte.errors import (
    APITimeoutError,
    AuthenticationFailedError,
    InvalidArgumentError,
    RefusedError,
)
from azotte.transports import Httpx2Transport
from tests.client.recording import RecordingServer, ScriptedResponse, json_response, scripted_error
from tests.client.styles import KEY, PLAIN_STYLES, STYLES, TENANT, TLS, Style
from tests.threads import run_together

EMPTY = json_response({"object": "list", "data": [], "has_more": False})
UNAUTHORIZED = scripted_error(401, "authentication_error", "authentication_failed")
OTHER = "sk_dev_theOTHERkey0123456789"
LIVE = "sk_live_1234567890abcdef"
PUBLISHABLE = "pk_dev_1234567890abcdef"


def test_credentials_come_from_the_environment(
    environment: None, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZOTTE_BASE_URL", server.url)
    server.script(EMPTY)
    with Azotte() as azotte:
        azotte.bundles.list()
    assert server.received[0].headers["x-api-key"] == KEY
    assert server.received[0].headers["x-tn"] == TENANT


@pytest.mark.parametrize("missing", ["AZOTTE_API_KEY", "AZOTTE_TENANT_ID"])
@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("make", [Azotte, AsyncAzotte, auth.headers])
def test_a_missing_credential_is_named(
    make: Any, missing: str, value: str | None, environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is None:
        monkeypatch.delenv(missing)
    else:
        monkeypatch.setenv(missing, value)
    with pytest.raises(InvalidArgumentError, match=missing):
        make()


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_a_publishable_key_is_for_public_operations(style: Style, server: RecordingServer) -> None:
    server.script(EMPTY)
    options = {"base_url": server.url, "api_key": PUBLISHABLE}
    style.call(options, "bundles", "list")
    with pytest.raises(
        RefusedError, match=r"list_subscriptions needs a secret key.*wrong_key_type"
    ):
        style.call(options, "subscriptions", "list")
    assert [received.path for received in server.received] == ["/v1/bundles"]
    style.call({**options, "allow": ["wrong_key_type"]}, "subscriptions", "list")
    assert len(server.received) == 2


def test_a_development_key_is_not_for_a_live_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "azotte._keys.SERVERS", (Server("https://live.example/v1", ("production",)),)
    )
    with pytest.raises(RefusedError, match="live.example serves production only"):
        Azotte(api_key=KEY, tenant_id=TENANT, base_url="https://live.example/v1")
    Azotte(api_key=LIVE, tenant_id=TENANT, base_url="https://live.example/v1")
    Azotte(
        api_key=KEY,
        tenant_id=TENANT,
        base_url="https://live.example/v1",
        allow=["wrong_environment"],
    )


@pytest.mark.parametrize("make", [Azotte, AsyncAzotte])
def test_a_live_key_is_not_for_the_sandbox(make: Any) -> None:
    with pytest.raises(RefusedError) as caught:
        make(api_key=LIVE, tenant_id=TENANT, base_url="http://127.0.0.1:8787/v1")
    assert caught.value.reason == "wrong_environment"


@pytest.mark.parametrize("proxy", ["http://proxy.example:3128", "proxy.example:3128"])
@pytest.mark.parametrize("make", [Azotte, AsyncAzotte])
def test_a_key_is_not_sent_unencrypted_to_a_proxy(make: Any, proxy: str) -> None:
    options = {"api_key": KEY, "tenant_id": TENANT, "base_url": "http://127.0.0.1:8787/v1"}
    with pytest.raises(RefusedError, match=r"on the way to proxy\.example can read"):
        make(**options, proxy=proxy)
    make(**options, proxy=proxy, allow=["plain_http"])
    make(**options, proxy="http://127.0.0.1:3128")
    make(api_key=KEY, tenant_id=TENANT, base_url="https://127.0.0.1:8787/v1", proxy=proxy)


def _unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.mark.parametrize("verify", [False, _unchecked()], ids=["False", "context"])
@pytest.mark.parametrize("make", [Azotte, AsyncAzotte])
def test_a_live_key_needs_certificates_to_be_checked(make: Any, verify: Any) -> None:
    with pytest.raises(RefusedError) as caught:
        make(api_key=LIVE, tenant_id=TENANT, verify=verify)
    assert caught.value.reason == "unverified_tls"
    make(api_key=LIVE, tenant_id=TENANT, verify=verify, allow=["unverified_tls"])
    make(api_key=KEY, tenant_id=TENANT, verify=verify)
    make(api_key=LIVE, tenant_id=TENANT, verify=TLS)


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_a_transport_reports_that_it_checks_no_certificates(style: Style) -> None:
    make = AsyncAzotte if style.asynchronous else Azotte
    transport = style.transport(verify=False)
    with pytest.raises(RefusedError, match="impostor"):
        make(api_key=LIVE, tenant_id=TENANT, transport=transport)


@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_certificate_checks_of_a_given_client_are_detected(style: Style, checked: bool) -> None:
    context = TLS if checked else _unchecked()

    async def transports() -> list[Any]:
        match style.transport.__name__:
            case "Httpx2Transport":
                proxied = {"https://": httpx2.HTTPTransport(verify=context)}
                clients: list[Any] = [
                    httpx2.Client(verify=context),
                    httpx2.Client(verify=TLS, mounts=proxied),
                ]
            case "AsyncHttpx2Transport":
                clients = [httpx2.AsyncClient(verify=context)]
            case "Urllib3Transport":
                clients = [
                    urllib3.PoolManager(ssl_context=context),
                    urllib3.PoolManager(cert_reqs="CERT_REQUIRED" if checked else "CERT_NONE"),
                    urllib3.PoolManager(assert_hostname=None if checked else False),
                ]
            case _:
                connectors = [aiohttp.TCPConnector(ssl=ssl) for ssl in (context, checked)]
                clients = [aiohttp.ClientSession(connector=each) for each in connectors]
        made = [style.transport(client) for client in clients]
        for client in clients:
            if isinstance(client, aiohttp.ClientSession):
                await client.close()
        return made

    make = AsyncAzotte if style.asynchronous else Azotte
    for transport in asyncio.run(transports()):
        assert transport.verified == checked
        if not checked:
            with pytest.raises(RefusedError, match="impostor"):
                make(api_key=LIVE, tenant_id=TENANT, transport=transport)


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_an_invalid_key_from_a_function_is_rejected_before_a_socket_opens(
    style: Style, server: RecordingServer
) -> None:
    server.script(EMPTY)
    with pytest.raises(RefusedError):
        style.call({"base_url": server.url, "api_key": lambda: LIVE}, "bundles", "list")
    assert server.received == []


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_a_new_key_is_requested_once_on_a_401(style: Style, server: RecordingServer) -> None:
    asked: list[str] = []

    def ask() -> str:
        asked.append(OTHER if asked else KEY)
        return asked[-1]

    server.script(UNAUTHORIZED, EMPTY)
    style.call({"base_url": server.url, "api_key": ask, "max_retries": 0}, "bundles", "list")
    assert [received.headers["x-api-key"] for received in server.received] == [KEY, OTHER]
    assert asked == [KEY, OTHER]

    asked.clear()
    server.script(UNAUTHORIZED)
    with pytest.raises(AuthenticationFailedError) as caught:
        style.call({"base_url": server.url, "api_key": ask}, "bundles", "list")
    assert len(server.received) == caught.value.attempts == 2


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_a_renewal_with_the_same_key_is_not_retried(style: Style, server: RecordingServer) -> None:
    server.script(UNAUTHORIZED)
    with pytest.raises(AuthenticationFailedError):
        style.call({"base_url": server.url, "api_key": lambda: Secret(KEY)}, "bundles", "list")
    assert len(server.received) == 1
    with pytest.raises(AuthenticationFailedError):
        style.call({"base_url": server.url}, "bundles", "list")


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_waiting_for_a_key_is_part_of_the_call(style: Style, server: RecordingServer) -> None:
    server.script(UNAUTHORIZED)
    asked: list[str] = []
    now = [0.0]

    def ask(slow: int) -> str:
        if len(asked) == slow:
            now[0] += 100
        asked.append(OTHER if asked else KEY)
        return asked[-1]

    def call(slow: int) -> None:
        def use(client: Any) -> Any:
            client._shared.clock = Clock(monotonic=lambda: now[0])
            return style.on(client, "bundles", "list")

        style.run({"base_url": server.url, "api_key": lambda: ask(slow)}, use)

    with pytest.raises(APITimeoutError, match=r"Nothing was sent: the deadline of 90 s is over"):
        call(slow=0)
    assert server.received == []

    asked.clear()
    with pytest.raises(AuthenticationFailedError, match=r"the deadline of 90 s is over") as caught:
        call(slow=1)
    assert len(server.received) == caught.value.attempts == 1


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_a_renewed_key_is_kept(style: Style, server: RecordingServer) -> None:
    keys = iter([KEY, OTHER])
    server.script(UNAUTHORIZED, EMPTY)

    def use(client: Any) -> None:
        client.bundles.with_detail.list()
        client.bundles.with_detail.list()

    async def use_async(client: Any) -> None:
        await client.bundles.with_detail.list()
        await client.bundles.with_detail.list()

    options = {"base_url": server.url, "api_key": lambda: next(keys)}
    style.run(options, use_async if style.asynchronous else use)
    assert [received.headers["x-api-key"] for received in server.received] == [KEY, OTHER, OTHER]


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_the_deadline_bounds_the_key_function(style: Style, server: RecordingServer) -> None:
    """Also for calls that wait for the same run of the function."""
    server.script(EMPTY)
    release = threading.Event()

    def ask() -> str:
        release.wait(60)
        return KEY

    def use(client: Any) -> list[BaseException]:
        with ThreadPoolExecutor(3) as threads:
            calls = [threads.submit(client.bundles.list) for _ in range(3)]
            return [call.exception() or AssertionError("it returned") for call in calls]

    async def use_async(client: Any) -> list[BaseException]:
        calls = (client.bundles.with_detail.list() for _ in range(3))
        raised: list[BaseException] = await asyncio.gather(*calls, return_exceptions=True)
        return raised

    options = {"base_url": server.url, "api_key": ask, "deadline": 0.3}
    try:
        errors = style.run(options, use_async if style.asynchronous else use)
    finally:
        release.set()
    for error in errors:
        assert isinstance(error, APITimeoutError) and error.attempts == 0
        assert "the api_key function has not returned" in str(error)
    assert server.received == []


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_the_deadline_bounds_a_renewal_of_the_key(style: Style, server: RecordingServer) -> None:
    server.script(UNAUTHORIZED)
    release = threading.Event()
    asked: list[int] = []

    def ask() -> str:
        asked.append(1)
        if len(asked) > 1:
            release.wait(60)
        return KEY

    try:
        with pytest.raises(AuthenticationFailedError, match="has not returned"):
            style.call({"base_url": server.url, "api_key": ask, "deadline": 0.5}, "bundles", "list")
    finally:
        release.set()
    assert len(server.received) == 1


def test_the_deadline_bounds_a_coroutine_that_returns_the_key(server: RecordingServer) -> None:
    async def ask() -> str:
        await asyncio.sleep(60)
        return KEY

    async def call() -> None:
        async with AsyncAzotte(
            api_key=ask, tenant_id=TENANT, base_url=server.url, deadline=0.3
        ) as client:
            with pytest.raises(APITimeoutError, match="has not returned"):
                await client.bundles.list()

    asyncio.run(call())


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_a_key_that_comes_late_serves_the_next_call(style: Style, server: RecordingServer) -> None:
    server.script(EMPTY)
    release = threading.Event()
    asked: list[int] = []

    def ask() -> str:
        asked.append(1)
        release.wait(60)
        return KEY

    def use(client: Any) -> None:
        with pytest.raises(APITimeoutError):
            client.with_options(deadline=0.2).bundles.list()
        release.set()
        client.bundles.list()

    async def use_async(client: Any) -> None:
        with pytest.raises(APITimeoutError):
            await client.with_options(deadline=0.2).bundles.list()
        release.set()
        await client.bundles.list()

    try:
        style.run(
            {"base_url": server.url, "api_key": ask}, use_async if style.asynchronous else use
        )
    finally:
        release.set()
    assert len(asked) == len(server.received) == 1


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_what_the_key_function_raises_reaches_the_caller(
    style: Style, server: RecordingServer
) -> None:
    def ask() -> str:
        raise TimeoutError("the vault is closed")

    for _ in range(2):
        with pytest.raises(TimeoutError, match="the vault is closed"):
            style.call({"base_url": server.url, "api_key": ask}, "bundles", "list")
    assert server.received == []


def test_an_async_key_function_is_awaited(server: RecordingServer) -> None:
    server.script(EMPTY)

    async def ask() -> str:
        await asyncio.sleep(0)
        return KEY

    async def run() -> None:
        async with AsyncAzotte(
            api_key=ask, tenant_id=TENANT, base_url=server.url, verify=TLS
        ) as azotte:
            await asyncio.gather(*(azotte.bundles.with_detail.list() for _ in range(5)))

    asyncio.run(run())
    assert {received.headers["x-api-key"] for received in server.received} == {KEY}
    synchronous: Any = ask
    with pytest.raises(InvalidArgumentError, match="AsyncAzotte"):
        Azotte(
            api_key=synchronous, tenant_id=TENANT, base_url=server.url, verify=TLS
        ).bundles.list()


def test_threads_ask_for_a_key_once(server: RecordingServer) -> None:
    server.script(EMPTY)
    asked: list[int] = []

    def ask() -> str:
        asked.append(1)
        return KEY

    with Azotte(api_key=ask, tenant_id=TENANT, base_url=server.url, verify=TLS) as azotte:
        run_together([azotte.bundles.list] * 8)
    assert len(asked) == 1 and len(server.received) == 8


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
def test_concurrent_calls_with_a_401_request_one_new_key(
    style: Style, server: RecordingServer
) -> None:
    all_are_there = threading.Barrier(6)

    def response(handler: Any) -> None:
        good = handler.headers["x-api-key"] == OTHER
        if not good:
            all_are_there.wait(20)
        body = EMPTY.body if good else UNAUTHORIZED.body
        head = f"HTTP/1.1 {200 if good else 401} X\r\nconnection: close\r\n"
        handler.wfile.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)

    server.script(ScriptedResponse(raw=response))
    asked: list[str] = []

    def ask() -> str:
        asked.append(OTHER if asked else KEY)
        return asked[-1]

    def use(client: Any) -> None:
        run_together([client.bundles.list] * 6)

    async def use_async(client: Any) -> None:
        await asyncio.gather(*(client.bundles.with_detail.list() for _ in range(6)))

    options = {"base_url": server.url, "api_key": ask, "max_retries": 0}
    style.run(options, use_async if style.asynchronous else use)
    assert asked == [KEY, OTHER]
    sent = [received.headers["x-api-key"] for received in server.received]
    assert sorted(sent) == sorted([KEY] * 6 + [OTHER] * 6)


def test_headers_for_calls_by_hand(server: RecordingServer, environment: None) -> None:
    server.script(EMPTY)
    requests.get(
        f"{server.url}/bundles",
        headers={**auth.headers(), "content-type": "application/json"},
        timeout=5,
    )
    requests.get(f"{server.url}/bundles", headers=auth.headers(), timeout=5)
    httpx2.get(f"{server.url}/bundles", headers=auth.headers())
    httpx2.get(f"{server.url}/bundles", headers=auth.headers(OTHER, "t2"))
    assert [
        (received.headers["x-api-key"], received.headers["x-tn"]) for received in server.received
    ] == [
        *[(KEY, TENANT)] * 3,
        (OTHER, "t2"),
    ]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"tenant_id": "a\nb"}, "tenant_id"),
        ({"tenant_id": "ä"}, "tenant_id"),
        ({"base_url": "api.azotte.com"}, "base_url"),
        ({"base_url": "ftp://api.azotte.com"}, "base_url"),
        ({"base_url": "https://api.azotte.com/v1?x=1"}, "base_url"),
        ({"base_url": "https://api.azotte.com/v1?"}, "base_url"),
        ({"base_url": "https://api.azotte.com/v1#"}, "base_url"),
        ({"base_url": "https://api.azotte.com:port/v1"}, "base_url"),
        ({"base_url": "https://api.azotte.com:99999/v1"}, "base_url"),
        ({"base_url": "https://[::1/v1"}, "base_url"),
        ({"base_url": "https://api.azotte.com/v1\n"}, "base_url"),
        ({"base_url": "https://api.azotte.com/v 1"}, "base_url"),
        ({"base_url": "https://api.azotte.com\x00/v1"}, "base_url"),
        ({"base_url": "https://me@api.azotte.com/v1"}, "base_url"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": float("inf")}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"deadline": -1}, "deadline"),
        ({"max_retries": -1}, "max_retries"),
        ({"allow": ["plain-http"]}, "allow"),
        ({"allow": "plain_http"}, "allow"),
        ({"transport": Httpx2Transport(verify=TLS), "verify": False}, "transport"),
        ({"transport": Httpx2Transport(verify=TLS), "proxy": "http://proxy"}, "transport"),
    ],
    ids=lambda value: value if isinstance(value, str) else " and ".join(value),
)
@pytest.mark.parametrize("make", [Azotte, AsyncAzotte])
def test_unusable_arguments_are_named(make: Any, options: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidArgumentError, match=named) as caught:
        make(**{"api_key": KEY, "tenant_id": TENANT, **options})
    assert caught.value.argument == named


@pytest.mark.parametrize("name", ["for_tenant", "with_options"])
def test_views_check_their_arguments(name: str) -> None:
    azotte = Azotte(api_key=KEY, tenant_id=TENANT)
    with pytest.raises(InvalidArgumentError):
        azotte.for_tenant("a b") if name == "for_tenant" else azotte.with_options(timeout=-1)


@pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_the_timeout_of_a_call_is_checked(
    style: Style, timeout: float, server: RecordingServer
) -> None:
    with pytest.raises(InvalidArgumentError, match="timeout"):
        style.call({"base_url": server.url}, "bundles", "list", timeout=timeout)


def test_both_clients_take_the_same_arguments() -> None:
    assert [*inspect.signature(Azotte).parameters] == [*inspect.signature(AsyncAzotte).parameters]
