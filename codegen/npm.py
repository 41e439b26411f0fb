"""Runs npm with the Node that requirements.lock pins."""

import subprocess
from pathlib import Path

from codegen.errors import GenerationError
from codegen.node import node_executable


def run_npm(*arguments: str, cwd: Path) -> str:
    """Run npm and return what it prints.

    Args:
        arguments: What stands behind `npm` on the command line.
        cwd: The folder that it runs in.

    Raises:
        GenerationError: It failed.
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
