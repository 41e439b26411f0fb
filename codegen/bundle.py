"""Bundles the files of the contract into one document."""

import json
import tempfile
from pathlib import Path
from typing import Any

from codegen.errors import GenerationError
from codegen.expand import expand
from codegen.node import run_tool


def bundle(entry: Path) -> dict[str, Any]:
    """Bundle a multi-file OpenAPI document.

    Args:
        entry: Root file of the contract.

    Returns:
        The document, with each shared part in `components` under the name of its file, and expanded as `codegen.expand` says.

    Raises:
        GenerationError: A file is missing or not valid YAML, two parts have the same name, or a named component is missing.
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
                f"Cannot bundle the contract. Run `nox -s lint` for the file and line:\n{result.stdout}{result.stderr}"
            )
        document: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    expand(document)
    return document


def to_json(document: dict[str, Any]) -> str:
    """Return a document as JSON in the committed form: two spaces, source order, no escaped characters."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
