"""Checks whether the state of an object allows an operation (`x-transition`)."""

from __future__ import annotations

from typing import Any

from azotte_sandbox import errors
from azotte_sandbox.context import Call, Json
from azotte_sandbox.json_values import fields_of


def check(call: Call, doc: Json) -> None:
    """Check that the contract allows the operation in the state of an object.

    Raises:
        ApiError: The code in `otherwise`, if it does not.
    """
    rule: Json | None = call.operation.effect.marks.get("x-transition")
    if rule is None:
        return
    member: str = rule["field"]
    state = doc.get(member)
    allowed: list[Any] = rule["from"]
    for name, narrower in rule.get("with", {}).items():
        if name in fields_of(call.body):
            allowed = [each for each in allowed if each in narrower]
    if state in allowed:
        return
    action = call.operation.id.replace("_", " ", 1).partition(" ")
    raise errors.invalid_state(
        f"Cannot {action[0]} this {action[2].replace('_', ' ')}: its {member} is {state}.",
        f"It must be {_listed(allowed)}.",
        state,
        field=member,
        code=rule["otherwise"],
    )


def _listed(values: list[Any]) -> str:
    *most, last = map(str, values)
    return f"{', '.join(most)} or {last}" if most else last
