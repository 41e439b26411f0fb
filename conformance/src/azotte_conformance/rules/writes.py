"""What was written is what is read: creating, changing, deleting, and what is rejected on the way."""

from collections.abc import Iterator
from itertools import permutations
from typing import Any

from azotte_conformance.conditions import are_met, follows, unmet, values_in
from azotte_conformance.contract import (
    Contract,
    Json,
    Operation,
    Resource,
    Schema,
    as_object,
    dotted,
)
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.named_fields import judge_field
from azotte_conformance.reaching_states import bring, flagged, state_field, ways
from azotte_conformance.rules.isolation import target_of
from azotte_conformance.session import Session
from azotte_conformance.values import FORMATS, valid

READ = Rule(
    "writes.read",
    "An object is read as the write returned it, alone and in its list.",
    by="/paths/*/*/responses/200",
)
ECHO = Rule(
    "writes.echo",
    "An object has the values that were sent.",
    by="/components/schemas/*/properties/*",
)
SPELLING = Rule(
    "writes.case",
    "A value whose case does not matter is returned in the case in which it was sent.",
    "note",
    by="/components/schemas/*/properties/*/description",
)
OMITTED = Rule(
    "writes.omitted",
    "A field that was not sent at creation is null or empty.",
    "note",
    by="/components/schemas/*/properties/*/description",
)
NEW_ID = Rule(
    "writes.new-id", "Every new object has a unique ID.", by="/components/schemas/*/properties/id"
)
CREATED = Rule(
    "writes.created",
    "A new object's `created` is the moment of the request.",
    by="/components/schemas/*/properties/created",
)
MERGE = Rule(
    "writes.merge",
    "A change touches only the fields that are sent.",
    by="/paths/*/put/x-effects/*/changes",
)
CLEAR = Rule(
    "writes.clear",
    "A field that is sent as null is cleared.",
    by="/paths/*/put/x-effects/*/changes",
)
WHOLE = Rule(
    "writes.whole",
    "A field that is an object is replaced as a whole.",
    by="/paths/*/put/x-effects/*/changes",
)
NOTHING = Rule(
    "writes.nothing", "An empty change changes nothing.", by="/paths/*/put/x-effects/*/changes"
)
LOST = Rule(
    "writes.lost-update",
    "Concurrent changes of different fields are all kept.",
    by="/paths/*/put/x-effects/*/changes",
)
GONE = Rule(
    "writes.gone",
    "A deleted object is gone for every operation, and from every list.",
    by="/paths/*/*/responses/404",
)
DELETED = Rule(
    "writes.deleted",
    "Deleting returns the object that was named, and deletes only that one.",
    by="/paths/*/delete/responses/200",
)
CASCADE = Rule(
    "writes.cascade",
    "Deleting has the documented effect on dependent objects.",
    by="/paths/*/*/x-effects/*/updates",
)
UNIQUE = Rule(
    "writes.unique",
    "A unique value that another object has is rejected with 409.",
    by="/components/schemas/*/x-unique",
)
FREED = Rule(
    "writes.freed",
    "A unique value is free again when the object that had it is deleted, or has another one.",
    by="/components/schemas/*/x-unique",
)
MISSING = Rule(
    "writes.reference",
    "A reference to an object that does not exist returns a 404 that names the field.",
    by="/paths/*/*/responses/404",
)
BELONGS = Rule(
    "writes.belongs",
    "Objects are consistent with those that they name.",
    by="/components/schemas/*/x-invariants",
)
MISFIT = Rule(
    "writes.misfit",
    "A body cannot combine objects of different owners.",
    by="/paths/*/*/x-requires",
)
REJECTED = Rule(
    "writes.rejected", "A rejected write changes nothing.", by="/paths/*/*/responses/422"
)
RACE = Rule(
    "writes.race",
    "Of concurrent creations with the same unique value only one succeeds.",
    by="/components/schemas/*/x-unique",
)
NO_REUSE = Rule(
    "writes.no-reuse", "A new object cannot refer to a deleted one.", by="/paths/*/*/responses/404"
)

