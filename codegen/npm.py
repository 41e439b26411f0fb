"""Runs npm with the Node that requirements.lock pins."""

import subprocess
from pathlib import Path

from codegen.errors import GenerationError
from codegen.node import node_executable


def run_npm(*arguments: str, cwd: Path) -> str:
    """Run npm and return its output.

    Args:
        arguments: Arguments of npm.
        cwd: Working directory of npm.

    Raises:
        GenerationError: npm failed.
    """
    node = node_executable()
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    finished = subprocess.run(
        [node, npm, *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if finished.returncode != 0:
        raise GenerationError(f"npm {' '.join(arguments)} failed:\n{finished.stderr}")
    return finished.stdout
