"""Formats generated TypeScript and JavaScript code."""

import subprocess
from pathlib import Path

from codegen.errors import GenerationError
from codegen.node import node_executable

_SCRIPT = Path(__file__).with_name("format.mjs")


def format_javascript(folder: Path, cache: str) -> None:
    """Format each file in a folder that prettier supports, with the settings in package.json.

    Args:
        folder: The folder.
        cache: Name of the cache. Folders that are formatted at the same time have different ones.

    Raises:
        GenerationError: A generated file is not valid.
    """
    result = subprocess.run(
        [str(node_executable()), str(_SCRIPT), str(folder), cache],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if result.returncode != 0:
        raise GenerationError(
            f"prettier rejects generated code. Fix the template:\n{result.stderr}"
        )