DEPENDENTS = 12
"""Objects of a kind that name one that is deleted: more than a page has by default."""
CREATED_SLACK = 120
"""Seconds by which the server's clock may differ from the tester's."""


def makers(session: Session) -> list[tuple[Resource, Operation]]:
    return [(r, r.create) for r in session.contract.resources.values() if r.create is not None]


def full_body(session: Session, operation: Operation) -> Json:
    """A body with every field that can be sent."""
    assert operation.body is not None
    body = session.objects.body_for(operation)
    for name, schema in operation.body.schema.fields.items():
        if name not in body and not session.contract.is_id(schema):
            value = operation.body.example_of(name)
            if value is not None:
                body[name] = value
    return body


def create(session: Session) -> None:
    """Every creation, with all fields and with the required ones."""
    for resource, operation in makers(session):
        with session.trying(resource):
            for body in (full_body(session, operation), session.objects.body_for(operation)):
                made = session.must(operation, body=body)
                echo(session, resource, operation, made, body)
                read_back(session, resource, made)
                _omitted(session, resource, operation, made, body)
                moment(session, made, made.fields, f"{resource.schema.home}/properties/created")
            other = session.objects.make(resource)
            if other.fields["id"] == made.fields["id"]:
                session.report(
                    NEW_ID, other, steps=[made], expected="another id", source=resource.schema.home
                )


def echo(
    session: Session, resource: Resource, operation: Operation, made: Exchange, body: Json
) -> None:
    """Compare a request body with the response."""
    for name, value in body.items():
        if name in resource.schema.fields:
            found = comparable(
                made.fields.get(name), value, resource.schema.fields[name], operation
            )
            if found != value:
                session.report(
                    SPELLING if in_other_case(resource, name, found, value) else ECHO,
                    made,
                    signature=f"{resource.name} {name}",
                    expected=f"{name} to be {value!r}",
                    source=f"{resource.schema.home}/properties/{name}",
                    got=f"{made.status}, and {name} is {made.fields.get(name)!r}",
                )


def in_other_case(resource: Resource, name: str, found: Any, sent: Any) -> bool:
    """Whether a value differs only in case from the value in the request, and its case does not matter (`x-unique`)."""
    free = any(r["field"] == name and r.get("ignore_case") for r in resource.unique)
    return free and str(found).casefold() == str(sent).casefold()


def comparable(found: Any, sent: Any, schema: Schema, operation: Operation) -> Any:
    """A value of a response, in the form of the request's."""
    held, wanted = as_object(found), as_object(sent)
    if held is not None and wanted is not None and operation.body and operation.body.is_patch:
        # The patch is in it if it changes nothing any more.
        return sent if merge_patched(held, wanted) == held else found
    if held is not None and wanted is not None and schema.nonnull.fields:
        # A field that was left out is returned as null.
        return {k: v for k, v in held.items() if k in wanted or v is not None}
    if held is not None and isinstance(sent, str):
        # An object stands where its id was sent.
        return held.get("id")
    return found


def merge_patched(value: Any, patch: Any) -> Any:
    """A value after a merge patch (RFC 7396)."""
    changes = as_object(patch)
    if changes is None:
        return patch
    found = dict(as_object(value) or {})
    for name, change in changes.items():
        if change is None:
            found.pop(name, None)
        else:
            found[name] = merge_patched(found.get(name), change)
    return found


def read_back(session: Session, resource: Resource, wrote: Exchange) -> None:
    """Compare a response with the object as it is read and listed afterwards."""
    id = str(wrote.fields.get("id"))
    if resource.get is not None:
        read = session.call(resource.get, id=id)
        if not read.ok or read.json != wrote.json:
            session.report(
                READ,
                read,
                steps=[wrote],
                signature=f"get {wrote.request.operation} {read.ok}",
                expected=f"what the write returned: {wrote.summary()}",
                source=resource.get.where("responses/200"),
            )
    _consistent(session, resource, wrote)
    if resource.listing is not None and resource.listing.pagination is not None:
        paging = resource.listing.pagination
        page = session.must(resource.listing, query={paging.limit.name: 100})
        listed = [item for item in page.fields[paging.items] if str(item.get("id")) == id]
        if listed != [wrote.json]:
            session.report(
                READ,
                page,
                steps=[wrote],
                signature=f"list {wrote.request.operation} {len(listed)}",
                expected=f"{id} once in the list, as the write returned it",
                source=resource.listing.where("responses/200"),
                got=f"{listed[0]}" if listed else "it is not on the first hundred",
            )


