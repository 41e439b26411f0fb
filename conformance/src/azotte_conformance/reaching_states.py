"""Brings objects to a state by the operations that move them, as the contract's `x-requires` has it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from azotte_conformance.contract import Json, Operation, Resource
from azotte_conformance.identities import Identity
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.session import Session


@dataclass(frozen=True)
class Way:
    """How a state is reached: what an object is made with, and what is done to it then."""

    fields: tuple[tuple[str, Any], ...]
    steps: tuple[tuple[Operation, Json], ...]
    """What is called, and with what arguments beside the id."""


def state_field(resource: Resource) -> str | None:
    """The field in which the objects of a kind carry their state."""
    for operation in resource.writers:
        rule = operation.transition
        if rule is not None:
            return rule.field
    return None


def ways(session: Session, resource: Resource) -> dict[str, Way]:
    """For each state that can be reached the shortest way there that was found."""
    key = f"ways {resource.name}"
    if key not in session.memory:
        session.memory[key] = _explore(session, resource)
    found: dict[str, Way] = session.memory[key]
    return found


def _explore(session: Session, resource: Resource) -> dict[str, Way]:
    field = state_field(resource)
    if field is None or resource.create is None:
        return {}
    found: dict[str, Way] = {}
    waiting: list[str] = []
    for choice in choices(session, resource.create):
        made = session.objects.make(resource, **dict(choice)).fields
        state = str(made.get(field))
        if state not in found:
            found[state] = Way(tuple(choice.items()), ())
            waiting.append(state)
    while waiting:
        state = waiting.pop(0)
        for operation in resource.actions:
            rule = operation.transition
            if rule is None or state not in rule.states:
                continue
            way = found[state]
            for arguments in _arguments(operation):
                start = _go(session, resource, way, None)
                exchange = session.call(operation, id=str(start["id"]), **arguments)
                reached = str(exchange.fields.get(field))
                if exchange.ok and reached not in found:
                    found[reached] = Way(way.fields, (*way.steps, (operation, arguments)))
                    waiting.append(reached)
    return found


def _arguments(operation: Operation) -> list[Json]:
    """Calls of an operation that may lead to different states: all of it, and the smallest part."""
    balance = operation.balance
    return [{}, {"body": {balance.amount: 1}}] if balance else [{}]


def choices(session: Session, create: Operation) -> Iterator[Json]:
    """Different ways to make an object: each of the things inside others that it can name, each example."""
    assert create.body is not None
    yield {}
    for name, schema in session.contract.references(create):
        if session.contract.resource_of(schema.name) is None:
            for id, _ in session.objects.candidates(schema.name or ""):
                yield {name: id}
    for name in create.body.schema.required:
        examples = create.body.schema.fields[name].full.get("examples", ())
        for value in examples if len(examples) > 1 else ():
            yield {name: value}


def flagged(session: Session, resource: Resource, state: str, **fields: Any) -> Iterator[Json]:
    """Objects in a state of which an operation has changed something else: that must outlast what comes next.

    Args:
        session: Calls the operations.
        resource: The kind of object.
        state: The state.
        fields: Of the body that creates each.
    """
    for operation in resource.actions:
        rule = operation.transition
        if rule is None or state not in rule.states or operation.body is None:
            continue
        for name, schema in operation.body.schema.fields.items():
            if "boolean" in schema.types:
                start = bring(session, resource, [state], **fields)
                moved = session.call(operation, id=start["id"], body={name: True})
                if moved.ok and moved.fields.get(rule.field) == state:
                    yield moved.fields


def led_by_time(resource: Resource, state: str) -> bool:
    """Whether time leads to a state, after a call that makes it (`given` of `x-due`)."""
    pointer = f"/{state_field(resource)}"
    rules: list[Json] = resource.schema.full.get("x-due", [])
    return any(
        "given" in r and r.get("then", {}).get(pointer, {}).get("const") == state for r in rules
    )


def why_not(resource: Resource, state: str) -> str:
    """Why no way to a state was found: the contract has none, or the server did not go it."""
    if led_by_time(resource, state):
        return "time leads there, and only the clock of a sandbox that is started for the run can be moved"
    pointer = f"/{state_field(resource)}"
    for operation in (resource.create, *resource.writers):
        for result in operation.effects if operation else ():
            condition = result.get("then", {}).get(pointer, {})
            if state in (condition.get("const"), *condition.get("enum", ())):
                return f"{operation} should lead there, but was not seen to"
    return "nothing that was tried leads there; time may"


def bring(
    session: Session,
    resource: Resource,
    states: Collection[str],
    who: Identity | None = None,
    **fields: Any,
) -> Json:
    """A new object in one of these states.

    Args:
        session: Calls the operations on the way.
        resource: The kind of object.
        states: Any of them will do.
        who: Who creates it, by default the main identity.
        fields: Of the body that creates it, beside those that the way there needs.

    Raises:
        CannotRun: no way leads there.
        Unexpected: a step on the way was rejected.
    """
    for state, way in ways(session, resource).items():
        if state in states:
            return _go(session, resource, way, who, **fields)
    reasons = {why_not(resource, state) for state in states}
    raise CannotRun(
        f"it takes a {resource.name} {' or '.join(states)}: {'; '.join(sorted(reasons))}"
    )


def _go(
    session: Session, resource: Resource, way: Way, who: Identity | None, **fields: Any
) -> Json:
    state = session.objects.make(resource, who, **(fields | dict(way.fields))).fields
    for operation, arguments in way.steps:
        state = session.must(operation, id=str(state["id"]), who=who, **arguments).fields
    return state
