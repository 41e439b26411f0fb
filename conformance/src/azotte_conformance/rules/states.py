"""Objects move only where the contract lets them: every operation in every state, amounts up to what there is."""

from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import Any

from azotte_conformance.caused_objects import Causes
from azotte_conformance.conditions import are_met, broken_effects, values_in, values_of
from azotte_conformance.contract import Contract, Json, Operation, Resource
from azotte_conformance.contract.behaviour import Balance, Transition
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.named_fields import judge_field
from azotte_conformance.reaching_states import (
    bring,
    choices,
    flagged,
    led_by_time,
    state_field,
    ways,
    why_not,
)
from azotte_conformance.response_rules import RESULT
from azotte_conformance.rules.writes import moment, moved_with, new_values, read_back
from azotte_conformance.session import Session

ALLOWED = Rule(
    "states.allowed",
    "An operation succeeds in every state that its transition names.",
    by="/paths/*/*/x-requires",
)
REJECTED = Rule(
    "states.rejected",
    "In any other state an operation returns 409, and nothing happens.",
    by="/paths/*/*/x-requires",
)
NAMED = Rule(
    "states.named",
    "A 409 does not name another field than the one with the state.",
    by="/components/schemas/ErrorDetails/properties/field",
)
KEPT = Rule(
    "states.kept",
    "A transition changes the state and what goes with it, nothing else.",
    by="/paths/*/*/x-effects/*/changes",
)
RACE = Rule(
    "states.race", "Of concurrent equal transitions one succeeds.", by="/paths/*/*/x-requires"
)
REACHED = Rule(
    "states.reached",
    "Each way to create an object leads to a documented state.",
    by="/paths/*/*/x-requires",
)
BALANCE = Rule(
    "states.balance",
    "Amounts add up, and never exceed what is available.",
    by="/paths/*/*/x-requires",
)
BALANCE_RACE = Rule(
    "states.balance-race",
    "Concurrent amounts never exceed what is available.",
    by="/paths/*/*/x-requires",
)
GRANTS = Rule(
    "states.grants",
    "A list of what is granted has exactly what the objects that grant it say.",
    by="/paths/*/*/x-grants",
)


def moving(contract: Contract) -> list[tuple[Resource, Operation, Transition]]:
    """The operations that have a transition."""
    found: list[tuple[Resource, Operation, Transition]] = []
    for operation in contract.operations.values():
        rule = operation.transition
        resource = contract.owner(operation)
        if rule is not None and resource is not None and resource.create is not None:
            found.append((resource, operation, rule))
    return found


def every_state(session: Session) -> None:
    """Each operation in each state that can be reached, each variant of its body in those where it is allowed."""
    for resource, operation, rule in moving(session.contract):
        with session.trying(operation):
            states = resource.schema.fields[rule.field]
            reachable = ways(session, resource)
            for state in states.full.get("enum", ()):
                if state not in reachable:
                    if session.commands is not None and led_by_time(resource, state):
                        continue  # the rules of time try it
                    session.skip(f"{operation.id} in the state {state}", why_not(resource, state))
                    continue
                in_state(session, operation, partial(bring, session, resource, [state]))
                for start in flagged(session, resource, state):
                    _one(session, resource, operation, rule, start, _bodies(session, operation)[0])


def in_state(session: Session, operation: Operation, start: Callable[[], Json]) -> None:
    """An operation on objects of one state, with each variant of its body.

    Args:
        session: calls it.
        operation: has a transition.
        start: gives an object in the state, another one each time.
    """
    rule = operation.transition
    resource = session.contract.owner(operation)
    assert rule is not None and resource is not None
    for body in _bodies(session, operation):
        _one(session, resource, operation, rule, start(), body)
    for name in rule.narrower:
        assert operation.body is not None
        schema = operation.body.schema.fields[name]
        first = start()
        values = new_values(session, operation, name, schema, first[name])
        for value in values[:1]:
            _one(session, resource, operation, rule, first, {"body": {name: value}})
        # Less than it has and more than it has may be meant in different ways.
        for value in values:
            for other in _manners(operation, name):
                call: Json = {"body": {name: value, **other}}
                _one(session, resource, operation, rule, start(), call)


