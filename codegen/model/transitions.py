"""The states in which an operation is allowed (`x-requires`)."""

from dataclasses import dataclass

from codegen.model.operations import Operation


@dataclass(frozen=True)
class Transition:
    """The states of an object in which an operation is allowed.

    Attributes:
        field: Field with the state.
        states: The states.
    """

    field: str
    states: tuple[str, ...]


def transition_of(operation: Operation) -> Transition | None:
    """Return the states in which an operation is allowed, or None if it does not depend on one."""
    for rule in operation.extensions.get("x-requires", ()):
        for expression, schema in rule["then"].items():
            if "when" not in rule and expression.startswith("/") and "enum" in schema:
                return Transition(expression[1:], tuple(schema["enum"]))
    return None
