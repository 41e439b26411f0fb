"""Conditions of the contract's behaviour (openapi/README.md): values at expressions, and the schemas that they match.

    when: {/status: {const: active}, $request.body#/reason: {type: string}}

A value that is missing is null. A schema can name another value: `{const: {$data: /amount, minus: /amount_refunded}}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import jsonschema_rs
from jsonpointer import JsonPointer

from azotte_sandbox.json_values import Json, is_list, is_object
from azotte_sandbox.periods import after

if TYPE_CHECKING:
    from azotte_sandbox.context import Call

Values: TypeAlias = Mapping[str, Any]
"""The values of a call by the part of the expression before `#`, for example `$request.body`; the object has none."""


def values_of_call(call: Call, body: Any, doc: Any, before: Any = None) -> Values:
    """Return the values of a call.

    Args:
        call: The request.
        body: The body of the request, with its defaults.
        doc: The object.
        before: The object before the call, if `doc` is the object after it.
    """
    return {
        "": doc,
        "$before": before,
        "$request.body": body,
        "$request.path": call.path,
        "$request.query": call.query,
        "$request.header": call.headers,
    }


def value_at(expression: str, values: Values) -> Any:
    """Return the value at an expression, or None."""
    if expression in values:
        return values[expression]
    source, _, pointer = expression.rpartition("#")
    if not source and expression.startswith("$"):
        # $request.path.id, $request.query.status
        place, _, name = expression.rpartition(".")
        return values.get(place, {}).get(name)
    return JsonPointer(pointer).resolve(values.get(source), None)


def matches(condition: Mapping[str, Any], values: Values) -> bool:
    """Return whether all values of a condition match."""
    return all(
        fits(value_at(expression, values), filled(schema, values))
        for expression, schema in condition.items()
    )


def fits(value: Any, schema: Any) -> bool:
    """Return whether a value matches a schema."""
    return jsonschema_rs.is_valid(schema, value)


def filled(schema: Any, values: Values) -> Any:
    """Return a schema with the values that it names. A bound without a value does not count."""
    match schema:
        case {"$data": str()}:
            return _named(schema, values)
        case _ if is_object(schema):
            found = {name: filled(field, values) for name, field in schema.items()}
            return {name: v for name, v in found.items() if v is not None or name == "const"}
        case _ if is_list(schema):
            return [filled(item, values) for item in schema]
        case _:
            return schema


def named_object(expression: str) -> tuple[str, str] | None:
    """Return the field with an ID, and the pointer into the object that it names: `$request.body#/payment#/customer`."""
    field, _, pointer = expression.rpartition("#")
    return (field, pointer) if "/" in field else None


def _named(data: Json, values: Values) -> Any:
    """Return the value of `$data`, with what is added to it or taken from it."""
    value = value_at(data["$data"], values)
    for word, sign in (("plus", 1), ("minus", -1)):
        if word in data:
            other, unit = value_at(data[word], values), data.get("unit")
            if is_object(unit):
                other, unit = 1, unit.get(str(other))
            if not isinstance(value, int) or not isinstance(other, int):
                return None
            value = after(value, unit, sign * other) if unit else value + sign * other
    return value
