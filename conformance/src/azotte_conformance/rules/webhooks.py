"""Events are delivered as promised: for each effect, signed, once an intent, to nobody else."""

import hashlib
import hmac
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from azotte_conformance.conditions import are_met, values_of
from azotte_conformance.contract import Json, Operation, Parameter, as_object
from azotte_conformance.exchange import Exchange, shortened
from azotte_conformance.findings import Rule
from azotte_conformance.identities import OTHER
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.response_rules import (
    UNKNOWN_FIELD,
    broken_invariants,
    unknown_fields,
)
from azotte_conformance.rules.idempotency import arguments
from azotte_conformance.rules.writes import CREATED_SLACK
from azotte_conformance.session import Session
from azotte_conformance.webhook_receiver import Delivery, Receiver

DELIVERED = Rule(
    "webhooks.delivered",
    "Every documented effect of a request is sent as an event.",
    by="/paths/*/*/x-effects/*/events",
)
UNEXPECTED = Rule(
    "webhooks.unexpected",
    "No event is sent for a request that was rejected or replayed, or for what a request did not do.",
    by="/paths/*/*/x-effects/*/events",
)
SIGNED = Rule(
    "webhooks.signed",
    "Every delivery is signed over its raw body with the endpoint's secret.",
    by="/components/parameters/AzotteSignature/schema/pattern",
)
FRESH = Rule(
    "webhooks.fresh",
    "The time in a signature is that of the delivery.",
    by="/components/parameters/AzotteSignature/x-tolerance-seconds",
)
SCHEMA = Rule(
    "webhooks.schema",
    "The body of every delivery matches the schema of its event.",
    by="/components/schemas/*Event/properties",
)
OBJECT = Rule(
    "webhooks.object",
    "An event has the object as the request returned it.",
    by="/components/schemas/*EventData/properties/object",
)
PREVIOUS = Rule(
    "webhooks.previous",
    "An event has the previous values of exactly the fields that changed.",
    by="/components/schemas/PreviousAttributes",
)
LEFT_OUT = Rule(
    "webhooks.optional",
    "An event has the previous values of what changed, and the request that caused it.",
    "note",
    by="/components/schemas/PreviousAttributes/description",
)
REQUEST = Rule(
    "webhooks.request",
    "An event names the request that caused it, and its idempotency key.",
    by="/components/schemas/EventRequest/properties",
)
ONCE = Rule(
    "webhooks.once",
    "One effect of a request is one event, however often it is delivered.",
    by="/components/schemas/EventId",
)
MEDIA_TYPE = Rule(
    "webhooks.media-type",
    "A delivery has the documented media type.",
    by="/webhooks/*/post/requestBody/content",
)
ID = Rule("webhooks.id", "Every event has a unique ID.", by="/components/schemas/EventId")
WHEN = Rule(
    "webhooks.when",
    "The `created` of an event is the moment of the request that caused it.",
    by="/components/schemas/*Event/properties/created",
)
ORDER = Rule(
    "webhooks.order",
    "Events about one object are delivered in the order in which they happened.",
    "note",
    by="/components/schemas/Event/description",
)
APART = Rule(
    "webhooks.apart",
    "Events are sent only to endpoints of their own tenant and environment.",
    by="/components/securitySchemes/*/x-key-kinds",
)
AGAIN = Rule(
    "webhooks.again",
    "A delivery that does not get a 200 is sent again, unchanged.",
    by="/webhooks/*/post/responses/200",
)

PATIENCE = 30.0
"""Seconds without any delivery after which none is expected any more."""
PATIENCE_AGAIN = 30.0
"""Seconds until the sandbox retries."""
GRACE = 1.5
"""Seconds in which what should not come could."""


@dataclass
class Effect:
    """A request, and the events that it should cause."""

    exchange: Exchange
    operation: Operation
    types: list[str]
    key: str | None
    before: Json | None
    found: list[tuple[Delivery, Json]] = field(default_factory=list[tuple[Delivery, Json]])


@dataclass(frozen=True)
class Endpoints:
    """Where deliveries come."""

    secrets: dict[str, str]
    """The signing secret of each endpoint, by its path."""
    complete: tuple[str, ...]
    """Paths at which every event has to come."""
    rejecting: str
    """Path at which a delivery is rejected."""
    retried_within: float | None
    """Seconds until the server retries; `None` if that is not known."""


