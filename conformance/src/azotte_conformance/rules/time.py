"""What time does: to idempotency keys, and to objects that are due. Needs a server whose clock we move."""

from typing import Any

from jsonpointer import resolve_pointer

from azotte_conformance.caused_objects import Causes
from azotte_conformance.conditions import are_met, filled, later, unmet, values_in
from azotte_conformance.contract import Json, Resource
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.reaching_states import bring, state_field, ways
from azotte_conformance.rules.idempotency import RETENTION, arguments, operations
from azotte_conformance.rules.states import in_state, moving
from azotte_conformance.rules.webhooks import PATIENCE, events_about
from azotte_conformance.sandbox_process import CommandFailed
from azotte_conformance.session import Session
from azotte_conformance.webhook_receiver import Delivery, Receiver

DUE = Rule(
    "time.due",
    "What is due happens when it is due, and not before.",
    by="/components/schemas/*/x-due",
)
SENT = Rule(
    "time.event",
    "What happens by itself is sent as an event.",
    by="/components/schemas/*/x-due/*/events",
)
MOVES = Rule(
    "time.moves",
    "As the clock moves, everything that becomes due happens.",
    by="/components/schemas/*/x-due",
)
CREATED = Rule(
    "time.created",
    "`created` follows the server's clock, and never changes.",
    by="/components/schemas/*/properties/created",
)

EARLY = 120
"""Seconds before a moment at which it must not have come."""
OF_A_KIND = 24
"""Objects that are led to a state together: moving the clock takes longer than making them."""


def retention(session: Session) -> None:
    """Idempotency keys shortly before and after they are forgotten."""
    _commands(session)
    started: list[tuple[Any, Any, Json, tuple[str, str], Exchange]] = []
    for operation, key in operations(session):
        options = arguments(session, operation)
        header = (key.name, session.token(24))
        first = session.must(operation, headers=[header], **options)
        started.append((operation, key, options, header, first))
    seconds = int(started[0][1].definition["x-retention-seconds"])
    _advance(session, seconds - EARLY)
    for operation, key, options, header, first in started:
        again = session.call(operation, headers=[header], **options)
        if (again.status, again.json) != (first.status, first.json):
            session.report(
                RETENTION,
                again,
                steps=[first],
                signature="early",
                expected=f"the stored response, {EARLY} seconds before the key is forgotten",
                source=f"{key.pointer}/x-retention-seconds",
            )
    _advance(session, 2 * EARLY)
    for operation, key, options, header, first in started:
        owner = session.contract.owner(operation)
        if (
            owner is None
            or owner.create is not operation
            or session.objects.unique_fields(operation)
        ):
            continue
        again = session.call(operation, headers=[header], **options)
        if not again.ok or again.fields.get("id") == first.fields.get("id"):
            session.report(
                RETENTION,
                again,
                steps=[first],
                signature="late",
                expected=f"a new object, {EARLY} seconds after the key was forgotten",
                source=f"{key.pointer}/x-retention-seconds",
            )


def due(session: Session) -> None:
    """Objects before and after the moment at which something happens to them by itself (`x-due`)."""
    for resource in session.contract.resources.values():
        rules: list[Json] = resource.schema.full.get("x-due", [])
        receiver = Receiver()
        try:
            main = session.world.main
            clock = _commands(session)
            clock.add_endpoint(str(main.tenant), str(main.environment), receiver.url, "v1")
            waiting = [
                (index, rule, start)
                for index, rule in enumerate(rules)
                if "given" not in rule
                for start in _starting(session, resource, rule)
            ]
            # In the order of their moments: the clock goes forward only.
            for index, rule, start in sorted(waiting, key=lambda w: _moment(w[1], w[2])):
                _until(session, resource, index, rule, start, receiver)
        finally:
            receiver.close()


def given(session: Session) -> None:
    """What time does only after a certain call, and each operation in the state that this leads to."""
    _commands(session)
    for resource in session.contract.resources.values():
        for index, rule in enumerate(resource.schema.full.get("x-due", [])):
            if "given" in rule:
                with session.trying(resource):
                    _given(session, resource, index, rule)


def _given(session: Session, resource: Resource, index: int, rule: Json) -> None:
    call: Json = rule["given"]
    states = [start[str(state_field(resource))] for start in _starting(session, resource, rule)]
    operation = session.contract.operations[call["operation"]]
    is_way = f"/{state_field(resource)}" in rule.get("then", {})
    starts = [bring(session, resource, states) for _ in range(OF_A_KIND if is_way else 1)]
    for start in starts:
        options: Json = {"body": filled(call["body"], values_in(start))}
        if operation.path_parameters:
            options["id"] = start["id"]
        session.must(operation, **options)
    receiver = Receiver()
    try:
        main = session.world.main
        clock = _commands(session)
        clock.add_endpoint(str(main.tenant), str(main.environment), receiver.url, "v1")
        # The others are made within seconds of the last, so what happens to it has happened to them.
        _until(session, resource, index, rule, starts.pop(), receiver)
    finally:
        receiver.close()
    if not is_way:
        return
    assert resource.get is not None
    then = [session.must(resource.get, id=start["id"]).fields for start in starts]
    led = [
        o
        for start, o in zip(starts, then, strict=True)
        if are_met(session.contract, rule["then"], values_in(o, start))
    ]

    def next_one() -> Json:
        if not led:
            raise CannotRun(f"time led too few objects to {rule['then']}")
        return led.pop()

    for owner, operation, _ in moving(session.contract):
        if owner is resource:
            with session.trying(operation):
                in_state(session, operation, next_one)


