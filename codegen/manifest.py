"""The list of every generated file with its hash."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

MANIFEST = "manifest.json"
# The tools whose version decides bytes.
_TOOLS = ("openapi-python-client", "datamodel-code-generator", "jinja2", "ruff")


def write_manifest(folder: Path) -> None:
    """Write `manifest.json`: each file below the folder with its SHA-256, and the versions that made them."""
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    document = {"tools": {tool: version(tool) for tool in _TOOLS}, "files": files}
    (folder / MANIFEST).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
