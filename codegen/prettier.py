"""Formats generated TypeScript and JavaScript code."""

from pathlib import Path

from codegen.errors import GenerationError
from codegen.node import run_tool
from codegen.paths import ROOT


def format_javascript(folder: Path) -> None:
    """Format each file in a folder that prettier supports, with the settings in package.json.

    Raises:
        GenerationError: A generated file is not valid.
    """
    result = run_tool(
        "prettier",
        # Ignore other configuration files, so that the result is the same on every machine.
        *("--config", str(ROOT / "package.json"), "--no-editorconfig", "--log-level", "warn"),
        *("--write", "."),
        cwd=folder,
    )
    if result.returncode != 0:
        raise GenerationError(
            f"prettier rejects generated code. Fix the template:\n{result.stderr}"
        )