def _consistent(session: Session, resource: Resource, wrote: Exchange) -> None:
    """Whether an object fits those that it names: `/bundle#/plans` are the plans of its bundle."""
    rules: list[Json] = resource.schema.full.get("x-invariants", [])
    contract, own = session.contract, values_in(wrote.fields)

    def value(expression: str) -> Any:
        field, _, pointer = expression.rpartition("#")
        if not field:
            return own(expression)
        holder = contract.resource_of(resource.schema.fields[field[1:]].nonnull.name)
        state = holder and session.objects.state(holder, own(field))
        return values_in(state or {})(pointer)

    for index, rule in enumerate(rules if wrote.ok else ()):
        if not follows(rule) or not are_met(contract, rule.get("when", {}), value):
            continue
        for expression, wanted, found in unmet(contract, rule["then"], value):
            session.report(
                BELONGS,
                wrote,
                signature=f"{resource.name} {expression}",
                expected=f"{expression} to match {wanted}",
                source=f"{resource.schema.home}/x-invariants/{index}",
                got=f"{expression} is {found!r}",
            )


def _omitted(
    session: Session, resource: Resource, operation: Operation, made: Exchange, body: Json
) -> None:
    assert operation.body is not None
    for name, schema in operation.body.schema.fields.items():
        value = made.fields.get(name)
        if name not in body and name in resource.schema.fields and value not in (None, {}, []):
            if "default" not in schema.full:
                session.report(
                    OMITTED,
                    made,
                    signature=f"{resource.name} {name}",
                    expected=f"{name} to be null or empty: it was not sent",
                    source=f"{resource.schema.home}/properties/{name}",
                    got=f"{made.status}, and {name} is {value!r}",
                )


def moment(session: Session, exchange: Exchange, item: Json, source: str) -> None:
    """Whether something that came to be just now says so."""
    created = item.get("created")
    if isinstance(created, int) and abs(created - exchange.started) > CREATED_SLACK:
        session.report(
            CREATED,
            exchange,
            expected="the moment of the request, in Unix seconds",
            source=source,
            got=f"created is {created - exchange.started:+.0f} seconds from now",
        )


def change(session: Session) -> None:
    """Each field of an update alone, cleared, and none."""
    for resource in session.contract.resources.values():
        with session.trying(resource):
            operation = resource.update
            if operation is None or operation.body is None or resource.create is None:
                continue
            made = session.must(resource.create, body=full_body(session, resource.create))
            before = made.fields
            # The body is optional in parts only: an empty one says that nothing is to be changed.
            empty = session.call(operation, id=before["id"], body={})
            if not empty.ok or empty.fields != before:
                session.report(
                    NOTHING,
                    empty,
                    steps=[made],
                    expected=f"the object as it was: {before}",
                    source=operation.where("x-effects"),
                )
            for name, schema in operation.body.schema.fields.items():
                if name not in resource.schema.fields:
                    continue
                for value in new_values(session, operation, name, schema, before.get(name)):
                    before = _change_one(session, resource, operation, before, name, value)
            _whole(session, resource, operation, before)