def deliveries(session: Session) -> None:
    """Cause every event that operations cause, and check what is delivered."""
    receiver = _receiver(session)
    try:
        endpoints = _register(session, receiver)
        foreign = _cause_elsewhere(session)
        effects, silent = _cause(session)
        _wait(receiver, endpoints, effects)
        time.sleep(GRACE)
        if effects and not receiver.deliveries:
            raise CannotRun(
                f"no webhook came within {PATIENCE:.0f} seconds. Register an endpoint for the tenant in the portal,"
                f" with an address that leads to {receiver.url}"
            )
        _match(session, receiver, endpoints, effects)
        for effect in effects:
            _judge(session, effect, endpoints)
        _ids(session, effects)
        _once(session, effects)
        _silent(session, receiver, silent)
        _unasked(session, receiver, effects)
        _strangers(session, receiver, effects, foreign)
        _again(session, receiver, effects, endpoints)
        _ordered(session, receiver, effects)
    finally:
        receiver.close()


def _receiver(session: Session) -> Receiver:
    if session.commands is not None:
        return Receiver(reject=("/rejects",))
    listener = session.listener
    if listener is None:
        raise CannotRun(
            "webhook endpoints are configured in the platform's portal, not by an operation. Register one there, and"
            " pass --webhook-listener"
        )
    try:
        return Receiver(listener.host, listener.port, path="/", reject_first=True)
    except OSError as error:
        raise CannotRun(
            f"the webhook listener cannot use {listener.host}:{listener.port}: {error}"
        ) from None


def _register(session: Session, receiver: Receiver) -> Endpoints:
    """Endpoints with two forms of signature, one that rejects at first, and strangers; or the one that is configured."""
    if session.commands is None:
        assert session.listener is not None
        return Endpoints({"/": session.listener.secret}, ("/",), "/", None)
    main = session.world.main
    environment = str(main.environment)
    tenant = str(main.tenant)
    wanted = {
        "/v1": (tenant, environment, "v1"),
        "/sha256": (tenant, environment, "sha256"),
        "/rejects": (tenant, environment, "v1"),
        "/stranger/tenant": (str(session.who(OTHER).tenant), environment, "v1"),
    }
    for kind in session.contract.key_kinds:
        if kind.environment != environment:
            wanted["/stranger/environment"] = (tenant, kind.environment, "v1")
    secrets: dict[str, str] = {}
    for path, (owner, world, form) in wanted.items():
        url = receiver.url + path
        secrets[path] = session.commands.add_endpoint(owner, world, url, form)
        session.masker.add(secrets[path], "$WEBHOOK_SECRET")
    return Endpoints(secrets, ("/v1", "/sha256"), "/rejects", PATIENCE_AGAIN)


def _cause_elsewhere(session: Session) -> set[Any]:
    """The IDs of objects that another tenant makes, whose events must not come to a configured endpoint."""
    found: set[Any] = set()
    other = session.world.identities.get(OTHER)
    # A sandbox has endpoints of strangers.
    for resource in session.contract.resources.values() if session.commands is None else ():
        create = resource.create
        if create is not None and other and any("events" in rule for rule in create.effects):
            with session.trying(create):
                found.add(session.objects.make(resource, other).fields.get("id"))
    return found


def _cause(session: Session) -> tuple[list[Effect], list[Exchange]]:
    """Do everything that is sent as an event, and, with the same operations, some things that are not."""
    effects: list[Effect] = []
    silent: list[Exchange] = []
    for operation in session.contract.operations.values():
        rules = [rule for rule in operation.effects if "events" in rule]
        if rules:
            with session.trying(operation):
                _cause_by(session, operation, rules, effects, silent)
    return effects, silent


def _cause_by(
    session: Session,
    operation: Operation,
    rules: list[Json],
    effects: list[Effect],
    silent: list[Exchange],
) -> None:
    """Add what an operation causes."""
    for options in _variants(session, operation):
        owner = session.contract.owner(operation)
        before = session.objects.state(owner, options["id"]) if owner and "id" in options else None
        header = operation.idempotency_key
        key = session.token(24) if header is not None and len(effects) % 2 == 0 else None
        headers = [(header.name, key)] if header is not None and key else []
        exchange = session.must(operation, headers=headers, **options)
        values = values_of(exchange, operation)
        types = [
            str(type)
            for rule in rules
            if are_met(session.contract, rule.get("when", {}), values)
            for type in rule["events"]
        ]
        effects.append(Effect(exchange, operation, types, key, before))
        silent += _quietly(session, operation, options, header, key)


