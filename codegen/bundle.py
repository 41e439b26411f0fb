"""Bundles the contract's files into one document."""

import json
import tempfile
from pathlib import Path
from typing import Any

from codegen.errors import GenerationError
from codegen.node import run_tool


def bundle(entry: Path) -> dict[str, Any]:
    """Bundle a multi-file OpenAPI document.

    Args:
        entry: The root file of the contract.

    Returns:
        The document with every part under `components`, named as its file is.

    Raises:
        GenerationError: A file is missing, not YAML, or two parts would get the same name.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "openapi.json"
        result = run_tool(
            "redocly",
            *("bundle", entry.name, "--output", str(target), "--ext", "json"),
            *("--component-renaming-conflicts-severity", "error"),
            cwd=entry.parent,
        )
        if result.returncode != 0 or not target.exists():
            raise GenerationError(
                f"the contract can not be bundled; `nox -s lint` names file and line:\n{result.stdout}{result.stderr}"
            )
        document: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
        return document


def to_json(document: dict[str, Any]) -> str:
    """Write a document in the form that is committed: two spaces, the order of the sources, UTF-8 as it is."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