def new_values(
    session: Session, operation: Operation, name: str, schema: Schema, current: Any
) -> list[Any]:
    """Values that differ from what is there, the last one clearing it."""
    found: list[Any] = []
    if session.contract.is_id(schema):
        return [*_other_ids(session, schema.nonnull, current), *([None] if schema.nullable else [])]
    if name in session.objects.unique_fields(operation):
        return [session.objects.unique(schema)]
    plain = schema.nonnull
    if "enum" in plain.full or not {"string", "object"} & {*plain.types}:
        found += [v.value for v in valid(plain) if v.value != current]
    elif "string" in plain.types:
        texts = ("changed", "GB", "changed again", *FORMATS.get(plain.full.get("format", ""), ()))
        found += [v for v in texts if schema.accepts(v)][:2]
    elif "object" in plain.types and not plain.fields:
        maps: list[Json] = [{"changed": "yes", "kept": "no"}, {"changed": "again"}, {}]
        found += [value for value in maps if schema.accepts(value)]
    elif "object" in plain.types:
        example = operation.body.example_of(name) if operation.body else None
        found += [value for value in (example,) if value is not None]
    if schema.nullable:
        found.append(None)
    return found


def _other_ids(session: Session, schema: Schema, current: Any) -> list[str]:
    """Ids of other objects than the one that a field names."""
    resource = session.contract.resource_of(schema.name)
    if resource is not None:
        return [] if resource.create is None else [str(session.objects.make(resource).fields["id"])]
    now = as_object(current) or {"id": current}
    held = now.get("id")
    others = session.objects.candidates(schema.name or "")
    return [id for id, o in others if id != held and o.get("currency") == now.get("currency")][:4]


def _change_one(
    session: Session,
    resource: Resource,
    operation: Operation,
    before: Json,
    name: str,
    value: Any,
) -> Json:
    exchange = session.must(operation, id=before["id"], body={name: value})
    after = exchange.fields
    found = comparable(after.get(name), value, resource.schema.fields[name], operation)
    if found != value:
        session.report(
            CLEAR
            if value is None
            else SPELLING
            if in_other_case(resource, name, found, value)
            else ECHO,
            exchange,
            signature=f"{resource.name} {name}",
            expected=f"{name} to be {value!r}",
            source=operation.where("x-effects"),
            got=f"{exchange.status}, and {name} is {after.get(name)!r}",
        )
    touched = moved_with(session.contract, resource, name)
    for field, old in before.items():
        if field != name and field not in touched and after.get(field) != old:
            session.report(
                MERGE,
                exchange,
                signature=f"{resource.name} {field}",
                expected=f"{field} to stay {old!r}: only {name} was sent",
                source=operation.where("x-effects"),
                got=f"{exchange.status}, and {field} is {after.get(field)!r}",
            )
    read_back(session, resource, exchange)
    return after


def moved_with(contract: Contract, resource: Resource, name: str) -> set[str]:
    """Fields that follow another one: what holds the object that a changed reference is part of, and times."""
    schema = resource.schema.fields[name].nonnull
    if "object" in schema.types and schema.fields:
        return {
            field
            for field, other in resource.schema.fields.items()
            if other.home.endswith(("UnixTime",)) or other.name in contract.id_schemas
        } - {"id", "created"} | {state_field(resource) or ""}
    return set()


def _whole(session: Session, resource: Resource, operation: Operation, before: Json) -> None:
    """Fields that are objects: what the last change does not name is not there any more."""
    assert operation.body is not None
    for name, schema in operation.body.schema.fields.items():
        plain = schema.nonnull
        if "object" not in plain.types or name not in resource.schema.fields:
            continue
        values: list[Json] = [{"one": "1", "two": "2"}, {"two": "3"}]
        if plain.fields:
            example = as_object(operation.body.example_of(name)) or {}
            first = next(iter(example), None)
            values = [example, {first: example[first]}] if first else []
        for value in values:
            if not schema.accepts(value):
                continue
            exchange = session.must(operation, id=before["id"], body={name: value})
            found = comparable(
                exchange.fields.get(name), value, resource.schema.fields[name], operation
            )
            if found != value:
                session.report(
                    WHOLE,
                    exchange,
                    signature=f"{resource.name} {name}",
                    expected=f"{name} to be exactly {value}",
                    source=operation.where("x-effects"),
                    got=f"{exchange.status}, and {name} is {exchange.fields.get(name)}",
                )


