"""Relaxes the contract's schemas for a client.

A server holds requests to every bound of the contract. A client must go on working when the API grows, so its models
know types and names only: no bounds, and an enumeration that may grow accepts any string.
"""

import textwrap
from typing import Any

# What a client does not check (JSON Schema 2020-12, validation), and what only people and tests read.
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
# Descriptions become docstrings, which nothing wraps later.
_DOCSTRING_WIDTH = 92


def relax(contract: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI document that holds the contract's relaxed schemas and nothing else.

    Named scalars (an id, an amount) are written out where they are used: a model reads better with `str` than with one
    alias an id. Named enumerations keep their name.
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
    """Whether a schema is a plain string, number or boolean, for which no model is made."""
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
        # Two of the four generators put required members first; so that all write in one order, all do.
        required = relaxed.get("required", ())
        members = relaxed["properties"]
        relaxed["properties"] = {
            name: members[name] for name in sorted(members, key=lambda name: name not in required)
        }
    # `additionalProperties: false` is for the server; a map's value type stays.
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
