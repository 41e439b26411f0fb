"""Who the tester is: from the environment, never with live keys unless allowed twice."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from azotte_conformance import CannotStart, Plan, Server, run
from azotte_conformance.command_line import main
from azotte_conformance.contract import Contract
from azotte_conformance.exchange import Request
from azotte_conformance.generated_traffic import Traffic
from azotte_conformance.http_client import Withheld
from azotte_conformance.identities import (
    LIMITED,
    MAIN,
    OTHER,
    CredentialsMissing,
    from_environment,
    variables,
    world_of,
)
from azotte_conformance.preflight import announcement, reject_live
from azotte_conformance.rules import authorization
from azotte_conformance.session import Session

DEVELOPMENT = {"AZOTTE_API_KEY": "sk_dev_abc", "AZOTTE_TENANT_ID": "tenant_a"}
LETTERS = "0123456789abcdefghijABCDEFGHIJ"
LIVE = {"AZOTTE_API_KEY": "sk_live_abc", "AZOTTE_TENANT_ID": "tenant_a"}


def test_every_role_has_a_variable_of_its_own(contract: Contract) -> None:
    names = [key for key, _ in variables(contract).values()]
    assert len(set(names)) == len(names)
    assert {
        "AZOTTE_API_KEY",
        "AZOTTE_API_KEY_OTHER",
        "AZOTTE_API_KEY_PUBLISHABLE_DEVELOPMENT",
    } <= set(names)


def test_the_main_key_is_a_key_of_its_kind_too(contract: Contract) -> None:
    world = from_environment(contract, DEVELOPMENT)
    assert world.of_kind("secret", "development") is world.identities[MAIN]
    assert OTHER in world.missing
    assert "AZOTTE_API_KEY_LIMITED" in world.missing[LIMITED]


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"AZOTTE_API_KEY": "sk_dev_abc"},
        {**DEVELOPMENT, "AZOTTE_API_KEY_OTHER": "sk_dev_b"},
        {**DEVELOPMENT, "AZOTTE_API_KEY_PUBLISHABLE_DEVELOPMENT": "sk_dev_b"},
    ],
)
def test_what_is_missing_or_wrong_is_named(contract: Contract, environment: dict[str, str]) -> None:
    with pytest.raises(CredentialsMissing, match="AZOTTE_") as raised:
        from_environment(contract, environment)
    assert "sk_dev_" not in str(raised.value)


@pytest.mark.parametrize(
    ("option", "variable"), [(False, None), (True, None), (False, "yes"), (True, "no")]
)
def test_live_keys_are_rejected_unless_allowed_twice(
    option: bool,
    variable: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in LIVE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AZOTTE_CONTRACT_LIVE", raising=False)
    if variable is not None:
        monkeypatch.setenv("AZOTTE_CONTRACT_LIVE", variable)
    assert main(["--url", "http://127.0.0.1:9/v1", *(["--live"] if option else [])]) == 2
    assert "--live and set AZOTTE_CONTRACT_LIVE=yes" in capsys.readouterr().err


def test_only_keys_for_test_data_need_no_permission(contract: Contract) -> None:
    assert contract.safe_environments == {"development"}
    reject_live(contract, from_environment(contract, DEVELOPMENT), allowed=False)
    reject_live(contract, from_environment(contract, LIVE), allowed=True)


def test_a_program_needs_permission_for_live_keys_too(contract: Contract, bundle: Path) -> None:
    server = Server("http://127.0.0.1:9/v1", from_environment(contract, LIVE))
    with pytest.raises(CannotStart, match="opens live data"):
        run(Plan(bundle, server, seed=1))


@pytest.fixture
def sent(contract: Contract) -> Iterator[tuple[Session, list[Request]]]:
    """A session whose key differs from a live one by its prefix only, and what reaches the server."""
    received: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are written apart: the second would wait for the client to acknowledge the first, 40 ms.
        disable_nagle_algorithm = True

        def _take(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            received.append(Request(self.command, self.path, tuple(self.headers.items())))
            body = json.dumps({"id": f"cus_{len(received):020}", "object": "list", "data": []})
            self.send_response(201 if self.command == "POST" else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body.encode())

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _take

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    world = world_of(contract, {MAIN: ("sk_dev_" + LETTERS, "tenant_a")})
    yield Session(contract, world, url, job="x", seed=1, began=0.0), received
    server.shutdown()
    server.server_close()


def test_no_request_contains_what_could_be_a_live_key(sent: tuple[Session, list[Request]]) -> None:
    session, received = sent
    for part in authorization.PARTS:
        with session.trying():
            part(session)
    assert len(received) > 100
    for request in received:
        for text in (request.target, *(value for _, value in request.headers)):
            assert "_live_" not in text


@pytest.mark.parametrize(
    "options",
    [
        {"credentials": [("x-api-key", "sk_live_" + "a" * 32)]},
        {"credentials": [("Authorization", "Bearer pk_live_" + "a" * 32)]},
        {"credentials": [("Cookie", "k=sk_live_" + "a" * 32)]},
        {"query": {"api_key": "sk_live_" + "a" * 32}},
    ],
)
def test_a_request_with_a_live_key_is_not_sent(
    sent: tuple[Session, list[Request]], options: dict[str, Any]
) -> None:
    session, received = sent
    with pytest.raises(Withheld, match="--live"):
        session.call(session.contract.operations["list_customers"], **options)
    assert received == []


def test_schemathesis_sends_no_live_key(sent: tuple[Session, list[Request]]) -> None:
    session, received = sent
    with Traffic(session.contract.live_prefixes).taken(), requests.Session() as http:
        key = "sk_live_" + "a" * 32
        http.get(f"{session.client.url}/customers?key={key}", headers={"x-api-key": key})
    assert "_live_" not in repr(received)


def test_one_live_key_among_others_is_live(contract: Contract) -> None:
    world = from_environment(
        contract, {**DEVELOPMENT, "AZOTTE_API_KEY_SECRET_PRODUCTION": "sk_live_x"}
    )
    with pytest.raises(CannotStart, match="AZOTTE_API_KEY_SECRET_PRODUCTION"):
        reject_live(contract, world, allowed=False)


def test_writes_are_announced_before_the_run(contract: Contract) -> None:
    text = announcement(
        contract, Server("http://x/v1", from_environment(contract, DEVELOPMENT), 100), "quick"
    )
    for operation in ("create_customer", "create_payment"):
        assert operation in text
    assert "100 per minute" in text
    assert "AZOTTE_API_KEY_OTHER" in text
    assert "sk_dev_abc" not in text


def test_without_credentials_the_run_does_not_begin(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AZOTTE_API_KEY", "AZOTTE_TENANT_ID"):
        monkeypatch.delenv(name, raising=False)
    assert main(["--url", "http://127.0.0.1:9/v1"]) == 2
    assert "Set AZOTTE_API_KEY and AZOTTE_TENANT_ID" in capsys.readouterr().err


def test_an_unreachable_server_is_a_broken_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in DEVELOPMENT.items():
        monkeypatch.setenv(name, value)
    assert main(["--url", "http://127.0.0.1:9/v1"]) == 2
    error = capsys.readouterr().err
    assert "cannot be tested" in error
    assert "sk_dev_abc" not in error
