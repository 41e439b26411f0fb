"""The operations whose effect the shape of the contract describes (`contract.effect_reader`), for objects of any kind.

A new object has the fields of the request; the contract has the rest: constants, defaults and examples. Behaviour that no
contract states is in the modules of its kind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, TypeAlias

import msgspec

from azotte_sandbox import errors, requirements
from azotte_sandbox.context import Call, Reply
from azotte_sandbox.contract import Operation
from azotte_sandbox.contract.conditions import matches, named_object, value_at, values_of_call
from azotte_sandbox.contract.effects import Does, Resource
from azotte_sandbox.errors import ApiError, quoted
from azotte_sandbox.json_values import Json, fields_of, is_object
from azotte_sandbox.resources import lists, values
from azotte_sandbox.resources.kinds import Kinds
from azotte_sandbox.resources.tabled import TabledObjects
from azotte_sandbox.store import Connection, UniqueViolationError
from azotte_sandbox.store.documents import Condition, Index, Stored, Wanted, indexed, storable
from azotte_sandbox.store.filters import folded, values_of
from azotte_sandbox.store.objects import Page
from azotte_sandbox.webhooks import events

Handler: TypeAlias = Callable[[Call, Connection], Awaitable[bytes | Page | Reply]]
"""Returns the body of the response, a page, or another response than the usual one."""

_THE_ONLY_ONE = "-"
"""ID of the only object of its kind."""


def handler(operation: Operation, kinds: Kinds) -> Handler | None:
    """Return the handler of an operation, or None if the contract does not say what it does."""
    resource, does = operation.effect.resource, operation.effect.does
    if resource is None:
        return None
    if resource.name not in kinds.documents:
        # A kind with behaviour of its own: only that knows what else happens if an object comes or goes.
        if does in (Does.CREATE, Does.DELETE):
            return None
        described = _Described(operation, resource, kinds)
    else:
        described = _Kept(operation, resource, kinds)
        if does is Does.CREATE:
            return _opened(described.create, operation)
        if does is Does.DELETE:
            return described.delete
    match does:
        case Does.GET:
            return described.get
        case Does.LIST:
            return described.list
        case Does.UPDATE:
            return _opened(described.update, operation)
        case Does.ACT:
            return _opened(described.act, operation)
        case _:
            return None


def _opened(handle: Handler, operation: Operation) -> Handler:
    """Return a handler that gets the fields of an object that are in a field of the request body."""
    envelope = operation.effect.envelope
    if envelope is None:
        return handle

    async def opened(call: Call, db: Connection) -> bytes | Page | Reply:
        return await handle(call._replace(body=fields_of(call.body).get(envelope, {})), db)

    return opened


class _Described:
    """An operation that the contract describes; a method for each of its effects."""

    def __init__(self, operation: Operation, resource: Resource, kinds: Kinds) -> None:
        self._operation = operation
        self._effect = operation.effect
        self._resource = resource
        self._kinds = kinds
        self._objects = kinds.objects(resource.name, operation.effect)

    async def list(self, call: Call, db: Connection) -> Page:
        if self._effect.parents:
            await self._check_parents(call, db)
        if isinstance(self._objects, TabledObjects):
            page = await self._objects.page(call, db)
        else:
            is_scoped = self._effect.parents and self._effect.parent_field is None
            scope = self._scope(call) if is_scoped else None
            page = await lists.page(
                self._effect, self._resource.kind, scope, self._objects, call, db
            )
        if self._effect.expand is None or not call.query.get(self._effect.expand):
            return page
        return page._replace(docs=[await self._expanded(doc, call, db) for doc in page.docs])

    async def get(self, call: Call, db: Connection) -> bytes:
        if self._effect.parents:
            await self._check_parents(call, db)
        stored = await self._objects.read(db, call.context.world, self._id(call))
        if stored is None and self._resource.singleton:
            doc = values.new_object(self._effect, self._resource, call, {}, _THE_ONLY_ONE)
            body = msgspec.json.encode(doc)
        else:
            body = self._found(stored, call).body
        if self._effect.response is not None:
            return self._response(msgspec.json.decode(body))
        return body if self._effect.expand is None else await self._expanded(body, call, db)

    async def update(self, call: Call, db: Connection) -> bytes | Reply:
        await self._check_parents(call, db)
        stored = await self._objects.find(db, call.context.world, self._id(call))
        if stored is None:
            return await self._missing(call, db)
        stored = self._found(stored, call)
        requirements.check(call, fields_of(stored.doc))
        return await self._change(call, db, stored, values.merged(self._resource, call, stored.doc))

    async def act(self, call: Call, db: Connection) -> bytes:
        await self._check_parents(call, db)
        stored = await self._objects.find(db, call.context.world, self._id(call))
        before = fields_of(self._found(stored, call).doc)
        requirements.check(call, before)
        doc = values.acted_on(self._effect, self._resource, call, before)
        return await self._change(call, db, self._found(stored, call), doc)

    async def _missing(self, call: Call, db: Connection) -> bytes | Reply:
        """Return the response to an update of an object that does not exist.

        Raises:
            ApiError: `resource_missing`.
        """
        del db
        raise errors.missing(self._resource.kind, self._id(call))

    # ---------------------------------------------------------------- objects in the path

    def _id(self, call: Call) -> str:
        if self._effect.parameter is None:
            return self._scope(call) or _THE_ONLY_ONE
        return str(call.path[self._effect.parameter])

    def _scope(self, call: Call) -> str:
        """Return the objects in the path that an object belongs to."""
        parents = (str(call.path[parent.parameter]) for parent in self._effect.parents)
        return storable("/".join(parents))

    async def _check_parents(self, call: Call, db: Connection) -> None:
        for parent in self._effect.parents:
            object_id = str(call.path[parent.parameter])
            await self._kinds.check_parent(parent.resource, object_id, call.context.world, db)

    def _found(self, stored: Stored | None, call: Call) -> Stored:
        """Return an object, if it belongs to the objects in the path.

        Raises:
            ApiError: `resource_missing`.
        """
        parents, field = self._effect.parents, self._effect.parent_field
        if stored is not None and parents:
            owner = call.path[parents[-1].parameter]
            is_there = (
                stored.scope == self._scope(call)
                if field is None
                else fields_of(stored.doc).get(field) == owner
            )
            stored = stored if is_there else None
        if stored is None:
            raise errors.missing(self._resource.kind, self._id(call))
        return stored

    # ---------------------------------------------------------------- writing

    async def _change(self, call: Call, db: Connection, stored: Stored, doc: Any) -> bytes:
        if doc != stored.doc:
            doc = self._resource.shape.completed(doc)
            if is_object(doc):
                doc |= values.times(self._resource.shape, call, "updated", doc)
            await self._check(call, db, doc, stored)
            try:
                await self._objects.update(db, call.context.world, stored, doc)
            except UniqueViolationError:
                unique = self._resource.unique[0].field
                raise self._duplicate(unique, fields_of(doc).get(unique)) from None
            await self._tell(call, db, stored.id, doc, stored.doc)
        return self._response(doc)

    async def _check(self, call: Call, db: Connection, doc: Any, stored: Stored | None) -> None:
        """Check the references and the unique fields of a new or changed object."""
        world = call.context.world
        before, after = fields_of(stored.doc if stored else None), fields_of(doc)
        for field, kind in self._resource.references.items():
            if field == self._effect.parent_field or after.get(field) == before.get(field):
                continue
            for object_id in values_of(after, field):
                if object_id is not None:
                    await self._kinds.check_reference(
                        kind, str(object_id), field, self._operation, world, db
                    )
        for rule in self._effect.requires_of_named:
            await self._check_named(rule, call, db)
        if isinstance(self._objects, TabledObjects):
            return  # the table has a unique index
        for unique in self._resource.unique:
            index = Index(unique.field, unique.ignore_case, is_unique=True)
            for value in values_of(after, unique.field):
                if value is None:
                    continue
                text = folded(value) if unique.ignore_case and isinstance(value, str) else value
                wanted = Wanted(1, [Condition(index.name, "eq", indexed(text))])
                rows = await self._objects.page(db, world, wanted)
                if any(stored is None or seq != stored.seq for _, seq in rows):
                    raise self._duplicate(unique.field, value)

    async def _check_named(self, rule: Json, call: Call, db: Connection) -> None:
        """Check what the contract requires of an object that the request names."""
        about = values_of_call(call, call.body, None)
        if not matches(rule.get("when", {}), about):
            return
        for expression, schema in rule["then"].items():
            place, pointer = named_object(expression) or ("", "")
            field, object_id = place.rpartition("/")[2], str(value_at(place, about))
            kind = self._resource.references[field]
            found = await self._kinds.find(kind, object_id, call.context.world, db)
            named = values_of_call(call, call.body, found and msgspec.json.decode(found))
            if not matches({pointer: schema}, named):
                raise errors.missing(self._kinds.resources[kind].kind, object_id, field)

    def _duplicate(self, field: str, value: Any) -> ApiError:
        return ApiError(
            "duplicate_value",
            f"Another {self._resource.kind} already has the {field} {quoted(str(value))}. Use a different one.",
            {"field": field, "constraint": "unique"},
        )

    async def _tell(
        self, call: Call, db: Connection, object_id: str, doc: Any, before: Any
    ) -> None:
        """Record the events that the contract says the operation causes (`events`)."""
        about = values_of_call(call, call.body, doc, before)
        for rule in self._effect.effects:
            if matches(rule.get("when", {}), about):
                for event in rule.get("events", ()):
                    await events.record(call.context, db, event, doc, before, subject=object_id)

    # ---------------------------------------------------------------- responses

    def _response(self, doc: Any) -> bytes:
        return msgspec.json.encode(values.response_of(self._effect, self._resource, doc))

    async def _expanded(self, body: bytes, call: Call, db: Connection) -> bytes:
        """Return the JSON of an object with the related objects that the request names."""
        resource, world = self._resource, call.context.world
        names: list[str] = call.query.get(self._effect.expand or "", [])
        if not names:
            return body
        doc = fields_of(msgspec.json.decode(body))
        for name in names:
            if name in self._effect.embedded:
                target, field = self._effect.embedded[name]
                object_id = str(doc[resource.id_field or ""])
                page = await self._kinds.page(target, field, object_id, world, db)
                doc[name] = msgspec.Raw(page)
            elif name in resource.references and resource.shape.fields[name].is_object:
                kind, related = resource.references[name], doc.get(name)
                found = await self._kinds.find(kind, str(related), world, db)
                doc[name] = related if found is None else msgspec.Raw(found)
        return msgspec.json.encode(doc)


class _Kept(_Described):
    """An operation on objects that only the contract describes."""

    def __init__(self, operation: Operation, resource: Resource, kinds: Kinds) -> None:
        super().__init__(operation, resource, kinds)
        self._documents = kinds.documents[resource.name]

    async def create(self, call: Call, db: Connection) -> bytes:
        await self._check_parents(call, db)
        body: Any = call.body
        if is_object(body):
            body = self._effect.defaults | body
        return await self._insert(call, db, body, await self._new_id(call, db, body))

    async def delete(self, call: Call, db: Connection) -> bytes:
        await self._check_parents(call, db)
        world = call.context.world
        stored = self._found(await self._documents.find(db, world, self._id(call)), call)
        requirements.check(call, fields_of(stored.doc))
        await self._documents.hide(db, world, stored)
        doc = values.response_of(self._effect, self._resource, stored.doc)
        await self._tell(call, db, stored.id, doc, None)
        return msgspec.json.encode(doc)

    async def _missing(self, call: Call, db: Connection) -> bytes | Reply:
        if not self._resource.singleton and not self._effect.creates:
            return await super()._missing(call, db)
        body = await self._insert(call, db, call.body, self._id(call))
        return Reply(body, HTTPStatus.CREATED) if self._effect.creates else body

    async def _new_id(self, call: Call, db: Connection, body: Any) -> str:
        """Return the ID of a new object: the one in the request, or a new one.

        Raises:
            ApiError: `duplicate_value` if another object has the ID.
        """
        resource, world = self._resource, call.context.world
        field = resource.id_field
        sent = None if field is None else fields_of(body).get(field)
        if field is not None and sent is not None and not resource.shape.fields[field].read_only:
            if await self._documents.get(db, world, str(sent)) is not None:
                raise self._duplicate(field, sent)
            return str(sent)
        if resource.id_form.is_number:
            return str(await self._documents.count(db, world) + 1)
        return resource.id_form.new(call.context.ids)

    async def _insert(self, call: Call, db: Connection, body: Any, object_id: str) -> bytes:
        context = call.context
        doc = values.new_object(self._effect, self._resource, call, body, object_id)
        await self._check(call, db, doc, None)
        scope = "" if self._effect.parent_field else self._scope(call)
        await self._documents.insert(
            db, context.world, object_id, doc, scope=scope, created=context.now
        )
        await self._tell(call, db, object_id, doc, None)
        return self._response(doc)
