"""Values at the bounds of every schema are taken, values beyond them are rejected, with an error that names the field."""

from typing import Any

from azotte_conformance.contract import Json, Operation, Parameter, Schema, as_object
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.named_fields import judge_field
from azotte_conformance.reaching_states import bring
from azotte_conformance.rules.authorization import valid_request
from azotte_conformance.rules.writes import echo, read_back
from azotte_conformance.session import Session
from azotte_conformance.values import Invalid, Valid, invalid, valid

TAKEN = Rule(
    "bounds.accepted",
    "A value that matches its schema is accepted.",
    by="/components/schemas/*/properties/*",
)
REJECTED = Rule(
    "bounds.rejected",
    "A value that does not match its schema is rejected.",
    by="/components/schemas/*/properties/*",
)
CODE = Rule(
    "bounds.code",
    "The error has the code for the rule that was broken.",
    by="/components/responses/*/x-constraints",
)
FIELD = Rule(
    "bounds.field",
    "The error does not name another field than the invalid one.",
    by="/components/schemas/ErrorDetails/properties/field",
)
TWICE = Rule(
    "bounds.twice",
    "A parameter that is not a list can be sent only once.",
    "note",
    by="/components/responses/UnprocessableContent/description",
)
DEFAULT = Rule(
    "bounds.default",
    "A missing field has its default.",
    by="/components/schemas/*/properties/*/default",
)
NO_EFFECT = Rule(
    "bounds.no-effect", "A rejected write changes nothing.", by="/paths/*/*/responses/422"
)


def bodies_taken(session: Session) -> None:
    """Valid values of every field of every body, several fields at a time."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            if operation.body is None:
                continue
            fields = operation.body.schema.fields
            tries: dict[str, list[Valid]] = {
                name: _valid(session, operation, name, schema) for name, schema in fields.items()
            }
            for index in range(max(len(values) for values in tries.values())):
                body = {
                    n: values[index].value for n, values in tries.items() if index < len(values)
                }
                exchange, sent = _send(session, operation, body)
                if exchange.ok:
                    _echoed(session, operation, exchange, sent)
                else:
                    # One of them is not taken: which?
                    for name in body:
                        _one(session, operation, name, body[name], tries[name][index].note)


def _valid(session: Session, operation: Operation, name: str, schema: Schema) -> list[Valid]:
    if session.contract.is_id(schema):
        return [Valid(None, "null")] if schema.nullable else []
    balance = operation.balance
    if balance is not None and name == balance.amount:
        # How much may be taken depends on what there is; the balance rules try it.
        return []
    return valid(schema)


def _one(session: Session, operation: Operation, name: str, value: Any, note: str) -> None:
    exchange, sent = _send(session, operation, {name: value})
    if exchange.ok:
        _echoed(session, operation, exchange, sent)
        return
    assert operation.body is not None
    schema = operation.body.schema.fields[name]
    session.report(
        TAKEN,
        exchange,
        signature=f"{schema.home} {note}",
        expected=f"{operation.success.status}: {note} of {name} keeps the schema",
        source=schema.home if schema.home != schema.pointer else schema.pointer,
    )


def _send(session: Session, operation: Operation, fields: Json) -> tuple[Exchange, Json]:
    """Call an operation with these fields, on an object where it is allowed."""
    options = _target(session, operation)
    assert operation.body is not None
    unique = session.objects.unique_fields(operation)
    body = session.objects.body_for(operation) if operation.body.required else {}
    owner = session.contract.owner(operation)
    if owner is not None and owner.update is operation:
        body = {}
    body |= fields
    for name in unique & fields.keys():
        # A value that has to be unique may have been taken by the try before.
        seen = session.memory.setdefault(f"unique {name}", set())
        folded = str(body[name]).casefold()
        if folded in seen:
            body[name] = session.objects.unique(operation.body.schema.fields[name])
        seen.add(folded)
    for name, needed in operation.body.schema.full.get("dependentRequired", {}).items():
        for other in needed if name in body else ():
            schema = operation.body.schema.fields[other]
            body.setdefault(other, _same_or(session, operation, options, other, schema))
    return session.call(operation, body=body, **options), body


def _same_or(
    session: Session, operation: Operation, options: Json, name: str, schema: Schema
) -> Any:
    """A value for a field that another one needs: what the object has already."""
    owner = session.contract.owner(operation)
    state = session.objects.state(owner, options["id"]) if owner and "id" in options else None
    current = (state or {}).get(name)
    held = as_object(current)
    if held is not None and "id" in held:
        return held["id"]
    return current if current is not None else session.objects.reference(schema.name or "")


def _target(session: Session, operation: Operation) -> Json:
    if not operation.path_parameters:
        return {}
    resource = session.contract.resource_of(operation.path_parameters[0].schema.name)
    if resource is None or resource.create is None:
        raise CannotRun(f"nothing can be made to try {operation.id} on")
    rule = operation.transition
    if rule is not None:
        return {"id": bring(session, resource, rule.states)["id"]}
    return {"id": session.objects.make(resource).fields["id"]}


def _echoed(session: Session, operation: Operation, exchange: Exchange, body: Json) -> None:
    owner = session.contract.owner(operation)
    if owner is None:
        return
    if operation in (owner.create, owner.update):
        echo(session, owner, operation, exchange, body)
    read_back(session, owner, exchange)


def bodies_rejected(session: Session) -> None:
    """Each rule of each body, broken alone."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            if operation.body is None:
                continue
            owner = session.contract.owner(operation)
            options = _target(session, operation)
            before = (
                session.objects.state(owner, options["id"]) if owner and "id" in options else None
            )
            whole = session.objects.body_for(operation) if operation.body.required else {}
            for needed in operation.body.schema.full.get("dependentRequired", {}).values():
                for name in needed:
                    schema = operation.body.schema.fields[name]
                    whole[name] = _same_or(session, operation, options, name, schema)
            last: Exchange | None = None
            for bad, body, field in _bad_bodies(operation, whole):
                last = session.call(operation, body=body, **options)
                _judge(session, operation, last, bad, field)
            if before is not None and owner is not None and last is not None:
                after = session.objects.state(owner, options["id"])
                if after != before:
                    session.report(
                        NO_EFFECT,
                        last,
                        then=session.objects.last_read,
                        expected=f"the object as it was: {before}",
                        source=operation.where("responses/422"),
                        got=f"{after}",
                    )


