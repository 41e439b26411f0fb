"""What the contract says that operations require (`x-requires`), in the forms that have rules of their own.

- {then: {/status: {enum: [active, paused]}}, otherwise: invalid_state}                                         Transition
- {then: {$request.body#/amount: {maximum: {$data: /amount, minus: /amount_refunded}}}, otherwise: out_of_range}   Balance
- {then: {$request.body#/payment#/customer: {const: {$data: $request.body#/customer}}}, otherwise: not_found}       Same
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azotte_conformance.contract.json_values import Json, as_object

_BODY = "$request.body#/"


@dataclass(frozen=True)
class Transition:
    """The states of an object in which an operation is allowed."""

    field: str
    states: frozenset[str]
    narrower: Mapping[str, frozenset[str]]
    """The states in which a field of the body can be sent."""
    otherwise: str
    """The code of the error in any other state."""

    def allowed(self, body: Json) -> frozenset[str]:
        """The states in which a body can be sent."""
        narrower = (self.narrower[name] for name in body if name in self.narrower)
        return self.states.intersection(*narrower)


@dataclass(frozen=True)
class Balance:
    """An amount in the body that is taken from what an object has left."""

    amount: str
    """The field of the body."""
    of: str
    """The field with all that there was."""
    total: str
    """The field with what was taken."""
    exceeded: str
    """The code of the error if the amount is more than what is left."""


@dataclass(frozen=True)
class Same:
    """The object that a field of the body names has the same value as the body."""

    index: int
    of: str
    """The field of the body that names the object."""
    theirs: str
    """The field of that object."""
    field: str
    """The field of the body."""


def transition_of(rules: Sequence[Json]) -> Transition | None:
    """The states in which the object has to be."""
    found: Transition | None = None
    for rule in rules:
        when: Json = rule.get("when", {})
        for expression, schema in rule["then"].items():
            if not expression.startswith("/") or "enum" not in schema:
                continue
            states = frozenset(map(str, schema["enum"]))
            if not when:
                found = Transition(expression[1:], states, {}, rule["otherwise"])
            elif found is not None and expression == f"/{found.field}":
                sent = {e.removeprefix(_BODY): states for e in when if e.startswith(_BODY)}
                found = Transition(
                    found.field, found.states, {**found.narrower, **sent}, found.otherwise
                )
    return found


def balance_of(rules: Sequence[Json]) -> Balance | None:
    """The amount that is taken."""
    for rule in rules:
        for expression, schema in rule["then"].items():
            most: Any = as_object(schema.get("maximum"))
            if most is not None and expression.startswith(_BODY) and "minus" in most:
                return Balance(
                    expression.removeprefix(_BODY),
                    most["$data"][1:],
                    most["minus"][1:],
                    rule["otherwise"],
                )
    return None


def same_of(rules: Sequence[Json]) -> Iterator[Same]:
    """The fields of named objects that are compared."""
    for index, rule in enumerate(rules):
        for expression, schema in rule["then"].items():
            of, _, theirs = expression.removeprefix(_BODY).partition("#/")
            own = as_object(schema.get("const"))
            if expression.startswith(_BODY) and theirs and own is not None:
                yield Same(index, of, theirs, str(own["$data"]).removeprefix(_BODY))
