"""The client against a server that is broken or hostile in each of the ways of `tests.hostile`."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from codegen.node import node_executable
from tests.hostile.modes import MODES
from tests.hostile.server import HostileServer, authority
from tests.typescript.conftest import HERE, run

KEY = "sk_dev_5eCretKEYtobeFOUND"
DEADLINE = 3_000
SLACK = 3_000
MEMORY = 500_000_000
"""Node itself takes some 100 MB, and a body of 64 MiB is held twice while it is decoded."""
# Odd, but the response is valid.
ACCEPTED = {
    "byte_order_mark",
    "close_after_response",
    "deflate_raw",
    "early_hints_then_response",
    "gzip_members",
    "head_with_body",
    "json_duplicate_keys",
    "tls_close_after_response",
    "tls_valid",
}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The authority of the TLS modes."""
    file = tmp_path_factory.mktemp("hostile") / "authority.pem"
    authority().cert_pem.write_to_path(str(file))
    return file


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, str]]:
    """The URL of a server for each mode."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(HostileServer(mode)).url for name, mode in MODES.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", MODES)
def test_outcome(name: str, servers: dict[str, str], client: Path, certificates: Path) -> None:
    ran = run(
        node_executable(),
        *(HERE / "hostile.mjs", client, KEY, servers[name]),
        NODE_EXTRA_CA_CERTS=str(certificates),
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any]
    found, last = map(json.loads, ran.stdout.splitlines())
    assert last == {"uncaught": []}
    assert re.fullmatch(r"result|\w+Error", found["outcome"]), found["outcome"]
    if name in ACCEPTED:
        assert found["outcome"] == "result", found["message"]
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e]", found["message"])
    assert not found["isKeyShown"]
    assert found["milliseconds"] < DEADLINE + SLACK
    assert found["memory"] < MEMORY
