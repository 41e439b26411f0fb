"""A request that is repeated with its idempotency key takes effect once and gets the same response."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from azotte_conformance.contract import Json, Operation, Parameter, as_object
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.identities import OTHER, Identity, role_of
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.reaching_states import bring
from azotte_conformance.rules.isolation import target_of
from azotte_conformance.session import Session

REPLAY = Rule(
    "idempotency.replay",
    "The same key and body return the same response again, marked as replayed.",
    by="/components/parameters/IdempotencyKey/x-retention-seconds",
)
FRESH = Rule(
    "idempotency.fresh",
    "A response that was not stored is not marked as replayed.",
    by="/components/headers/Idempotent-Replayed",
)
ONCE = Rule(
    "idempotency.once",
    "A request that is repeated with its key takes effect once.",
    by="/components/parameters/IdempotencyKey/x-retention-seconds",
)
REUSED = Rule(
    "idempotency.reused",
    "A key that is used again with another request returns 409, and nothing happens.",
    by="/components/responses/Conflict/x-error-codes/idempotency_key_reused",
)
AT_ONCE = Rule(
    "idempotency.concurrent",
    "Concurrent requests with one key take effect once.",
    by="/components/parameters/IdempotencyKey/x-retention-seconds",
)
APART = Rule(
    "idempotency.apart",
    "A key belongs to one tenant and environment; the same key elsewhere is another key.",
    by="/components/securitySchemes/*/x-key-kinds",
)
KEY_FORM = Rule(
    "idempotency.key",
    "A key of the documented form and length is accepted, any other is rejected.",
    by="/components/parameters/IdempotencyKey/schema",
)
RETENTION = Rule(
    "idempotency.retention",
    "A key is remembered as long as the contract says.",
    by="/components/parameters/IdempotencyKey/x-retention-seconds",
)
DISTINCT = Rule(
    "idempotency.distinct",
    "Keys that differ in any character are different keys.",
    by="/components/parameters/IdempotencyKey/schema",
)
SPELLING = Rule(
    "idempotency.spelling",
    "A body with the same content in other bytes is the same request.",
    "note",
    by="/info/description",
)
NOT_USED_UP = Rule(
    "idempotency.not-used-up",
    "A request that is rejected does not use up its key.",
    "note",
    by="/info/description",
)
UNKEYED = Rule(
    "idempotency.unkeyed",
    "Without a key each request takes effect.",
    by="/components/parameters/IdempotencyKey/required",
)

PARALLEL = 6


def operations(session: Session) -> Iterator[tuple[Operation, Parameter]]:
    for operation in session.contract.operations.values():
        if operation.idempotency_key is not None:
            yield operation, operation.idempotency_key


def arguments(session: Session, operation: Operation, who: Identity | None = None) -> Json:
    """Arguments of a call that succeeds once, unlike those of any other."""
    options = target_of(session, operation, who)
    resource = session.contract.owner(operation)
    rule = operation.transition
    if rule is not None and resource is not None:
        options["id"] = str(bring(session, resource, rule.states, who)["id"])
    if operation.body is not None:
        if operation.body.required:
            own = _own(session, operation, who) or _own_text(session, operation)
            options["body"] = session.objects.body_for(operation, who, **own)
        else:
            options["body"] = _partial(operation)
    return options


def _own(session: Session, operation: Operation, who: Identity | None) -> Json:
    """New objects for a body to name, by which its effect is found."""
    assert operation.body is not None
    return {
        name: session.objects.make(resource, who).fields["id"]
        for name, schema in session.contract.references(operation)
        if name in operation.body.schema.required
        and (resource := session.contract.resource_of(schema.name)) is not None
        and resource.create is not None
    }


def _own_text(session: Session, operation: Operation) -> Json:
    """A text by which a new object is found that names no other object and has no unique field."""
    owner = session.contract.owner(operation)
    if owner is None or owner.create is not operation or session.objects.unique_fields(operation):
        return {}
    assert operation.body is not None
    for name, field in operation.body.schema.fields.items():
        if "string" in field.types and field.name is None and not field.is_code:
            with suppress(CannotRun):
                return {name: session.objects.unique(field)}
    return {}


def _partial(operation: Operation) -> Json:
    """A small part of what the operation may do, so that it could be done twice."""
    balance = operation.balance
    return {balance.amount: 1} if balance else {}


def replay(session: Session) -> None:
    """The same request twice, and what is between them."""
    for operation, key in operations(session):
        with session.trying(operation):
            options = arguments(session, operation)
            header = (key.name, session.token(24))
            first = session.must(operation, headers=[header], **options)
            replayed_name, replayed = marker(operation)
            if replayed_name and first.header(replayed_name) == replayed:
                session.report(
                    FRESH,
                    first,
                    expected=f"no {replayed_name} on the first response",
                    source=f"/components/headers/{replayed_name}",
                )
            second = session.call(operation, headers=[header], **options)
            _same(session, operation, key, first, second)
            if first.ok and second.ok:
                # A stored response says what was then, not what is now.
                between = _change(session, operation, first)
                third = session.call(operation, headers=[header], **options)
                _same(session, operation, key, first, third, between)


def marker(operation: Operation) -> tuple[str | None, str | None]:
    """The header that marks a stored response, and its value."""
    for header in operation.success.headers:
        if "const" in header.schema.full:
            return header.name, str(header.schema.full["const"])
    return None, None


def _same(
    session: Session,
    operation: Operation,
    key: Parameter,
    first: Exchange,
    second: Exchange,
    between: Exchange | None = None,
) -> None:
    steps = [first, between] if between else [first]
    if (second.status, second.json) != (first.status, first.json):
        session.report(
            REPLAY,
            second,
            steps=steps,
            signature=f"{'changed' if between else 'response'} {second.ok}",
            expected=f"the stored response: {first.summary()}",
            source=key.pointer,
        )
        return
    name, value = marker(operation)
    if name is not None and second.header(name) != value:
        session.report(
            REPLAY,
            second,
            steps=steps,
            signature="marker",
            expected=f"{name}: {value}",
            source=f"/components/headers/{name}",
            got=f"{second.status} with {name}: {second.header(name)}",
        )


def _change(session: Session, operation: Operation, first: Exchange) -> Exchange | None:
    """Change what the first request made or changed."""
    resource = session.contract.owner(operation)
    id = first.fields.get("id")
    if resource is None or id is None:
        return None
    if resource.update is not None and resource.update.body is not None:
        for name, field in resource.update.body.schema.fields.items():
            if "object" in field.nonnull.types and not field.nonnull.fields:
                exchange = session.call(resource.update, id=id, body={name: {"later": "yes"}})
                return exchange if exchange.ok else None
    return None


def once(session: Session) -> None:
    """Effects are counted: objects made, amounts added."""
    for operation, key in operations(session):
        with session.trying(operation):
            options = arguments(session, operation)
            header = (key.name, session.token(24))
            first = session.must(operation, headers=[header], **options)
            second = session.call(operation, headers=[header], **options)
            _count(session, operation, key, options, [first, second], ONCE)


def _count(
    session: Session,
    operation: Operation,
    key: Parameter,
    options: Json,
    exchanges: list[Exchange],
    rule: Rule,
) -> None:
    """Check that several requests with one key had one effect."""
    problem = None
    shown: Exchange | None = None
    resource = session.contract.owner(operation)
    if resource is None:
        raise CannotRun(f"the contract does not say what {operation} is about")
    ok = [exchange for exchange in exchanges if exchange.ok]
    ids = {str(exchange.fields.get("id")) for exchange in ok}
    balance = operation.balance
    if len(ids) > 1:
        problem = f"{len(ids)} objects were made: {', '.join(sorted(ids))}"
    elif resource.create is operation and resource.listing is not None:
        assert resource.listing.pagination is not None
        size = {resource.listing.pagination.limit.name: 30}
        shown = page = session.must(resource.listing, query=size)
        wanted = {n: v for n, v in options["body"].items() if isinstance(v, str)}
        listed = [
            item["id"]
            for item in page.fields[resource.listing.pagination.items]
            if all(_value(item, name) == value for name, value in wanted.items())
        ]
        if len(listed) > 1:
            problem = f"{len(listed)} objects were made: {', '.join(listed)}"
    elif balance is not None:
        state = session.objects.state(resource, options["id"]) or {}
        shown = session.objects.last_read
        if state.get(balance.total) != options["body"][balance.amount]:
            problem = f"{balance.total} is {state.get(balance.total)}"
    if problem is not None:
        session.report(
            rule,
            exchanges[-1],
            steps=exchanges[:-1],
            then=shown,
            expected="one effect",
            source=key.pointer,
            got=problem,
        )


def _value(item: Json, name: str) -> Any:
    value = item.get(name)
    return (as_object(value) or {"id": value}).get("id")


def reused(session: Session) -> None:
    """A key with another body, with another object, and with another operation."""
    all_operations = list(operations(session))
    for index, (operation, key) in enumerate(all_operations):
        with session.trying(operation):
            header = (key.name, session.token(24))
            options = arguments(session, operation)
            first = session.must(operation, headers=[header], **options)
            other = arguments(session, operation)
            tries = [("another request to the same operation", operation, other)]
            if "id" in options and "body" in options:
                changed = _other_body(operation, options["body"])
                if changed is not None:
                    tries.append(("another body", operation, {**options, "body": changed}))
            elif "body" in options:
                changed = _other_body(operation, options["body"])
                if changed is not None:
                    tries.append(
                        ("a small change of the body", operation, {**options, "body": changed})
                    )
            owner = session.contract.owner(operation)
            for action in (
                owner.actions if owner and "id" in options and not options.get("body") else ()
            ):
                if action is not operation and action.idempotency_key is not None:
                    rest = {name: v for name, v in options.items() if action.body or name != "body"}
                    tries.append(("another operation on the same object", action, rest))
            elsewhere = all_operations[(index + 1) % len(all_operations)][0]
            if elsewhere is not operation:
                tries.append(("another operation", elsewhere, arguments(session, elsewhere)))
            for name, what, call in tries:
                before = _snapshot(session, what, call)
                exchange = session.call(what, headers=[header], **call)
                conflict = next((r for s, r in what.responses.items() if s == 409), None)
                code = _reused_code(conflict)
                if exchange.status != 409 or (code and exchange.code != code):
                    session.report(
                        REUSED,
                        exchange,
                        steps=[first],
                        signature=f"{name} {exchange.ok}",
                        expected=f"409 {code or ''} for {name} with a key that was used",
                        source=what.where("responses/409"),
                    )
                elif _snapshot(session, what, call) != before:
                    session.report(
                        REUSED,
                        exchange,
                        steps=[first],
                        signature=f"{name} effect",
                        then=session.objects.last_read,
                        expected="no effect",
                        source=key.pointer,
                        got=f"{exchange.status}, but the object has changed",
                    )


def _reused_code(conflict: Any) -> str | None:
    """The conflict's code that is about idempotency keys, recognized by its name."""
    codes = conflict.error_codes if conflict else ()
    return next((code for code in codes if "idempotency" in code), None)


