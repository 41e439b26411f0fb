"""Reads an OpenAPI document: JSON pointers, references and operations."""

from collections.abc import Iterator
from http import HTTPMethod
from typing import Any, TypeAlias, TypeGuard
from urllib.parse import unquote

from jsonpointer import JsonPointer

Json: TypeAlias = dict[str, Any]

METHODS = (*(method.lower() for method in HTTPMethod if method is not HTTPMethod.CONNECT), "query")
"""The keys of a path item that hold operations (OpenAPI 3.2, 4.9.1)."""


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield the path, the method and the content of each operation, in the order of the document."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def resolve(document: Json, part: Json) -> Json:
    """Return the target of a reference. Fields beside `$ref` override those of the target (OpenAPI 3.1)."""
    if "$ref" not in part:
        return part
    target = JsonPointer(unquote(part["$ref"].removeprefix("#"))).resolve(document)
    beside = {key: value for key, value in part.items() if key != "$ref"}
    return {**resolve(document, target), **beside}


def steps(pointer: str) -> list[str]:
    """Return the keys and indexes of a JSON pointer, unescaped."""
    return [str(step) for step in JsonPointer(pointer).parts]


def method_name(operation: Json) -> str:
    """Return the client method of an operation: its `x-method-name`, or else the verb of its operationId."""
    return str(operation.get("x-method-name") or operation["operationId"].partition("_")[0])


def is_map(value: object) -> TypeGuard[Json]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a JSON array."""
    return isinstance(value, list)
