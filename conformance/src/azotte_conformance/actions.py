"""Performs actions: sends the call of each, and compares the response with what the model predicts."""

from typing import Any

from azotte_conformance.conditions import are_met, broken_effects, values_in, values_of
from azotte_conformance.contract import Json, Operation, Parameter, Resource, dotted
from azotte_conformance.exchange import Exchange
from azotte_conformance.model import Action, Fresh, Model, Ref, Taken, Thing
from azotte_conformance.rules.filters import matches
from azotte_conformance.rules.pagination import in_order, is_ordered
from azotte_conformance.rules.states import changeable
from azotte_conformance.rules.writes import comparable, moved_with, updates


def perform(model: Model, action: Action) -> None:
    """Make an action's call and compare what came; skip an action whose objects are missing.

    Raises:
        Broken: it went otherwise than predicted.
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
    _holds_what_was_sent(model, exchange, operation, body)
    model.things.append(thing)


def _holds_what_was_sent(
    model: Model, exchange: Exchange, operation: Operation, body: Json
) -> None:
    resource = model.contract.owner(operation)
    assert resource is not None
    for name, value in body.items():
        if name not in resource.schema.fields:
            continue
        held = comparable(exchange.fields.get(name), value, resource.schema.fields[name], operation)
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
    _holds_what_was_sent(model, exchange, operation, body)
    moved: set[str] = set()
    for name in body.keys() & thing.state.keys():
        moved |= moved_with(model.contract, thing.resource, name)
    for name, value in thing.state.items():
        model.expect(
            exchange,
            name in body or name in moved or exchange.fields.get(name) == value,
            f"{name} to stay {value!r}: it was not sent",
            operation.where("x-effects"),
        )
    thing.state = exchange.fields
    model.look(thing)


def _act(model: Model, thing: Thing, operation: Operation, body: Json | None) -> None:
    rejected = model.rejection(operation, thing, body or {})
    exchange = model.call(operation, id=thing.id, **({} if body is None else {"body": body}))
    if not model.judge(exchange, operation, rejected):
        model.look(thing)
        return
    values = values_of(exchange, operation, thing.state)
    for index, expression, schema, value in broken_effects(
        model.contract, operation.effects, values, by_before=True
    ):
        source = operation.where(f"x-effects/{index}")
        model.expect(exchange, False, f"{expression} to be {schema}", source, f"it is {value!r}")
    may_change = changeable(model.session, operation, exchange)
    for name, value in thing.state.items():
        model.expect(
            exchange,
            may_change is None or name in may_change or exchange.fields.get(name) == value,
            f"{name} to stay {value!r}",
            operation.where("x-effects"),
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
    for name, then in updates(operation):
        dependent = model.contract.resources[name]
        field = model.contract.field_with_id(dependent, thing.resource)
        for other in model.of(dependent):
            if other.state.get(field) != thing.id:
                continue
            assert other.resource.get is not None
            read = model.call(other.resource.get, id=other.id)
            source = operation.where("x-effects")
            model.expect(read, read.ok, f"{other.id} to be kept", source)
            if then:
                is_so = are_met(model.contract, then, values_in(read.fields))
                model.expect(read, is_so, f"of {other.id} {then}", source)
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
        value = dotted(thing.state, parameter.definition["x-filter"]["field"]) if thing else None
        if value is not None and parameter.schema.accepts(value):
            asked[parameter] = value
    things = model.of(resource)
    wanted = [t for t in things if all(matches(p, v, t.state) for p, v in asked.items())]
    sent = {parameter.name: value for parameter, value in asked.items()}
    page = model.call(operation, query={**sent, operation.pagination.limit.name: 100})
    model.expect(page, page.ok, "200", operation.where("responses/200"))
    ids = {thing.id for thing in model.things if thing.resource is resource}
    listed = [
        item for item in page.fields[operation.pagination.items] if str(item.get("id")) in ids
    ]
    ours = [thing.state for thing in reversed(wanted)]
    order = operation.order
    model.expect(
        page,
        in_order(listed, order) == in_order(ours, order) and is_ordered(listed, order),
        f"of ours {[thing.id for thing in reversed(wanted)]}, as they were last returned",
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
        and are_met(model.contract, grants.get("when", {}), values_in(t.state))
    }
    found = {
        str(item.get(grants["field"])) for item in page.fields.get(operation.pagination.items, [])
    }
    model.expect(
        page,
        found == granting,
        f"what {', '.join(sorted(granting)) or 'nothing'} grants",
        operation.where("x-grants"),
        f"what {', '.join(sorted(found)) or 'nothing'} grants",
    )