def _other_body(operation: Operation, body: Json) -> Json | None:
    """The body with one field that does not matter otherwise changed or added."""
    assert operation.body is not None
    fields = operation.body.schema.fields
    for name, field in fields.items():
        if name not in body and "string" in field.types and field.accepts("changed"):
            return {**body, name: "changed"}
        if not field.nonnull.fields and field.accepts({"changed": "yes"}):
            return {**body, name: {"changed": "yes"}}
    for name, value in body.items():
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and fields[name].accepts(value + 1)
        ):
            return {**body, name: value + 1}
    return None


def _snapshot(session: Session, operation: Operation, options: Json) -> Json | None:
    resource = session.contract.owner(operation)
    if resource is None or "id" not in options:
        return None
    return session.objects.state(resource, options["id"])


def at_once(session: Session) -> None:
    """Several requests with one key at the same moment."""
    for operation, key in operations(session):
        with session.trying(operation):
            options = arguments(session, operation)
            header = (key.name, session.token(24))
            request = session.request(operation, headers=[header], **options)
            exchanges = session.concurrently([request] * PARALLEL)
            ok = [exchange for exchange in exchanges if exchange.ok]
            odd = [e for e in exchanges if not e.ok and e.status != 409]
            if not ok:
                # A server can reject the body for a reason of its own. Then there is nothing to compare.
                session.must(operation, **options)
            if odd or not ok:
                session.report(
                    AT_ONCE,
                    (odd or exchanges)[0],
                    steps=[e for e in exchanges if e is not (odd or exchanges)[0]],
                    signature="rejected",
                    expected="for each the one response, or 409 while the first is under way",
                    source=key.pointer,
                    got=f"of {PARALLEL}: {', '.join(str(e.status) for e in exchanges)}",
                )
            elif any(exchange.json != ok[0].json for exchange in ok):
                session.report(
                    AT_ONCE,
                    ok[-1],
                    steps=[e for e in exchanges if e is not ok[-1]],
                    signature="differ",
                    expected="one response for all",
                    source=key.pointer,
                    got="; ".join(sorted({e.summary() for e in ok})),
                )
            _count(session, operation, key, options, exchanges, AT_ONCE)


