"""Conditions of extensions such as `x-events`: values of a call, and the schemas that they have to match.

    when: {"$response.body#/status": {"const": "active"}}

`{"$data": expression}` in a schema stands for the value at that expression.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import jsonschema_rs
from jsonpointer import JsonPointer

from azotte_sandbox.json_values import is_list, is_object

MISSING: Any = object()
"""There is no value at an expression."""
Values: TypeAlias = Mapping[str, Any]
"""The values of a call by the part of the expression before `#`, for example `$response.body`."""


def value_at(expression: str, values: Values) -> Any:
    """Return the value at an expression, or `MISSING`."""
    source, _, pointer = expression.partition("#")
    if source in values:
        return JsonPointer(pointer).resolve(values[source], MISSING)
    # $request.path.id, $request.query.status
    place, _, name = source.rpartition(".")
    return values.get(place, {}).get(name, MISSING)


def matches(condition: Mapping[str, Any], values: Values) -> bool:
    """Return whether all values of a condition match. A missing value matches nothing."""
    for expression, schema in condition.items():
        value = value_at(expression, values)
        if value is MISSING or not fits(value, schema, values):
            return False
    return True


def fits(value: Any, schema: Any, values: Values) -> bool:
    """Return whether a value matches a schema."""
    return jsonschema_rs.is_valid(filled(schema, values), value)


def filled(schema: Any, values: Values) -> Any:
    """Return a schema with the values of its `$data` expressions."""
    match schema:
        case {"$data": str(expression)}:
            value = value_at(expression, values)
            return None if value is MISSING else value
        case _ if is_object(schema):
            return {name: filled(field, values) for name, field in schema.items()}
        case _ if is_list(schema):
            return [filled(item, values) for item in schema]
        case _:
            return schema