def _manners(operation: Operation, name: str) -> list[Json]:
    """Each value of each field that says how another one is meant (`dependentRequired`)."""
    assert operation.body is not None
    schema = operation.body.schema
    return [
        {dependent: value}
        for dependent, needed in schema.full.get("dependentRequired", {}).items()
        if name in needed
        for value in schema.fields[dependent].full.get("enum", ())
    ]


def _one(
    session: Session,
    resource: Resource,
    operation: Operation,
    rule: Transition,
    start: Json,
    call: Json,
) -> None:
    body: Json = call.get("body", {})
    state = str(start[rule.field])
    causes = Causes(session, resource, operation.effects)
    exchange = session.call(operation, id=start["id"], **call)
    if exchange.ok:
        _caused(causes, operation, exchange)
    if state in rule.allowed(body):
        moving_too = set[str]().union(
            *(moved_with(session.contract, resource, n) for n in body if n in start)
        )
        _allowed(session, resource, operation, state, start, exchange, moving_too)
    else:
        _rejected(session, resource, operation, rule, state, start, exchange)


def _bodies(session: Session, operation: Operation) -> list[Json]:
    """Bodies worth trying: none, each value of the fields that have few, and two of these at a time."""
    if operation.body is None:
        return [{}]
    found: list[Json] = [] if operation.body.required else [{}]
    for name, schema in operation.body.schema.fields.items():
        if "boolean" in schema.types:
            found += [{"body": {name: True}}, {"body": {name: False}}]
        elif "object" in schema.nonnull.types and not schema.nonnull.fields:
            found.append({"body": {name: {"changed": "yes"}}})
        elif "string" in schema.types and schema.accepts("a reason"):
            found.append({"body": {name: "a reason"}})
    for one, other in combinations([call["body"] for call in found if "body" in call], 2):
        if not one.keys() & other.keys():
            found.append({"body": {**one, **other}})
    return found or [{"body": session.objects.body_for(operation)}]


def _allowed(
    session: Session,
    resource: Resource,
    operation: Operation,
    state: str,
    start: Json,
    exchange: Exchange,
    moving_too: set[str],
) -> None:
    if not exchange.ok:
        session.report(
            ALLOWED,
            exchange,
            signature=f"{operation} {state}",
            expected=f"{operation.success.status}: the object is {state}",
            source=operation.where("x-requires"),
        )
        return
    read_back(session, resource, exchange)
    values = values_of(exchange, operation, start)
    for index, expression, schema, value in broken_effects(
        session.contract, operation.effects, values, by_before=True
    ):
        session.report(
            RESULT,
            exchange,
            signature=f"{operation} {index} {expression}",
            expected=f"{expression} to be {schema}",
            source=operation.where(f"x-effects/{index}"),
            got=f"{exchange.status}, and {expression} is {value!r}",
        )
    may_change = changeable(session, operation, exchange)
    steady = ("id", "object", "created", *_steady(session.contract, resource))
    for field in steady if may_change is None else start.keys() - may_change:
        if may_change is None and field in moving_too:
            continue
        if exchange.fields.get(field) != start[field]:
            session.report(
                KEPT,
                exchange,
                signature=field,
                expected=f"{field} to stay {start.get(field)!r}",
                source=operation.pointer,
                got=f"{exchange.status}, and {field} is {exchange.fields.get(field)!r}",
            )


def changeable(session: Session, operation: Operation, exchange: Exchange) -> set[str] | None:
    """The fields that a success may have changed (`changes`); `None` if the contract does not say."""
    rules = [rule for rule in operation.effects if "changes" in rule]
    if not rules:
        return None
    values = values_of(exchange, operation)
    found: set[str] = set()
    for rule in rules:
        if are_met(session.contract, rule.get("when", {}), values):
            fields = rule["changes"]
            found.update(values(fields) or () if isinstance(fields, str) else fields)
    return found


