"""A small model of the platform, which predicts from the contract alone what a call does.

It keeps each object as it was last returned. It knows which calls are rejected and why, what a response holds, and what becomes of
other objects.

An action is a call in terms that stay true without the others: it names objects by the action that created them.
"""

from dataclasses import dataclass
from typing import Any

from azotte_conformance.contract import Contract, Json, Operation, Parameter, Resource, Schema
from azotte_conformance.exchange import Exchange
from azotte_conformance.session import Session


class Broken(AssertionError):
    """A call did not do what the model predicted."""

    def __init__(self, exchange: Exchange, expected: str, source: str, got: str | None) -> None:
        super().__init__(expected)
        self.exchange = exchange
        self.expected = expected
        self.source = source
        self.got = got


@dataclass
class Thing:
    """One object of the model."""

    label: int
    """Of the action that made it."""
    resource: Resource
    id: str
    state: Json
    """As it was last returned."""
    gone: bool = False


@dataclass(frozen=True)
class Ref:
    """In a body: the id of the object that an action made, or one that nothing has."""

    label: int | None
    schema: Schema


@dataclass(frozen=True)
class Taken:
    """In a body: what a field of another object holds."""

    label: int
    field: str


@dataclass(frozen=True)
class Fresh:
    """In a body: a value that no other object has."""

    schema: Schema


@dataclass(frozen=True)
class Action:
    """One call, in terms that stay true without the others."""

    label: int
    operation: Operation
    target: int | None = None
    """The label of the object in the path."""
    body: Json | None = None
    query: tuple[tuple[Parameter, int], ...] = ()
    """Filters, each with the label of an object whose value is the filter's."""


class Model:
    """What should be on the server, of what this sequence made.

    Args:
        session: sends the calls.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.contract: Contract = session.contract
        self.things: list[Thing] = []
        self.actions: list[Action] = []
        self.history: list[Exchange] = []

    def of(self, resource: Resource, *, gone: bool = False) -> list[Thing]:
        return [t for t in self.things if t.resource is resource and t.gone is gone]

    def thing(self, id: Any) -> Thing | None:
        return next((t for t in self.things if t.id == id), None)

    def labelled(self, label: int | None) -> Thing | None:
        return next((t for t in self.things if t.label == label), None)

    def call(self, operation: Operation, **options: Any) -> Exchange:
        exchange = self.session.call(operation, **options)
        self.history.append(exchange)
        return exchange

    def expect(
        self, exchange: Exchange, is_so: bool, expected: str, source: str, got: str | None = None
    ) -> None:
        """Fail unless something is so.

        Raises:
            Broken: it is not.
        """
        if not is_so:
            raise Broken(exchange, expected, source, got)

    # What the model predicts.

    def rejection(
        self, operation: Operation, thing: Thing | None, body: Json
    ) -> list[tuple[str, str]]:
        """Why a call will be rejected, if it will: the error codes that may be returned, and where the contract says so."""
        found: list[tuple[str, str]] = []
        missing = (
            next(iter(operation.responses[404].error_codes)) if 404 in operation.responses else ""
        )
        if thing is not None and thing.gone:
            # Nothing else can be said of what is not there.
            return [(missing, operation.where("responses/404"))]
        for name, schema in self.contract.references(operation):
            named = body.get(name)
            if named is not None and not self._names_something(schema, named, operation, body):
                found.append((missing, operation.where("responses/404")))
        transition = operation.transition
        if transition is not None and thing is not None:
            if thing.state.get(transition.field) not in transition.allowed(body):
                found.append((transition.otherwise, operation.where("x-requires")))
        balance = operation.balance
        if balance is not None and thing is not None and balance.amount in body:
            left = thing.state[balance.of] - thing.state[balance.total]
            if body[balance.amount] > left:
                found.append((balance.exceeded, operation.where("x-requires")))
        found += self._conflicts(operation, thing, body)
        return found

    def _names_something(self, schema: Schema, id: Any, operation: Operation, body: Json) -> bool:
        if self.contract.resource_of(schema.name) is None:
            return any(
                id == candidate
                for candidate, _ in self.session.objects.candidates(schema.name or "")
            )
        thing = self.thing(id)
        if thing is None or thing.gone:
            return False
        assert operation.body is not None
        fields = operation.body.schema.fields
        # What it belongs to must be what else the body names (`x-requires`).
        return all(
            thing.state.get(same.theirs) == body.get(same.field)
            for same in operation.same
            if fields[same.of].nonnull.name == schema.name
        )

    def _conflicts(
        self, operation: Operation, thing: Thing | None, body: Json
    ) -> list[tuple[str, str]]:
        owner = self.contract.owner(operation)
        if owner is None or operation not in (owner.create, owner.update):
            return []
        for unique in owner.unique:
            name = unique["field"]
            if name in body:
                for other in self.of(owner):
                    if other is not thing and _same(other.state.get(name), body[name], unique):
                        code = next(
                            (c for c in operation.responses[409].error_codes if "duplicate" in c),
                            "",
                        )
                        return [(code, f"{owner.schema.home}/x-unique")]
        return []

    def judge(
        self, exchange: Exchange, operation: Operation, rejected: list[tuple[str, str]]
    ) -> bool:
        """Compare a response with what was predicted; whether the call was done."""
        if rejected:
            codes = sorted({code for code, _ in rejected})
            self.expect(
                exchange,
                exchange.code in codes,
                f"the call to be rejected: {' or '.join(codes)}",
                rejected[0][1],
            )
            return False
        self.expect(exchange, exchange.ok, f"{operation.success.status}", operation.pointer)
        return True

    def look(self, thing: Thing) -> None:
        """Read an object and compare it."""
        get = thing.resource.get
        assert get is not None
        exchange = self.call(get, id=thing.id)
        if thing.gone:
            self.expect(
                exchange,
                exchange.status == 404,
                f"404: {thing.id} is deleted",
                get.where("responses/404"),
            )
        else:
            self.expect(
                exchange,
                exchange.json == thing.state,
                f"{thing.id} as it was last returned: {thing.state}",
                get.where("responses/200"),
            )


def _same(one: Any, other: Any, rule: Json) -> bool:
    if rule.get("ignore_case"):
        return str(one).casefold() == str(other).casefold()
    return bool(one == other)