def _variants(session: Session, operation: Operation) -> list[Json]:
    """Calls of an operation that may cause different events."""
    owner = session.contract.owner(operation)
    options = arguments(session, operation)
    if owner is not None and owner.update is operation and operation.body is not None:
        options["body"] = _change(session, operation)
        return [options]
    found = [options]
    assert owner is not None
    if owner.create is operation and operation.body is not None:
        for name in operation.body.schema.required:
            examples = operation.body.schema.fields[name].full.get("examples", ())
            for value in examples[1:]:
                other = arguments(session, operation)
                found.append({**other, "body": {**other["body"], name: value}})
    elif operation.body is not None:
        for name, schema in operation.body.schema.fields.items():
            if "boolean" in schema.types:
                found.append({**arguments(session, operation), "body": {name: True}})
    return found


def _change(session: Session, operation: Operation) -> Json:
    """A change of every plain field together."""
    assert operation.body is not None
    changes: Json = {}
    for name, schema in operation.body.schema.fields.items():
        if name in session.objects.unique_fields(operation):
            changes[name] = session.objects.unique(schema)
        elif "object" in schema.nonnull.types and not schema.nonnull.fields:
            changes[name] = {"told": "yes"}
        elif "string" in schema.types and schema.accepts("told") and "enum" not in schema.full:
            changes[name] = "told"
    return changes


def _quietly(
    session: Session,
    operation: Operation,
    options: Json,
    header: Parameter | None,
    key: str | None,
) -> list[Exchange]:
    """The same again, replayed or rejected, and a request that is wrong: none of it is an event."""
    found: list[Exchange] = []
    if header is not None and key is not None:
        found.append(session.call(operation, headers=[(header.name, key)], **options))
    wrong = session.call(operation, **{**options, "body": {"no_such_field": 1}})
    if not wrong.ok:
        found.append(wrong)
    return found


def _wait(receiver: Receiver, endpoints: Endpoints, effects: list[Effect]) -> None:
    wanted = {(e.exchange.header("X-Request-Id"), type) for e in effects for type in e.types}

    def enough(deliveries: list[Delivery]) -> bool:
        for path in endpoints.complete:
            seen = {
                (_caused_by(event), event.get("type"))
                for d in deliveries
                if d.path == path and (event := _event(d))
            }
            if not wanted <= seen:
                return False
        return True

    receiver.wait(enough, PATIENCE)


def _event(delivery: Delivery) -> Json:
    try:
        return as_object(json.loads(delivery.body)) or {}
    except ValueError:
        return {}


def events_about(deliveries: list[Delivery], id: str) -> list[Json]:
    """The events that hold an object."""
    return [event for d in deliveries if _id_of(event := _event(d)) == id]


def _caused_by(event: Json) -> str | None:
    return (as_object(event.get("request")) or {}).get("id")


def _match(
    session: Session, receiver: Receiver, endpoints: Endpoints, effects: list[Effect]
) -> None:
    """Give each effect its deliveries; what is missing is reported."""
    everything = [(d, _event(d)) for d in receiver.deliveries]
    for effect in effects:
        id = effect.exchange.fields.get("id")
        for type in effect.types:
            for path in endpoints.complete:
                matching = [
                    (d, event)
                    for d, event in everything
                    if d.path == path
                    and event.get("type") == type
                    and _id_of(event) == id
                    and _belongs(effect, event, everything, path)
                ]
                effect.found += matching
                if matching:
                    session.coverage.see_event(type)
                if not matching:
                    session.report(
                        DELIVERED,
                        effect.exchange,
                        signature=type,
                        expected=f"{type} for {id} at each endpoint",
                        source=effect.operation.where("x-effects"),
                        got=_what_came(everything, path, id),
                    )


def _belongs(
    effect: Effect, event: Json, everything: list[tuple[Delivery, Json]], path: str
) -> bool:
    """Whether an event is this request's: by the request that it names, or as the only one of its type."""
    if _caused_by(event) == effect.exchange.header("X-Request-Id"):
        return True
    same = [
        e
        for d, e in everything
        if d.path == path and e.get("type") == event.get("type") and _id_of(e) == _id_of(event)
    ]
    return len(same) == 1


