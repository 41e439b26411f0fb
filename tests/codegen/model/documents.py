"""Small documents that have one construct each."""

import copy
import json
from typing import Any

from codegen.model.capabilities import Capability
from codegen.model.operations import Operation
from codegen.model.read import read, read_api
from codegen.model.types import Type
from codegen.paths import GENERATED

_TEXT = (GENERATED / "openapi.json").read_text(encoding="utf-8")
CONTRACT: dict[str, Any] = json.loads(_TEXT)
"""The bundle. Tests change only copies of it."""


def contract() -> dict[str, Any]:
    """Return a copy of the bundle."""
    copied: dict[str, Any] = json.loads(_TEXT)
    return copied


def as_openapi_3_1(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document for programs that reject OpenAPI 3.2. They pass over the fields that 3.2 adds."""
    return document | {"openapi": "3.1.1"}


def document(operation: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a document with the operations `POST /a` and `GET /other`."""
    value = {
        "openapi": "3.1.1",
        "info": {"title": "", "version": "1"},
        "paths": {
            "/a": {"post": {"operationId": "a", **_OPERATION, **(operation or {})}},
            "/other": {"get": {"operationId": "other", **_OPERATION}},
        },
        "components": {"securitySchemes": {"Key": _KEY}},
        **fields,
    }
    return copy.deepcopy(value)


def document_with(capability: Capability) -> dict[str, Any]:
    """Return a document that has the example of a capability."""
    example = capability.example
    match capability.where:
        case "document":
            return document(**example)
        case "operation":
            return document(example)
        case "parameter":
            return document({"parameters": [example]})
        case "body":
            return document({"requestBody": example})
        case "response":
            return document({"responses": {"200": example}})
        case "security":
            return document(
                {"security": [{"Example": []}]},
                components={"securitySchemes": {"Example": example}},
            )
        case "schema":
            return with_schema(example)


def with_schema(schema: Any, **others: Any) -> dict[str, Any]:
    """Return a document whose operation sends and returns a schema."""
    media = {"application/json": {"schema": {"$ref": "#/components/schemas/Example"}}}
    return document(
        {
            "requestBody": {"content": media},
            "responses": {"200": {"description": "", "content": media}},
        },
        components={"schemas": {"Example": schema, **others}},
    )


def type_of(schema: Any, **others: Any) -> Type:
    """Return how the schema `Example` is read, beside other schemas."""
    return read_api(with_schema(schema, **others)).types["Example"].type


def operation_of(operation: dict[str, Any], **fields: Any) -> Operation:
    """Return how an operation is read."""
    return read_api(document(operation, **fields)).operations[0]


def rejections(value: Any) -> list[str]:
    """Return the names of the constructs that are rejected."""
    return [one.construct for one in read(value).rejections]


_OPERATION: dict[str, Any] = {"responses": {"200": {"description": ""}}}
_KEY = {"type": "apiKey", "in": "header", "name": "x-key"}