def _bad_bodies(operation: Operation, whole: Json) -> list[tuple[Invalid, Any, str]]:
    """Bodies that break one rule each, with the field that the error must name."""
    assert operation.body is not None
    schema = operation.body.schema
    found: list[tuple[Invalid, Any, str]] = []
    for name, child in schema.fields.items():
        for bad in invalid(child, example=operation.body.example_of(name)):
            field = f"{name}.{bad.inside}" if bad.inside else name
            found.append((bad, {**whole, name: bad.value}, field))
    for name, needed in schema.full.get("dependentRequired", {}).items():
        rule = Invalid(None, "dependentRequired", f"{schema.home}/dependentRequired/{name}")
        value = schema.fields[name].example
        found += [(rule, {name: value}, "") for other in needed if other != name]
    for name in schema.required:
        body = {key: value for key, value in whole.items() if key != name}
        found.append((Invalid(body, "required", f"{schema.home}/required"), body, name))
    if schema.full.get("additionalProperties") is False:
        for name in ("no_such_field", "id", "created", "__proto__"):
            if name not in schema.fields:
                rule = Invalid(None, "additionalProperties", f"{schema.home}/additionalProperties")
                found.append((rule, {**whole, name: "x"}, name))
    for value in ([], "text", 5, True, None, [whole]):
        found.append((Invalid(value, "type", f"{schema.home}/type"), value, ""))
    return found


def _judge(
    session: Session, operation: Operation, exchange: Exchange, bad: Invalid, field: str
) -> None:
    wanted = session.contract.code_for(bad.keyword)
    response = session.contract.errors.get(wanted) if wanted else None
    shown = f"{bad.keyword} broken by {field or 'the body'}"
    if exchange.ok or not 400 <= exchange.status < 500:
        session.report(
            REJECTED,
            exchange,
            signature=f"{bad.pointer}",
            expected=f"{response.status if response else 'a rejection'}: {shown}",
            source=bad.pointer,
        )
        return
    if exchange.code not in documented_codes(operation, exchange.status):
        # That is a finding of its own already, and about more than this value.
        return
    if response is not None and (exchange.status != response.status or exchange.code != wanted):
        session.report(
            CODE,
            exchange,
            signature=f"{bad.keyword} {exchange.status} {exchange.code}",
            expected=f"{response.status} {wanted}: {shown}",
            source=f"{response.pointer}/x-constraints/{wanted}",
        )
        return
    if field:
        judge_field(session, FIELD, exchange, field, bad.pointer)


def documented_codes(operation: Operation, status: int) -> tuple[str, ...]:
    """The error codes that an operation documents for a status."""
    return operation.responses[status].error_codes if status in operation.responses else ()


