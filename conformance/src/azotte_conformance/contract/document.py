"""The OpenAPI document: what its pointers and references name, and where its operations are."""

import json
from collections.abc import Iterator
from http import HTTPMethod
from typing import Any

import jsonpointer
import jsonschema_rs

from azotte_conformance.contract.json_values import Json

SCHEMA_BASE = "urn:contract"
"""URI of the document in the schemas that are compiled from it."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_METHODS = frozenset({*(method.lower() for method in HTTPMethod), "query"})


class Document:
    """A bundled OpenAPI 3.1 or 3.2 document.

    Args:
        document: Its content.
    """

    def __init__(self, document: Json) -> None:
        self.json = document
        schemas = {
            "$schema": _DIALECT,
            "components": {"schemas": document["components"]["schemas"]},
        }
        self.registry = jsonschema_rs.Registry([(SCHEMA_BASE, schemas)])
        """The named schemas, for those that refer to them."""
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def validator(self, schema: Json) -> jsonschema_rs.Validator:
        """The validator of a schema of this document, compiled once."""
        text = repr(schema)
        if text not in self._validators:
            absolute = json.loads(json.dumps(schema).replace('"#/', f'"{SCHEMA_BASE}#/'))
            self._validators[text] = jsonschema_rs.Draft202012Validator(
                absolute, registry=self.registry, validate_formats=True
            )
        return self._validators[text]

    def at(self, pointer: str) -> Any:
        """What a JSON pointer names."""
        return jsonpointer.resolve_pointer(self.json, pointer)

    def nearest(self, pointer: str) -> str:
        """A pointer, or the nearest one above it that names something."""
        while pointer:
            try:
                self.at(pointer)
            except (jsonpointer.JsonPointerException, KeyError, TypeError):
                pointer = pointer.rpartition("/")[0]
            else:
                break
        return pointer

    def resolve(self, node: Json, pointer: str) -> tuple[Json, str]:
        """The node, or what its `$ref` refers to, and the pointer to it."""
        while "$ref" in node:
            pointer = str(node["$ref"]).removeprefix("#")
            node = self.at(pointer)
        return node, pointer

    def followed(self, definition: Json) -> Json:
        """A schema with its reference, if it is one, filled in."""
        if "$ref" not in definition:
            return definition
        target, _ = self.resolve({"$ref": definition["$ref"]}, "")
        return {**target, **{key: value for key, value in definition.items() if key != "$ref"}}

    def operation_nodes(self, section: str) -> Iterator[tuple[str, str, Json, str]]:
        """Path, method, node and pointer of each operation in `paths` or `webhooks`."""
        for path, reference in self.json.get(section, {}).items():
            item, base = self.resolve(reference, child(f"/{section}", path))
            for method, node in item.items():
                if method in _METHODS:
                    yield path, method, node, child(base, method)


def child(pointer: str, *parts: object) -> str:
    """A pointer to what lies below another one."""
    return "/".join((pointer, *(jsonpointer.escape(str(part)) for part in parts)))
