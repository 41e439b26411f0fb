"""Formats generated TypeScript and JavaScript the same way on every machine."""

from pathlib import Path

from codegen.errors import GenerationError
from codegen.node import run_tool
from codegen.paths import ROOT


def format_javascript(folder: Path) -> None:
    """Format every file below a folder that prettier knows, with the settings in package.json.

    Raises:
        GenerationError: A generated file is not valid.
    """
    result = run_tool(
        "prettier",
        # No configuration above the folder may change a byte.
        *("--config", str(ROOT / "package.json"), "--no-editorconfig", "--log-level", "warn"),
        *("--write", "."),
        cwd=folder,
    )
    if result.returncode != 0:
        raise GenerationError(f"a generated file does not pass prettier:\n{result.stderr}")