def _steady(contract: Contract, resource: Resource) -> list[str]:
    """Fields that name another object: who it belongs to does not change by itself."""
    return [
        name for name, _ in contract.ids_in(resource.schema) if "." not in name and name != "id"
    ]


def _rejected(
    session: Session,
    resource: Resource,
    operation: Operation,
    rule: Transition,
    state: str,
    start: Json,
    exchange: Exchange,
) -> None:
    wanted = session.contract.errors.get(rule.otherwise)
    status = wanted.status if wanted else 409
    if exchange.status != status or exchange.code != rule.otherwise:
        session.report(
            REJECTED,
            exchange,
            signature=f"{operation} {state} {exchange.ok}",
            expected=f"{status} {rule.otherwise}: the object is {state}",
            source=operation.where("x-requires"),
        )
    else:
        judge_field(session, NAMED, exchange, rule.field, operation.where("x-requires"))
    after = session.objects.state(resource, start["id"])
    if after != start:
        session.report(
            REJECTED,
            exchange,
            signature=f"{operation} {state} effect",
            then=session.objects.last_read,
            expected=f"the object as it was: {start}",
            source=operation.where("x-requires"),
            got=f"{exchange.status}, and the object is {after}",
        )


def caused(session: Session) -> None:
    """What is made beside each object that is made, in each way to make it."""
    for resource in session.contract.resources.values():
        create = resource.create
        if create is None or not any("creates" in rule for rule in create.effects):
            continue
        with session.trying(create):
            for choice in choices(session, create):
                causes = Causes(session, resource, create.effects)
                _caused(causes, create, session.objects.make(resource, **choice))


def _caused(causes: Causes, operation: Operation, exchange: Exchange) -> None:
    values = values_of(exchange, operation)
    causes.judge(exchange.fields["id"], exchange, values, operation.where("x-effects"))


def again(session: Session) -> None:
    """A move that leaves its own state allowed, with everything that can be said, and then with other words."""
    for resource, operation, rule in moving(session.contract):
        with session.trying(operation):
            if operation.body is None or operation.balance:
                continue
            everything: Json = {}
            for call in _bodies(session, operation):
                # Of a field that has two values the first one is kept.
                everything = {**call.get("body", {}), **everything}
            words = {n: "other words" for n, v in everything.items() if isinstance(v, str)}
            for state in ways(session, resource):
                if state not in rule.allowed(everything):
                    continue
                start = bring(session, resource, [state])
                first = session.call(operation, id=start["id"], body=everything)
                if first.ok and first.fields.get(rule.field) in rule.allowed(words):
                    _one(session, resource, operation, rule, first.fields, {"body": words})


def reached(session: Session) -> None:
    """Each way to make an object; what the contract says of the result is checked with every response."""
    for resource in session.contract.resources.values():
        with session.trying(resource):
            field = state_field(resource)
            if field is None or resource.create is None:
                continue
            for state in ways(session, resource):
                if not resource.schema.fields[field].accepts(state):
                    raise CannotRun(f"a {resource.name} is made in the state {state!r}")


def race(session: Session) -> None:
    """One move, several times at the same moment."""
    for resource, operation, rule in moving(session.contract):
        with session.trying(operation):
            target = ways(session, resource)
            final = [s for s in target if s in rule.states]
            if (operation.body is not None and operation.body.required) or not final:
                continue
            if operation.balance:
                continue
            start = bring(session, resource, rule.states)
            exchanges = session.concurrently([session.request(operation, id=start["id"])] * 5)
            done = [exchange for exchange in exchanges if exchange.ok]
            odd = [e for e in exchanges if not e.ok and e.code != rule.otherwise]
            if len(done) != 1 or odd:
                session.report(
                    RACE,
                    (odd or done or exchanges)[-1],
                    steps=[e for e in exchanges if e is not (odd or done or exchanges)[-1]],
                    signature=str(operation),
                    expected=f"one success, and {rule.otherwise} for the others",
                    source=operation.where("x-requires"),
                    got=", ".join(f"{e.status} {e.code or ''}".strip() for e in exchanges),
                )


