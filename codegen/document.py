"""Reads an OpenAPI document: JSON pointers, references and operations.

What a part means is for its readers; this is only how they find it.
"""

from collections.abc import Iterator
from http import HTTPMethod
from typing import Any, TypeAlias, TypeGuard
from urllib.parse import unquote

from jsonpointer import JsonPointer

Json: TypeAlias = dict[str, Any]

METHODS = tuple(method.lower() for method in HTTPMethod if method is not HTTPMethod.CONNECT)
"""The keys of a path item that hold operations (OpenAPI 3.1, 4.8.9)."""


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield the path, the method and the operation of each operation, in the document's order."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def resolve(document: Json, part: Json) -> Json:
    """Return what a reference points to; fields beside it (OpenAPI 3.1) win over those of its target."""
    if "$ref" not in part:
        return part
    target = JsonPointer(unquote(part["$ref"].removeprefix("#"))).resolve(document)
    beside = {key: value for key, value in part.items() if key != "$ref"}
    return {**resolve(document, target), **beside}


def steps(pointer: str) -> list[str]:
    """Return the keys and indexes that a JSON pointer names, unescaped."""
    return [str(step) for step in JsonPointer(pointer).parts]


def schema_name(schema: Json) -> str | None:
    """Return the name of a referenced component schema."""
    reference = str(schema.get("$ref", ""))
    return reference.rpartition("/")[2] if reference.startswith("#/components/schemas/") else None


def is_map(value: object) -> TypeGuard[Json]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a JSON array."""
    return isinstance(value, list)