def _id_of(event: Json) -> Any:
    data = as_object(event.get("data")) or {}
    return (as_object(data.get("object")) or {}).get("id")


def _what_came(everything: list[tuple[Delivery, Json]], path: str, id: Any) -> str:
    about = [
        str(event.get("type")) for d, event in everything if d.path == path and _id_of(event) == id
    ]
    count = sum(d.path == path for d, _ in everything)
    return f"of {count} deliveries, about this object: {', '.join(about) or 'none'}"


def _judge(session: Session, effect: Effect, endpoints: Endpoints) -> None:
    for delivery, event in effect.found:
        type = str(event.get("type"))
        _signature(session, effect, delivery, endpoints, type)
        _media_type(session, effect, delivery, type)
        _body(session, effect, event, type)
        _content(session, effect, event, type)


def _parameter(session: Session, type: str) -> Parameter:
    operation = session.contract.webhooks[type]
    return next(p for p in operation.parameters if p.place == "header")


def _signature(
    session: Session, effect: Effect, delivery: Delivery, endpoints: Endpoints, type: str
) -> None:
    parameter = _parameter(session, type)
    values = delivery.header(parameter.name)
    problem = None
    if len(values) != 1 or not parameter.schema.accepts(values[0]):
        problem = f"{parameter.name}: {values}"
    elif len(endpoints.complete) > 1 and values[0].startswith("sha256=") != (
        delivery.path == "/sha256"
    ):
        problem = f"{shortened(values[0], 60)} has the form that the endpoint did not choose"
    elif not _verifies(values[0], endpoints.secrets[delivery.path], delivery.body):
        problem = (
            f"{shortened(values[0], 60)} is not that of the {len(delivery.body)} bytes that came"
        )
    if problem is not None:
        session.report(
            SIGNED,
            effect.exchange,
            signature=delivery.path,
            expected=f"{parameter.name} with the HMAC-SHA256 of the raw body",
            source=parameter.pointer,
            got=problem,
        )
        return
    moment = re.match(r"t=(\d+),", values[0])
    tolerance = parameter.definition.get("x-tolerance-seconds", 300)
    if moment and abs(int(moment[1]) - delivery.at) > min(tolerance, 60):
        session.report(
            FRESH,
            effect.exchange,
            expected="the moment of the delivery",
            source=f"{parameter.pointer}/x-tolerance-seconds",
            got=f"{int(moment[1]) - delivery.at:+.0f} seconds",
        )


def _verifies(header: str, secret: str, body: bytes) -> bool:
    """Whether a signature is right, in either of the two documented forms."""
    if header.startswith("sha256="):
        wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(header.removeprefix("sha256="), wanted)
    parts = [part.partition("=") for part in header.split(",")]
    moment = next((value for name, _, value in parts if name == "t"), "")
    wanted = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return any(name == "v1" and hmac.compare_digest(value, wanted) for name, _, value in parts)


def _media_type(session: Session, effect: Effect, delivery: Delivery, type: str) -> None:
    body = session.contract.webhooks[type].body
    assert body is not None
    given = ", ".join(delivery.header("Content-Type"))
    if given.partition(";")[0].strip().lower() not in body.media_types:
        session.report(
            MEDIA_TYPE,
            effect.exchange,
            expected=" or ".join(body.media_types),
            source=f"{body.pointer}/content",
            got=f"Content-Type: {given}",
        )


def _body(session: Session, effect: Effect, event: Json, type: str) -> None:
    body = session.contract.webhooks[type].body
    assert body is not None
    problems = [
        (broken.pointer, f"{broken.instance}: {broken.message}")
        for broken in body.schema.broken(event)
    ]
    if not problems:
        problems += [
            (f"{p}/x-invariants/{i}", text) for p, i, text in broken_invariants(body.schema, event)
        ]
    for where, owner in unknown_fields(body.schema, event):
        session.report(
            UNKNOWN_FIELD,
            effect.exchange,
            signature=f"{owner} {where.rpartition('/')[2]}",
            expected="fields that the schema describes",
            source=owner,
            got=f"{type} with {where}",
        )
    for pointer, text in problems:
        session.report(
            SCHEMA,
            effect.exchange,
            signature=pointer,
            expected=f"a {type} that keeps its schema",
            source=pointer,
            got=text,
        )