def balances(session: Session) -> None:
    """Parts, the rest, more than the rest, and nothing left."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            rule = operation.balance
            resource = session.contract.owner(operation)
            if rule is None or resource is None:
                continue
            amount, total, of = rule.amount, rule.total, rule.of

            def take(
                id: str, value: int | None, operation: Operation = operation, amount: str = amount
            ) -> Exchange:
                return session.call(
                    operation, id=id, **({} if value is None else {"body": {amount: value}})
                )

            full = _new(session, resource, operation)
            whole = full[of]
            for taken, expected in ((1, 1), (whole // 2, 1 + whole // 2)):
                _added(session, operation, rule, take(full["id"], taken), expected)
            state = session.objects.state(resource, full["id"]) or {}
            left = whole - state.get(total, 0)
            _exceeds(session, resource, operation, rule, take(full["id"], left + 1), state)
            _exceeds(session, resource, operation, rule, take(full["id"], whole), state)
            beside = _new(session, resource, operation, **_references(session, resource, full))
            last = take(full["id"], left)
            _added(session, operation, rule, last, whole)
            _apart(session, resource, operation, rule, last, beside)
            other = _new(session, resource, operation)
            _exceeds(session, resource, operation, rule, take(other["id"], other[of] + 1), other)
            _added(session, operation, rule, take(other["id"], None), other[of])
            third = _new(session, resource, operation)
            _added(session, operation, rule, take(third["id"], 3), 3)
            _added(session, operation, rule, take(third["id"], None), third[of])
            empty = _new(session, resource, operation)
            exchange = session.call(operation, id=empty["id"], body={})
            _added(session, operation, rule, exchange, empty[of])
            _balance_race(session, resource, operation, rule)


def awkward_amounts(session: Session) -> None:
    """Amounts that floating point loses: of one object, and taken from it in parts."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            rule = operation.balance
            resource = session.contract.owner(operation)
            if rule is None or resource is None or resource.create is None:
                continue
            assert resource.create.body is not None and operation.body is not None
            of = resource.create.body.schema.fields.get(rule.of)
            if of is None:
                raise CannotRun(f"{resource.create} does not take {rule.of}")
            for whole in (n for n in (*LARGE, sum(CENTS)) if of.accepts(n)):
                start = _new(session, resource, operation, **{rule.of: whole})
                if start[rule.of] != whole:
                    _wrong_amount(session, resource, rule.of, whole, start)
                    continue
                total = 0
                for part in (*CENTS[:-1], None):
                    total = whole if part is None else total + part
                    body = {} if part is None else {"body": {rule.amount: part}}
                    exchange = session.call(operation, id=start["id"], **body)
                    _added(session, operation, rule, exchange, total)


def _wrong_amount(session: Session, resource: Resource, field: str, sent: int, got: Json) -> None:
    session.report(
        BALANCE,
        session.created[got["id"]],
        signature="created",
        expected=f"{field} to be {sent}",
        source=f"{resource.schema.home}/properties/{field}",
        got=f"{field} is {got[field]!r}",
    )


CENTS = tuple(n for n in range(1, 600) if int(n / 100 * 100) != n)[:6]
"""Amounts in cents that are another one after a division by 100 and a multiplication: 29 becomes 28."""
LARGE = (2**24 + 1, 2**31 + 1, 10**11 + 1)
"""Amounts that a float or an integer of 32 bits does not have."""


def _new(session: Session, resource: Resource, operation: Operation, **fields: Any) -> Json:
    states = operation.transition.states if operation.transition else ways(session, resource)
    return bring(session, resource, states, **fields)


