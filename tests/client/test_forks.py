"""A client in processes that were forked: each has connections of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.client.conftest import ROOT
from tests.client.recording import RecordingServer, ScriptedResponse

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork"),
]


@pytest.fixture
def parrot(server: RecordingServer, example: Any) -> RecordingServer:
    """A server that returns the requested customer, or is busy at first if the request says so."""
    import msgspec

    busy: set[int] = set()

    def response(handler: Any) -> None:
        # Long enough for other processes to read what is not theirs.
        time.sleep(0.001)
        id = handler.path.rpartition("/")[2]
        status = "200 OK"
        if id == "busy" and handler.client_address[1] not in busy:
            busy.add(handler.client_address[1])
            status = "503 Service Unavailable"
        body = msgspec.json.encode({**example("Customer"), "id": id})
        handler.wfile.write(
            f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body
        )

    server.script(ScriptedResponse(raw=response, keep=True))
    return server


def said_by(program: str, server: RecordingServer) -> list[str]:
    result = subprocess.run(
        [sys.executable, "-m", "tests.client.forks", program, server.url],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout.splitlines()


def connections(server: RecordingServer, prefix: str) -> set[int]:
    return {
        received.connection
        for received in server.received
        if received.path.rpartition("/")[2].startswith(prefix)
    }


@pytest.mark.parametrize("program", ["default_transport", "asynchronous"])
def test_each_process_has_connections_of_its_own(program: str, parrot: RecordingServer) -> None:
    assert said_by(program, parrot) == ["0 wrong"] * 2
    parent, *children = (connections(parrot, name) for name in ("parent", "child0", "child1"))
    # The parent's connection outlives what the children did.
    assert len(parent) == 1
    assert parent.isdisjoint(children[0] | children[1]) and children[0].isdisjoint(children[1])


def test_children_of_children(parrot: RecordingServer) -> None:
    assert said_by("grandchildren", parrot) == ["0 wrong"] * 6


def test_a_transport_that_was_used_is_rejected(parrot: RecordingServer) -> None:
    assert said_by("given_transport", parrot) == ["2 rejected, 0 wrong"] * 4


def test_locks_of_the_parent_do_not_stop_a_child(parrot: RecordingServer) -> None:
    assert said_by("locks_that_are_held", parrot) == ["0 wrong, busy"] * 2
