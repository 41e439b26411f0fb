"""The same behaviour over every HTTP library."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import pytest
import trustme
import urllib3

from azotte import AsyncAzotte
from azotte.errors import (
    APIConnectionError,
    APITimeoutError,
    InvalidArgumentError,
    NotFoundError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)
from azotte.transports import (
    AiohttpTransport,
    AsyncHttpx2Transport,
    HttpRequest,
    Httpx2Transport,
    Transport,
    TransportError,
    Urllib3Transport,
)
from azotte.transports._proxy import proxy_for
from tests.client.proxy import proxy
from tests.client.recording import RecordingServer, ScriptedResponse, json_response, scripted_error
from tests.client.styles import (
    ASYNC_STYLES,
    KEY,
    PLAIN_STYLES,
    SYNC_STYLES,
    TENANT,
    TLS,
    Style,
)
from tests.client.tls_server import tls_server
from tests.threads import join, run_together, start

EMPTY = json_response({"object": "list", "data": [], "has_more": False})
ELSEWHERE = "http://azotte.example/v1"
"""A host that is reached through a proxy alone."""
every_transport = pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)


def use_twice(style: Style, **options: Any) -> Any:
    def use(client: Any) -> None:
        client.bundles.with_detail.list()
        client.bundles.with_detail.list()

    async def use_async(client: Any) -> None:
        await client.bundles.with_detail.list()
        await client.bundles.with_detail.list()

    return style.run(options, use_async if style.asynchronous else use)


def trickle(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    try:
        for _ in range(200):
            handler.wfile.write(b" ")
            time.sleep(0.02)
    except OSError:
        pass


def trickle_head(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    try:
        for number in range(200):
            handler.wfile.write(b"x-%d: y\r\n" % number)
            time.sleep(0.02)
    except OSError:
        pass


def stall_twice(handler: Any) -> None:
    """A head and a body that each take less than the attempt may, but more together."""
    time.sleep(0.9)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 44\r\n\r\n")
    time.sleep(2)


@every_transport
@pytest.mark.slow
@pytest.mark.parametrize("how", [trickle, trickle_head, stall_twice])
def test_a_response_that_trickles_in_is_given_up(
    style: Style, how: Callable[[Any], None], server: RecordingServer
) -> None:
    """The timeout is for the attempt, not for each read."""
    server.script(ScriptedResponse(raw=how))
    started = time.monotonic()
    with pytest.raises(APITimeoutError):
        style.call({"base_url": server.url, "max_retries": 0, "timeout": 1.0}, "bundles", "list")
    assert time.monotonic() - started < 2.5


@every_transport
def test_the_deadline_bounds_all_attempts(style: Style, server: RecordingServer) -> None:
    server.script(ScriptedResponse(raw=trickle))
    started = time.monotonic()
    with pytest.raises(APITimeoutError) as caught:
        style.call(
            {"base_url": server.url, "timeout": 0.1, "deadline": 0.25, "max_retries": 50},
            "bundles",
            "list",
        )
    assert time.monotonic() - started < 1
    assert 2 <= caught.value.attempts <= 4
    assert "deadline" in caught.value.stopped


@every_transport
def test_a_server_that_struggles_is_not_hammered(style: Style, server: RecordingServer) -> None:
    """Ten retries are in the budget, which a client shares with its views; each success adds a tenth."""
    server.script(scripted_error(503, "api_error", "service_unavailable"))
    stopped: list[str] = []

    def note(call: Any) -> None:
        with pytest.raises(ServiceUnavailableError) as caught:
            call()
        stopped.append(caught.value.stopped)

    def use(client: Any) -> None:
        for n in range(8):
            note(client.for_tenant(f"t{n}").bundles.list)
        server.script(*[EMPTY] * 10, scripted_error(503, "api_error", "service_unavailable"))
        for _ in range(10):
            client.bundles.list()
        note(client.bundles.list)

    async def use_async(client: Any) -> None:
        async def called(call: Any) -> None:
            with pytest.raises(ServiceUnavailableError) as caught:
                await call()
            stopped.append(caught.value.stopped)

        for n in range(8):
            await called(client.for_tenant(f"t{n}").bundles.list)
        server.script(*[EMPTY] * 10, scripted_error(503, "api_error", "service_unavailable"))
        for _ in range(10):
            await client.bundles.list()
        await called(client.bundles.list)

    style.run({"base_url": server.url}, use_async if style.asynchronous else use)
    assert ["budget" in reason for reason in stopped] == [False] * 5 + [True] * 4
    # The ten successes paid for one retry.
    assert len(server.received) == 10 + 2


@every_transport
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(style: Style, status: int, server: RecordingServer) -> None:
    server.script(ScriptedResponse(status, b"", {"location": f"{server.url}/elsewhere"}))
    with pytest.raises(UnexpectedResponseError, match=str(status)):
        style.call({"base_url": server.url}, "bundles", "list")
    assert [received.path for received in server.received] == ["/v1/bundles"]


@every_transport
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_body_is_read(style: Style, encoding: str, server: RecordingServer) -> None:
    import zlib

    packed = gzip.compress(EMPTY.body) if encoding == "gzip" else zlib.compress(EMPTY.body)
    server.script(ScriptedResponse(200, packed, {"content-encoding": encoding}))
    assert style.call({"base_url": server.url}, "bundles", "list").data == []
    assert "gzip" in server.received[0].headers["accept-encoding"]


@every_transport
def test_connections_are_kept(style: Style, server: RecordingServer) -> None:
    ports: list[int] = []

    def response(handler: Any) -> None:
        ports.append(handler.client_address[1])
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(EMPTY.body) + EMPTY.body
        )

    server.script(ScriptedResponse(raw=response, keep=True))
    use_twice(style, base_url=server.url)
    assert len(ports) == 2 and len({*ports}) == 1


@every_transport
def test_cookies_are_not_kept(style: Style, server: RecordingServer) -> None:
    server.script(ScriptedResponse(200, EMPTY.body, {"set-cookie": "session=1; Path=/"}))
    use_twice(style, base_url=server.url)
    assert all("cookie" not in received.headers for received in server.received)


@every_transport
def test_the_requests_are_the_same(style: Style, server: RecordingServer, example: Any) -> None:
    server.script(json_response(example("Subscription"), 201))
    style.call(
        {"base_url": server.url},
        "subscriptions",
        "create",
        body={"customer": "cus_é", "plan": "plan_1"},
        idempotency_key="k 1",
    )
    request = server.received[0]
    assert (request.method, request.target) == ("POST", "/v1/subscriptions")
    assert request.body == '{"customer":"cus_é","plan":"plan_1"}'.encode()
    assert {
        name: value
        for name, value in request.headers.items()
        if name not in ("host", "connection", "user-agent")
    } == {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "content-length": str(len(request.body)),
        "content-type": "application/json",
        "idempotency-key": "k 1",
        "x-api-key": KEY,
        "x-tn": TENANT,
    }
    assert request.headers["user-agent"].startswith("azotte-python/")


@every_transport
def test_a_write_that_was_not_sent_is_retried(style: Style, server: RecordingServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(APIConnectionError) as caught:
            style.call({"base_url": url}, "customers", "update", "cus_1", body={"name": "x"})
    assert caught.value.attempts == 3
    assert not isinstance(caught.value, APITimeoutError)


@every_transport
def test_a_write_that_may_have_been_sent_is_not_retried(
    style: Style, server: RecordingServer
) -> None:
    server.script(ScriptedResponse(raw=lambda handler: None))
    with pytest.raises(APIConnectionError) as caught:
        style.call({"base_url": server.url}, "customers", "update", "cus_1", body={"name": "x"})
    assert len(server.received) == caught.value.attempts == 1


@every_transport
def test_a_write_whose_connection_through_a_proxy_broke_is_not_retried(
    style: Style, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url.removesuffix("/v1"))
    server.script(ScriptedResponse(raw=lambda handler: None))
    options: dict[str, Any] = {"base_url": ELSEWHERE, "allow": ["plain_http"]}
    with pytest.raises(APIConnectionError) as caught:
        style.call(options, "customers", "update", "cus_1", body={"name": "x"})
    assert len(server.received) == caught.value.attempts == 1


@every_transport
def test_a_library_does_not_retry_by_itself(style: Style, server: RecordingServer) -> None:
    """Some do when a connection that they kept breaks; the client has to count and bound it."""
    server.script(EMPTY, ScriptedResponse(raw=lambda handler: None))
    with pytest.raises(APIConnectionError) as caught:
        use_twice(style, base_url=server.url, max_retries=0)
    assert (len(server.received), caught.value.attempts) == (2, 1)


def interim(handler: Any) -> None:
    """An interim response, and the response a little later."""
    handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n")
    time.sleep(0.05)
    body = b'{"object": "list", "data": [], "has_more": %s}' % (
        b"true" if "limit=1" in handler.path else b"false"
    )
    handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))


@every_transport
def test_an_interim_response_is_not_taken_for_the_response(
    style: Style, server: RecordingServer
) -> None:
    """RFC 9110 15.2. Over a connection that is kept the next caller, of any tenant, would get this one's."""
    server.script(ScriptedResponse(raw=interim, keep=True))

    def use(client: Any) -> list[bool]:
        return [client.bundles.list(limit=n).result.has_more for n in (1, 2, 1, 2)]

    async def use_async(client: Any) -> list[bool]:
        return [(await client.bundles.list(limit=n)).result.has_more for n in (1, 2, 1, 2)]

    responses = style.run(
        {"base_url": server.url, "max_retries": 0}, use_async if style.asynchronous else use
    )
    assert responses == [True, False, True, False]


