"""The transports in their surroundings: proxies, certificates, event loops, blocked processes, tools that record."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import pytest
import urllib3
import vcr  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]

from azotte import AsyncAzotte, Azotte
from azotte.errors import APIConnectionError, APITimeoutError, AzotteError, InvalidArgumentError
from azotte.transports import (
    AiohttpTransport,
    AsyncHttpx2Transport,
    Httpx2Transport,
    Urllib3Transport,
)
from azotte.transports._proxy import proxy_for
from tests.client.conftest import ROOT
from tests.client.recording import RecordingServer, ScriptedResponse, json_response
from tests.client.styles import ASYNC_STYLES, KEY, PLAIN_STYLES, SYNC_STYLES, TENANT, TLS, Style
from tests.hostile.modes import MODES
from tests.hostile.server import HostileServer, authority

EMPTY = json_response({"object": "list", "data": [], "has_more": False})
OPTIONS: dict[str, Any] = {"api_key": KEY, "tenant_id": TENANT, "max_retries": 0}
every_transport = pytest.mark.parametrize("style", PLAIN_STYLES, ids=str)
every_async_transport = pytest.mark.parametrize("style", ASYNC_STYLES, ids=str)
PASSWORD = "s3cr3tpw"


# Proxies.


@every_transport
@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:1", "ftp://x", "http://h:notaport", "http://["]
)
def test_a_bad_proxy_of_the_environment_does_not_stop_calls_to_this_machine(
    style: Style, proxy: str, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    server.script(EMPTY)
    assert style.call({"base_url": server.url}, "bundles", "list").data == []


BAD_PROXIES = [
    f"socks4://ada:{PASSWORD}@127.0.0.1:1",
    f"ftp://ada:{PASSWORD}@x",
    f"http://ada:{PASSWORD}@h:notaport",
    f"http://ada:{PASSWORD}@h:99999",
    f"http://ada:{PASSWORD}@[::1",
    f"http://ada:{PASSWORD}@",
    "http://",
    "://",
]


@every_transport
@pytest.mark.parametrize("proxy", BAD_PROXIES)
def test_a_bad_proxy_of_the_environment_is_named(
    style: Style, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(
        InvalidArgumentError, match=r"proxy.*HTTPS_PROXY.*http://proxy\.example"
    ) as caught:
        style.call({"base_url": "https://azotte.example/v1"}, "bundles", "list")
    assert caught.value.argument == "proxy"
    assert PASSWORD not in repr(caught.value)


@every_transport
@pytest.mark.parametrize("proxy", BAD_PROXIES)
def test_a_bad_proxy_argument_is_rejected_immediately(style: Style, proxy: str) -> None:
    with pytest.raises(InvalidArgumentError, match="set proxy") as caught:
        style.transport(proxy=proxy)
    assert PASSWORD not in repr(caught.value)


@every_transport
def test_a_proxy_without_a_scheme_is_an_http_proxy(style: Style) -> None:
    def make(verify: Any) -> Any:
        return style.transport(verify=verify, proxy="127.0.0.1:1")

    through = Style(make, style.asynchronous, False, False)
    options = {"base_url": "https://azotte.example/v1", "max_retries": 0}
    with pytest.raises(APIConnectionError):
        through.call(options, "bundles", "list")


@pytest.mark.parametrize(
    ("no_proxy", "url", "proxied"),
    [
        ("10.0.0.0/8", "https://10.1.2.3/v1", False),
        ("10.0.0.0/8, 192.168.1.0/24", "https://192.168.1.7/v1", False),
        ("10.0.0.0/8", "https://11.1.2.3/v1", True),
        ("2001:db8::/32", "https://[2001:db8::1]/v1", False),
        ("nonsense/8,10.0.0.0/99", "https://10.1.2.3/v1", True),
        ("10.0.0.0/8", "https://azotte.example/v1", True),
    ],
)
def test_no_proxy_takes_networks(
    no_proxy: str, url: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert (proxy_for(url, None) is not None) is proxied


# Certificates.


@every_transport
@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "verify"])
def test_a_ca_bundle_that_cannot_be_read_is_named(
    style: Style, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent, broken = tmp_path / "absent.pem", tmp_path / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n")
    for path in (absent, broken):
        monkeypatch.setenv("SSL_CERT_FILE", str(path) if name == "SSL_CERT_FILE" else "")
        with pytest.raises(InvalidArgumentError, match=f"{path.name}.*set {name}"):
            style.transport(verify=str(path) if name == "verify" else True)


def _httpx2_client() -> Any:
    return httpx2.Client(verify=TLS, trust_env=False)


def _async_httpx2_client() -> Any:
    return httpx2.AsyncClient(verify=TLS, trust_env=False)


async def _aiohttp_session() -> Any:
    return aiohttp.ClientSession()


GIVEN: list[tuple[Any, Callable[[], Any], str]] = [
    (Httpx2Transport, _httpx2_client, ""),
    (AsyncHttpx2Transport, _async_httpx2_client, "aclose"),
    (AiohttpTransport, _aiohttp_session, "close"),
    (Urllib3Transport, urllib3.PoolManager, ""),
]


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
@pytest.mark.parametrize(("transport", "open_client", "close"), GIVEN)
def test_a_given_client_needs_no_ca_bundle_of_ours(
    transport: Any,
    open_client: Callable[[], Any],
    close: str,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "absent.pem"))

    async def make() -> bool:
        client = open_client()
        if asyncio.iscoroutine(client):
            client = await client
        try:
            return bool(transport(client).verified)
        finally:
            if close:
                await getattr(client, close)()

    assert asyncio.run(make())


@every_transport
def test_the_environments_ca_bundle_is_trusted(
    style: Style, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set after the libraries were imported, too."""
    bundle = tmp_path / "ca.pem"
    authority().cert_pem.write_to_path(str(bundle))

    def make(verify: Any) -> Any:
        return style.transport()

    default = Style(make, style.asynchronous, False, False)
    with HostileServer(MODES["tls_valid"]) as server:
        options = {"base_url": server.url, "max_retries": 0}
        with pytest.raises(APIConnectionError, match=r"(?i)certificate"):
            default.call(options, "bundles", "list")
        monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
        assert default.call(options, "bundles", "list").data == []


