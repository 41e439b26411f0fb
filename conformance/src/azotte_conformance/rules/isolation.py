"""Isolation: no tenant and no environment sees, changes or names another's objects."""

from collections.abc import Iterator

from azotte_conformance.contract import Contract, Json, Operation, Resource
from azotte_conformance.distinguishing import distinguishing
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.identities import OTHER, Identity, role_of
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.rules.filters import filtered_fields
from azotte_conformance.session import Session

OBJECT = Rule(
    "isolation.object",
    "An object of another tenant or environment is treated like one that does not exist, and stays unchanged.",
    by="/paths/*/*/responses/404",
)
LIST = Rule(
    "isolation.list",
    "A list has only objects of its own tenant and environment.",
    by="/components/securitySchemes/*/x-key-kinds",
)
REFERENCE = Rule(
    "isolation.reference",
    "A body or a parameter cannot name an object of another tenant or environment.",
    by="/paths/*/*/responses/404",
)
UNIQUE = Rule(
    "isolation.unique",
    "Unique values are unique within one tenant and environment, not beyond.",
    by="/components/schemas/*/x-unique",
)
SAME_404 = Rule(
    "isolation.same-404",
    "A 404 does not reveal whether the object exists in another tenant or environment.",
    "note",
    by="/components/responses/NotFound/description",
)


def pairs(session: Session) -> Iterator[tuple[str, Identity, Identity]]:
    """Identities that must not see each other's data: the name of what lies between, whose object, who asks."""
    main = session.world.main
    environment = main.environment
    found = [("tenant", OTHER)]
    for kind in session.contract.key_kinds:
        if (
            main.kind is not None
            and kind.type == main.kind.type
            and kind.environment != environment
        ):
            found.append(("environment", role_of(kind.type, kind.environment)))
    for name, role in found:
        try:
            stranger = session.who(role)
        except CannotRun as reason:
            session.skip(f"isolation from another {name}", str(reason))
            continue
        yield name, main, stranger
        if session.commands is not None or name == "tenant":
            yield name, stranger, main


def objects(session: Session) -> None:
    """Each operation that names an object in its path."""
    for name, owner, stranger in pairs(session):
        for resource in session.contract.resources.values():
            with session.trying(resource):
                if resource.create is None or _is_ambiguous(session, resource):
                    continue
                for operation in resource.of_one:
                    theirs = session.objects.make(resource, owner).fields
                    before = session.objects.state(resource, theirs["id"], owner)
                    options = body_of(session, operation, stranger)
                    exchange = session.call(operation, id=theirs["id"], who=stranger, **options)
                    absent = session.objects.absent_id(operation.path_parameters[0].schema)
                    missing = session.call(operation, id=absent, who=stranger, **options)
                    after = session.objects.state(resource, theirs["id"], owner)
                    _judge(session, name, operation, (exchange, theirs["id"]), (missing, absent))
                    if after != before:
                        session.report(
                            OBJECT,
                            exchange,
                            signature=f"{name} changed",
                            then=session.objects.last_read,
                            expected="the other's object as it was",
                            source=operation.where("responses/404"),
                            got=f"{exchange.summary()}; the object was {before} and is {after}",
                        )


def _is_ambiguous(session: Session, resource: Resource) -> bool:
    if resource.is_numbered:
        session.skip(
            f"isolation of {resource.name}", "each tenant can have an object with its number"
        )
    return resource.is_numbered


def _judge(
    session: Session,
    name: str,
    operation: Operation,
    foreign: tuple[Exchange, str],
    absent: tuple[Exchange, str],
) -> None:
    """Judge the responses for another's object and for one that does not exist, each with the ID that was sent."""
    (exchange, _), (missing, _) = foreign, absent
    if exchange.status != 404:
        session.report(
            OBJECT,
            exchange,
            signature=f"{name} {exchange.ok}",
            expected=f"404 for an object of another {name}",
            source=operation.where("responses/404"),
        )
    elif distinguishing(session, exchange, missing, hidden=_hidden(foreign[1], absent[1])):
        session.report(
            SAME_404,
            exchange,
            signature=name,
            expected=f"the response for an object that does not exist: {missing.summary()}",
            source=operation.where("responses/404"),
        )


def body_of(session: Session, operation: Operation, who: Identity | None) -> Json:
    """The body of a valid call, if the operation needs one."""
    if operation.body is None or not operation.body.required:
        return {}
    return {"body": session.objects.body_for(operation, who)}