def _moment(rule: Json, start: Json) -> int:
    return later(int(resolve_pointer(start, rule["at"])), rule.get("before", "P0D"), -1)


def _starting(session: Session, resource: Resource, rule: Json) -> list[Json]:
    """Objects for which a rule's condition holds: those of each way, changed by each operation's variants."""
    found: list[Json] = []
    for state in ways(session, resource):
        start = bring(session, resource, [state])
        if are_met(session.contract, rule.get("when", {}), values_in(start)):
            found.append(start)
    for operation in resource.actions:
        if operation.body is None or operation.transition is None:
            continue
        flags = [n for n, s in operation.body.schema.fields.items() if "boolean" in s.types]
        for flag in flags:
            for state in ways(session, resource):
                if state in operation.transition.states:
                    start = bring(session, resource, [state])
                    moved = session.call(operation, id=start["id"], body={flag: True})
                    conditions: Json = rule.get("when", {})
                    if moved.ok and are_met(session.contract, conditions, values_in(moved.fields)):
                        found.append(moved.fields)
    return found


def _until(
    session: Session,
    resource: Resource,
    index: int,
    rule: Json,
    start: Json,
    receiver: Receiver,
) -> None:
    moment = _moment(rule, start)
    assert resource.get is not None
    source = f"{resource.schema.home}/x-due/{index}"
    now = _now(session)
    if moment - EARLY > now:
        _advance(session, moment - EARLY - now)
        before = session.must(resource.get, id=start["id"])
        if before.fields != start:
            session.report(
                DUE,
                before,
                signature=f"{index} early",
                expected=f"the object as it was, {EARLY} seconds before {rule['at']}: {start}",
                source=source,
            )
    if moment + EARLY > _now(session):
        _advance(session, moment + EARLY - _now(session))
    after = session.must(resource.get, id=start["id"])
    values = values_in(after.fields, start)
    for pointer, wanted, value in unmet(session.contract, rule.get("then", {}), values):
        session.report(
            DUE,
            after,
            signature=f"{index} {pointer}",
            expected=f"{pointer} to be {wanted} after {rule['at']}",
            source=source,
            got=f"{pointer} is {value!r}: {after.fields}",
        )
    # Another one's moment may have come with this one's, so what was made is known by when.
    made = [{"creates": rule.get("creates", {})}]
    causes = Causes(session, resource, made, since=moment)
    causes.judge(start["id"], after, values, f"{resource.schema.home}/x-due")
    _visible(session, rule, after, receiver, source)


def _visible(
    session: Session, rule: Json, after: Exchange, receiver: Receiver, source: str
) -> None:
    """Whether the events that belong to what happened were delivered."""
    wanted: list[str] = rule.get("events", [])
    id = after.fields["id"]

    def came(deliveries: list[Delivery]) -> bool:
        types = {event.get("type") for event in events_about(deliveries, id)}
        return types.issuperset(wanted)

    if wanted and not receiver.wait(came, PATIENCE):
        types = [str(event.get("type")) for event in events_about(receiver.deliveries, id)]
        session.report(
            SENT,
            after,
            signature=" ".join(wanted),
            expected=f"{' and '.join(wanted)} for {id}",
            source=f"{source}/events",
            got=f"of {len(receiver.deliveries)} deliveries, about this object: {', '.join(types) or 'none'}",
        )
    for event in events_about(receiver.deliveries, id):
        session.coverage.see_event(str(event.get("type")))


def _now(session: Session) -> int:
    """The server's clock, as the newest object has it."""
    resource = next(r for r in session.contract.resources.values() if r.unique and r.create)
    return int(session.objects.make(resource).fields["created"])


def created(session: Session) -> None:
    """Objects from before, and a new one, after the clock was moved."""
    _commands(session)
    for resource in session.contract.resources.values():
        is_dated = "integer" in (s.types if (s := resource.schema.fields.get("created")) else ())
        if resource.create is None or resource.schema.full.get("x-due") or not is_dated:
            continue
        old = session.objects.make(resource)
        _advance(session, 86_400)
        new = session.objects.make(resource)
        state = session.objects.state(resource, old.fields["id"])
        if state != old.fields:
            session.report(
                CREATED,
                new,
                steps=[old],
                signature="old",
                expected=f"{old.fields['id']} as it was",
                source=resource.schema.home,
                got=f"{state}",
            )
        passed = new.fields["created"] - old.fields["created"]
        if not 86_400 <= passed <= 86_400 + EARLY:
            session.report(
                CREATED,
                new,
                steps=[old],
                signature="new",
                expected="a day later",
                source=f"{resource.schema.home}/properties/created",
                got=f"{passed} seconds later",
            )


def _advance(session: Session, seconds: int) -> None:
    try:
        _commands(session).advance_clock(seconds)
    except CommandFailed as problem:
        session.report(
            MOVES,
            next(reversed(session.created.values())),
            expected=f"the clock {seconds} seconds on",
            source="/components/schemas",
            got=str(problem),
        )
        raise CannotRun("the clock did not move; see the finding") from None


def _commands(session: Session) -> Any:
    if session.commands is None:
        raise CannotRun("only the clock of a sandbox that is started for the run can be moved")
    return session.commands


PARTS = (created, retention, due, given)
ROLES = ()
