"""Rules about what people read."""

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


def description(contract: Contract) -> Iterator[Problem]:
    for part in contract.parts:
        if _must_be_described(part) and not part.node.get("description"):
            yield part.node, f"the {part.kind} {part.name} has no description"
        for node in _texts(part.node):
            if not str(node.value).rstrip().endswith("."):
                yield node, "the text does not end with a full stop"


def _must_be_described(part: Part) -> bool:
    # A property that refers to a schema may leave the description to it.
    is_property = part.kind == "schema" and part.node.pointer[-2:-1] == ("properties",)
    return part.kind in _DESCRIBED or (part.kind == "schema" and part.node.is_file) or is_property


def _texts(node: Node) -> Iterator[Node]:
    if "description" in node:
        yield node["description"]
    for key in ("x-enum-descriptions", "x-error-codes"):
        yield from node.children(key).values()
    # Beside a reference, where the walk through the parts has gone on to the target.
    for property_ in node.children("properties").values():
        if "$ref" in property_ and "description" in property_:
            yield property_["description"]
