"""What the client does over real sockets; the tests themselves are in `behaviour/`, in JavaScript."""

from pathlib import Path

import pytest

from tests.typescript.conftest import HERE, run_node

FILES = sorted((HERE / "behaviour").glob("*.test.mjs"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_behaviour(file: Path, client: Path) -> None:
    ran = run_node(
        "--test-reporter=spec", "--test-timeout=20000", file, CLIENT=(client / "index.js").as_uri()
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "tests 0" not in ran.stdout
