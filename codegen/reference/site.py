"""Builds the reference's site: the renderer's files, our page, and the document that it shows."""

import shutil
from html import escape
from pathlib import Path
from typing import Any

from codegen.bundle import to_json
from codegen.errors import GenerationError
from codegen.reference.document import reference_document
from codegen.reference.renderer import copy_renderer

_COPIED = ("reference.js", "accessibility.js", "sandbox.js", "theme.css")


def build(
    contract: dict[str, Any],
    changelog: str,
    templates: Path,
    destination: Path,
    *,
    owner: bool = False,
) -> None:
    """Build the site in a folder, replacing an earlier build.

    Args:
        contract: The bundled contract, with its samples.
        changelog: The contract's changelog, as Markdown.
        templates: The folder of the reference's templates.
        destination: The folder.
        owner: Whether to show the evidence for each part.

    Raises:
        GenerationError: The renderer cannot be downloaded, or the folder holds other files.
    """
    if destination.exists():
        if any(destination.iterdir()) and not (destination / "openapi.json").exists():
            raise GenerationError(
                f"{destination} is not empty and holds no reference. Name another folder with --output."
            )
        shutil.rmtree(destination)
    copy_renderer(destination / "renderer", templates)
    for name in _COPIED:
        shutil.copyfile(templates / name, destination / name)
    page = (templates / "index.html").read_text(encoding="utf-8")
    info = contract["info"]
    for name, text in (("title", info["title"]), ("summary", info["summary"])):
        page = page.replace(f"{{{name}}}", escape(text))
    (destination / "index.html").write_text(page, encoding="utf-8")
    document = reference_document(contract, changelog, templates, owner=owner)
    (destination / "openapi.json").write_text(to_json(document), encoding="utf-8")
