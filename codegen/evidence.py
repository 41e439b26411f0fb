"""Lists the parts of the contract that the API's owner still has to confirm."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen import banner
from codegen.document import operations
from codegen.render import Renderer

_COMPONENTS = {
    "securitySchemes": "Security schemes",
    "schemas": "Schemas",
    "parameters": "Parameters",
    "responses": "Responses",
    "headers": "Headers",
}


@dataclass(frozen=True)
class Mark:
    """A part of the contract and the evidence for it.

    Attributes:
        kind: Group of the part: `Operations`, `Schemas`, ...
        name: Name of the part in its group.
        evidence: `documented`, `inferred` or `assumed`.
        description: Description of the part, in one line.
    """

    kind: str
    name: str
    evidence: str
    description: str


def marks(contract: dict[str, Any]) -> list[Mark]:
    """Return every mark of a bundled contract, in its order."""
    return list(_marks(contract))


def write_evidence(contract: dict[str, Any], destination: Path, templates: Path) -> None:
    """Write the list as Markdown.

    Args:
        contract: The bundled contract.
        destination: File to write.
        templates: Folder with `evidence.md.jinja`.
    """
    found = marks(contract)
    text = Renderer(templates).render(
        "evidence.md",
        marks=found,
        kinds=list(dict.fromkeys(mark.kind for mark in found)),
    )
    first = banner.generated(destination, "openapi/", "templates/reference/evidence.md.jinja")
    destination.write_text(first + text, encoding="utf-8")


def _marks(contract: dict[str, Any]) -> Iterator[Mark]:
    info = contract["info"]
    for section in info["description"].split("\n# ")[1:]:
        heading, _, text = section.partition("\n")
        if evidence := info.get("x-evidence", {}).get(heading):
            yield Mark("Introduction", heading, evidence, " ".join(text.split()))
    for path, method, operation in operations(contract):
        yield _mark("Operations", f"{method.upper()} {path}", operation)
    for name, item in contract.get("webhooks", {}).items():
        yield _mark("Events", name, item["post"])
    for section, kind in _COMPONENTS.items():
        for name, part in contract["components"].get(section, {}).items():
            if "x-evidence" in part:
                yield _mark(kind, name, part)


def _mark(kind: str, name: str, part: dict[str, Any]) -> Mark:
    description: str = part["description"]
    return Mark(kind, name, part["x-evidence"], " ".join(description.split()))
