"""Relaxes the schemas of the contract for the clients.

A server checks requests against every bound of the contract. A client must keep working when the API grows, so its models have
types, but no bounds, and an open enumeration accepts any string.
"""

import textwrap
from typing import Any

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


def relax(contract: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI document with the relaxed schemas of the contract only.

    Named scalars (an ID, an amount) are inlined, because `str` is easier to read than an alias for each ID. Named enumerations
    keep their name.
    """
    schemas: dict[str, Any] = contract["components"]["schemas"]
    return {
        "openapi": contract["openapi"],
        "info": {"title": contract["info"]["title"], "version": contract["info"]["version"]},
        "paths": {},
        "components": {
            "schemas": {
                name: _relax(schema, schemas)
                for name, schema in schemas.items()
                if not is_scalar(schema)
            }
        },
    }


def is_scalar(schema: dict[str, Any]) -> bool:
    """Whether a schema is a string, number or boolean without an enumeration. It gets no model."""
    return schema.get("type") in ("string", "integer", "number", "boolean") and "enum" not in schema


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
        # Two of the four generators put required fields first. Sorted here, the order is the same in all.
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
