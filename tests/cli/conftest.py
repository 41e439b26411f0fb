"""Runs the command line against a sandbox that listens on a socket."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from azotte.cli.app import run
from codegen.paths import GENERATED
from codegen.sandbox import RunningSandbox, Tenant, running_sandbox
from tests.client.recording import RecordingServer, ScriptedResponse


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Runs `azotte` in this process."""

    def __call__(self, *arguments: str, stdin: str = "") -> Done: ...


@pytest.fixture(scope="session")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox("--limits", "off") as sandbox:
        yield sandbox


@pytest.fixture
def tenant(sandbox: RunningSandbox) -> Tenant:
    return sandbox.new_tenant()


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No keys, proxies, profiles or keyring of the developer."""
    for name in ("AZOTTE_API_KEY", "AZOTTE_TENANT_ID", "AZOTTE_BASE_URL", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr("azotte._retry._FIRST", 0.001)


@pytest.fixture
def environment(
    sandbox: RunningSandbox, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The variables for a new tenant of the sandbox, which are set."""
    variables = {**tenant.variables, "AZOTTE_BASE_URL": f"{sandbox.url}/v1"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
def azotte(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str, stdin: str = "") -> Done:
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            code = run(arguments)
        shown = capfd.readouterr()
        return Done(code, shown.out, shown.err)

    return call


@pytest.fixture(scope="session")
def _recording_server() -> Iterator[RecordingServer]:
    server = RecordingServer()
    yield server
    server.close()


@pytest.fixture
def server(_recording_server: RecordingServer) -> RecordingServer:
    """A server that responds by script, for responses that the sandbox does not give."""
    _recording_server.script(ScriptedResponse(404))
    return _recording_server


@pytest.fixture
def example() -> dict[str, object]:
    """A customer as the API returns it."""
    document = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    customer: dict[str, object] = document["components"]["schemas"]["Customer"]["examples"][0]
    return customer