def at_once(session: Session) -> None:
    """Two changes of different fields at the same moment."""
    for resource in session.contract.resources.values():
        with session.trying(resource):
            operation = resource.update
            if operation is None or operation.body is None or resource.create is None:
                continue
            strings = [
                name
                for name, schema in operation.body.schema.fields.items()
                if "string" in schema.types
                and name in resource.schema.fields
                and name not in session.objects.unique_fields(operation)
                and schema.accepts("together")
            ]
            if len(strings) < 2:
                continue
            for _ in range(3):
                made = session.objects.make(resource)
                id = made.fields["id"]
                requests = [
                    session.request(operation, id=id, body={name: "together"})
                    for name in strings * 2
                ]
                exchanges = session.concurrently(requests)
                state = session.objects.state(resource, id) or {}
                lost = [name for name in strings if state.get(name) != "together"]
                if lost and all(exchange.ok for exchange in exchanges):
                    session.report(
                        LOST,
                        exchanges[-1],
                        steps=[made, *exchanges[:-1]],
                        then=session.objects.last_read,
                        expected=f"{', '.join(strings)} all changed",
                        source=operation.where("x-effects"),
                        got=f"{', '.join(lost)} kept the old value",
                    )


def delete(session: Session) -> None:
    """Deleted objects: by every operation, in every list, as a reference."""
    for resource in session.contract.resources.values():
        with session.trying(resource):
            operation = resource.delete
            if operation is None:
                continue
            neighbour = session.objects.make(resource)
            made = session.objects.make(resource)
            id = made.fields["id"]
            dependents = _dependents(session, operation, resource, id)
            gone = session.call(operation, id=id)
            if not gone.ok:
                session.report(
                    DELETED,
                    gone,
                    signature="rejected",
                    expected=str(operation.success.status),
                    source=operation.where("responses"),
                )
                continue
            if operation.success.schema is not None and gone.fields.get("id") != id:
                session.report(
                    DELETED,
                    gone,
                    signature="id",
                    expected=f"the id {id}",
                    source=operation.success.pointer,
                )
            _is_gone(session, resource, operation, gone, id)
            _not_named(session, resource, gone, id)
            if session.objects.state(resource, neighbour.fields["id"]) != neighbour.fields:
                session.report(
                    DELETED,
                    gone,
                    steps=[neighbour],
                    signature="neighbour",
                    then=session.objects.last_read,
                    expected=f"{neighbour.fields['id']} as it was",
                    source=operation.pointer,
                )
            _cascade(session, operation, gone, dependents)
            for rule in resource.unique:
                _freed(session, resource, rule["field"], made, gone)


def _is_gone(
    session: Session, resource: Resource, deleted: Operation, gone: Exchange, id: str
) -> None:
    for operation in resource.of_one:
        body = {}
        if operation.body is not None and operation.body.required:
            body = {"body": session.objects.body_for(operation)}
        exchange = session.call(operation, id=id, **body)
        code = next(iter(operation.responses[404].error_codes), None)
        if exchange.status != 404 or exchange.code != code:
            session.report(
                GONE,
                exchange,
                steps=[gone],
                signature=f"operation {exchange.ok}",
                expected=f"404 {code}: {id} is deleted",
                source=operation.where("responses/404"),
            )
    if resource.listing is not None and resource.listing.pagination is not None:
        paging = resource.listing.pagination
        page = session.must(resource.listing, query={paging.limit.name: 100})
        if id in page.text:
            session.report(
                GONE,
                page,
                steps=[gone],
                signature="list",
                expected=f"a list without {id}",
                source=deleted.pointer,
                got=f"{id} is still listed",
            )


def _not_named(session: Session, resource: Resource, gone: Exchange, id: str) -> None:
    for operation in session.contract.operations.values():
        for field, schema in session.contract.references(operation):
            if schema.name != resource.id_schema:
                continue
            body = session.objects.body_for(operation) | {field: id}
            exchange = session.call(operation, body=body, **target_of(session, operation))
            if exchange.status != 404:
                session.report(
                    NO_REUSE,
                    exchange,
                    steps=[gone],
                    signature=f"{field} {exchange.ok}",
                    expected=f"404: {field} is deleted",
                    source=operation.where("responses/404"),
                )