def _content(session: Session, effect: Effect, event: Json, type: str) -> None:
    data = event.get("data", {})
    source = f"{session.contract.webhooks[type].pointer}/requestBody"
    if data.get("object") != effect.exchange.json:
        session.report(
            OBJECT,
            effect.exchange,
            signature=type,
            expected=f"the object as it was returned: {effect.exchange.json}",
            source=source,
            got=f"{data.get('object')}",
        )
    elif effect.before is not None and "previous_attributes" in _fields(session, type):
        after = effect.exchange.fields
        changed = {k: v for k, v in effect.before.items() if after.get(k) != v}
        previous = data.get("previous_attributes")
        if previous is None:
            # It is optional.
            _unnamed(session, effect, type, "previous_attributes", source)
        elif previous != changed:
            session.report(
                PREVIOUS,
                effect.exchange,
                signature=type,
                expected=f"{changed}",
                source=source,
                got=f"{data.get('previous_attributes')}",
            )
    moment = event.get("created")
    if isinstance(moment, int) and abs(moment - effect.exchange.started) > CREATED_SLACK:
        session.report(
            WHEN,
            effect.exchange,
            expected="the moment of the request",
            source=source,
            got=f"created is {moment - effect.exchange.started:+.0f} seconds from then",
        )
    if "request" not in event:
        _unnamed(session, effect, type, "request", source)
        return
    request = as_object(event["request"]) or {}
    wanted = {"id": effect.exchange.header("X-Request-Id"), "idempotency_key": effect.key}
    if request != wanted:
        session.report(
            REQUEST,
            effect.exchange,
            signature=",".join(name for name in wanted if request.get(name) != wanted[name]),
            expected=f"{wanted}",
            source="/components/schemas/EventRequest",
            got=f"{request}",
        )


def _unnamed(session: Session, effect: Effect, type: str, field: str, source: str) -> None:
    session.report(
        LEFT_OUT,
        effect.exchange,
        signature=field,
        expected=f"{field} in a {type}",
        source=source,
        got=f"a {type} without {field}",
    )


def _fields(session: Session, type: str) -> dict[str, Any]:
    body = session.contract.webhooks[type].body
    assert body is not None
    return body.schema.fields["data"].fields


def _ids(session: Session, effects: list[Effect]) -> None:
    seen: dict[str, tuple[Any, ...]] = {}
    for effect in effects:
        for _, event in effect.found:
            what = (str(event.get("type")), _id_of(event), _caused_by(event))
            other = seen.setdefault(str(event.get("id")), what)
            if other != what:
                session.report(
                    ID,
                    effect.exchange,
                    expected="an id of its own",
                    source="/components/schemas/EventId",
                    got=f"{event.get('id')} is that of {other} and of {what}",
                )


def _once(session: Session, effects: list[Effect]) -> None:
    """Deliveries may repeat; events may not."""
    for effect in effects:
        ids: dict[tuple[str, str], set[str]] = {}
        for delivery, event in effect.found:
            key = (delivery.path, str(event.get("type")))
            ids.setdefault(key, set()).add(str(event.get("id")))
        for (_, type), found in ids.items():
            if len(found) > 1:
                session.report(
                    ONCE,
                    effect.exchange,
                    signature=type,
                    expected=f"one {type}",
                    source=effect.operation.where("x-effects"),
                    got=f"{len(found)} events: {', '.join(sorted(found))}",
                )


def _silent(session: Session, receiver: Receiver, silent: list[Exchange]) -> None:
    events = [_event(delivery) for delivery in receiver.deliveries]
    for exchange in silent:
        id = exchange.header("X-Request-Id")
        caused = [str(event.get("type")) for event in events if id and _caused_by(event) == id]
        if caused:
            session.report(
                UNEXPECTED,
                exchange,
                expected="no event",
                source="/webhooks",
                got=f"{exchange.status}, and {', '.join(sorted(set(caused)))}",
            )


