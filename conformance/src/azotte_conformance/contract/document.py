"""The OpenAPI document: what its pointers and references name, and where its operations are."""

import json
from collections.abc import Iterator
from functools import lru_cache
from http import HTTPMethod
from typing import Any

import jsonpointer
import jsonschema_rs

from azotte_conformance.contract.json_values import Json

SCHEMA_BASE = "urn:contract"
"""URI of the document in the schemas that are compiled from it."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_METHODS = frozenset({*(method.lower() for method in HTTPMethod), "query"})
_COMPILED = 4096
"""Schemas that are kept compiled. The contract has some hundred; conditions with a value filled in have no end."""


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
        self._compiled = lru_cache(_COMPILED)(self._compile)

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

    def validator(self, definition: Json) -> jsonschema_rs.Validator:
        """A schema, compiled."""
        # Compiling one takes as long as a hundred validations, and most responses meet the same ones.
        return self._compiled(json.dumps(definition))

    def _compile(self, text: str) -> jsonschema_rs.Validator:
        absolute = json.loads(text.replace('"#/', f'"{SCHEMA_BASE}#/'))
        return jsonschema_rs.Draft202012Validator(
            absolute, registry=self.registry, validate_formats=True
        )

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