def updates(operation: Operation) -> Iterator[tuple[str, Json]]:
    """What becomes of the objects of other kinds that name the one that an operation is about."""
    for rule in operation.effects:
        yield from rule.get("updates", {}).items()


def _dependents(
    session: Session, operation: Operation, resource: Resource, id: str
) -> list[tuple[Json, Resource, Json]]:
    """Objects that name the one that will be deleted, with the rule of what becomes of them (`updates`).

    There is one in each state, one with each flag set, and more than a page has of each kind.
    """
    found: list[tuple[Json, Resource, Json]] = []
    for name, then in updates(operation):
        dependent = session.contract.resources[name]
        fields: Json = {session.contract.field_with_id(dependent, resource): id}
        made = [bring(session, dependent, [state], **fields) for state in ways(session, dependent)]
        for state in ways(session, dependent):
            made += flagged(session, dependent, state, **fields)
        while len(made) < DEPENDENTS:
            made.append(session.objects.make(dependent, **fields).fields)
        # What one of them does may change another.
        for one in made:
            now = session.objects.state(dependent, one["id"])
            if now is not None:
                found.append((then, dependent, now))
    return found


def _cascade(
    session: Session,
    operation: Operation,
    gone: Exchange,
    dependents: list[tuple[Json, Resource, Json]],
) -> None:
    for then, resource, made in dependents:
        assert resource.get is not None
        exchange = session.call(resource.get, id=made["id"])
        problem = None
        if not exchange.ok:
            problem = exchange.summary()
        elif not are_met(session.contract, then, values_in(made)):
            broken = unmet(session.contract, then, values_in(exchange.fields))
            problem = next((f"{place} is {value!r}" for place, _, value in broken), None)
        elif exchange.fields != made:
            problem = f"it was {made} and is {exchange.fields}"
        if problem is not None:
            session.report(
                CASCADE,
                exchange,
                steps=[gone],
                signature=f"{resource.name} {made.get(state_field(resource) or '')}",
                expected=f"{made['id']} kept, and {then or 'unchanged'}",
                source=operation.where("x-effects"),
                got=problem,
            )


def _freed(
    session: Session, resource: Resource, field: str, made: Exchange, freeing: Exchange
) -> None:
    """Whether a value that an object had can be another one's after a request that frees it."""
    assert resource.create is not None
    body = session.objects.body_for(resource.create) | {field: made.fields[field]}
    exchange = session.call(resource.create, body=body)
    if not exchange.ok:
        session.report(
            FREED,
            exchange,
            signature=f"{resource.name} {field} {freeing.request.operation}",
            steps=[freeing],
            expected=f"{resource.create.success.status}: no {resource.name} has this {field} any more",
            source=f"{resource.schema.home}/x-unique",
        )


def unique(session: Session) -> None:
    """Values that two objects may not share: at creation, by a change, in another case, at one moment."""
    for resource, operation in makers(session):
        with session.trying(resource):
            for rule in resource.unique:
                field = rule["field"]
                taken = session.objects.make(resource)
                value = taken.fields[field]
                spellings = [
                    value,
                    *([value.upper(), value.title()] if rule.get("ignore_case") else []),
                ]
                code = _conflict_code(operation)
                for spelling in spellings:
                    body = session.objects.body_for(operation) | {field: spelling}
                    exchange = session.call(operation, body=body)
                    _conflict(session, resource, field, exchange, taken, code, "create")
                if resource.update is None:
                    continue
                other = session.objects.make(resource)
                steps = [other]
                for spelling in spellings:
                    exchange = session.call(
                        resource.update, id=other.fields["id"], body={field: spelling}
                    )
                    _conflict(session, resource, field, exchange, taken, code, "change")
                    steps.append(exchange)
                if session.objects.state(resource, other.fields["id"]) != other.fields:
                    session.report(
                        REJECTED,
                        steps[-1],
                        steps=steps[:-1],
                        then=session.objects.last_read,
                        expected="the object as it was",
                        source=f"{resource.schema.home}/x-unique",
                    )
                for spelling in (*reversed(spellings), value):
                    own = session.call(
                        resource.update, id=taken.fields["id"], body={field: spelling}
                    )
                    if own.ok:
                        continue
                    session.report(
                        UNIQUE,
                        own,
                        steps=[taken],
                        signature="own",
                        expected="200: it is the object's own value",
                        source=f"{resource.schema.home}/x-unique",
                    )
                assert resource.update.body is not None
                another = session.objects.unique(resource.update.body.schema.fields[field])
                changed = session.must(
                    resource.update, id=taken.fields["id"], body={field: another}
                )
                _freed(session, resource, field, taken, changed)
                _race(session, resource, operation, field)


