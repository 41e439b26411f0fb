"""What all tests of the client use."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.client.recording import RecordingServer, ScriptedResponse
from tests.client.styles import KEY, TENANT

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def _recording_server() -> Iterator[RecordingServer]:
    server = RecordingServer()
    yield server
    server.close()


@pytest.fixture
def server(_recording_server: RecordingServer) -> RecordingServer:
    """A server that sends scripted responses."""
    _recording_server.script(ScriptedResponse(404))
    return _recording_server


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between attempts take no time: what they would be is tested with a clock of its own."""
    monkeypatch.setattr("azotte._retry._FIRST", 0.001)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's own."""
    for name in (
        "AZOTTE_API_KEY",
        "AZOTTE_TENANT_ID",
        "AZOTTE_BASE_URL",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def environment(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two environment variables."""
    monkeypatch.setenv("AZOTTE_API_KEY", KEY)
    monkeypatch.setenv("AZOTTE_TENANT_ID", TENANT)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A sandbox that listens; gives the environment variables that point to it."""
    database = tmp_path / "sandbox.db"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "azotte_sandbox", "--database", str(database)),
            *("serve", "--port", "0", "--limits", "off"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    with process.stdout as output:
        printed = ""
        while "Listening on" not in printed:
            line = output.readline()
            assert line, printed
            printed += line
        found = {name: re.search(pattern, printed) for name, pattern in _PRINTED.items()}
        variables = {name: match[1] for name, match in found.items() if match}
        assert variables.keys() == _PRINTED.keys(), printed
        yield variables | {"AZOTTE_BASE_URL": variables["AZOTTE_BASE_URL"] + "/v1"}
        process.terminate()
        process.wait(30)


_PRINTED = {
    "AZOTTE_API_KEY": r"(sk_dev_\w+)",
    "AZOTTE_TENANT_ID": r"(tenant_\w+)",
    "AZOTTE_BASE_URL": r"Listening on (\S+)",
}


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The bundled contract."""
    document: dict[str, Any] = json.loads(
        (ROOT / "generated" / "openapi.json").read_text(encoding="utf-8")
    )
    return document


@pytest.fixture(scope="session")
def example(contract: dict[str, Any]) -> Any:
    """Gives the contract's first example of a schema."""

    def give(name: str) -> Any:
        return json.loads(json.dumps(contract["components"]["schemas"][name]["examples"][0]))

    return give