def apart(session: Session) -> None:
    """One key in two tenants and in two environments."""
    strangers: list[tuple[str, Identity]] = []
    try:
        strangers.append(("tenant", session.who(OTHER)))
    except CannotRun as reason:
        session.skip("one idempotency key in two tenants", str(reason))
    for kind in session.contract.key_kinds:
        main = session.world.main.kind
        if main and kind.type == main.type and kind.environment != main.environment:
            try:
                if session.commands is None:
                    raise CannotRun(
                        "only a sandbox that is started for the run is written to with live keys"
                    )
                strangers.append(("environment", session.who(role_of(kind.type, kind.environment))))
            except CannotRun as reason:
                session.skip("one idempotency key in two environments", str(reason))
    for operation, key in operations(session):
        with session.trying(operation):
            for name, who in strangers:
                header = (key.name, session.token(24))
                first = session.must(operation, headers=[header], **arguments(session, operation))
                exchange = session.call(
                    operation, who=who, headers=[header], **arguments(session, operation, who)
                )
                if not exchange.ok or exchange.json == first.json:
                    session.report(
                        APART,
                        exchange,
                        steps=[first],
                        signature=name,
                        expected=f"{operation.success.status}: the key is another {name}'s",
                        source=key.pointer,
                    )


def key_form(session: Session) -> None:
    """Keys at the bounds of their schema, and beyond."""
    for operation, key in operations(session):
        with session.trying(operation):
            full = key.schema.full
            for length in (full.get("minLength"), full.get("maxLength")):
                value = session.token(length) if length else None
                if value is not None and length == 1:
                    # One character may have been used before; the next run has another seed.
                    value = "~" if not session.memory.get("short key") else None
                    session.memory["short key"] = True
                if value is None:
                    continue
                exchange = session.call(
                    operation, headers=[(key.name, value)], **arguments(session, operation)
                )
                if not exchange.ok:
                    session.report(
                        KEY_FORM,
                        exchange,
                        signature=f"{length}",
                        expected=f"{operation.success.status} with a key of {length} characters",
                        source=f"{key.pointer}/schema",
                    )
            for value in ("x" * (full.get("maxLength", 255) + 1), "two words", "", "\u00e9t\u00e9"):
                if key.schema.accepts(value):
                    continue
                exchange = session.call(
                    operation, headers=[(key.name, value)], **arguments(session, operation)
                )
                if exchange.status not in (400, 422):
                    session.report(
                        KEY_FORM,
                        exchange,
                        signature=f"bad {len(value) > 255} {exchange.ok}",
                        expected="400 or 422 for a key that breaks its schema",
                        source=f"{key.pointer}/schema",
                    )