def parameters_rejected(session: Session) -> None:
    """Each rule of each query parameter, broken alone."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            options, _ = _readable(session, operation)
            for parameter in operation.query_parameters:
                for bad in _bad_values(parameter):
                    exchange = session.call(operation, query={parameter.name: bad.value}, **options)
                    _judge(session, operation, exchange, bad, _field(parameter, exchange))
                _twice(session, operation, parameter, options)


def _twice(session: Session, operation: Operation, parameter: Parameter, options: Json) -> None:
    """A parameter that is not a list, sent twice: which of the values counts would be left to chance."""
    if parameter.schema.items is not None:
        return
    values = [v.value for v in valid(parameter.schema) if v.value is not None]
    if session.contract.is_id(parameter.schema):
        values = [parameter.schema.example]
    values = values or [parameter.example]
    exchange = session.call(operation, query={parameter.name: [values[0], values[-1]]}, **options)
    if exchange.status not in (400, 422):
        session.report(
            TWICE,
            exchange,
            signature=f"{exchange.ok}",
            expected=f"400 or 422: {parameter.name} is sent twice",
            source=parameter.pointer,
        )


def _bad_values(parameter: Parameter) -> list[Invalid]:
    items = parameter.schema.items
    return invalid(items if items is not None else parameter.schema, text=True)


def _field(parameter: Parameter, exchange: Exchange) -> str:
    """The name that the error must give; an array's item may be counted."""
    named = exchange.field or ""
    if parameter.schema.items is not None and named.startswith(parameter.name):
        return named
    return parameter.name


def _readable(session: Session, operation: Operation) -> tuple[Json, str | None]:
    if not operation.query_parameters:
        return {}, None
    return valid_request(session, operation)


def parameters_taken(session: Session) -> None:
    """Valid values of every query parameter."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            options, _ = _readable(session, operation)
            for parameter in operation.query_parameters:
                items = parameter.schema.items
                schema = items if items is not None else parameter.schema
                if session.contract.is_id(schema):
                    continue
                for value in valid(schema):
                    if value.value is None:
                        continue
                    exchange = session.call(
                        operation, query={parameter.name: value.value}, **options
                    )
                    if not exchange.ok:
                        session.report(
                            TAKEN,
                            exchange,
                            signature=f"{parameter.pointer} {value.note}",
                            expected=f"200: {value.note} keeps the schema of {parameter.name}",
                            source=f"{parameter.pointer}/schema",
                        )
                if items is not None:
                    _repeated(session, operation, parameter, items, options)


def _repeated(
    session: Session, operation: Operation, parameter: Parameter, items: Schema, options: Json
) -> None:
    value = items.example
    for count in (2, parameter.schema.full.get("maxItems", 2)):
        exchange = session.call(operation, query={parameter.name: [value] * count}, **options)
        if not exchange.ok:
            session.report(
                TAKEN,
                exchange,
                signature=f"{parameter.pointer} repeated",
                expected=f"200 with {parameter.name} {count} times",
                source=f"{parameter.pointer}/schema",
            )
    most = parameter.schema.full.get("maxItems")
    if most is not None:
        exchange = session.call(operation, query={parameter.name: [value] * (most + 1)}, **options)
        _judge(
            session,
            operation,
            exchange,
            Invalid(value, "maxItems", f"{parameter.pointer}/schema/maxItems"),
            _field(parameter, exchange),
        )


def defaults(session: Session) -> None:
    """Fields of a body that have a default: leaving them out is sending it."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            if operation.body is None:
                continue
            for name, schema in operation.body.schema.fields.items():
                if "default" not in schema.full:
                    continue
                one, _ = _send(session, operation, {})
                other, _ = _send(session, operation, {name: schema.full["default"]})
                differing = [
                    field
                    for field, value in one.fields.items()
                    if isinstance(value, str | bool | None)
                    and field in other.fields
                    and other.fields[field] != value
                    and not _own(session, operation, field)
                ]
                if one.status != other.status or differing:
                    session.report(
                        DEFAULT,
                        one,
                        steps=[other],
                        signature=name,
                        expected=f"what {name}: {schema.full['default']} gives",
                        source=f"{schema.home}/default",
                        got=f"{', '.join(differing) or 'the status'} differs: {one.summary()}",
                    )


def _own(session: Session, operation: Operation, field: str) -> bool:
    """Whether each object has its own value of a field."""
    owner = session.contract.owner(operation)
    schema = owner.schema.fields.get(field) if owner else None
    if schema is not None and session.contract.is_id(schema):
        return True
    return field in session.objects.unique_fields(operation)


PARTS = (bodies_taken, bodies_rejected, parameters_taken, parameters_rejected, defaults)
ROLES = ()