def _added(
    session: Session, operation: Operation, rule: Balance, exchange: Exchange, total: int
) -> None:
    if not exchange.ok or exchange.fields.get(rule.total) != total:
        session.report(
            BALANCE,
            exchange,
            signature=f"added {exchange.ok}",
            expected=f"{rule.total} to be {total}",
            source=operation.where("x-requires"),
        )
        return
    resource = session.contract.owner(operation)
    assert resource is not None
    read_back(session, resource, exchange)


def _references(session: Session, resource: Resource, doc: Json) -> Json:
    """The fields in which an object names others."""
    names = (
        [name for name, _ in session.contract.references(resource.create)]
        if resource.create
        else []
    )
    return {name: doc[name] for name in names if isinstance(doc.get(name), str)}


def _apart(
    session: Session,
    resource: Resource,
    operation: Operation,
    rule: Balance,
    exchange: Exchange,
    beside: Json,
) -> None:
    """Whether nothing was taken from another object of the same owner."""
    state = session.objects.state(resource, beside["id"]) or {}
    if state.get(rule.total) != beside[rule.total]:
        session.report(
            BALANCE,
            exchange,
            steps=[session.created[beside["id"]]],
            then=session.objects.last_read,
            signature="beside",
            expected=f"{rule.total} of {beside['id']} to stay {beside[rule.total]}",
            source=operation.where("x-requires"),
            got=f"{rule.total} is {state.get(rule.total)!r}",
        )


def _exceeds(
    session: Session,
    resource: Resource,
    operation: Operation,
    rule: Balance,
    exchange: Exchange,
    before: Json,
) -> None:
    if exchange.code != rule.exceeded:
        session.report(
            BALANCE,
            exchange,
            signature=f"exceeded {exchange.ok}",
            expected=f"{rule.exceeded}: {rule.amount} is more than is left",
            source=operation.where("x-requires"),
        )
    else:
        judge_field(session, BALANCE, exchange, rule.amount, operation.where("x-requires"))
    after = session.objects.state(resource, before["id"])
    if after != before:
        session.report(
            BALANCE,
            exchange,
            signature="effect",
            then=session.objects.last_read,
            expected=f"the object as it was: {before}",
            source=operation.where("x-requires"),
            got=f"{exchange.status}, and the object is {after}",
        )


def _balance_race(
    session: Session, resource: Resource, operation: Operation, rule: Balance
) -> None:
    start = _new(session, resource, operation)
    part = start[rule.of] // 2 + 1
    request = session.request(operation, id=start["id"], body={rule.amount: part})
    exchanges = session.concurrently([request] * 5)
    done = [exchange for exchange in exchanges if exchange.ok]
    state = session.objects.state(resource, start["id"]) or {}
    if len(done) != 1 or state.get(rule.total) != part:
        session.report(
            BALANCE_RACE,
            exchanges[-1],
            then=session.objects.last_read,
            steps=exchanges[:-1],
            expected=f"one success, and {rule.total} of {part}",
            source=operation.where("x-requires"),
            got=f"{len(done)} successes, and {rule.total} is {state.get(rule.total)}",
        )


