"""Tests the section "Add a resource" of CONTRIBUTING.md: runs its commands and its program in a copy of the repository."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.paths import ROOT
from codegen.sandbox import running_sandbox

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("contributing"), pytest.mark.timeout(600)]

_PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
_SECTION = _PAGE.partition("\n## Add a resource\n")[2].partition("\n## ")[0]
_COMMANDS = re.findall(r"^ {7}(nox .+)$", _SECTION, re.MULTILINE)
_SERVE = "nox -s sandbox"
_LEFT_OUT = (".git", ".nox", "node_modules", "dist", "contract-report", ".*_cache", "__pycache__")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository in which the commands of the page were run, up to the one that does not end."""
    folder = tmp_path_factory.mktemp("copy") / "repository"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    commands = _COMMANDS[: _COMMANDS.index(_SERVE)]
    assert commands, "the section has no commands"
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "nox"
        finished = subprocess.run(
            # In the environment of the tests, which has the tools of all sessions.
            [sys.executable, "-m", "nox", "--no-venv", "--no-install", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, f"{command}\n{finished.stdout}{finished.stderr}"
    return folder


def test_the_clients_have_the_new_resource(repository: Path) -> None:
    client = repository / "generated/python/src"

    finished = _run(
        client, "from azotte import Azotte; print(Azotte.__annotations__, Azotte.coupons)"
    )

    assert finished.returncode == 0, finished.stderr
    assert (repository / "generated/typescript/src/models.ts").read_text().count("Coupon")


def test_a_program_calls_the_new_resource(repository: Path) -> None:
    [program] = re.findall(r"^ {3}```python\n(.*?)^ {3}```", _SECTION, re.MULTILINE | re.DOTALL)
    source = re.sub(r"^ {3}", "", program, flags=re.MULTILINE)

    with running_sandbox(contract=repository / "generated/openapi.json") as sandbox:
        finished = _run(
            repository / "generated/python/src",
            source,
            **sandbox.new_tenant().variables,
            AZOTTE_BASE_URL=f"{sandbox.url}/v1",
        )

    assert finished.returncode == 0, finished.stderr
    assert re.fullmatch(r"\w+ Spring\n", finished.stdout)


def _run(client: Path, source: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", source],
        env={**os.environ, "PYTHONPATH": str(client), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
