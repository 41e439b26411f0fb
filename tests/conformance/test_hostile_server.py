"""A server that is broken or hostile ends a run in time, with exit code 2 and one statement, and gets nothing for it."""

import html
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from azotte_conformance import Plan, Server, reports, run
from azotte_conformance.bounded_http import BODY_LIMIT
from azotte_conformance.calls import BY_CHANCE
from azotte_conformance.command_line import main
from azotte_conformance.contract import Contract
from azotte_conformance.exchange import Request
from azotte_conformance.http_client import Client, NoResponse
from azotte_conformance.identities import MAIN, world_of
from azotte_conformance.sandbox_process import RunningSandbox
from azotte_conformance.session import Session
from tests.hostile.modes import MODES
from tests.hostile.server import HostileServer, authority

KEY = "sk_dev_0123456789abcdefghijABCDEFGHIJ"
CREDENTIALS = {"AZOTTE_API_KEY": KEY, "AZOTTE_TENANT_ID": "tenant_a"}
SLACK = 4.0
"""Seconds for a machine that is busy. Without a limit the modes take 20."""

READABLE = frozenset(
    [
        "length_and_chunks",
        "header_with_nul",
        "status_out_of_range",
        "early_hints_then_response",
        "early_hints_16_then_response",
        "early_hints_17_then_response",
        "switching_protocols",
        "close_in_head",
        "close_after_response",
        "two_responses",
        "response_before_request",
        "redirect_loop",
        "redirect_elsewhere",
        "html_instead",
        "media_type_wrong",
        "media_type_absent",
        "html_error",
        "error_without_envelope",
        "error_of_wrong_types",
        "success_with_error",
        "no_content_with_body",
        "head_with_body",
        "body_empty",
        "byte_order_mark",
        "utf_16",
        "not_utf_8",
        "json_duplicate_keys",
        "json_deep",
        "json_lone_surrogate",
        "json_nan",
        "json_huge_integer",
        "gzip_members",
        "gzip_with_garbage",
        "deflate_raw",
        "coding_unknown",
        "key_in_error",
        "key_in_success",
        "escapes_in_error",
        "retry_after_negative",
        "retry_after_nonsense",
        "retry_after_huge",
        "retry_after_far",
        "retry_after_past",
        "date_skewed",
    ]
)
"""Modes with a response that HTTP clients read. All others have none."""

NOT_TESTABLE = (
    "gzip_bomb",
    "headers_endless",
    "interim_endless",
    "close_at_once",
    "another_protocol",
    "escapes_in_status_line",
    "key_at_the_cut",
    "html_error",
    "redirect_elsewhere",
    "escapes_in_error",
    "key_in_error",
    "retry_after_huge",
    "tls_wrong_name",
    "tls_not",
)
"""Modes in which a run cannot start: one of each kind that ends fast."""

TESTABLE = (
    "close_in_head",
    "coding_unknown",
    "date_skewed",
    "deflate_raw",
    "html_instead",
    "json_deep",
    "key_in_success",
    "redirect_loop",
    "response_before_request",
    "two_responses",
)
"""Modes in which a run starts: one of each kind. A run takes seconds, and all modes are tried on its HTTP client above."""


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)


def client(url: str, timeout: float) -> Client:
    return Client(url, timeout=timeout, observe=lambda _: None, stop=lambda: False)


@pytest.mark.parametrize("mode", MODES)
def test_every_response_is_read_within_its_limits_or_not_at_all(mode: str) -> None:
    # A response that comes has the time that a busy machine needs; what never ends is not waited for as long.
    timeout = 1.0 if mode in READABLE else 0.3
    with HostileServer(MODES[mode]) as server:
        client_ = client(server.url, timeout)
        began = time.monotonic()
        request = Request("GET", "/customers", (("x-api-key", KEY),))
        if mode in READABLE:
            exchange = client_.send(request, limited=True)
            assert exchange.status == 200 or mode not in ("early_hints_then_response", "json_deep")
            assert len(exchange.body) <= BODY_LIMIT
        else:
            with pytest.raises(NoResponse):
                client_.send(request, limited=True)
        assert time.monotonic() - began < 1.0 + SLACK
        client_.close()