def grants(session: Session) -> None:
    """What is granted, after each move of what grants it."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            rule: Json | None = operation.extension("x-grants")
            if rule is None:
                continue
            source = session.contract.resources[rule["schema"]]
            owner = session.contract.resource_of(operation.path_parameters[0].schema.name)
            if owner is None or source.create is None:
                continue
            field = next(
                n
                for n, s in session.contract.references(source.create)
                if s.name == owner.id_schema
            )
            for state, way in ways(session, source).items():
                for onward in _onward(source, state):
                    holder = session.objects.make(owner).fields["id"]
                    thing = session.objects.make(source, **dict(way.fields), **{field: holder})
                    steps = [thing]
                    _granted(session, operation, rule, source, holder, steps)
                    for step, arguments in (*way.steps, *onward):
                        steps.append(session.must(step, id=thing.fields["id"], **arguments))
                        _granted(session, operation, rule, source, holder, steps)
            _several(session, operation, rule, source, owner, field)


def _onward(source: Resource, state: str) -> list[list[tuple[Operation, Json]]]:
    """What can be done to an object in a state: what it granted once may come back doubled, or not at all."""
    steps: list[list[tuple[Operation, Json]]] = []
    for operation in source.actions:
        rule = operation.transition
        required = operation.body is not None and operation.body.required
        if rule is not None and state in rule.states and not required:
            steps.append([(operation, {})])
    return steps or [[]]


def _several(
    session: Session,
    operation: Operation,
    rule: Json,
    source: Resource,
    owner: Resource,
    field: str,
) -> None:
    """Two objects that grant to one, and one of another's."""
    holder = session.objects.make(owner).fields["id"]
    steps: list[Exchange] = [session.objects.make(source)]
    assert source.create is not None
    for name, schema in session.contract.references(source.create):
        if session.contract.resource_of(schema.name) is None:
            for id, _ in session.objects.candidates(schema.name or "")[:4]:
                fields: Json = {field: holder, name: id}
                steps.append(session.objects.make(source, **fields))
    _granted(session, operation, rule, source, holder, steps)
    changed = _regranted(session, source, steps[-1])
    if changed is not None:
        _granted(session, operation, rule, source, holder, [*steps, changed])


def _regranted(session: Session, source: Resource, last: Exchange) -> Exchange | None:
    """Change what an object grants, by naming another of the things inside others."""
    update = source.update
    for name, schema in session.contract.references(update) if update else ():
        for id, _ in session.objects.candidates(schema.name or ""):
            assert update is not None
            exchange = session.call(update, id=last.fields["id"], body={name: id})
            if exchange.ok and exchange.json != last.json:
                return exchange
    return None


def _granted(
    session: Session,
    operation: Operation,
    rule: Json,
    source: Resource,
    holder: str,
    steps: list[Exchange],
) -> None:
    assert operation.pagination is not None and source.get is not None
    of, _, granted = str(rule["items"]).partition("#/")
    wanted: list[Any] = []
    for step in steps:
        if holder not in step.text:
            continue
        now = session.objects.state(source, step.fields["id"]) or {}
        if are_met(session.contract, rule.get("when", {}), values_in(now)):
            wanted += [
                (now["id"], *(item[name] for name in sorted(item)))
                for item in _items(session, now[of[1:]], granted)
            ]
    page = session.must(operation, id=holder, query={operation.pagination.limit.name: 100})
    listed = page.fields[operation.pagination.items]
    names = sorted(_item_names(session, granted))
    found = [(item.get(rule["field"]), *(item.get(name) for name in names)) for item in listed]
    for item in listed:
        moment(session, page, item, operation.pointer)
    unique = sorted(set(wanted), key=str)
    if sorted(found, key=str) != unique:
        session.report(
            GRANTS,
            page,
            steps=[step for step in steps if step.request.operation is not None],
            expected=f"{unique}",
            source=operation.where("x-grants"),
            got=f"{sorted(found, key=str)}",
        )


def _items(session: Session, id: str, name: str) -> list[Json]:
    key = f"granting {id}"
    if key not in session.memory:
        resource = next(
            r for r in session.contract.resources.values() if name in r.schema.fields and r.get
        )
        assert resource.get is not None
        session.memory[key] = session.must(resource.get, id=id).fields[name]
    found: list[Json] = session.memory[key]
    return found


def _item_names(session: Session, name: str) -> list[str]:
    resource = next(r for r in session.contract.resources.values() if name in r.schema.fields)
    items = resource.schema.fields[name].items
    return list(items.fields) if items else []


PARTS = (reached, caused, every_state, again, race, balances, awkward_amounts, grants)
ROLES = ()