# Name lookup. asyncio does it in a thread of its own.


@pytest.mark.parametrize("style", SYNC_STYLES, ids=str)
def test_a_name_lookup_that_hangs_ends_with_the_attempt(
    style: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_over = threading.Event()

    def getaddrinfo(*arguments: Any, **named: Any) -> Any:
        is_over.wait(20)
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    options = {"base_url": "https://slow.example/v1", "timeout": 0.2, "max_retries": 0}
    started = time.monotonic()
    try:
        with pytest.raises(APITimeoutError) as caught:
            style.call(options, "customers", "delete", "cus_1")
        assert time.monotonic() - started < 10
    finally:
        is_over.set()
    # Nothing was sent, so even this write, which has no idempotency key, could be repeated.
    assert caught.value.stopped == "max_retries is 0"


@pytest.mark.parametrize("style", SYNC_STYLES, ids=str)
def test_a_connection_that_comes_too_late_is_closed(
    style: Style, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_over = threading.Event()
    find = socket.getaddrinfo

    def getaddrinfo(*arguments: Any, **named: Any) -> Any:
        is_over.wait(20)
        return find(*arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    closed = threading.Event()
    close = socket.socket.close

    def note(sock: socket.socket) -> None:
        close(sock)
        closed.set()

    monkeypatch.setattr(socket.socket, "close", note)
    options = {"base_url": server.url, "timeout": 0.2, "max_retries": 0}
    with pytest.raises(APITimeoutError):
        style.call(options, "bundles", "list")
    closed.clear()
    is_over.set()
    assert closed.wait(20) and server.received == []


# Event loops.


@every_async_transport
def test_one_client_serves_event_loops_one_after_the_other(
    style: Style, server: RecordingServer
) -> None:
    server.script(EMPTY)
    client = AsyncAzotte(base_url=server.url, transport=style.transport(verify=TLS), **OPTIONS)

    async def use() -> bool:
        await client.bundles.list()
        return (await client.bundles.list()).has_more

    assert [asyncio.run(use()) for _ in range(3)] == [False] * 3
    asyncio.run(client.close())
    # One connection for each loop, and kept as long as it runs.
    assert len({received.connection for received in server.received}) == 3
    gc.collect()  # a connection that was not closed would warn


@every_async_transport
def test_one_client_serves_event_loops_at_the_same_time(
    style: Style, server: RecordingServer
) -> None:
    server.script(EMPTY)
    client = AsyncAzotte(base_url=server.url, transport=style.transport(verify=TLS), **OPTIONS)

    async def use() -> int:
        pages = await asyncio.gather(*(client.bundles.list() for _ in range(5)))
        return len(pages)

    with ThreadPoolExecutor(4) as threads:
        calls = [threads.submit(lambda: asyncio.run(use())) for _ in range(12)]
        assert [each.result() for each in calls] == [5] * 12
    asyncio.run(client.close())


@every_async_transport
def test_the_default_client_works_on_a_second_loop_after_a_failure_on_the_first(
    style: Style, server: RecordingServer
) -> None:
    client = AsyncAzotte(base_url=server.url, transport=style.transport(verify=TLS), **OPTIONS)

    async def use() -> Any:
        return await client.bundles.list()

    server.script(ScriptedResponse(raw=lambda handler: None), EMPTY)
    with pytest.raises(APIConnectionError):
        asyncio.run(use())
    assert asyncio.run(use()).data == []
    asyncio.run(client.close())


@every_async_transport
def test_pools_of_closed_loops_are_dropped(style: Style, server: RecordingServer) -> None:
    server.script(EMPTY)
    transport = style.transport(verify=TLS)
    client = AsyncAzotte(base_url=server.url, transport=transport, **OPTIONS)
    pools: Any = getattr(transport, "_clients", None) or transport._pools

    async def use() -> int:
        await client.bundles.list()
        return len(pools._pools)

    assert [asyncio.run(use()) for _ in range(3)] == [1, 1, 1]
    assert not pools._pools
    asyncio.run(client.close())


@every_async_transport
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_a_loop_that_was_closed_without_a_shutdown_does_no_harm(
    style: Style, server: RecordingServer
) -> None:
    server.script(EMPTY)
    client = AsyncAzotte(base_url=server.url, transport=style.transport(verify=TLS), **OPTIONS)

    async def use() -> Any:
        return await client.bundles.list()

    for _ in range(3):
        loop = asyncio.new_event_loop()
        assert loop.run_until_complete(use()).data == []
        loop.close()
    asyncio.run(client.close())
    gc.collect()


@every_async_transport
def test_closing_closes_the_connections_of_a_loop_that_runs_elsewhere(
    style: Style, server: RecordingServer
) -> None:
    server.script(EMPTY)
    client = AsyncAzotte(base_url=server.url, transport=style.transport(verify=TLS), **OPTIONS)

    async def use() -> Any:
        return await client.bundles.list()

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(use(), loop).result(10)
        asyncio.run(client.close())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
    gc.collect()  # a connection that was not closed would warn


# Connections that were closed while nobody looked.


@every_transport
@pytest.mark.parametrize("mode", ["close_after_response", "tls_close_after_response"])
def test_a_dead_connection_is_noticed_by_a_thread_that_was_blocked(style: Style, mode: str) -> None:
    context = ssl.create_default_context()
    authority().configure_trust(context)  # pyright: ignore[reportUnknownMemberType]  # its other overload wants pyOpenSSL

    def make(verify: Any) -> Any:
        return style.transport(verify=context)

    def use(client: Any) -> None:
        client.bundles.list()
        time.sleep(0.3)
        client.customers.update("cus_1", name="x")

    async def use_async(client: Any) -> None:
        await client.bundles.list()
        time.sleep(0.3)  # noqa: ASYNC251  # the loop is blocked and sees nothing
        await client.customers.update("cus_1", name="x")

    patient = Style(make, style.asynchronous, False, False)
    with HostileServer(MODES[mode]) as server:
        try:
            patient.run(
                {"base_url": server.url, "max_retries": 0}, use_async if style.asynchronous else use
            )
        except AzotteError as error:
            assert not isinstance(error, APIConnectionError), error
        assert [request.method for request in server.requests] == ["GET", "PUT"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="the system cannot freeze a process")
@every_transport
def test_a_process_that_was_frozen_calls_again(style: Style, server: RecordingServer) -> None:
    kind = style.transport.__name__
    program = f"""
import asyncio, inspect
from azotte import AsyncAzotte, Azotte
from azotte.transports import {kind}
options = dict(api_key={KEY!r}, tenant_id="t", base_url={server.url!r}, max_retries=0, transport={kind}())
async def use(client):
    for _ in range(2):
        page = client.bundles.list()
        page = await page if inspect.isawaitable(page) else page
        print(page.has_more, flush=True)
        input()
    closing = client.close()
    if closing:
        await closing
asyncio.run(use({"AsyncAzotte" if style.asynchronous else "Azotte"}(**options)))
"""
    head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(EMPTY.body)
    # The connection is said to be kept, and closed after the response.
    server.script(ScriptedResponse(raw=lambda handler: handler.wfile.write(head + EMPTY.body)))
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdin and process.stdout
        assert process.stdout.readline() == "False\n"
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.3)
        process.send_signal(signal.SIGCONT)
        process.stdin.write("\n\n")
        process.stdin.flush()
        assert process.stdout.readline() == "False\n"
        assert process.wait(10) == 0


# Imports and forks.


@pytest.mark.slow
@every_transport
def test_a_call_imports_nothing_that_a_fork_could_interrupt(style: Style) -> None:
    kind = style.transport.__name__
    default = kind in ("Httpx2Transport", "AsyncHttpx2Transport")
    program = f"""
import sys
if {not default}:
    from azotte.transports import {kind}
from azotte import AsyncAzotte, Azotte, errors
from tests.client.recording import ScriptedResponse, RecordingServer, scripted_error, json_response

class Watch:
    def find_spec(self, name, path, target=None):
        print("imported late:", name)

import asyncio, inspect
busy = scripted_error(429, "rate_limit_error", "rate_limit_exceeded", retry_after="Fri, 31 Dec 1999 23:59:59 GMT")
page = json_response(dict(object="list", data=[], has_more=False))
server = RecordingServer()
server.script(page, busy, page, scripted_error(404, "not_found_error", "resource_missing"))

async def use():
    options = dict(api_key={KEY!r}, tenant_id="t", base_url=server.url.replace("127.0.0.1", "localhost"))
    transport = None if {default} else {kind}()
    client = {"AsyncAzotte" if style.asynchronous else "Azotte"}(transport=transport, **options)
    client.bundles
    sys.meta_path.insert(0, Watch())
    for attempt in range(3):
        try:
            got = client.bundles.list()
            if inspect.isawaitable(got):
                await got
        except errors.NotFoundError as error:
            str(error)
    sys.meta_path.pop(0)
    closing = client.close()
    if closing:
        await closing
asyncio.run(use())
server.close()
"""
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        timeout=60,
    )
    assert (run.stdout, run.stderr) == ("", "")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
def test_a_fork_during_the_first_call_leaves_a_child_that_can_call(
    server: RecordingServer,
) -> None:
    """The other thread is in the middle of its call, with whatever locks a call takes."""
    program = f"""
import os, signal, sys, threading
from azotte import Azotte
from azotte.errors import AzotteError
client = Azotte(api_key={KEY!r}, tenant_id="t", base_url={server.url!r}, max_retries=0)

def use():
    try:
        client.bundles.list()
    except AzotteError as error:
        return type(error).__name__

thread = threading.Thread(target=use)
thread.start()
children = []
for _ in range(5):
    child = os.fork()
    if child == 0:
        signal.alarm(15)
        os.write(1, use().encode() + b" ")
        os._exit(0)
    children.append(child)
thread.join()
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""
    server.script(*[ScriptedResponse(404)] * 6)
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=60,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "NotFoundError " * 5, "")


# Tools that record or fake traffic.


def cassette_of(folder: Path, mode: str) -> Any:
    recorder: Any = vcr
    path = str(folder / "cassette.yaml")
    return recorder.use_cassette(path, record_mode=mode, filter_headers=["x-api-key"])


@every_transport
def test_vcr_sees_writes(style: Style, server: RecordingServer, tmp_path: Path) -> None:
    """With a cassette that must not record, nothing may reach the server."""
    server.script(EMPTY)
    cassette = cassette_of(tmp_path, "none")

    def use(client: Any) -> None:
        client.bundles.list()
        with cassette, pytest.raises(AzotteError, match="(?i)cassette"):
            client.customers.delete("cus_1")

    async def use_async(client: Any) -> None:
        await client.bundles.list()
        with cassette, pytest.raises(AzotteError, match="(?i)cassette"):
            await client.customers.delete("cus_1")

    style.run({"base_url": server.url, "max_retries": 0}, use_async if style.asynchronous else use)
    assert [received.method for received in server.received] == ["GET"]


@every_transport
@pytest.mark.parametrize("mode", ["head_with_body", "gzip_members"])
def test_vcr_records_and_plays_back(style: Style, mode: str, tmp_path: Path) -> None:
    def use(client: Any) -> Any:
        return client.bundles.list()

    with HostileServer(MODES[mode]) as server:
        options = {"base_url": server.url, "max_retries": 0}
        for played in range(2):
            cassette = cassette_of(tmp_path, "once")
            with cassette as tape:
                assert style.run(options, use).data == []
                assert tape.play_count == played
        assert len(server.requests) == 1


def test_a_patched_pool_sees_every_request(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As other tools do it: `urlopen` replaced on urllib3's class."""
    seen: list[str] = []
    original: Callable[..., Any] = urllib3.HTTPConnectionPool.urlopen

    def urlopen(self: Any, method: str, *arguments: Any, **named: Any) -> Any:
        seen.append(method)
        return original(self, method, *arguments, **named)

    monkeypatch.setattr(urllib3.HTTPConnectionPool, "urlopen", urlopen)
    server.script(EMPTY)
    with Azotte(base_url=server.url, transport=Urllib3Transport(), **OPTIONS) as client:
        client.bundles.list()
    assert seen == ["GET"]


def test_a_hook_may_read_the_body_of_a_response(server: RecordingServer) -> None:
    """httpx2's event hooks do, to log it; and decompress it by that."""
    import gzip

    server.script(
        ScriptedResponse(body=gzip.compress(EMPTY.body), headers={"content-encoding": "gzip"})
    )
    with httpx2.Client(verify=TLS, event_hooks={"response": [httpx2.Response.read]}) as given:
        client = Azotte(base_url=server.url, transport=Httpx2Transport(given), **OPTIONS)
        assert client.bundles.list().data == []


def test_cookies_do_not_pile_up(server: RecordingServer) -> None:
    """A hostile server could make a client grow with every response."""
    cookies = (("set-cookie", f"c{number}={'x' * 100}") for number in range(10))
    server.script(*(ScriptedResponse(200, EMPTY.body, dict([cookie])) for cookie in cookies))
    transport: Any = Httpx2Transport(verify=TLS)
    with Azotte(base_url=server.url, transport=transport, **OPTIONS) as client:
        for _ in range(10):
            client.bundles.list()
        assert len(transport._client.cookies) == 0