def unkeyed(session: Session) -> None:
    """Two equal requests without a key, with only what need not be unique."""
    for operation, _ in operations(session):
        with session.trying(operation):
            resource = session.contract.owner(operation)
            if (
                resource is None
                or resource.create is not operation
                or session.objects.unique_fields(operation)
            ):
                continue
            body = session.objects.body_for(operation)
            first, second = session.must(operation, body=body), session.call(operation, body=body)
            if not second.ok or second.fields.get("id") == first.fields["id"]:
                session.report(
                    UNKEYED,
                    second,
                    steps=[first],
                    expected="another object",
                    source=operation.pointer,
                )


def different_keys(session: Session) -> None:
    """Keys that differ in little: in case, in the last of many characters."""
    for operation, key in _makers(session):
        with session.trying(operation):
            most = int(key.schema.full.get("maxLength", 255))
            stem = session.token(most - 1)
            short = f"{session.token(12)}a"
            for one, other in ((f"{stem}1", f"{stem}2"), (short, short.upper())):
                body = arguments(session, operation)["body"]
                first = session.must(operation, headers=[(key.name, one)], body=body)
                changed = arguments(session, operation)["body"]
                second = session.call(operation, headers=[(key.name, other)], body=changed)
                if not second.ok or second.fields.get("id") == first.fields["id"]:
                    session.report(
                        DISTINCT,
                        second,
                        steps=[first],
                        signature="long" if len(one) > 64 else "case",
                        expected=f"{operation.success.status}: it is another key",
                        source=f"{key.pointer}/schema",
                    )