def _unasked(session: Session, receiver: Receiver, effects: list[Effect]) -> None:
    """Find events for what a request, by the contract, does not do to an object."""
    events = [_event(delivery) for delivery in receiver.deliveries]
    for effect in effects:
        id, cause = effect.exchange.fields.get("id"), effect.exchange.header("X-Request-Id")
        types = {str(e.get("type")) for e in events if _id_of(e) == id and _caused_by(e) == cause}
        for type in sorted(types.difference(effect.types)) if cause else ():
            session.report(
                UNEXPECTED,
                effect.exchange,
                signature=type,
                expected=f"{', '.join(effect.types) or 'no event'} about {id}",
                source=effect.operation.where("x-effects"),
                got=f"{type} as well",
            )


def _strangers(
    session: Session, receiver: Receiver, effects: list[Effect], foreign: set[Any]
) -> None:
    for delivery in receiver.deliveries:
        event = _event(delivery)
        if delivery.path.startswith("/stranger") or _id_of(event) in foreign:
            source = next(
                (e for e in effects if e.exchange.fields.get("id") == _id_of(event)), effects[0]
            )
            session.report(
                APART,
                source.exchange,
                signature=delivery.path,
                expected=f"nothing at an endpoint of another {delivery.path.rpartition('/')[2] or 'tenant'}",
                source="/components/securitySchemes",
                got=f"{event.get('type')} about {_id_of(event)}",
            )


def _again(
    session: Session, receiver: Receiver, effects: list[Effect], endpoints: Endpoints
) -> None:
    """Whether the first delivery that was rejected came again."""
    first = next((d for d in receiver.deliveries if d.path == endpoints.rejecting), None)
    if first is None or not effects:
        return
    id = _event(first).get("id")

    def came_again(deliveries: list[Delivery]) -> bool:
        return any(
            d.path == endpoints.rejecting and d.status == 200 and _event(d).get("id") == id
            for d in deliveries
        )

    problem = None
    if not receiver.wait(came_again, endpoints.retried_within or PATIENCE_AGAIN):
        if endpoints.retried_within is None:
            session.skip(
                "webhooks.again",
                f"no rejected delivery came again within {PATIENCE_AGAIN:.0f} seconds; the contract does not say when",
            )
            return
        problem = f"{id} did not come again within {PATIENCE_AGAIN:.0f} seconds after a 500"
    else:
        second = next(
            d
            for d in receiver.deliveries
            if d.path == endpoints.rejecting and d.status == 200 and _event(d).get("id") == id
        )
        name = _parameter(session, str(_event(first).get("type"))).name
        if second.body != first.body:
            problem = f"{id} came again with another body"
        elif not second.header(name) or not _verifies(
            second.header(name)[0], endpoints.secrets[endpoints.rejecting], second.body
        ):
            problem = f"{id} came again with a signature that is not right"
    if problem is not None:
        cause = next(
            (e for e in effects if e.exchange.fields.get("id") == _id_of(_event(first))), effects[0]
        )
        session.report(
            AGAIN,
            cause.exchange,
            signature=problem.partition(" ")[2][:12],
            expected="the same event again, signed anew",
            source="/webhooks",
            got=problem,
        )


def _ordered(session: Session, receiver: Receiver, effects: list[Effect]) -> None:
    """Whether nothing about an object came before what had happened to it earlier was taken."""
    causes = [*session.created.values(), *(effect.exchange for effect in effects)]
    by_request = {cause.header("X-Request-Id"): cause for cause in causes}
    about: dict[tuple[str, Any], list[tuple[int, Exchange, Delivery, Json]]] = {}
    for delivery in receiver.deliveries:
        event = _event(delivery)
        cause = by_request.get(_caused_by(event))
        if cause is not None:
            came = about.setdefault((delivery.path, _id_of(event)), [])
            came.append((cause.number, cause, delivery, event))
    for (path, id), came in about.items():
        for place, (number, cause, _, event) in enumerate(came):
            taken_later = [
                earlier
                for before, _, delivery, earlier in came[place + 1 :]
                if before < number and delivery.status == 200
            ]
            taken = [e.get("id") for _, _, d, e in came[:place] if d.status == 200]
            late = [e for e in taken_later if e.get("id") not in taken]
            if late:
                session.report(
                    ORDER,
                    cause,
                    signature=path,
                    expected=f"{late[0].get('type')} for {id} first, until it gets a 200",
                    source="/components/schemas/Event",
                    got=f"{event.get('type')} came before it",
                )
                break


PARTS = (deliveries,)
ROLES = (OTHER,)
