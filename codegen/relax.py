"""Relaxes the schemas of the contract for the clients.

A server checks requests against every bound of the contract. A client must keep working when the API grows, so its models have
types, but no bounds, and an open enumeration accepts any string in responses. In requests it is closed, so that a type checker finds
a misspelled value.
"""

import textwrap
from collections.abc import Collection
from typing import Any, cast

from codegen.document import METHODS, resolve, schema_name

# Keywords that a client does not check (JSON Schema 2020-12, validation), and fields for people and tests.
_DROPPED = frozenset(
    [
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "propertyNames",
        "dependentRequired",
        "example",
        "examples",
        "default",
        "title",
        "x-evidence",
        "x-open-enum",
        "x-enum-descriptions",
    ]
)
# Descriptions become docstrings, which ruff does not wrap.
_DOCSTRING_WIDTH = 92


def relax(contract: dict[str, Any], sent: Collection[str] = ()) -> dict[str, Any]:
    """Return an OpenAPI document with the relaxed schemas of the contract only.

    Named scalars (an ID, an amount) are inlined, because `str` is easier to read than an alias for each ID. Named enumerations
    keep their name.

    Args:
        contract: The bundled contract.
        sent: Schemas whose enumerations are closed; see `only_sent`.
    """
    schemas: dict[str, Any] = contract["components"]["schemas"]
    return {
        "openapi": contract["openapi"],
        "info": {"title": contract["info"]["title"], "version": contract["info"]["version"]},
        "paths": {},
        "components": {
            "schemas": {
                name: _relax(
                    _with_closed_enums(schema, schemas) if name in sent else schema, schemas
                )
                for name, schema in schemas.items()
                if not is_scalar(schema)
            }
        },
    }


def is_scalar(schema: dict[str, Any]) -> bool:
    """Whether a schema is a string, number or boolean without an enumeration. It gets no model."""
    return schema.get("type") in ("string", "integer", "number", "boolean") and "enum" not in schema


def only_sent(contract: dict[str, Any]) -> set[str]:
    """Return the names of the schemas that requests use and neither responses nor events do."""
    operations: list[dict[str, Any]] = [
        item[method] for item in contract["paths"].values() for method in METHODS if method in item
    ]
    sent = [operation.get("requestBody", {}) for operation in operations]
    received = [operation["responses"] for operation in operations]
    return _schemas_in(sent, contract) - _schemas_in([received, contract["webhooks"]], contract)


def _schemas_in(part: object, contract: dict[str, Any]) -> set[str]:
    """Return the names of the schemas that a part of the contract refers to, directly or not."""
    names: set[str] = set()
    seen: set[str] = set()
    left = [part]
    while left:
        current = left.pop()
        if isinstance(current, list):
            left += cast("list[object]", current)
        elif isinstance(current, dict):
            fields = cast("dict[str, object]", current)
            reference = fields.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                left.append(resolve(contract, {"$ref": reference}))
                if name := schema_name({"$ref": reference}):
                    names.add(name)
            left += fields.values()
    return names


def _with_closed_enums(schema: Any, schemas: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_with_closed_enums(each, schemas) for each in cast("list[object]", schema)]
    if not isinstance(schema, dict):
        return schema
    parts = cast("dict[str, Any]", schema)
    target = schemas.get(schema_name(parts) or "", {})
    if target.get("x-open-enum"):
        siblings = {key: value for key, value in parts.items() if key != "$ref"}
        return {**target, **siblings, "x-open-enum": False}
    return {key: _with_closed_enums(value, schemas) for key, value in parts.items()}


def _relax(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    target = schemas.get(schema.get("$ref", "").removeprefix("#/components/schemas/"))
    if target is not None and is_scalar(target):
        siblings = {key: value for key, value in schema.items() if key != "$ref"}
        return _relax({**target, **siblings}, schemas)
    relaxed = {
        key: _relax_member(key, value, schemas)
        for key, value in schema.items()
        if key not in _DROPPED
    }
    if "properties" in relaxed:
        # Some of the generators put required fields first. Sorted here, the order is the same in all.
        required = relaxed.get("required", ())
        fields = relaxed["properties"]
        relaxed["properties"] = {
            name: fields[name] for name in sorted(fields, key=lambda name: name not in required)
        }
    # Clients accept unknown fields. The value type of a map is kept.
    if relaxed.get("additionalProperties") is False:
        del relaxed["additionalProperties"]
    if schema.get("x-open-enum"):
        known = {"type": relaxed.pop("type"), "enum": relaxed.pop("enum")}
        relaxed["anyOf"] = [known, {"type": "string"}]
    return relaxed


def _relax_member(key: str, value: Any, schemas: dict[str, Any]) -> Any:
    match key:
        case "description":
            return textwrap.fill(value, _DOCSTRING_WIDTH)
        case "properties":
            return {name: _relax(schema, schemas) for name, schema in value.items()}
        case "oneOf" | "anyOf" | "allOf":
            return [_relax(schema, schemas) for schema in value]
        case "items" | "additionalProperties" if not isinstance(value, bool):
            return _relax(value, schemas)
        case _:
            return value