def _makers(session: Session) -> Iterator[tuple[Operation, Parameter]]:
    for operation, key in operations(session):
        resource = session.contract.owner(operation)
        if resource is not None and resource.create is operation and operation.body is not None:
            yield operation, key


def spelling(session: Session) -> None:
    """The same body again in other bytes: fields in another order, spaces between, characters escaped."""
    for operation, key in _makers(session):
        with session.trying(operation):
            header = (key.name, session.token(24))
            body = arguments(session, operation)["body"]
            first = session.must(operation, headers=[header], body=body)
            backward = dict(reversed(body.items()))
            raw = json.dumps(backward, indent=2).encode().replace(b"@", b"\\u0040")
            second = session.call(operation, headers=[header], raw=raw)
            if (second.status, second.json) != (first.status, first.json):
                session.report(
                    SPELLING,
                    second,
                    steps=[first],
                    expected=f"the stored response: {first.summary()}",
                    source=key.pointer,
                )


def after_rejection(session: Session) -> None:
    """A key whose first request was rejected, for its form and for what it names."""
    for operation, key in _makers(session):
        with session.trying(operation):
            good = arguments(session, operation)["body"]
            tries: list[Json] = [{**good, "no_such_field": 1}]
            for name, schema in session.contract.references(operation):
                if name in good:
                    tries.append({**good, name: session.objects.absent_id(schema)})
            owner = session.contract.owner(operation)
            for rule in owner.unique if owner else ():
                taken = session.objects.make(owner or "").fields[rule["field"]]
                tries.append({**good, rule["field"]: taken})
            for bad in tries:
                header = (key.name, session.token(24))
                rejected = session.call(operation, headers=[header], body=bad)
                body = arguments(session, operation)["body"]
                exchange = session.call(operation, headers=[header], body=body)
                if not rejected.ok and not exchange.ok:
                    session.report(
                        NOT_USED_UP,
                        exchange,
                        steps=[rejected],
                        signature=str(rejected.status),
                        expected=f"{operation.success.status}: the request before was rejected",
                        source=key.pointer,
                    )


PARTS = (
    replay,
    once,
    reused,
    at_once,
    apart,
    key_form,
    unkeyed,
    different_keys,
    spelling,
    after_rejection,
)
ROLES = (OTHER,)
