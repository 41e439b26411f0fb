"""What the client does over real sockets; the tests themselves are in `behaviour/`, in JavaScript."""

from pathlib import Path

import pytest

from codegen.node import node_executable
from tests.typescript.conftest import HERE, run

FILES = sorted((HERE / "behaviour").glob("*.test.mjs"))


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_behaviour(file: Path, client: Path) -> None:
    check(file, client, node_executable(), "--test-timeout=20000")


@pytest.mark.slow
@pytest.mark.parametrize(
    "file",
    # Calls need all that an old Node could lack. The rest takes most of a minute, and is the same on both.
    [
        f if f.name == "calls.test.mjs" else pytest.param(f, marks=pytest.mark.nightly)
        for f in FILES
    ],
    ids=lambda file: file.stem,
)
def test_behaviour_on_the_oldest_node(file: Path, client: Path, oldest_node: Path) -> None:
    check(file, client, oldest_node)


def check(file: Path, client: Path, node: Path, *options: str) -> None:
    entry = (client / "index.js").as_uri()
    ran = run(node, "--test-reporter=spec", *options, file, CLIENT=entry)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "tests 0" not in ran.stdout
