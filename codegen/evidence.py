"""Lists what in the contract the API's owner still has to confirm."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen import banner
from codegen.document import operations
from codegen.render import Renderer

_COMPONENTS = {
    "securitySchemes": "Keys",
    "schemas": "Schemas",
    "parameters": "Parameters",
    "responses": "Answers",
    "headers": "Headers",
}


@dataclass(frozen=True)
class Mark:
    """A part of the contract and how it came to be known.

    Attributes:
        kind: The group that it stands in: `Operations`, `Schemas`, ...
        name: What it is called there.
        evidence: `documented`, `inferred` or `assumed`.
        says: The part's own summary or description, in one line.
    """

    kind: str
    name: str
    evidence: str
    says: str


def marks(contract: dict[str, Any]) -> list[Mark]:
    """Return every mark of a bundled contract, in its order."""
    return list(_marks(contract))


def write_evidence(contract: dict[str, Any], destination: Path, templates: Path) -> None:
    """Write the list as Markdown.

    Args:
        contract: The bundled contract.
        destination: The file.
        templates: The folder with `evidence.md.jinja`.
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
    for path, method, operation in operations(contract):
        yield _mark("Operations", f"{method.upper()} {path}", operation)
    for name, item in contract.get("webhooks", {}).items():
        yield _mark("Events", name, item["post"])
    for section, kind in _COMPONENTS.items():
        for name, part in contract["components"].get(section, {}).items():
            if "x-evidence" in part:
                yield _mark(kind, name, part)


def _mark(kind: str, name: str, part: dict[str, Any]) -> Mark:
    says: str = part.get("summary") or part["description"]
    return Mark(kind, name, part["x-evidence"], " ".join(says.split("\n\n", maxsplit=1)[0].split()))
