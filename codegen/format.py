"""Formats generated Python code."""

import subprocess
import sys
from pathlib import Path

from codegen.errors import GenerationError

# `--isolated` ignores configuration files, so that the result is the same on every machine.
_COMMON = (
    *("--isolated", "--no-cache", "--quiet"),
    *("--config", "line-length=100", "--target-version", "py311"),
)


def format_python(folder: Path) -> None:
    """Sort imports, remove unused ones and format each Python file in a folder.

    Raises:
        GenerationError: A generated file is not valid Python.
    """
    first_party = "lint.isort.known-first-party=['azotte']"
    # Before they are sorted, which would put each name of a long import on a line of its own.
    _ruff("check", "--fix", "--unsafe-fixes", "--select", "F401", folder=folder)
    _ruff("check", "--fix", "--select", "I", "--config", first_party, folder=folder)
    _ruff("format", folder=folder)


def _ruff(command: str, *arguments: str, folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "ruff", command, *_COMMON, *arguments, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise GenerationError(
            f"`ruff {command}` rejects generated code. Fix the template:\n{result.stdout}{result.stderr}"
        )
