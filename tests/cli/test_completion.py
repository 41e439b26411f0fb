"""Completion of commands, options and values in a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.slow


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with the program `azotte`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    path = folder / "azotte"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} -m azotte.cli "$@"\n')
    path.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("azotte sub", ["subscriptions"]),
        ("azotte prof", ["profiles"]),
        ("azotte subscriptions p", ["pause"]),
        ("azotte subscriptions list --sta", ["--starting-after", "--status"]),
        ("azotte subscriptions list --status pa", ["past_due", "paused"]),
        ("azotte subscriptions update sub_1 --proration n", ["next_cycle", "none"]),
    ],
)
def test_bash_completes(program: Path, line: str, expected: list[str]) -> None:
    words = line.split()
    script = (
        'eval "$(azotte completion bash)"\n'
        f"COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}\n"
        f"_azotte_completion azotte {words[-1]} {words[-2]}\n"
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script],
        env={
            **os.environ,
            "PATH": f"{program}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert sorted(done.stdout.split()) == expected


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_each_shell_has_a_script(azotte: Run, shell: str) -> None:
    done = azotte("completion", shell)
    assert (done.code, f"{shell}_complete" in done.out) == (0, True)