def test_an_interim_response_ends_a_connection_that_a_given_manager_opened_before(
    server: RecordingServer,
) -> None:
    """urllib3 takes it for the final response; the one that follows must not be the next caller's."""
    manager = urllib3.PoolManager()
    server.script(EMPTY, ScriptedResponse(raw=interim, keep=True))
    assert manager.request("GET", server.url).status == 200
    transport = Urllib3Transport(manager)
    with pytest.raises(TransportError, match="interim response 103"):
        transport.send(request(server.url))
    assert [transport.send(request(server.url)).status for _ in range(2)] == [200, 200]
    assert len({received.connection for received in server.received}) == 2
    manager.clear()


@every_transport
def test_an_unrequested_switch_of_protocols_is_an_error(
    style: Style, server: RecordingServer
) -> None:
    server.script(
        ScriptedResponse(raw=lambda h: h.wfile.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"))
    )
    with pytest.raises((APIConnectionError, UnexpectedResponseError)):
        style.call({"base_url": server.url, "max_retries": 0}, "bundles", "list")


@every_transport
def test_a_closed_client_says_so(style: Style, server: RecordingServer) -> None:
    def use(client: Any) -> None:
        client.close()
        client.bundles.list()

    async def use_async(client: Any) -> None:
        await client.close()
        await client.bundles.list()

    with pytest.raises(InvalidArgumentError, match="closed; make a new one"):
        style.run({"base_url": server.url}, use_async if style.asynchronous else use)


def test_a_given_client_is_used_and_left_open(server: RecordingServer) -> None:
    server.script(EMPTY)
    client, manager = httpx2.Client(verify=TLS), urllib3.PoolManager()
    with client:
        for transport in (Httpx2Transport(client), Urllib3Transport(manager)):
            use_with(transport, server.url)
            use_with(transport, server.url)

    async def run() -> None:
        async with httpx2.AsyncClient(verify=TLS) as client, aiohttp.ClientSession() as session:
            for transport in (AsyncHttpx2Transport(client), AiohttpTransport(session)):
                for _ in range(2):
                    assert (await transport.send(request(server.url))).status == 200
                    await transport.close()

    asyncio.run(run())
    manager.clear()
    assert len(server.received) == 8


def test_settings_of_a_given_client_are_rejected_beside_it() -> None:
    async def with_session() -> None:
        async with aiohttp.ClientSession() as session:
            AiohttpTransport(session, proxy="http://proxy.example:3128")

    with httpx2.Client(verify=TLS) as client:
        for make in (
            lambda: Httpx2Transport(client, verify=False),
            lambda: Urllib3Transport(urllib3.PoolManager(), proxy="http://proxy.example:3128"),
            lambda: AsyncHttpx2Transport(httpx2.AsyncClient(verify=TLS), proxy="http://p.example"),
            lambda: asyncio.run(with_session()),
        ):
            with pytest.raises(InvalidArgumentError, match="set them on it"):
                make()


def test_a_large_compressed_body_over_a_given_manager_is_whole(server: RecordingServer) -> None:
    body = b'{"text": "%s"}' % (b"x" * 200_000)
    server.script(ScriptedResponse(body=gzip.compress(body), headers={"content-encoding": "gzip"}))
    manager = urllib3.PoolManager()
    transport = Urllib3Transport(manager)
    assert [transport.send(request(server.url)).body for _ in range(2)] == [body, body]
    assert len({received.connection for received in server.received}) == 1
    manager.clear()


def test_a_given_session_keeps_its_middlewares_but_not_its_errors(server: RecordingServer) -> None:
    seen: list[str] = []

    async def note(
        request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        seen.append(request.method)
        return await send(request)

    async def run() -> None:
        async with aiohttp.ClientSession(raise_for_status=True, middlewares=(note,)) as session:
            client = AsyncAzotte(
                api_key=KEY,
                tenant_id=TENANT,
                base_url=server.url,
                transport=AiohttpTransport(session),
            )
            with pytest.raises(NotFoundError):
                await client.customers.get("cus_1")
            with pytest.raises(NotFoundError):
                await client.customers.update("cus_1", name="x")

    server.script(scripted_error(404, "not_found_error", "resource_missing"))
    asyncio.run(run())
    assert seen == [received.method for received in server.received]
    assert len(seen) == 2


def test_a_body_that_trickles_in_over_a_given_manager_is_given_up(server: RecordingServer) -> None:
    """Its sockets bound each read; the transport adds them up."""
    server.script(ScriptedResponse(raw=trickle))
    started = time.monotonic()
    with pytest.raises(TransportError) as caught:
        Urllib3Transport(urllib3.PoolManager()).send(request(server.url, timeout=0.3))
    assert time.monotonic() - started < 2.5
    assert caught.value.timed_out
    assert caught.value.sent


def request(url: str, timeout: float = 5) -> HttpRequest:
    from azotte import Secret

    return HttpRequest("GET", f"{url}/bundles", {"x-tn": TENANT}, None, timeout, Secret(KEY))


def use_with(transport: Transport, url: str) -> None:
    assert transport.send(request(url)).status == 200
    transport.close()


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")  # urllib3's own reminder
@every_transport
def test_certificates_are_checked(style: Style, tmp_path: Path) -> None:
    authority = trustme.CA()
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    context = ssl.create_default_context(cafile=str(bundle))

    def run(chosen: Any, url: str) -> Any:
        def make(verify: Any) -> Any:
            return style.transport(verify=chosen)

        fixed = Style(make, style.asynchronous, False, False)
        return fixed.call({"base_url": url, "max_retries": 0}, "bundles", "list")

    with tls_server(authority) as url:
        for verify in (str(bundle), context, False):
            assert run(verify, url).data == []
        with pytest.raises(APIConnectionError, match=r"(?i)certificate"):
            run(TLS, url)


@every_transport
@pytest.mark.parametrize("source", ["argument", "environment", "environment, no scheme"])
def test_a_proxy_is_used(
    style: Style, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context = ssl.create_default_context()
    authority.configure_trust(context)  # pyright: ignore[reportUnknownMemberType]  # likewise
    with tls_server(authority) as url, proxy() as (proxy_url, targets):
        if source != "argument":
            place = proxy_url if source == "environment" else proxy_url.removeprefix("http://")
            monkeypatch.setenv("HTTPS_PROXY", place)
            monkeypatch.setenv("NO_PROXY", "")

        def make(verify: Any) -> Any:
            return style.transport(
                verify=context, proxy=proxy_url if source == "argument" else None
            )

        through = Style(make, style.asynchronous, False, False)
        through.call({"base_url": url, "max_retries": 0}, "bundles", "list")
    assert targets == [url.removeprefix("https://").removesuffix("/v1")]


@every_transport
def test_a_proxy_for_plain_http_receives_the_whole_url(
    style: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy() as (proxy_url, targets):
        monkeypatch.setenv("HTTP_PROXY", proxy_url)
        monkeypatch.setenv("NO_PROXY", "")
        style.call(
            {"base_url": "http://azotte.example/v1", "allow": ["plain_http"]}, "bundles", "list"
        )
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert targets == ["http://azotte.example/v1/bundles"]


@every_transport
def test_no_proxy_of_the_environment_is_used_for_this_machine(
    style: Style, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would receive the API key unencrypted."""
    server.script(EMPTY)
    with proxy() as (proxy_url, targets):
        monkeypatch.setenv("HTTP_PROXY", proxy_url)
        monkeypatch.setenv("ALL_PROXY", proxy_url)
        style.call({"base_url": server.url, "max_retries": 0}, "bundles", "list")
    assert len(server.received) == 1
    assert targets == []


@every_transport
def test_a_proxy_receives_its_user_and_password(
    style: Style, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script(EMPTY)
    place = server.url.removeprefix("http://").removesuffix("/v1")
    monkeypatch.setenv("HTTP_PROXY", f"http://ada:p%40ss@{place}")
    style.call({"base_url": ELSEWHERE, "allow": ["plain_http"]}, "bundles", "list")
    (received,) = server.received
    assert received.headers["proxy-authorization"] == "Basic YWRhOnBAc3M="


@every_transport
def test_an_error_does_not_contain_a_proxys_password(
    style: Style, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = server.url.removeprefix("http://").removesuffix("/v1")
    monkeypatch.setenv("HTTPS_PROXY", f"http://ada:s3cr3tpw@{place}")
    with pytest.raises(APIConnectionError) as caught:
        style.call({"base_url": "https://azotte.example/v1", "max_retries": 0}, "bundles", "list")
    assert "s3cr3tpw" not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)


@every_transport
def test_a_proxy_that_is_not_for_http_is_rejected(
    style: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://ada:s3cr3tpw@127.0.0.1:1080")
    with pytest.raises(
        InvalidArgumentError, match=r"Cannot use the proxy socks5://.*httpx2\[socks\].*HTTPS_PROXY"
    ) as caught:
        style.call({"base_url": "https://azotte.example/v1"}, "bundles", "list")
    assert "s3cr3tpw" not in str(caught.value)


@pytest.mark.parametrize(
    ("no_proxy", "url", "proxied"),
    [
        ("", "https://azotte.example/v1", True),
        ("azotte.example", "https://azotte.example/v1", False),
        ("azotte.example:8443", "https://azotte.example:8443/v1", False),
        ("azotte.example:8443", "https://azotte.example/v1", True),
        ("", "http://127.0.0.1:8787/v1", False),
        ("", "https://127.0.0.1:8787/v1", True),
    ],
)
def test_urls_that_use_the_environments_proxy(
    no_proxy: str, url: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert (proxy_for(url, None) is not None) is proxied


@every_transport
@pytest.mark.slow
def test_a_proxy_that_trickles_is_given_up(style: Style, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(10)
            connection.recv(65536)
            try:
                for letter in b"HTTP/1.1 200 Connection established\r\n" + b"x-y: z\r\n" * 50:
                    connection.sendall(bytes([letter]))
                    time.sleep(0.02)
            except OSError:
                pass

    thread = start(serve)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{listener.getsockname()[1]}")
    started = time.monotonic()
    with pytest.raises(APITimeoutError):
        style.call(
            {"base_url": "https://azotte.example/v1", "max_retries": 0, "timeout": 1.0},
            "bundles",
            "list",
        )
    assert time.monotonic() - started < 2.5
    listener.close()
    join(thread)


@pytest.mark.parametrize("style", SYNC_STYLES, ids=str)
def test_a_client_serves_threads(style: Style, server: RecordingServer) -> None:
    server.script(EMPTY)

    def use(client: Any) -> None:
        run_together([client.for_tenant(f"t{n}").bundles.list for n in range(12)])

    style.run({"base_url": server.url}, use)
    assert sorted(received.headers["x-tn"] for received in server.received) == sorted(
        f"t{n}" for n in range(12)
    )


@pytest.mark.parametrize("style", ASYNC_STYLES, ids=str)
def test_a_cancelled_call_stops(style: Style, server: RecordingServer) -> None:
    server.script(ScriptedResponse(raw=lambda handler: time.sleep(0.2)))

    async def use(client: Any) -> float:
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.bundles.list()
        return time.monotonic() - started

    assert style.run({"base_url": server.url}, use) < 0.15
    assert len(server.received) == 1


def test_transport_errors_say_whether_something_was_sent() -> None:
    assert TransportError("x").sent
    assert not TransportError("x", sent=False).sent
    assert not TransportError("x").timed_out


def test_public_signatures_are_free_of_the_http_libraries() -> None:
    import inspect

    import azotte
    from azotte import _client, _client_base, transports

    for module in (azotte, _client, _client_base, transports):
        for name in getattr(module, "__all__", dir(module)):
            thing = getattr(module, name)
            for field in [thing, *vars(thing).values()] if isinstance(thing, type) else [thing]:
                if inspect.isfunction(field):
                    text = str(inspect.signature(field))
                    assert not any(
                        library in text for library in ("httpx2.", "urllib3.", "aiohttp.")
                    ), (name, text)
