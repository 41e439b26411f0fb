"""Puts the reference's site together: the renderer's files, our page, and the document that it shows."""

import shutil
from html import escape
from pathlib import Path
from typing import Any

from codegen.bundle import to_json
from codegen.errors import GenerationError
from codegen.reference.document import reference_document
from codegen.reference.renderer import copy_renderer

_COPIED = ("reference.js", "accessibility.js", "sandbox.js", "theme.css")


def build(contract: dict[str, Any], changelog: str, templates: Path, destination: Path) -> None:
    """Build the site in a folder, in place of what an earlier build left there.

    Args:
        contract: The bundled contract, with its samples.
        changelog: The contract's changelog, as Markdown.
        templates: The folder of the reference's templates.
        destination: The folder.

    Raises:
        GenerationError: The renderer can not be had, or the folder holds something else.
    """
    if destination.exists():
        if any(destination.iterdir()) and not (destination / "openapi.json").exists():
            raise GenerationError(f"{destination} is not empty and no reference; name another one")
        shutil.rmtree(destination)
    copy_renderer(destination / "renderer", templates)
    for name in _COPIED:
        shutil.copyfile(templates / name, destination / name)
    page = (templates / "index.html").read_text(encoding="utf-8")
    info = contract["info"]
    for name, text in (("title", info["title"]), ("summary", info["summary"])):
        page = page.replace(f"{{{name}}}", escape(text))
    (destination / "index.html").write_text(page, encoding="utf-8")
    document = reference_document(contract, changelog, templates)
    (destination / "openapi.json").write_text(to_json(document), encoding="utf-8")
