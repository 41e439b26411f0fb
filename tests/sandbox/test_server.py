"""What the server promises whatever clients and the machine do: it stays up, bounded, and stops in time."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.sandbox.engines import ON_SQLITE
from tests.sandbox.framing_cases import MALFORMED
from tests.sandbox.raw_http import Address, Connection
from tests.sandbox.raw_http import request as raw_request
from tests.sandbox.servers import (
    TIMEOUT_SECONDS,
    Server,
    StartServer,
    Tenant,
    command,
    environment,
    error_of,
    request,
    run_command,
)

# Each test starts servers of its own, or keeps one busy.
pytestmark = pytest.mark.slow

STALLED = 1000
STOP_SECONDS = 10
CHUNKED = b"POST /v1/customers HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = {
    "target": (b"GET /", b"p" * 65_536),
    "header": (b"GET / HTTP/1.1\r\nHost: a\r\nx: ", b"v" * 65_536),
    "headers": (b"GET / HTTP/1.1\r\nHost: a\r\n", b"x: y\r\n" * 10_000),
    "chunk extension": (CHUNKED + b"1;", b"e" * 65_536),
    "trailers": (CHUNKED + b"0\r\n", b"x: y\r\n" * 10_000),
    "body": (
        b"POST /v1/customers HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n",
        b"b" * 65_536,
    ),
}


def resident(process: subprocess.Popen[str]) -> int:
    """Resident memory in KiB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


@ON_SQLITE
@pytest.mark.parametrize("part", ENDLESS)
def test_the_size_of_a_message_is_bounded(server: Server, part: str) -> None:
    start, piece = ENDLESS[part]
    before = resident(server.process)
    with Connection(server.address) as connection:
        with contextlib.suppress(OSError):
            connection.socket.sendall(start)
            for _ in range(64 * 1024 * 1024 // len(piece)):
                connection.socket.sendall(piece)
        assert resident(server.process) - before < 8 * 1024
    assert request("GET", f"{server.url}/healthz").status_code == 200


@ON_SQLITE
def test_a_body_over_the_limit_is_rejected_however_it_is_sent(
    server: Server, tenant: Tenant
) -> None:
    credentials = [f"{name}: {value}" for name, value in tenant.headers().items()]
    headers = [*credentials, "content-type: application/json"]
    limit = 262_144
    for size, status in ((limit, 400), (limit + 1, 413)):
        body = b" " * size
        whole = raw_request("/v1/customers", headers, body, "POST")
        chunked = raw_request("/v1/customers", [*headers, "transfer-encoding: chunked"]).replace(
            b"GET", b"POST", 1
        ) + b"%x\r\n%b\r\n0\r\n\r\n" % (size, body)
        for message in (whole, chunked):
            with Connection(server.address) as connection:
                connection.send(message)
                response = connection.response()
            assert response is not None
            assert response.status == status
    url = f"{server.url}/v1/customers"
    told = request("POST", url, headers=tenant.headers(), content=b" " * (limit + 1))
    error_of(told, 413, "body_too_large")


@ON_SQLITE
def test_no_malformed_message_causes_a_server_error(server: Server) -> None:
    for name, message in MALFORMED:
        with Connection(server.address, timeout=0.5) as connection:
            connection.send(message)
            with contextlib.suppress(TimeoutError):
                connection.receive()
        assert not connection.unread.startswith(b"HTTP/1.1 5"), name
    assert request("GET", f"{server.url}/healthz").status_code == 200


@contextlib.contextmanager
def stalled(address: Address) -> Generator[list[socket.socket]]:
    """Clients that stop in the middle: before, in and behind the head, in the body, and when they should read."""
    beginnings = (
        b"",
        b"GET /v1/cus",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\n",
        b"POST /v1/customers HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 3,
    )
    with contextlib.ExitStack() as opened:
        clients: list[socket.socket] = []
        for number in range(STALLED):
            client = opened.enter_context(socket.create_connection(address, TIMEOUT_SECONDS))
            client.sendall(beginnings[number % len(beginnings)])
            clients.append(client)
        yield clients


def test_a_thousand_stalled_clients_block_neither_others_nor_the_shutdown(tmp_path: Path) -> None:
    # With the limit of open files that most systems start a program with.
    program = " ".join(command(str(tmp_path / "x.db"), "serve", "--port", "0"))
    process = subprocess.Popen(
        ["sh", "-c", f"ulimit -S -n 1024; exec {program}"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        url = next(line for line in process.stdout if line.startswith("Listening")).split()[-1]
        host, _, port = url.removeprefix("http://").rpartition(":")
        with stalled((host, int(port))):
            for _ in range(20):
                assert request("GET", f"{url}/healthz").status_code == 200
            assert resident(process) < 160 * 1024
            started = time.monotonic()
            process.terminate()
            assert process.wait(TIMEOUT_SECONDS) == 0
            assert time.monotonic() - started < STOP_SECONDS
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_log_that_nobody_reads_blocks_neither_requests_nor_the_shutdown(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(str(tmp_path / "x.db"), "serve", "--port", "0"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        url = next(line for line in process.stdout if line.startswith("Listening")).split()[-1]
        for _ in range(1000):  # a pipe holds the lines of some hundreds
            assert request("GET", f"{url}/healthz").status_code == 200
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that is soon full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@ON_SQLITE
def test_a_full_disk_is_reported_and_survived(small_disk: Path, start_server: StartServer) -> None:
    server = start_server("--limits", "relaxed", database=str(small_disk / "sandbox.db"))
    used = server.create_tenant()
    unused = server.create_tenant()
    api = used.client()
    known = api.post("/customers", json={"email": "ada@example.com"}).json()["id"]
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    responses = [
        api.post("/customers", json={"email": f"{n}@example.com", "metadata": {"note": "x" * 500}})
        for n in range(100)
    ]
    assert {response.status_code for response in responses} <= {201, 503}
    rejected = [response for response in responses if response.status_code == 503]
    assert rejected, "the disk was not full"
    error_of(rejected[0], 503, "service_unavailable")
    # A key that was not used before, too: what it is counted in needs no disk.
    assert unused.client().get("/customers").status_code == 200
    assert api.get(f"/customers/{known}").status_code == 200
    filler.unlink()
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while (again := api.post("/customers", json={"email": "b@example.com"})).status_code == 503:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert again.status_code == 201
    assert server.stop() == 0


@ON_SQLITE
def test_a_stop_ends_requests_that_do_not_arrive(server: Server, start_server: StartServer) -> None:
    del server
    own = start_server("--limits", "off")
    tenant = own.create_tenant()
    headers = [f"{name}: {value}" for name, value in tenant.headers().items()]
    half = raw_request(
        "/v1/customers", [*headers, "content-type: application/json"], b"{}", "POST"
    )[:-1]
    with Connection(own.address) as connection:
        connection.send(half)
        time.sleep(0.2)  # now the application waits for the rest
        started = time.monotonic()
        assert own.stop() == 0
        assert time.monotonic() - started < STOP_SECONDS


def test_keys_are_printed_by_a_server_that_listens_only(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run_command(str(tmp_path / "x.db"), "serve", "--port", port)
    assert done.exit_code == 1
    assert "sk_" not in done.output
    assert not (tmp_path / "x.db").exists()


def test_azotte_sandbox_imports_without_a_server() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('uvicorn', 'uvloop', 'zttp', 'fcntl', 'resource')));"
        " import azotte_sandbox, azotte_sandbox.cli; print('imported')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "imported\n"
