"""What happens to objects that name a deleted one (`x-cascade`)."""

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
    rules: list[Json] = [
        rule
        for rule in operation.effect.marks.get("x-cascade", ())
        if rule["schema"] in kinds.documents and "then" in rule
    ]
    if not rules:
        return handler

    async def cascade(call: Call, db: Connection) -> bytes | Page | Reply:
        reply = await handler(call, db)
        for rule in rules:
            resource = kinds.resources[rule["schema"]]
            documents = kinds.documents[resource.name]
            await _follow(rule, resource, documents, call, db)
        return reply

    return cascade


async def _follow(
    rule: Json, resource: Resource, documents: Documents, call: Call, db: Connection
) -> None:
    world = call.context.world
    owner = indexed(call.path[call.operation.effect.parameter or ""])
    wanted = Wanted(_AT_ONCE, [Condition(rule["field"], "eq", owner)])
    while rows := (await documents.page(db, world, wanted))[:_AT_ONCE]:
        for body, seq in rows:
            stored = documents.stored(seq, body)
            doc = dict(fields_of(stored.doc))
            values.apply_all(rule["then"], resource, call, doc)
            await documents.update(db, world, stored, doc)
            wanted.after = seq
