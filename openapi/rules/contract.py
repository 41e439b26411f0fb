"""The contract as OpenAPI parts: operations, schemas, parameters and so on, each with its node in the files."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from codegen.document import METHODS, Json, is_map
from codegen.expand import OPERATION_PARTS, UNION_OF, parts_of
from openapi.rules.sources import Finding, Node, Sources, UnreadableError, load

# The node to show to the reader, and what is wrong with it.
Problem: TypeAlias = tuple[Node, str]
Rule: TypeAlias = Callable[["Contract"], Iterator[Problem]]


# The fields of each kind of part that contain parts: one part, `[a list]` or `{a map}` (OpenAPI 3.2, section 4).
_MEMBERS: dict[str, dict[str, str]] = {
    "root": {
        "info": "info",
        "servers": "[server]",
        "tags": "[tag]",
        "externalDocs": "external docs",
        "paths": "{path item}",
        "webhooks": "{webhook}",
        "components": "components",
    },
    "server": {"variables": "{server variable}"},
    "components": {
        "schemas": "{schema}",
        "responses": "{response}",
        "parameters": "{parameter}",
        "examples": "{example}",
        "headers": "{header}",
        "links": "{link}",
        "securitySchemes": "{security scheme}",
    },
    "path item": dict.fromkeys(METHODS, "operation"),
    "webhook": dict.fromkeys(METHODS, "operation"),
    "operation": {
        "parameters": "[parameter]",
        "requestBody": "request body",
        "responses": "{response}",
    },
    "parameter": {"schema": "schema", "content": "{media type}", "examples": "{example}"},
    "header": {"schema": "schema", "content": "{media type}", "examples": "{example}"},
    "request body": {"content": "{media type}"},
    "response": {"headers": "{header}", "content": "{media type}", "links": "{link}"},
    "media type": {"schema": "schema", "itemSchema": "schema", "examples": "{example}"},
    "schema": {
        "properties": "{schema}",
        "additionalProperties": "schema",
        "propertyNames": "schema",
        "items": "schema",
        "oneOf": "[schema]",
        "anyOf": "[schema]",
        "allOf": "[schema]",
    },
}


@dataclass(frozen=True, eq=False)
class Part:
    """A part of the contract: its kind (`schema`, `parameter`, ...) and its node, with references resolved."""

    kind: str
    node: Node
    key: str  # of the first place that contains it

    @property
    def name(self) -> str:
        """Name of its file, or its key."""
        return self.node.name if self.node.is_file else self.key


@dataclass(frozen=True)
class Operation:
    """One method of one path, with what `x-operation-parts` adds to it, or one webhook."""

    path: str  # of a webhook: the event type
    method: str
    node: Node
    parameters: tuple[Node, ...]
    responses: Mapping[str, Node]

    @property
    def id(self) -> str:
        """The operationId, or the method and path if there is none."""
        return self.node.get("operationId") or f"{self.method} {self.path}"

    def parameter(self, name: str, place: str | None = None) -> Node | None:
        """Return the parameter with a name (`limit`) and, if given, in a place (`query`)."""
        for parameter in self.parameters:
            if parameter.get("name") == name and place in (None, parameter.get("in")):
                return parameter
        return None


def read(entry: Path) -> "Contract":
    """Read the contract.

    Raises:
        UnreadableError: A file cannot be read, the entry file is not OpenAPI 3.1 or 3.2, or its x-operation-parts are malformed.
    """
    sources = load(entry)
    if not re.fullmatch(r"3\.[12]\.\d+", sources.entry.text("openapi") or ""):
        line = sources.entry.nearest("openapi").line
        problem = "the document is not OpenAPI 3.1 or 3.2"
        raise UnreadableError([Finding(entry.name, line, "openapi-version", problem)])
    if problems := [*_problems_of_parts(sources.entry)]:
        raise UnreadableError(
            [Finding(node.file, node.line, "operation-parts", text) for node, text in problems]
        )
    return Contract(sources)


_FORMS_OF_PARTS = {"when": list, "parameters": list, "headers": list, "responses": dict}


def _problems_of_parts(entry: Node) -> Iterator[Problem]:
    if OPERATION_PARTS not in entry:
        return
    parts = entry[OPERATION_PARTS]
    if not isinstance(parts.value, list):
        yield parts, f"{OPERATION_PARTS} is not a list"
    for part in parts.fields.values():
        if not is_map(part.value):
            yield part, f"an entry of {OPERATION_PARTS} is not a map"
        for key, node in part.fields.items():
            if not isinstance(node.value, _FORMS_OF_PARTS.get(key, ())):
                yield node, f"`{key}` is unknown or has another form"
            elif key != "when":
                for child in node.fields.values():
                    if str(child.value) not in entry.children("components", key):
                        yield child, f"components.{key} has no {child.value}"


class Contract:
    """The parts of the contract, each once, in the order of the document."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.entry = sources.entry

    def target(self, node: Node) -> Node:
        """Return the target of a `$ref`, or the node itself if it has none."""
        return self.sources.target(node)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every part that is reachable from the entry file."""
        return tuple(self.walk("root", self.entry))

    def nodes(self, *kinds: str) -> Iterator[Node]:
        """Every part of these kinds."""
        return (part.node for part in self.parts if part.kind in kinds)

    def walk(self, kind: str, *nodes: Node) -> Iterator[Part]:
        """Yield parts of a kind and every part in them, through references, each once."""
        seen: set[Node] = set()

        def visit(kind: str, node: Node, key: str) -> Iterator[Part]:
            node = self.target(node)
            # `additionalProperties` can be a boolean.
            if node in seen or not isinstance(node.value, dict):
                return
            seen.add(node)
            yield Part(kind, node, key)
            for field, inner in _MEMBERS.get(kind, {}).items():
                if inner[0] in "[{":
                    for name, child in node.children(field).items():
                        yield from visit(inner[1:-1], child, name)
                elif field in node:
                    yield from visit(inner, node[field], field)

        for node in nodes:
            yield from visit(kind, node, kind)

    def schemas_in(self, kind: str, *nodes: Node) -> Iterator[Node]:
        """Yield every schema in parts of a kind, through references, each once."""
        return (part.node for part in self.walk(kind, *nodes) if part.kind == "schema")

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation that a client calls."""
        return tuple(self._operations("paths"))

    @cached_property
    def webhooks(self) -> tuple[Operation, ...]:
        """Every operation that the platform calls."""
        return tuple(self._operations("webhooks"))

    def _operations(self, section: str) -> Iterator[Operation]:
        parts = self._operation_parts if section == "paths" else []
        for path, item in self.entry.children(section).items():
            for method, node in self.target(item).fields.items():
                if method in METHODS:
                    added = parts_of(parts, path, method, node.value)
                    parameters = [
                        *node.children("parameters").values(),
                        *(self._component("parameters", name) for name in added.parameters),
                    ]
                    responses = {
                        status: self._component("responses", name)
                        for status, name in added.responses.items()
                    } | dict(node.children("responses"))
                    yield Operation(
                        path=path,
                        method=method,
                        node=node,
                        parameters=tuple(map(self.target, parameters)),
                        responses={key: self.target(child) for key, child in responses.items()},
                    )

    @cached_property
    def _operation_parts(self) -> list[Json]:
        is_valid = OPERATION_PARTS in self.entry and not [*_problems_of_parts(self.entry)]
        return self.entry.get(OPERATION_PARTS) if is_valid else []

    def _component(self, kind: str, name: str) -> Node:
        return self.entry["components"][kind][name]

    @cached_property
    def composed(self) -> frozenset[Node]:
        """The schemas that others combine with `allOf`: each has only a part of the fields of an object."""
        return frozenset(
            self.target(part)
            for schema in self.nodes("schema")
            for part in schema.children("allOf").values()
        )

    def branches(self, union: Node) -> tuple[Node, ...]:
        """Return the schemas of a union that `x-union-of` describes."""
        bodies = map(self.request_schema, self._operations(str(union.get(UNION_OF))))
        return tuple(filter(None, bodies))

    def body(self, part: Node) -> Node | None:
        """Return the schema of the JSON body of a request or response, with its reference resolved."""
        media_type = part.children("content").get("application/json")
        return self.target(media_type["schema"]) if media_type and "schema" in media_type else None

    def request_body(self, operation: Operation) -> Node | None:
        """Return an operation's request body."""
        node = operation.node
        return self.target(node["requestBody"]) if "requestBody" in node else None

    def request_schema(self, operation: Operation) -> Node | None:
        """Return the schema of an operation's request body."""
        body = self.request_body(operation)
        return self.body(body) if body else None

    def property(self, schema: Node, name: str) -> Node | None:
        """Return the schema of a property, with its reference resolved."""
        child = schema.children("properties").get(name)
        return self.target(child) if child else None


def types(schema: Node) -> list[str]:
    """Return the types of a schema without `null`."""
    named = schema.texts("type") or [schema.text("type") or "null"]
    return [name for name in named if name != "null"]


def is_list(contract: Contract, schema: Node | None) -> bool:
    """Whether a schema is a page of a list (`object: list`)."""
    kind = contract.property(schema, "object") if schema else None
    return kind is not None and kind.get("const") == "list"
