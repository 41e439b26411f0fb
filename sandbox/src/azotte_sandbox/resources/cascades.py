"""What happens to objects that name a deleted one (`updates`)."""

from __future__ import annotations

from azotte_sandbox.context import Call, Json, Reply
from azotte_sandbox.contract import Operation
from azotte_sandbox.contract.effects import Resource
from azotte_sandbox.json_values import fields_of
from azotte_sandbox.resources import values
from azotte_sandbox.resources.generic import Handler
from azotte_sandbox.resources.kinds import Kinds
from azotte_sandbox.store import Connection
from azotte_sandbox.store.documents import Condition, Documents, Wanted, indexed
from azotte_sandbox.store.objects import Page

_AT_ONCE = 100


def cascading(handler: Handler, operation: Operation, kinds: Kinds) -> Handler:
    """Return a handler that also changes the objects that name the deleted one.

    Kinds with behaviour of their own are changed by the handler.
    """
    updates = [
        (resource, field, then)
        for resource, field, then in operation.effect.updates
        if resource.name in kinds.documents and then
    ]
    if not updates:
        return handler

    async def cascade(call: Call, db: Connection) -> bytes | Page | Reply:
        reply = await handler(call, db)
        for resource, field, then in updates:
            await _follow(resource, field, then, kinds.documents[resource.name], call, db)
        return reply

    return cascade


async def _follow(
    resource: Resource, field: str, then: Json, documents: Documents, call: Call, db: Connection
) -> None:
    world = call.context.world
    owner = indexed(call.path[call.operation.effect.parameter or ""])
    wanted = Wanted(_AT_ONCE, [Condition(field, "eq", owner)])
    while rows := (await documents.page(db, world, wanted))[:_AT_ONCE]:
        for body, seq in rows:
            stored = documents.stored(seq, body)
            doc = dict(fields_of(stored.doc))
            values.apply_all(then, resource, call, doc)
            await documents.update(db, world, stored, doc)
            wanted.after = seq
