"""Rules for the texts that people read."""

import re
from collections.abc import Iterator

from openapi.rules.contract import Contract, Part, Problem
from openapi.rules.sources import Node

_DESCRIBED = (
    "info",
    "server",
    "server variable",
    "tag",
    "external docs",
    "operation",
    "parameter",
    "request body",
    "response",
    "header",
    "link",
    "security scheme",
)
# "Returns ...", or "Permanently deletes ...".
_THIRD_PERSON = re.compile(r"([A-Z][a-z]+ly )?[A-Za-z][a-z]+s\b")


def description(contract: Contract) -> Iterator[Problem]:
    for part in contract.parts:
        if _must_be_described(part) and not part.node.get("description"):
            yield part.node, f"the {part.kind} {part.name} has no description"
        for node in _texts(part.node):
            if not str(node.value).rstrip().endswith("."):
                yield node, "the text does not end with a full stop"


def operation_text(contract: Contract) -> Iterator[Problem]:
    for operation in contract.operations:
        verb = operation.id.partition("_")[0].capitalize()
        summary = operation.node.text("summary")
        if summary and not summary.startswith(f"{verb} "):
            yield (
                operation.node["summary"],
                f"the summary of {operation.id} does not start with {verb}",
            )
        text = operation.node.text("description")
        if text and not _THIRD_PERSON.match(text):
            yield (
                operation.node["description"],
                f"the description of {operation.id} does not start with a verb in the third person",
            )


def _must_be_described(part: Part) -> bool:
    # A property that refers to a schema can take the description of the schema.
    is_property = part.kind == "schema" and part.node.pointer[-2:-1] == ("properties",)
    return part.kind in _DESCRIBED or (part.kind == "schema" and part.node.is_file) or is_property


def _texts(node: Node) -> Iterator[Node]:
    if "description" in node:
        yield node["description"]
    for key in ("x-enumDescriptions", "x-error-codes"):
        yield from node.children(key).values()
    # The parts contain the target of a reference, but not the description beside it.
    for property_ in node.children("properties").values():
        if "$ref" in property_ and "description" in property_:
            yield property_["description"]