@pytest.mark.parametrize("mode", NOT_TESTABLE)
def test_a_run_that_cannot_start_says_so_in_one_line(
    mode: str, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with HostileServer(MODES[mode]) as server:
        assert main(["--url", server.url, "--quick", "--report", str(tmp_path)]) == 2
    shown = capfd.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1 and shown.err.startswith("azotte-conformance: ")
    assert KEY[7:] not in shown.err and "\x1b" not in shown.err and "\u202e" not in shown.err
    assert not [request for request in server.requests if "stolen" in request.target]


@pytest.mark.slow
def test_a_rate_limit_that_never_ends_is_reported_immediately_and_ends_the_run(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with HostileServer(MODES["retry_after_nonsense"]) as server:
        assert main(["--url", server.url, "--quick"]) == 2
    lines = capfd.readouterr().err.splitlines()
    assert lines[0] == "The server returned 429: waiting 1 seconds."
    assert "--rate" in lines[-1]


@pytest.mark.parametrize("given", ["--ca", "SSL_CERT_FILE"])
def test_a_private_authority_holds_for_every_request(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contract: Contract
) -> None:
    from azotte_conformance.generated_traffic import Traffic

    file = tmp_path / "ca.pem"
    file.write_bytes(authority().cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", "" if given == "--ca" else str(file))
    options = ["--ca", str(file)] if given == "--ca" else []
    with HostileServer(MODES["tls_valid"]) as server:
        # The preflight succeeds, and the run begins; its end is of no interest here.
        monkeypatch.setattr("azotte_conformance.command_line.run", _begun)
        with pytest.raises(_Begun):
            main(["--url", server.url, "--quick", *options])
        import requests

        with Traffic(()).taken(), requests.Session() as session:
            assert session.get(f"{server.url}/customers").status_code == 200


class _Begun(Exception):
    pass


def _begun(*_: Any) -> None:
    raise _Begun


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_authority_that_cannot_be_read_is_named(
    content: str | None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    assert main(["--url", "https://127.0.0.1:9/v1", "--ca", str(file)]) == 2
    assert str(file) in capfd.readouterr().err


GENERATED = (
    "gzip_bomb",
    "gzip_bomb_nested",
    "length_of_10_gb",
    "interim_endless",
    "trailers_endless",
    "body_dripping",
    "head_dripping",
    "redirect_elsewhere",
    "redirect_loop",
    "chunk_size_negative",
)


@pytest.mark.parametrize("mode", GENERATED)
def test_what_schemathesis_sends_has_the_same_limits(mode: str) -> None:
    import requests

    from azotte_conformance.generated_traffic import Traffic

    with HostileServer(MODES[mode]) as server, Traffic(()).taken(), requests.Session() as session:
        began = time.monotonic()
        if mode.startswith("redirect"):
            response = session.get(server.url, timeout=1, allow_redirects=False)
            assert response.is_redirect
        else:
            with pytest.raises(requests.RequestException):
                session.get(server.url, timeout=0.3)
        assert time.monotonic() - began < 1.0 + SLACK


@contextmanager
def between(
    sandbox: RunningSandbox, contract: Contract, decide: Callable[[int, str], str]
) -> Generator[str]:
    """The base URL of a proxy before a sandbox. For each request it passes it on, fails, or closes the connection."""
    import urllib3

    behind = urllib3.PoolManager(maxsize=8)
    count = 0
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are written apart: the second would wait for the client to acknowledge the first, 40 ms.
        disable_nagle_algorithm = True

        def _pass(self) -> None:
            nonlocal count
            with lock:
                count += 1
                number = count
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            does = decide(number, self.command)
            if does == "close":
                self.close_connection = True
                return
            if does == "cut":
                self._respond(200, [("Content-Type", "application/json")], b"{}", length=100)
                self.close_connection = True
                return
            if does == "fail":
                self._respond(500, [("Content-Type", "text/plain")], b"no")
                return
            headers = urllib3.HTTPHeaderDict(
                (n, v) for n, v in self.headers.items() if n.lower() != "host"
            )
            passed = behind.request(
                self.command,
                sandbox.url + self.path,
                body=body or None,
                headers=headers,
                redirect=False,
                retries=False,
            )
            self._respond(passed.status, list(passed.headers.iteritems()), passed.data)

        def _respond(
            self, status: int, headers: list[tuple[str, str]], body: bytes, length: int = 0
        ) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("Content-Length", str(length or len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _pass

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        base = sandbox.base(contract).removeprefix(sandbox.url)
        yield f"http://127.0.0.1:{server.server_address[1]}{base}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def world_there(sandbox: RunningSandbox, contract: Contract) -> Any:
    ours = sandbox.commands.world(contract, f"hostile{time.time_ns()}", ())
    return world_of(contract, {MAIN: (str(ours.main.key), str(ours.main.tenant))})


@pytest.mark.slow
@pytest.mark.parametrize("does", ["fail", "cut"])
def test_failures_by_chance_are_one_finding_with_a_count(
    sandbox: RunningSandbox, contract: Contract, world_there: Any, does: str
) -> None:
    with between(sandbox, contract, lambda n, _: does if n % 29 == 7 else "pass") as url:
        session = Session(contract, world_there, url, job="x", seed=1, began=time.monotonic())
        for _ in range(25):
            for operation in contract.lists():
                if not operation.path_parameters:
                    session.must(operation)
            session.objects.make("Customer")
    (finding,) = session.findings
    assert finding.rule is BY_CHANCE
    # The repeated requests, and those that check the server, may fail by chance too.
    assert session.client.count // 29 - 3 <= finding.count <= session.client.count // 29 + 4


@pytest.mark.slow
@pytest.mark.parametrize("does", ["fail", "close"])
def test_a_server_that_goes_away_is_one_statement(
    sandbox: RunningSandbox, contract: Contract, world_there: Any, bundle: Path, does: str
) -> None:
    began = time.monotonic()
    with between(sandbox, contract, lambda n, _: "pass" if n < 150 else does) as url:
        result = run(Plan(bundle, Server(url, world_there), seed=1, depth="quick"))
    assert result.exit_code == 2
    assert result.outage is not None and "Every request fails" in result.outage
    assert [(f.rule.id, f.got) for f in result.findings.of("finding")] == []
    assert time.monotonic() - began < 60


def test_a_failure_of_every_try_is_still_a_finding(
    sandbox: RunningSandbox, contract: Contract, world_there: Any
) -> None:
    with between(sandbox, contract, lambda _, m: "fail" if m == "DELETE" else "pass") as url:
        session = Session(contract, world_there, url, job="x", seed=1, began=time.monotonic())
        made = session.objects.make("Customer").fields["id"]
        exchange = session.call(contract.operations["delete_customer"], id=made)
    assert exchange.status == 500
    assert "responses.server-error" in {finding.rule.id for finding in session.findings}
    assert BY_CHANCE not in {finding.rule for finding in session.findings}


INTERRUPTED = """
import os, signal, sys, threading
from azotte_conformance.__main__ import main
threading.Timer(float(sys.argv.pop(1)), os.killpg, (os.getpgrp(), signal.SIGINT)).start()
sys.exit(main())
"""
"""The command, and Ctrl-C after a time: as a terminal does, to every process of the group."""


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.05, 0.5, 1.0, 1.5])
def test_an_interrupt_while_a_run_starts_shows_no_traceback(delay: float, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(delay), "--quick", "--report", str(tmp_path)],
        env=os.environ
        | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "TMPDIR": str(tmp_path)},
        capture_output=True,
        check=False,
        text=True,
        start_new_session=True,
        timeout=100,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 130
    # The sandbox that was being started is stopped, and its data removed.
    assert list(tmp_path.glob("azotte-contract-*")) == []


@pytest.mark.slow
@pytest.mark.parametrize("mode", TESTABLE)
def test_a_run_ends_in_every_mode(
    mode: str, contract: Contract, bundle: Path, tmp_path: Path
) -> None:
    """Up to the first finding: a server that responds in its way to everything is tested, and found wanting."""
    world = world_of(contract, {MAIN: (KEY, "tenant_a")})
    with HostileServer(MODES[mode]) as server:
        target = Server(server.url, world)
        result = run(Plan(bundle, target, seed=1, depth="quick", first_finding_only=True))
    assert result.exit_code in ((1, 2) if mode in READABLE else (2,))
    assert result.crashes == []
    assert result.outage is not None or result.findings.of("finding")
    for path in reports.write(result, tmp_path):
        text = html.unescape(path.read_text(encoding="utf-8"))
        assert KEY[7:19] not in text and "\x1b" not in text


@pytest.mark.nightly
@pytest.mark.slow
def test_the_whole_command_ends_by_itself(tmp_path: Path) -> None:
    with HostileServer(MODES["key_in_success"]) as server:
        command = [sys.executable, "-m", "azotte_conformance", "--url", server.url, "--quick"]
        done = subprocess.run(
            [*command, "--rate", "0", "--seed", "1", "--report", str(tmp_path)],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            check=False,
            timeout=900,
        )
    shown = (done.stdout + done.stderr).decode()
    assert done.returncode in (1, 2), shown[-2000:]
    assert "Traceback" not in shown and KEY[7:19] not in shown and "\x1b" not in shown
