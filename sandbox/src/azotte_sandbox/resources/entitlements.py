"""Entitlements: the features that a customer's subscriptions grant."""

from __future__ import annotations

from azotte_sandbox.context import Context, Json
from azotte_sandbox.resources import bundles
from azotte_sandbox.store import Connection
from azotte_sandbox.store.tables import ENTITLEMENTS

GRANTING = frozenset({"trialing", "active", "past_due"})
"""The statuses in which a subscription grants the entitlements of its bundle."""


async def follow(context: Context, db: Connection, subscription: Json) -> None:
    """Update the entitlements of a subscription for its current status and bundle."""
    bundle = await bundles.find(db, context.world, subscription["bundle"])
    row = await db.fetch_one(
        "SELECT 1 FROM entitlement"
        " WHERE tenant = $1 AND environment = $2 AND subscription = $3 AND bundle = $4 LIMIT 1",
        *context.world,
        subscription["id"],
        bundle["id"],
    )
    if row is None:
        for granted in bundle["entitlements"]:
            await _grant(context, db, subscription, granted)
    await db.execute(
        "UPDATE entitlement SET hidden = CASE WHEN bundle = $4 THEN $5 ELSE 1 END"
        " WHERE tenant = $1 AND environment = $2 AND subscription = $3",
        *context.world,
        subscription["id"],
        bundle["id"],
        0 if subscription["status"] in GRANTING else 1,
    )


async def _grant(context: Context, db: Connection, subscription: Json, granted: Json) -> None:
    doc: Json = {
        "id": context.new_id("Entitlement"),
        "object": "entitlement",
        "customer": subscription["customer"],
        "feature": granted["feature"],
        "kind": granted["kind"],
        "limit": granted["limit"],
        "source": subscription["id"],
        "created": context.now,
    }
    await ENTITLEMENTS.insert(db, context.world, doc, bundle=subscription["bundle"])
