"""The bundled contract as the tester sees it: operations, schemas and resources, each with the pointer that leads to it.

Nothing about the API stands anywhere else in this package: what a rule needs to know it asks here.
"""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonpointer

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract.document import Document
from azotte_conformance.contract.json_values import Json, as_array, as_object, dotted
from azotte_conformance.contract.operations import (
    JSON_MEDIA_TYPE,
    Header,
    Operation,
    Order,
    Pagination,
    Parameter,
    Response,
    read_operations,
    read_response,
)
from azotte_conformance.contract.resources import Resource, find_resources
from azotte_conformance.contract.schemas import Schema

_UNUSABLE = (
    KeyError,
    TypeError,
    ValueError,
    StopIteration,
    jsonpointer.JsonPointerException,
)


class ContractUnusable(CannotStart):
    """The contract cannot be read, or lacks what a run needs."""


@dataclass(frozen=True, slots=True)
class KeyKind:
    """What a key's prefix says (`x-key-kinds`)."""

    prefix: str
    type: str
    environment: str


class Contract(Document):
    """The bundled contract.

    Args:
        document: The bundled OpenAPI 3.1 or 3.2 document.

    Raises:
        ContractUnusable: It lacks what a run needs.
    """

    def __init__(self, document: Json) -> None:
        self.configured: frozenset[str] = frozenset()
        """Names of the schemas whose examples are values of the server."""
        try:
            super().__init__(document)
            schemes = document["components"]["securitySchemes"]
            self.key_scheme: Json = next(s for s in schemes.values() if "x-key-kinds" in s)
            self.tenant_scheme: Json = next(
                s for s in schemes.values() if s["type"] == "apiKey" and s is not self.key_scheme
            )
            self.key_kinds = tuple(KeyKind(**kind) for kind in self.key_scheme["x-key-kinds"])
            self.operations = {op.id: op for op in read_operations(self, "paths")}
            self.webhooks = {op.path: op for op in read_operations(self, "webhooks")}
        except _UNUSABLE as error:
            raise ContractUnusable(
                f"The contract cannot be used ({type(error).__name__}: {error})."
                " Is it the bundled openapi.json?"
            ) from error

    @classmethod
    def load(cls, path: Path) -> "Contract":
        """Read the bundle.

        Raises:
            ContractUnusable: The file is missing, is not JSON, or is not a bundle.
        """
        try:
            return cls(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise ContractUnusable(
                f"The contract cannot be read from {path}: {error}. Pass a bundled openapi.json"
                " with --contract."
            ) from error

    # Credentials.

    @property
    def key_header(self) -> str:
        return str(self.key_scheme["name"])

    @property
    def key_pattern(self) -> str:
        """The regular expression that every key matches."""
        return str(self.key_scheme["x-pattern"])

    @cached_property
    def safe_environments(self) -> frozenset[str]:
        """The environments that every server has, the sandbox among them. The others hold live data."""
        names = [frozenset(server.get("x-environments", ())) for server in self.json["servers"]]
        return frozenset[str].intersection(*names) if names else frozenset()

    @cached_property
    def live_prefixes(self) -> tuple[str, ...]:
        """The prefixes of keys that open live data."""
        return tuple(
            kind.prefix for kind in self.key_kinds if kind.environment not in self.safe_environments
        )

    @property
    def tenant_header(self) -> str:
        return str(self.tenant_scheme["name"])

    def kind_of(self, key: str) -> KeyKind | None:
        """What a key's prefix says."""
        return next((kind for kind in self.key_kinds if key.startswith(kind.prefix)), None)

    def with_values(self, values: Mapping[str, Sequence[Any]]) -> "Contract":
        """The contract with other examples of named schemas: those that a server has.

        Raises:
            ContractUnusable: There is no such schema, or a value does not match it.
        """
        if not values:
            return self
        document: Json = copy.deepcopy(self.json)
        for name, given in values.items():
            if name not in document["components"]["schemas"]:
                raise ContractUnusable(
                    f"[values] names {name}, which is not a schema of the contract. Use a name under components/schemas."
                )
            for value in given:
                if not self.schema(name).accepts(value):
                    raise ContractUnusable(
                        f"[values] gives {name} the value {value!r}, which its schema rejects."
                    )
            document["components"]["schemas"][name]["examples"] = list(given)
        contract = Contract(document)
        contract.configured = frozenset(values)
        return contract

    def schema(self, name: str) -> Schema:
        """A named schema."""
        pointer = f"/components/schemas/{name}"
        return Schema(self, {"$ref": f"#{pointer}"}, pointer)

    # Routing.

    @cached_property
    def unrouted(self) -> dict[int, Response]:
        """Responses that can come before an operation is chosen."""
        named = self.json["components"].get("responses", {})
        found: dict[int, Response] = {}
        for status, node in self.json.get("x-unrouted-responses", {}).items():
            # The bundler turns a reference outside the known places into the component's bare name.
            if isinstance(node, str):
                node, pointer = named[node], f"/components/responses/{node}"
            else:
                pointer = f"/x-unrouted-responses/{status}"
            found[int(status)] = read_response(self, int(status), node, pointer)
        return found

    @cached_property
    def paths(self) -> dict[str, list[Operation]]:
        """The operations of each path."""
        found: dict[str, list[Operation]] = {}
        for operation in self.operations.values():
            found.setdefault(operation.path, []).append(operation)
        return found

    def route(self, path: str) -> str | None:
        """The contract's path that a request's path fits."""
        segments = path.split("/")
        for template in self.paths:
            wanted = template.split("/")
            if len(wanted) == len(segments) and all(
                name.startswith("{") or name == segment
                for name, segment in zip(wanted, segments, strict=True)
            ):
                return template
        return None

    def match(self, method: str, path: str) -> Operation | None:
        """The operation of a request; a HEAD is the GET of its path."""
        template = self.route(path)
        wanted = "GET" if method == "HEAD" else method
        return next((op for op in self.paths.get(template or "", ()) if op.method == wanted), None)

    def response_to(self, method: str, path: str, status: int) -> Response | None:
        """The documented response, or `None`."""
        operation = self.match(method, path)
        if operation is not None and status in operation.responses:
            return operation.responses[status]
        return self.unrouted.get(status)

    # Resources.

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """The kinds of objects, by the name of their schema."""
        return find_resources(tuple(self.operations.values()))

    def resource_of(self, id_schema: str | None) -> Resource | None:
        """The resource that an id names, by the name of the id's schema."""
        return next((r for r in self.resources.values() if r.id_schema == id_schema), None)

    def owner(self, operation: Operation) -> Resource | None:
        """The resource that an operation's path names an object of, or makes or lists."""
        return next(
            (
                resource
                for resource in self.resources.values()
                if operation in (resource.create, resource.listing, *resource.of_one)
            ),
            None,
        )

    @cached_property
    def id_schemas(self) -> frozenset[str]:
        """Names of the schemas of ids: what the field `id` of some object is."""
        fields = (
            schema.get("properties", {}).get("id", {}).get("$ref", "")
            for schema in self.json["components"]["schemas"].values()
        )
        return frozenset(reference.rpartition("/")[2] for reference in fields if reference)

    def is_id(self, schema: Schema) -> bool:
        """Whether a schema is some object's id, or that or `null`."""
        return schema.nonnull.name in self.id_schemas

    def ids_in(self, schema: Schema, prefix: str = "") -> Iterator[tuple[str, Schema]]:
        """Fields of a schema, as dotted paths, whose schema is some object's id."""
        for name, inner in schema.fields.items():
            path = f"{prefix}{name}"
            inner = inner.nonnull
            if self.is_id(inner):
                yield path, inner
            elif "object" in inner.types:
                yield from self.ids_in(inner, f"{path}.")

    def field_with_id(self, resource: Resource, named: Resource) -> str:
        """The field in which the objects of a kind name one of another kind."""
        return next(f for f, s in self.ids_in(resource.schema) if s.name == named.id_schema)

    def references(self, operation: Operation) -> list[tuple[str, Schema]]:
        """Fields of an operation's body that name another object."""
        return list(self.ids_in(operation.body.schema)) if operation.body else []

    def lists(self) -> list[Operation]:
        """The operations that return a page."""
        return [op for op in self.operations.values() if op.pagination]

    def listed(self, operation: Operation) -> Schema:
        """What a list's items are."""
        assert operation.pagination is not None and operation.success.schema is not None
        items = operation.success.schema.fields[operation.pagination.items].items
        assert items is not None
        return items

    # Errors.

    @cached_property
    def errors(self) -> dict[str, Response]:
        """For each error code the response that carries it."""
        found: dict[str, Response] = {}
        responses = [r for op in self.operations.values() for r in op.responses.values()]
        for response in (*responses, *self.unrouted.values()):
            for code in response.error_codes:
                found.setdefault(code, response)
        return found

    def code_for(self, keyword: str) -> str | None:
        """The error code for a broken rule of JSON Schema (`x-constraints`)."""
        for response in self.errors.values():
            for code, keywords in response.definition.get("x-constraints", {}).items():
                if keyword in keywords:
                    return str(code)
        return None

    def max_bytes(self, status: int) -> int | None:
        """The largest request that is accepted before this status is returned (`x-max-bytes`)."""
        responses = [self.unrouted.get(status)]
        responses += [op.responses.get(status) for op in self.operations.values()]
        for response in responses:
            if response is not None and "x-max-bytes" in response.definition:
                return int(response.definition["x-max-bytes"])
        return None


__all__ = [
    "JSON_MEDIA_TYPE",
    "Contract",
    "ContractUnusable",
    "Header",
    "Json",
    "KeyKind",
    "Operation",
    "Order",
    "Pagination",
    "Parameter",
    "Resource",
    "Response",
    "Schema",
    "as_array",
    "as_object",
    "dotted",
]
