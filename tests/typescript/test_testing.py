"""`azotte/testing` as it is installed: with node:test on the oldest Node and with Jest. examples/express has vitest."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.node import node_executable
from tests.typescript.conftest import HERE, TIMEOUT_SECONDS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("npm package")]
FILES = HERE / "runtimes"
JEST = FILES / "node_modules" / "jest" / "bin" / "jest.js"


def test_with_node_test_on_the_oldest_node(project: Path, oldest_node: Path) -> None:
    shutil.copy(FILES / "testing.mjs", project)
    ran = _run(oldest_node, "--test", project / "testing.mjs")
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.skipif(
    not JEST.exists(), reason="run `npm --prefix tests/typescript/runtimes install`"
)
def test_with_jest_without_configuration(project: Path, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"private": true}')
    (tmp_path / "node_modules").symlink_to(project / "node_modules")
    shutil.copy(FILES / "testing.test.js", tmp_path)
    ran = _run(node_executable(), JEST, "--rootDir", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "1 passed" in ran.stderr
    # What Jest says of a process or a socket that is left.
    assert "did not exit" not in ran.stderr


def _run(*command: Path | str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AZOTTE_")}
    sandbox = {
        "SANDBOX_COMMAND": json.dumps([sys.executable, "-m", "azotte_sandbox"]),
        # With the import path of this process, because the sandbox may not be installed.
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    return subprocess.run(
        [*map(str, command)],
        env=kept | sandbox,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