def _conflict_code(operation: Operation) -> str | None:
    """The conflict's code whose example is about a unique value."""
    response = operation.responses.get(409)
    for code, example in response.error_examples() if response else ():
        if (as_object(example.get("details")) or {}).get("constraint") == "unique":
            return code
    return None


def _conflict(
    session: Session,
    resource: Resource,
    field: str,
    exchange: Exchange,
    taken: Exchange,
    code: str | None,
    what: str,
) -> None:
    source = f"{resource.schema.home}/x-unique"
    if exchange.status != 409 or (code and exchange.code != code):
        session.report(
            UNIQUE,
            exchange,
            steps=[taken],
            signature=f"{what} {exchange.status}",
            expected=f"409 {code or ''}: another object has this {field}",
            source=source,
        )
    else:
        judge_field(session, UNIQUE, exchange, field, source)


def _race(session: Session, resource: Resource, operation: Operation, field: str) -> None:
    body = session.objects.body_for(operation)
    exchanges = session.concurrently([session.request(operation, body=body)] * 5)
    made = [exchange for exchange in exchanges if exchange.ok]
    if len(made) != 1 or any(e.status not in (409, operation.success.status) for e in exchanges):
        session.report(
            RACE,
            exchanges[-1],
            steps=exchanges[:-1],
            expected="one success, and 409 for the others",
            source=f"{resource.schema.home}/x-unique",
            got=", ".join(str(exchange.status) for exchange in exchanges),
        )


