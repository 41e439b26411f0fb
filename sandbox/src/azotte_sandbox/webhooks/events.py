"""Builds an event and queues it, in the transaction of the change that caused it."""

from __future__ import annotations

import time

import msgspec

from azotte_sandbox.context import Context, Json
from azotte_sandbox.store import Connection

# Also for disabled endpoints, whose events wait until they are enabled.
_WANTING = "FROM webhook_endpoint WHERE tenant = $1 AND environment = $2 AND removed = 0"
# Most tenants have no endpoint. The insert returns whether there is one, so that no second statement is needed.
_INSERT_EVENT = (
    "INSERT INTO event (tenant, environment, id, type, subject, created, body)"  # noqa: S608  (constants)
    f" VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING seq, EXISTS (SELECT 1 {_WANTING})"
)
_ENDPOINTS = f"SELECT id, event_types {_WANTING}"
# A delivery behind another one is not due. It becomes due when that one ends.
INSERT_DELIVERY = (
    "INSERT INTO delivery (endpoint, event_seq, subject, state, attempts, due_at)"
    " VALUES ($1, $2, $3, 'waiting', 0, CASE WHEN EXISTS (SELECT 1 FROM delivery"
    " WHERE endpoint = $1 AND subject = $3 AND state = 'waiting')"
    " THEN NULL ELSE CAST($4 AS BIGINT) END)"
)


async def record(
    context: Context,
    db: Connection,
    name: str,
    doc: Json,
    before: Json | None = None,
    *,
    subject: str | None = None,
) -> None:
    """Record an event of an object.

    Args:
        context: Tenant, environment, time and request.
        db: Connection of the unit of work that changes the object.
        name: such as `customer.updated`, as the contract spells it.
        doc: The object after the change.
        before: The object before the change, for an update.
        subject: ID of the object, if it has no field `id`.
    """
    data: Json = {"object": doc}
    if before is not None:
        data["previous_attributes"] = {
            name: value for name, value in before.items() if doc.get(name) != value
        }
    event = new(context, name, data)
    context.checker.event(name, event)
    await store(context, db, event, subject or str(doc["id"]))


def new(context: Context, name: str, data: Json) -> Json:
    """Return an event."""
    return {
        "id": context.ids.new("evt"),
        "object": "event",
        "type": name,
        "created": context.now,
        "data": data,
        "request": context.request,
    }


async def store(
    context: Context, db: Connection, event: Json, subject: str, only: str | None = None
) -> None:
    """Store an event, and queue its deliveries.

    Args:
        context: Tenant and environment.
        db: Connection of the unit of work.
        event: The event.
        subject: ID of the object that it is about.
        only: ID of the only endpoint to deliver to. By default those that receive its type.
    """
    name = event["type"]
    row = await db.fetch_one(
        _INSERT_EVENT,
        *context.world,
        event["id"],
        name,
        subject,
        context.now,
        msgspec.json.encode(event),
    )
    assert row is not None
    if not row[1]:
        return
    for endpoint, wanted in await db.fetch(_ENDPOINTS, *context.world):
        if endpoint == only or (only is None and (wanted is None or name in wanted.split(","))):
            await db.execute(INSERT_DELIVERY, endpoint, row[0], subject, int(time.time()))
