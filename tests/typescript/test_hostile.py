"""The client against a server that is broken or hostile in each of the ways of `tests.hostile`."""

import json
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from codegen.node import node_executable
from tests.hostile.modes import BOMBS, MODES, OTHERS, TOO_LARGE, api_key
from tests.hostile.server import HostileServer, authority
from tests.typescript.conftest import HERE, run

# Milliseconds.
DEADLINE = 3_000
BOMB_DEADLINE = 1_500
"""For those that cost CPU all the time."""
LONG_DEADLINE = 40_000
"""For calls that must end by themselves, however busy the machine is."""
SLACK = 6_000
SILENCE = 6_000
CONCURRENCY = 16
"""With more calls, a busy machine gets to the deadline before it gets to the point of a mode."""
MEMORY = 500_000_000
"""Node itself takes some 100 MB, and a body of 64 MiB is held twice while it is decoded."""
# Odd, but the response is valid.
ACCEPTED = {
    "byte_order_mark",
    "close_after_response",
    "deflate_raw",
    "early_hints_16_then_response",
    # fetch shows a program no interim responses.
    "early_hints_17_then_response",
    "early_hints_then_response",
    "gzip_members",
    "head_with_body",
    "json_duplicate_keys",
    "tls_close_after_response",
    "tls_valid",
}


# Node decompresses, so that blocks which unpack to nothing do not count; the deadline ends them.
LIMITED = set(TOO_LARGE) - {"gzip_blocks_endless"}
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hostile-typescript")]


class Run(NamedTuple):
    """What came of the calls.

    Attributes:
        observations: What came of each call, by the mode.
        last: The last line, behind all calls.
        requests: How many requests each mode's server got.
        end: How Node ended, and its standard error.
    """

    observations: dict[str, dict[str, Any]]
    last: dict[str, Any]
    requests: dict[str, int]
    end: str


@pytest.fixture(scope="module")
def calls(client: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One call in each mode, by one process: the bombs one after another, so that each is measured alone."""
    certificates = tmp_path_factory.mktemp("hostile") / "authority.pem"
    authority().cert_pem.write_to_path(str(certificates))
    with ExitStack() as stack:
        servers = {name: stack.enter_context(HostileServer(mode)) for name, mode in MODES.items()}
        batches = [
            {"concurrency": concurrency, "calls": [call(mode, servers[mode].url) for mode in modes]}
            for concurrency, modes in ((CONCURRENCY, OTHERS), (1, BOMBS))
        ]
        ran = run(
            node_executable(),
            "--expose-gc",
            *(HERE / "hostile.mjs", client, json.dumps(batches)),
            NODE_EXTRA_CA_CERTS=str(certificates),
        )
    lines: list[dict[str, Any]] = [json.loads(line) for line in ran.stdout.splitlines()]
    return Run(
        {line["mode"]: line for line in lines if "mode" in line},
        lines[-1] if lines else {},
        {name: len(server.requests) for name, server in servers.items()},
        f"{ran.returncode} {ran.stderr}",
    )


def call(mode: str, url: str) -> dict[str, str | int]:
    return {"mode": mode, "baseUrl": url, "apiKey": api_key(mode), "deadline": deadline(mode)}


def deadline(mode: str) -> int:
    if mode in ACCEPTED or mode in LIMITED:
        return LONG_DEADLINE
    return BOMB_DEADLINE if mode in BOMBS else DEADLINE


@pytest.mark.parametrize("mode", MODES)
def test_outcome(mode: str, calls: Run) -> None:
    assert mode in calls.observations, calls.end
    found = calls.observations[mode]
    assert re.fullmatch(r"result|\w+Error", found["outcome"]), found["outcome"]
    if mode in ACCEPTED:
        assert found["outcome"] == "result", found["message"]
    if mode in LIMITED:
        assert "is larger than" in found["message"]
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e]", found["message"])
    assert not found["isKeyShown"]
    assert found["milliseconds"] < deadline(mode) + SLACK
    assert found["silence"] < SILENCE
    assert found["memory"] < MEMORY
    assert calls.requests[mode] <= 1


def test_nothing_is_thrown_outside_of_the_calls(calls: Run) -> None:
    assert calls.end.startswith("0 "), calls.end
    assert calls.last == {"uncaught": []}
