"""Customers: people and companies with subscriptions."""

from __future__ import annotations

import msgspec

from azotte_sandbox.context import Call, Context, Json
from azotte_sandbox.errors import ApiError, quoted
from azotte_sandbox.resources import subscriptions
from azotte_sandbox.store import Connection, UniqueViolationError
from azotte_sandbox.store.tables import CUSTOMERS
from azotte_sandbox.webhooks import events

_ADDRESS = ("line1", "line2", "city", "state", "postal_code", "country")


async def create_customer(call: Call, db: Connection) -> bytes:
    return await create(call.context, db, call.body)


async def create(context: Context, db: Connection, body: Json) -> bytes:
    """Create a customer from a checked `CustomerCreate`."""
    doc: Json = {
        "id": context.new_id("Customer"),
        "object": "customer",
        "name": body.get("name"),
        "email": body["email"],
        "phone": body.get("phone"),
        "address": _address(body.get("address")),
        "metadata": body.get("metadata", {}),
        "created": context.now,
    }
    try:
        response = await CUSTOMERS.insert(db, context.world, doc)
    except UniqueViolationError:
        raise _duplicate(doc["email"]) from None
    await events.record(context, db, "customer.created", doc)
    return response


async def delete_customer(call: Call, db: Connection) -> bytes:
    context = call.context
    before = await CUSTOMERS.change(db, context.world, call.path["id"])
    await subscriptions.cancel_all_of(context, db, before["id"])
    doc: Json = {"id": before["id"], "object": "customer", "deleted": True}
    body = msgspec.json.encode(doc)
    # The row stays without its data, because a client may use it as the cursor of a list.
    await db.execute(
        "UPDATE customer SET hidden = 1, email = NULL, doc = $4"
        " WHERE tenant = $1 AND environment = $2 AND id = $3",
        *context.world,
        before["id"],
        body,
    )
    await events.record(context, db, "customer.deleted", doc)
    return body


OPERATIONS = (create_customer, delete_customer)


def _address(sent: Json | None) -> Json | None:
    return None if sent is None else {line: sent.get(line) for line in _ADDRESS}


def _duplicate(email: str) -> ApiError:
    return ApiError(
        "duplicate_value",
        f"Another customer already has the email address {quoted(email)}. Use a different one, or update that customer.",
        {"field": "email", "constraint": "unique"},
    )
