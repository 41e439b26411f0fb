"""Exit codes: one for each error type, and those of the command line itself."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler

import pytest

from azotte.cli.groups import ERROR_STATUSES
from codegen.sandbox import Tenant
from tests.cli.conftest import Run
from tests.client.recording import RecordingServer, ScriptedResponse, json_response

CODES = {
    "validation_error": 40,
    "authentication_error": 41,
    "not_found_error": 44,
    "conflict_error": 49,
    "rate_limit_error": 69,
    "api_error": 100,
}


def test_each_error_type_has_an_exit_code_that_the_help_shows(azotte: Run) -> None:
    shown = azotte("--help").out
    assert ERROR_STATUSES.keys() == CODES.keys()
    for type, code in CODES.items():
        assert re.search(rf"^  {code} +API error {type} \(", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["customers", "list", "--limit", "1000"], 40, "out_of_range"),
        (["customers", "get", "cus_missing"], 44, "resource_missing"),
    ],
)
def test_an_error_of_the_api(
    azotte: Run, environment: dict[str, str], arguments: list[str], code: int, text: str
) -> None:
    done = azotte(*arguments)
    assert (done.code, done.out) == (code, "")
    assert text in done.err
    assert len(done.err.splitlines()) == 1


def test_a_conflict(azotte: Run, environment: dict[str, str]) -> None:
    assert azotte("customers", "create", "--email", "ada@example.com").code == 0
    assert azotte("customers", "create", "--email", "ada@example.com").code == 49


def test_an_unknown_key(
    azotte: Run, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZOTTE_API_KEY", "sk_dev_5eCretKEYtobeFOUND")
    done = azotte("customers", "list")
    assert done.code == 41
    assert "5eCretKEYtobeFOUND" not in done.err


@pytest.mark.parametrize(
    ("status", "type", "code"),
    [
        (429, "rate_limit_error", 69),
        (500, "api_error", 100),
        (503, "api_error", 100),
        (418, "teapot_error", 58),
        (410, None, 50),
    ],
)
def test_an_error_that_the_sandbox_does_not_give(
    azotte: Run,
    environment: dict[str, str],
    server: RecordingServer,
    status: int,
    type: str | None,
    code: int,
) -> None:
    error = {"type": type, "code": "x", "message": "No.", "request_id": "req_1"} if type else None
    server.script(json_response({"error": error}, status))
    assert azotte("customers", "list", "--base-url", server.url).code == code


def test_no_response(azotte: Run, environment: dict[str, str]) -> None:
    done = azotte("customers", "list", "--base-url", "http://127.0.0.1:9/v1")
    assert (done.code, done.out) == (3, "")


def test_a_response_that_is_not_of_the_contract(
    azotte: Run, environment: dict[str, str], server: RecordingServer
) -> None:
    server.script(ScriptedResponse(200, b"<html>"))
    assert azotte("customers", "list", "--base-url", server.url).code == 1


def test_a_key_of_the_wrong_type(
    azotte: Run, tenant: Tenant, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZOTTE_API_KEY", tenant.keys["publishable", "development"])
    done = azotte("customers", "list")
    assert done.code == 4
    assert "add --allow wrong_key_type" in done.err
    assert azotte("customers", "list", "--allow", "wrong_key_type").code == 41


def test_an_unknown_check_to_override(azotte: Run, environment: dict[str, str]) -> None:
    assert azotte("customers", "list", "--allow", "everything").code == 2


def test_help_is_a_success(azotte: Run) -> None:
    for arguments in (
        ["--help"],
        ["customers", "-h"],
        ["customers", "create", "--help"],
        ["--version"],
    ):
        assert azotte(*arguments).code == 0


@pytest.mark.slow
def test_an_interruption(environment: dict[str, str], server: RecordingServer) -> None:
    reached, leave = threading.Event(), threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        reached.set()
        leave.wait(30)

    server.script(ScriptedResponse(raw=hang))
    process = start({**environment, "AZOTTE_BASE_URL": server.url}, "customers", "list")
    assert reached.wait(30)
    process.send_signal(signal.SIGINT)
    _, shown = process.communicate(timeout=30)
    leave.set()
    assert (process.returncode, shown) == (130, "\nError: Interrupted.\n")


@pytest.mark.slow
def test_a_reader_that_has_enough(
    azotte: Run, environment: dict[str, str], server: RecordingServer, example: dict[str, object]
) -> None:
    page = {"object": "list", "data": [example] * 3000, "has_more": False}
    server.script(json_response(page))
    process = start({**environment, "AZOTTE_BASE_URL": server.url}, "customers", "list", "--all")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == ""
    assert process.wait(30) == 141


def start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "azotte.cli", *arguments],
        env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