def _hidden(*ids: str) -> dict[str, str]:
    return dict.fromkeys(ids, "ID")


def lists(session: Session) -> None:
    """Each list, plain, filtered by another's object, and begun at one."""
    for name, owner, stranger in pairs(session):
        for operation in session.contract.lists():
            with session.trying(operation):
                resource = session.contract.owner(operation)
                paging = operation.pagination
                assert paging is not None
                if resource is None or operation.path_parameters or resource.create is None:
                    continue
                if _is_ambiguous(session, resource):
                    continue
                # With the references that a filter can name, also the optional ones.
                named = {
                    field: session.objects.reference(schema.name or "", owner)
                    for field, schema in session.contract.references(resource.create)
                    if field in filtered_fields(resource)
                }
                theirs = session.objects.make(resource, owner, **named).fields["id"]
                page = session.call(operation, who=stranger, query={paging.limit.name: 100})
                _not_in(session, name, operation, page, theirs)
                _cursors(session, name, operation, stranger, theirs)
                for parameter in operation.query_parameters:
                    target = session.contract.resource_of(parameter.schema.name)
                    if target is None or parameter in (paging.after, paging.before):
                        continue
                    id = _named_by(session, resource, parameter.name, theirs, owner)
                    page = session.call(operation, who=stranger, query={parameter.name: id})
                    _not_in(session, name, operation, page, theirs)
                    absent = session.objects.absent_id(parameter.schema)
                    nothing = session.call(operation, who=stranger, query={parameter.name: absent})
                    _same(session, name, operation, (page, id), (nothing, absent))


def caches(session: Session) -> None:
    """A list that its owner has just read, read by another tenant or environment with the same parameters."""
    for name, owner, stranger in pairs(session):
        for operation in session.contract.lists():
            with session.trying(operation):
                if operation.path_parameters:
                    continue
                paging = operation.pagination
                assert paging is not None
                sizes = [int(paging.limit.schema.full["maximum"]) - n for n in range(2)]
                # Nobody has read the first one, so that it comes from no cache.
                fresh = session.must(operation, who=stranger, query={paging.limit.name: sizes[0]})
                read = session.must(operation, who=owner, query={paging.limit.name: sizes[1]})
                again = session.must(operation, who=stranger, query={paging.limit.name: sizes[1]})
                shown = [item[paging.cursor] for item in again.fields[paging.items]]
                own = [item[paging.cursor] for item in fresh.fields[paging.items]]
                if shown != own and shown == [i[paging.cursor] for i in read.fields[paging.items]]:
                    session.report(
                        LIST,
                        again,
                        steps=[read],
                        signature=f"{name} cache",
                        expected=f"the list of the other {name}, not the one that was just read",
                        source=operation.where("responses/200"),
                    )
                    continue
                _cached_object(session, name, operation, read, own, (owner, stranger))


def _cached_object(
    session: Session,
    name: str,
    operation: Operation,
    read: Exchange,
    own: list[str],
    who: tuple[Identity, Identity],
) -> None:
    """Read an object that its owner has just read."""
    resource = session.contract.owner(operation)
    if resource is None or resource.get is None or operation.pagination is None:
        return
    for item in read.fields[operation.pagination.items][:1]:
        id = str(item["id"])
        if id in own:
            continue
        owner, stranger = who
        session.must(resource.get, id=id, who=owner)
        exchange = session.call(resource.get, id=id, who=stranger)
        if exchange.status != 404:
            session.report(
                OBJECT,
                exchange,
                signature=f"{name} {exchange.ok}",
                expected=f"404 for an object of another {name}",
                source=resource.get.where("responses/404"),
            )


def _named_by(session: Session, resource: Resource, field: str, id: str, who: Identity) -> str:
    state = session.objects.state(resource, id, who) or {}
    return str(state.get(field, id))


def _not_in(session: Session, name: str, operation: Operation, page: Exchange, theirs: str) -> None:
    # An error may name the ID that the request named.
    if page.ok and theirs in page.text:
        session.report(
            LIST,
            page,
            signature=name,
            expected=f"a list without objects of another {name}",
            source=operation.where("responses/200"),
            got=f"{page.status} with {theirs} in it",
        )