def references(session: Session) -> None:
    """Each field that names an object, naming none, and another's."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            for field, schema in session.contract.references(operation):
                options = target_of(session, operation)
                body = session.objects.body_for(operation) | {
                    field: session.objects.absent_id(schema)
                }
                exchange = session.call(operation, body=body, **options)
                source = operation.where("responses/404")
                if exchange.status != 404:
                    session.report(
                        MISSING,
                        exchange,
                        signature=f"{exchange.status}",
                        expected=f"404: {field} names no object",
                        source=source,
                    )
                else:
                    judge_field(session, MISSING, exchange, field, source)
                resource = session.contract.owner(operation)
                if "id" in options and resource is not None:
                    before = session.objects.state(resource, options["id"])
                    if before is not None and dotted(before, "id") != options["id"]:
                        continue
                _misfit(session, operation, field, schema)


def _misfit(session: Session, operation: Operation, field: str, schema: Schema) -> None:
    """An object of somebody else than the other fields name (`x-requires`)."""
    named = session.contract.resource_of(schema.name)
    if named is None or named.create is None or operation.path_parameters:
        return
    assert operation.body is not None
    for same in operation.same:
        owner = session.contract.resource_of(operation.body.schema.fields[same.field].nonnull.name)
        if same.of != field or owner is None or owner.create is None:
            continue
        one, other = (
            session.objects.make(owner).fields["id"],
            session.objects.make(owner).fields["id"],
        )
        thing = session.objects.make(named, **{same.theirs: other}).fields["id"]
        body = session.objects.body_for(operation) | {same.field: one, field: thing}
        exchange = session.call(operation, body=body)
        source = operation.where(f"x-requires/{same.index}")
        if exchange.status not in (404, 409, 422):
            session.report(
                MISFIT,
                exchange,
                signature=f"{field} {exchange.status}",
                expected=f"a rejection: {field} is of another {same.field}",
                source=source,
            )
        else:
            judge_field(session, MISFIT, exchange, field, source)


def rejected(session: Session) -> None:
    """A change with a good field and one that is rejected for its form, its value, or what it names changes neither."""
    for resource in session.contract.resources.values():
        with session.trying(resource):
            operation = resource.update
            if operation is None or operation.body is None or resource.create is None:
                continue
            made = session.objects.make(resource)
            for good, bad, what in half_bad(session, resource, operation):
                # The good field first and last: what comes first may be stored before the other is read.
                for body in ({**good, **bad}, {**bad, **good}):
                    exchange = session.call(operation, id=made.fields["id"], body=body)
                    after = session.objects.state(resource, made.fields["id"])
                    if exchange.ok or after != made.fields:
                        session.report(
                            REJECTED,
                            exchange,
                            steps=[made],
                            signature=f"{what} {exchange.ok}",
                            then=session.objects.last_read,
                            expected="a rejection, and the object as it was",
                            source=operation.where("responses/422"),
                            got=f"{exchange.status}, and the object is {after}",
                        )
                        made = session.objects.make(resource)


def half_bad(
    session: Session, resource: Resource, operation: Operation
) -> Iterator[tuple[Json, Json, str]]:
    """Each field that can be changed, with each field that is rejected for its form, its value, or what it names."""
    assert operation.body is not None
    fields = operation.body.schema.fields
    unique = session.objects.unique_fields(operation)
    references = dict(session.contract.references(operation))
    good: list[Json] = []
    for name, schema in fields.items():
        fitting = [v for v in ("changed", {"changed": "yes"}) if schema.accepts(v)]
        if name in unique:
            good.append({name: session.objects.unique(schema)})
        elif fitting and name not in references:
            good.append({name: fitting[0]})
    bad: list[tuple[Json, str]] = [({"no_such_field": 1}, "an unknown field")]
    for name, schema in fields.items():
        types: tuple[Any, ...] = ([], {}, 1)
        other = next((value for value in types if not schema.accepts(value)), None)
        if other is not None:
            bad.append(({name: other}, "a value of another type"))
    for name in unique:
        taken = session.objects.make(resource).fields[name]
        bad.append(({name: taken}, "a value that another object has"))
    for name, schema in references.items():
        bad.append(({name: session.objects.absent_id(schema)}, "an object that does not exist"))
    for one in good:
        for other, what in bad:
            if not one.keys() & other.keys():
                yield one, other, what


def together(session: Session) -> None:
    """Two fields of an update at a time: one changed, the other changed or cleared."""
    for resource in session.contract.resources.values():
        with session.trying(resource):
            operation = resource.update
            if operation is None or operation.body is None or resource.create is None:
                continue
            fields = operation.body.schema.fields
            before = session.must(resource.create, body=full_body(session, resource.create)).fields
            for one, other in permutations(fields, 2):
                if (
                    one not in before
                    or other not in before
                    or _is_reference(session, fields, one, other)
                ):
                    continue
                first = new_values(session, operation, one, fields[one], before[one])
                second = new_values(session, operation, other, fields[other], before[other])
                if not first or not second:
                    continue
                body = {one: first[0], other: second[-1]}
                exchange = session.must(operation, id=before["id"], body=body)
                kept = {n: v for n, v in before.items() if n not in body}
                after = {
                    n: comparable(exchange.fields.get(n), v, resource.schema.fields[n], operation)
                    for n, v in body.items()
                }
                wrong = [
                    n
                    for n, v in body.items()
                    if after[n] != v and not in_other_case(resource, n, after[n], v)
                ]
                wrong += [n for n, v in kept.items() if exchange.fields.get(n) != v]
                if wrong:
                    session.report(
                        MERGE,
                        exchange,
                        signature=f"{resource.name} two fields",
                        expected=f"{', '.join(body)} as sent, and the other fields as they were",
                        source=operation.where("x-effects"),
                        got=f"{exchange.status}, and {wrong[0]} is {exchange.fields.get(wrong[0])!r}",
                    )
                before = exchange.fields


def _is_reference(session: Session, fields: dict[str, Schema], *names: str) -> bool:
    return any(session.contract.is_id(fields[name]) for name in names)


PARTS = (create, change, together, at_once, delete, unique, references, rejected)
ROLES = ()
