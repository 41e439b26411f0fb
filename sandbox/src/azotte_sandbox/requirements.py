"""Checks what an operation requires of the object in its path and of the request (`x-requires`)."""

from __future__ import annotations

from typing import Any

from azotte_sandbox import errors
from azotte_sandbox.context import Call, Json
from azotte_sandbox.contract.conditions import filled, fits, matches, value_at, values_of_call
from azotte_sandbox.contract.validation import problem


def check(call: Call, doc: Json) -> None:
    """Check that the contract allows a request for an object.

    Raises:
        ApiError: The code in `otherwise`, if it does not.
    """
    values = values_of_call(call, call.body, doc)
    for rule in call.operation.effect.requires:
        if not matches(rule.get("when", {}), values):
            continue
        for expression, condition in rule["then"].items():
            value, schema = value_at(expression, values), filled(condition, values)
            if fits(value, schema):
                continue
            name = expression.rpartition("/")[2]
            if expression.startswith("$request"):
                raise problem(value, schema, name, rule["otherwise"])
            raise _invalid_state(call, name, value, schema, rule["otherwise"])


def _invalid_state(call: Call, name: str, value: Any, schema: Json, code: str) -> errors.ApiError:
    action = call.operation.id.replace("_", " ", 1).partition(" ")
    return errors.invalid_state(
        f"Cannot {action[0]} this {action[2].replace('_', ' ')}: its {name} is {value}.",
        f"It must be {_listed(schema['enum'])}." if "enum" in schema else "",
        value,
        field=name,
        code=code,
    )


def _listed(values: list[Any]) -> str:
    *most, last = map(str, values)
    return f"{', '.join(most)} or {last}" if most else last
