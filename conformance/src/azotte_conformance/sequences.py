"""The model-based run: sequences of calls against a small model of the platform, shrunk to the shortest that goes wrong.

The model keeps each object as it was last answered and foretells, from the contract alone, what every call will do: who is
rejected for what, what a response holds, what becomes of other objects.

Hypothesis draws the calls. What fails is shortened here: an action names objects by the action that made them, so that any
action can be left out and the rest still means the same, which a shrinker that sees only numbers does not know.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from azotte_conformance.contract import (
    Contract,
    Json,
    Operation,
    Parameter,
    Resource,
    Schema,
    dotted,
)
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.reaching_states import allowed
from azotte_conformance.response_rules import holds
from azotte_conformance.rules.filters import filters_of, matches
from azotte_conformance.rules.states import changeable
from azotte_conformance.rules.writes import comparable, moved_with
from azotte_conformance.session import Session
from azotte_conformance.values import valid

HISTORY = Rule(
    "model.history",
    "Whatever came before, each call does what the contract foretells, and nothing else.",
)


class Broken(AssertionError):
    """A call did not do what the model foretold."""

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
    """As it was last answered."""
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
    """One call, in terms that stay true when others are left out."""

    label: int
    operation: Operation
    target: int | None = None
    """The label of the object in the path."""
    body: Json | None = None
    query: tuple[tuple[Parameter, int], ...] = ()
    """Filters, each with the label of an object whose value is asked for."""


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

    # What the model foretells.

    def rejection(
        self, operation: Operation, thing: Thing | None, body: Json
    ) -> list[tuple[str, str]]:
        """Why a call will be rejected, if it will: the error codes that may be answered, and where the contract says so."""
        found: list[tuple[str, str]] = []
        missing = (
            next(iter(operation.responses[404].error_codes)) if 404 in operation.responses else ""
        )
        if thing is not None and thing.gone:
            # Nothing else can be said of what is not there.
            return [(missing, operation.where("responses/404"))]
        for name, schema in self.contract.references(operation):
            if name in body and not self._names_something(schema, body[name], operation, body):
                found.append((missing, operation.pointer + "/description"))
        transition: Json | None = operation.extension("x-transition")
        if transition is not None and thing is not None:
            if thing.state.get(transition["member"]) not in allowed(transition, body):
                found.append((transition["otherwise"], operation.where("x-transition")))
        balance: Json | None = operation.extension("x-balance")
        if balance is not None and thing is not None and balance["amount"] in body:
            left = thing.state[balance["of"]] - thing.state[balance["total"]]
            if body[balance["amount"]] > left:
                found.append((balance["exceeded"], operation.where("x-balance")))
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
        # What it belongs to must be what else the body names.
        return all(
            thing.state.get(name) == body[name]
            for name, other in self.contract.references(operation)
            if name in body
            and other.name != schema.name
            and name in thing.resource.schema.fields
            and self.contract.resource_of(other.name)
        )

    def _conflicts(
        self, operation: Operation, thing: Thing | None, body: Json
    ) -> list[tuple[str, str]]:
        owner = self.contract.owner(operation)
        if owner is None or operation not in (owner.create, owner.update):
            return []
        for unique in owner.unique:
            name = unique["member"]
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
        """Compare a response with what was foretold; whether the call was done."""
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
                f"{thing.id} as it was last answered: {thing.state}",
                get.where("responses/200"),
            )


def _same(one: Any, other: Any, rule: Json) -> bool:
    if rule.get("ignore_case"):
        return str(one).casefold() == str(other).casefold()
    return bool(one == other)


# Drawing: which action next.


def draw(data: st.DataObject, model: Model) -> Action | None:
    """One action; `None` if what was drawn makes no sense yet."""
    operations = _drawable(model.contract)
    if not model.things:
        operations = [op for op in operations if _makes(model.contract, op)]
    operation = data.draw(st.sampled_from(operations))
    label = len(model.actions)
    owner = model.contract.owner(operation)
    if operation.pagination is not None and not operation.path_parameters:
        assert owner is not None
        return Action(label, operation, query=_filters(data, model, owner, operation))
    target: Thing | None = None
    if operation.path_parameters:
        named = model.contract.resource_of(operation.path_parameters[0].schema.name)
        things = [t for t in model.things if t.resource is named]
        if not things:
            return None
        target = data.draw(st.sampled_from(sorted(things, key=lambda t: t.gone)))
    body: Json | None = None
    if operation.body is not None and (operation.body.required or data.draw(st.booleans())):
        body = _body(data, model, operation, target)
    return Action(label, operation, target.label if target else None, body)


def _drawable(contract: Contract) -> list[Operation]:
    """The operations that the model knows something about, those that make objects twice."""
    found: list[Operation] = []
    for resource in contract.resources.values():
        if resource.create is not None:
            found += [resource.create, resource.create]
            found += [op for op in (*resource.of_one, resource.listing) if op is not None]
    return found


def _makes(contract: Contract, operation: Operation) -> bool:
    owner = contract.owner(operation)
    return owner is not None and owner.create is operation


def _filters(
    data: st.DataObject, model: Model, resource: Resource, operation: Operation
) -> tuple[tuple[Parameter, int], ...]:
    things = model.of(resource)
    return tuple(
        (parameter, data.draw(st.sampled_from(things)).label)
        for parameter in filters_of(operation)
        if things and data.draw(st.integers(0, 2)) == 2
    )


def _body(data: st.DataObject, model: Model, operation: Operation, thing: Thing | None) -> Json:
    """A body that keeps the schema."""
    assert operation.body is not None
    schema = operation.body.schema
    unique = model.session.objects.unique_fields(operation)
    owner = model.contract.owner(operation)
    balance: Json = operation.extension("x-balance") or {}
    dependent = schema.full.get("dependentRequired", {})
    body: Json = {}
    for name, field in schema.fields.items():
        # When a change takes effect can depend on another field; the state rules try that.
        if name in dependent or (name not in schema.required and not data.draw(st.booleans())):
            continue
        if field.name in model.contract.id_schemas:
            body[name] = _reference(data, model, field)
        elif name in unique and owner is not None:
            others = model.of(owner)
            is_taken = others and data.draw(st.integers(0, 4)) == 4
            body[name] = (
                Taken(data.draw(st.sampled_from(others)).label, name) if is_taken else Fresh(field)
            )
        elif name == balance.get("amount") and thing is not None:
            whole = thing.state[balance["of"]]
            body[name] = data.draw(st.sampled_from(sorted({1, whole // 2 or 1, whole, whole + 1})))
        else:
            examples = field.full.get("examples") or [v.value for v in valid(field)]
            body[name] = data.draw(st.sampled_from(examples))
    return body


def _reference(data: st.DataObject, model: Model, schema: Schema) -> Any:
    resource = model.contract.resource_of(schema.name)
    if resource is None:
        return data.draw(
            st.sampled_from([id for id, _ in model.session.objects.candidates(schema.name or "")])
        )
    things = [t for t in model.things if t.resource is resource]
    if not things or data.draw(st.integers(0, 9)) == 9:
        return Ref(None, schema)
    return Ref(data.draw(st.sampled_from(sorted(things, key=lambda t: t.gone))).label, schema)


# Doing: the call, and whether it went as foretold.


def perform(model: Model, action: Action) -> None:
    """Make an action's call and compare what came; an action whose objects are not there is left out.

    Raises:
        Broken: it went otherwise than foretold.
    """
    target = model.labelled(action.target)
    if action.target is not None and target is None:
        return
    borrowed = [value.label for value in (action.body or {}).values() if isinstance(value, Taken)]
    if any(model.labelled(label) is None for label in borrowed):
        return
    body = _filled(model, action.body)
    model.actions.append(action)
    operation = action.operation
    owner = model.contract.owner(operation)
    assert owner is not None
    if operation.extension("x-grants"):
        _grants(model, operation, target)
    elif operation.pagination is not None:
        _list(model, owner, operation, action.query)
    elif target is None:
        _create(model, owner, operation, action.label, body or {})
    elif operation is owner.get:
        model.look(target)
    elif operation is owner.delete:
        _delete(model, target, operation)
    elif operation is owner.update:
        _update(model, target, operation, body or {})
    else:
        _act(model, target, operation, body)


def _filled(model: Model, body: Json | None) -> Json | None:
    """A body as it is sent."""
    if body is None:
        return None
    found: Json = {}
    for name, value in body.items():
        match value:
            case Ref(label=label, schema=schema):
                thing = model.labelled(label)
                found[name] = thing.id if thing else model.session.objects.absent_id(schema)
            case Taken(label=label, field=field):
                thing = model.labelled(label)
                assert thing is not None, "perform leaves such an action out"
                found[name] = thing.state.get(field)
            case Fresh(schema=schema):
                found[name] = model.session.objects.unique(schema)
            case _:
                found[name] = value
    return found


def _create(model: Model, resource: Resource, operation: Operation, label: int, body: Json) -> None:
    rejected = model.rejection(operation, None, body)
    exchange = model.call(operation, body=body)
    if not model.judge(exchange, operation, rejected):
        return
    thing = Thing(label, resource, str(exchange.fields.get("id")), exchange.fields)
    model.expect(exchange, model.thing(thing.id) is None, "an id of its own", resource.schema.home)
    _holds_what_was_sent(model, exchange, resource, body)
    model.things.append(thing)


def _holds_what_was_sent(model: Model, exchange: Exchange, resource: Resource, body: Json) -> None:
    for name, value in body.items():
        if name not in resource.schema.fields:
            continue
        held = comparable(exchange.fields.get(name), value, resource.schema.fields[name])
        model.expect(
            exchange,
            held == value,
            f"{name} to be {value!r}",
            f"{resource.schema.home}/properties/{name}",
        )


def _update(model: Model, thing: Thing, operation: Operation, body: Json) -> None:
    rejected = model.rejection(operation, thing, body)
    exchange = model.call(operation, id=thing.id, body=body)
    if not model.judge(exchange, operation, rejected):
        model.look(thing)
        return
    _holds_what_was_sent(model, exchange, thing.resource, body)
    moved: set[str] = set()
    for name in body.keys() & thing.state.keys():
        moved |= moved_with(model.contract, thing.resource, name)
    for name, value in thing.state.items():
        model.expect(
            exchange,
            name in body or name in moved or exchange.fields.get(name) == value,
            f"{name} to stay {value!r}: it was not sent",
            operation.pointer + "/description",
        )
    thing.state = exchange.fields
    model.look(thing)


def _act(model: Model, thing: Thing, operation: Operation, body: Json | None) -> None:
    rejected = model.rejection(operation, thing, body or {})
    exchange = model.call(operation, id=thing.id, **({} if body is None else {"body": body}))
    if not model.judge(exchange, operation, rejected):
        model.look(thing)
        return
    balance: Json | None = operation.extension("x-balance")
    if balance is not None:
        before = thing.state[balance["total"]]
        added = (body or {}).get(balance["amount"], thing.state[balance["of"]] - before)
        model.expect(
            exchange,
            exchange.fields.get(balance["total"]) == before + added,
            f"{balance['total']} to be {before + added}",
            operation.where("x-balance"),
        )
    may_change = changeable(model.session, operation, exchange)
    for name, value in thing.state.items():
        model.expect(
            exchange,
            may_change is None or name in may_change or exchange.fields.get(name) == value,
            f"{name} to stay {value!r}",
            operation.where("x-changes"),
        )
    thing.state = exchange.fields
    model.look(thing)


def _delete(model: Model, thing: Thing, operation: Operation) -> None:
    rejected = model.rejection(operation, thing, {})
    exchange = model.call(operation, id=thing.id)
    if not model.judge(exchange, operation, rejected):
        return
    thing.gone = True
    model.look(thing)
    for cascade in operation.extension("x-cascade") or ():
        for other in model.of(model.contract.resources[cascade["schema"]]):
            if other.state.get(cascade["member"]) != thing.id:
                continue
            assert other.resource.get is not None
            read = model.call(other.resource.get, id=other.id)
            source = operation.where("x-cascade")
            model.expect(read, read.ok, f"{other.id} to be kept", source)
            if cascade.get("then"):
                problem = holds(other.resource.schema, read.fields, cascade["then"])
                model.expect(
                    read, problem is None, f"of {other.id} {cascade['then']}", source, problem
                )
                other.state = read.fields
            else:
                model.expect(read, read.json == other.state, f"{other.id} as it was", source)


def _list(
    model: Model, resource: Resource, operation: Operation, query: tuple[tuple[Parameter, int], ...]
) -> None:
    assert operation.pagination is not None
    asked: dict[Parameter, Any] = {}
    for parameter, label in query:
        thing = model.labelled(label)
        value = dotted(thing.state, parameter.definition["x-filter"]["member"]) if thing else None
        if value is not None and parameter.schema.accepts(value):
            asked[parameter] = value
    things = model.of(resource)
    wanted = [t for t in things if all(matches(p, v, t.state) for p, v in asked.items())]
    sent = {parameter.name: value for parameter, value in asked.items()}
    page = model.call(operation, query={**sent, operation.pagination.limit.name: 100})
    model.expect(page, page.ok, "200", operation.where("responses/200"))
    ids = {thing.id for thing in model.things if thing.resource is resource}
    listed = [item for item in page.fields[operation.pagination.items] if item.get("id") in ids]
    model.expect(
        page,
        listed == [thing.state for thing in reversed(wanted)],
        f"of ours {[thing.id for thing in reversed(wanted)]}, as they were last answered",
        operation.where("x-pagination"),
        f"{[item.get('id') for item in listed]}",
    )


def _grants(model: Model, operation: Operation, thing: Thing | None) -> None:
    grants: Json = operation.extension("x-grants")
    source = model.contract.resources[grants["schema"]]
    assert thing is not None and source.create is not None and operation.pagination is not None
    page = model.call(operation, id=thing.id, query={operation.pagination.limit.name: 100})
    if thing.gone:
        model.expect(
            page,
            page.status == 404,
            f"404: {thing.id} is deleted",
            operation.where("responses/404"),
        )
        return
    owned = thing.resource.id_schema
    by = next(n for n, s in model.contract.references(source.create) if s.name == owned)
    granting = {
        t.id
        for t in model.of(source)
        if t.state.get(by) == thing.id
        and holds(source.schema, t.state, grants.get("when", {})) is None
    }
    found = {
        str(item.get(grants["member"])) for item in page.fields.get(operation.pagination.items, [])
    }
    model.expect(
        page,
        found == granting,
        f"what {', '.join(sorted(granting)) or 'nothing'} grants",
        operation.where("x-grants"),
        f"what {', '.join(sorted(found)) or 'nothing'} grants",
    )


# Running.


def machine(session: Session, failed: list[Model]) -> type[RuleBasedStateMachine]:
    """The state machine of one session; the models of the sequences that fail are put into `failed`."""

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.model = Model(session)

        # One rule for all: Hypothesis tries sequences without some of a machine's rules, and without creation there is
        # nothing to try.
        @rule(data=st.data())
        def step(self, data: st.DataObject) -> None:
            action = draw(data, self.model)
            if action is None:
                return
            try:
                perform(self.model, action)
            except Broken:
                failed.append(self.model)
                raise

    return Machine


def run(session: Session, sequences: int, steps: int) -> None:
    """Try sequences of calls, and report the shortest that goes wrong.

    Args:
        session: the job's.
        sequences: how many.
        steps: calls in each, at most.
    """
    failed: list[Model] = []
    seeded = seed(session.seed)(machine(session, failed))
    try:
        run_state_machine_as_test(
            seeded,
            settings=settings(
                max_examples=sequences,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                derandomize=False,
                print_blob=False,
                verbosity=Verbosity.quiet,
                report_multiple_bugs=False,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
                phases=(Phase.generate,),
            ),
        )
    except (Broken, Flaky):
        if not failed:
            raise
        actions = failed[0].actions
        shortest = shrink(session, actions)
        model, broken = attempt(session, shortest)
        if broken is None:
            # It went well this time: what was seen is told as it was seen.
            last = failed[0].history[-1]
            model, broken = (
                failed[0],
                Broken(last, "what the model foretold, each time", "/paths", None),
            )
        _report(session, model, broken)


def attempt(session: Session, actions: Sequence[Action]) -> tuple[Model, Broken | None]:
    """Do a sequence anew."""
    model = Model(session)
    try:
        for action in actions:
            perform(model, action)
    except Broken as broken:
        return model, broken
    return model, None


MOST_ATTEMPTS = 150
"""To shorten a sequence."""


def shrink(session: Session, actions: Sequence[Action]) -> list[Action]:
    """Leave out of a failing sequence what it does not need: whole runs of actions, single ones, fields of bodies."""
    left = list(actions)
    attempts = 0

    def fails(candidate: list[Action]) -> bool:
        nonlocal attempts
        attempts += 1
        return attempts <= MOST_ATTEMPTS and attempt(session, candidate)[1] is not None

    size = max(len(left) // 2, 1)
    while size:
        at = len(left) - size - 1
        while at >= 0:
            candidate = left[:at] + left[at + size :]
            if fails(candidate):
                left = candidate
            at -= size
        size //= 2
    for index, action in enumerate(left):
        for name in list(action.body or {}):
            body = {n: v for n, v in (left[index].body or {}).items() if n != name}
            required = action.operation.body.schema.required if action.operation.body else ()
            candidate = [*left[:index], replace(left[index], body=body), *left[index + 1 :]]
            if name not in required and fails(candidate):
                left = candidate
    return left


def _report(session: Session, model: Model, broken: Broken) -> None:
    session.report(
        HISTORY,
        broken.exchange,
        steps=[step for step in model.history if step is not broken.exchange],
        signature=f"{broken.exchange.request.operation} {broken.source}",
        expected=broken.expected,
        source=broken.source,
        got=broken.got,
    )