def _cursors(
    session: Session, name: str, operation: Operation, stranger: Identity, theirs: str
) -> None:
    paging = operation.pagination
    assert paging is not None
    for cursor in (paging.after, paging.before):
        there = session.call(operation, who=stranger, query={cursor.name: theirs})
        absent = session.objects.absent_id(cursor.schema)
        nothing = session.call(operation, who=stranger, query={cursor.name: absent})
        _not_in(session, name, operation, there, theirs)
        _same(session, name, operation, (there, theirs), (nothing, absent))


def _same(
    session: Session,
    name: str,
    operation: Operation,
    foreign: tuple[Exchange, str],
    absent: tuple[Exchange, str],
) -> None:
    """What another tenant or environment has must look like what does not exist."""
    (there, theirs), (nothing, no_id) = foreign, absent
    if not there.ok and there.status == nothing.status:
        if distinguishing(session, there, nothing, hidden=_hidden(theirs, no_id)):
            session.report(
                SAME_404,
                there,
                steps=[nothing],
                signature=f"list {name}",
                expected=f"the response for an object that does not exist: {nothing.summary()}",
                source=operation.where("responses/404"),
            )
    elif there.status != nothing.status or there.json != nothing.json:
        session.report(
            REFERENCE,
            there,
            steps=[nothing],
            signature=f"list {name}",
            expected=f"the response for an object that does not exist: {nothing.summary()}",
            source=operation.where("parameters"),
        )


def references(session: Session) -> None:
    """Each field of a body that names an object, filled with another tenant or environment's."""
    for name, owner, stranger in pairs(session):
        for operation in session.contract.operations.values():
            with session.trying(operation):
                for field, schema in session.contract.references(operation):
                    resource = session.contract.resource_of(schema.name)
                    if resource is None or resource.create is None:
                        continue
                    if _is_ambiguous(session, resource):
                        continue
                    theirs = session.objects.shared(resource, owner)["id"]
                    options = target_of(session, operation, stranger)
                    body = session.objects.body_for(operation, stranger)
                    exchange = session.call(
                        operation, who=stranger, body={**body, field: theirs}, **options
                    )
                    absent = session.objects.absent_id(schema)
                    nothing = session.call(
                        operation, who=stranger, body={**body, field: absent}, **options
                    )
                    if exchange.status != 404 or nothing.status != 404:
                        session.report(
                            REFERENCE,
                            exchange,
                            signature=f"body {name} {exchange.ok}",
                            expected=f"404 for {field} of another {name}, as if it did not exist",
                            source=operation.where("responses/404"),
                        )
                    elif distinguishing(session, exchange, nothing, hidden=_hidden(theirs, absent)):
                        session.report(
                            SAME_404,
                            exchange,
                            steps=[nothing],
                            signature=f"body {name}",
                            expected=f"the response for {field} that does not exist: {nothing.summary()}",
                            source=operation.where("responses/404"),
                        )


def target_of(session: Session, operation: Operation, who: Identity | None = None) -> Json:
    """The object in the path of a call, a new one if the operation changes it."""
    if not operation.path_parameters:
        return {}
    resource = session.contract.resource_of(operation.path_parameters[0].schema.name)
    if resource is None:
        raise CannotRun(f"the contract does not say how to create the objects of {operation.path}")
    if resource.create is None or not operation.writes:
        return {"id": session.objects.shared(resource, who)["id"]}
    return {"id": session.objects.make(resource, who).fields["id"]}


def unique(session: Session) -> None:
    """One value in two tenants, and in two environments."""
    for name, owner, stranger in pairs(session):
        for resource, field in _unique_fields(session.contract):
            with session.trying(resource):
                assert resource.create is not None
                taken = session.objects.make(resource, owner)
                body = session.objects.body_for(resource.create, stranger)
                exchange = session.call(
                    resource.create, who=stranger, body={**body, field: taken.fields[field]}
                )
                if not exchange.ok:
                    session.report(
                        UNIQUE,
                        exchange,
                        signature=name,
                        steps=[taken],
                        expected=f"{resource.create.success.status}: it is another {name}'s",
                        source=f"{resource.schema.home}/x-unique",
                    )


def _unique_fields(contract: Contract) -> Iterator[tuple[Resource, str]]:
    for resource in contract.resources.values():
        for rule in resource.unique:
            if resource.create is not None:
                yield resource, rule["field"]


PARTS = (objects, lists, caches, references, unique)
ROLES = (OTHER,)
