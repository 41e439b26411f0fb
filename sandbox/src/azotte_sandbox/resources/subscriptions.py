"""Subscriptions: the plans of customers. Changes over time are in `billing`."""

from __future__ import annotations

from typing import cast

import msgspec

from azotte_sandbox import billing, errors, requirements
from azotte_sandbox.billing import Billing
from azotte_sandbox.context import Call, Context, Json
from azotte_sandbox.periods import DAY, period_start
from azotte_sandbox.resources import bundles, entitlements
from azotte_sandbox.store import Connection
from azotte_sandbox.store.tables import CUSTOMERS, SUBSCRIPTIONS
from azotte_sandbox.webhooks import events


async def create_subscription(call: Call, db: Connection) -> bytes:
    return await create(call.context, db, call.body)


async def create(context: Context, db: Connection, body: Json) -> bytes:
    """Create a subscription from a checked `SubscriptionCreate`."""
    await CUSTOMERS.change(db, context.world, body["customer"], "customer")
    plan, bundle = await bundles.find_plan(db, context.world, body["plan"])
    trial_end = context.now + plan["trial_days"] * DAY if plan["trial_days"] else None
    doc: Json = {
        "id": context.new_id("Subscription"),
        "object": "subscription",
        "customer": body["customer"],
        "bundle": bundle["id"],
        "plan": plan,
        "status": "trialing" if trial_end else "active",
        "current_period_start": context.now,
        "current_period_end": trial_end or period_start(context.now, plan["interval"], 1),
        "trial_end": trial_end,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_reason": None,
        "metadata": body.get("metadata", {}),
        "created": context.now,
    }
    record = Billing(anchor=trial_end or context.now, period=-1 if trial_end else 0)
    await SUBSCRIPTIONS.insert(
        db, context.world, doc, due_at=None, billing=msgspec.json.encode(record)
    )
    await events.record(context, db, "subscription.created", doc)
    if trial_end is None:
        await billing.charge(context, db, doc, record, plan["amount"])
    response = await billing.save(context, db, doc, record)
    await entitlements.follow(context, db, doc)
    return response


async def update_subscription(call: Call, db: Connection) -> bytes:
    context, body = call.context, call.body
    doc, record = await billing.load(db, context.world, call.path["id"])
    requirements.check(call, doc)
    before = doc.copy()
    if "metadata" in body:
        doc["metadata"] = body["metadata"]
    if "plan" in body:
        await _change_plan(
            context, db, doc, record, plan_id=body["plan"], proration=body.get("proration")
        )
    response = await billing.save(context, db, doc, record)
    if doc != before:
        await entitlements.follow(context, db, doc)
        await events.record(context, db, "subscription.updated", doc, before)
    return response


async def cancel_subscription(call: Call, db: Connection) -> bytes:
    context, body = call.context, call.body
    doc, record = await billing.load(db, context.world, call.path["id"])
    requirements.check(call, doc)
    before = doc.copy()
    reason = body.get("reason", "customer_request")
    if body.get("at_period_end"):
        doc["cancel_at_period_end"] = True
        doc["cancellation_reason"] = reason
        record.cancel_asked_at = context.now
        event = "subscription.updated"
    else:
        if "reason" in body:
            doc["cancellation_reason"] = reason
        billing.cancel(context, doc, reason)
        event = "subscription.cancelled"
    return await _finish(context, db, doc, record, before=before, event=event)


async def pause_subscription(call: Call, db: Connection) -> bytes:
    context = call.context
    doc, record = await billing.load(db, context.world, call.path["id"])
    requirements.check(call, doc)
    before = doc.copy()
    doc["status"] = "paused"
    return await _finish(context, db, doc, record, before=before, event="subscription.paused")


async def resume_subscription(call: Call, db: Connection) -> bytes:
    context = call.context
    doc, record = await billing.load(db, context.world, call.path["id"])
    requirements.check(call, doc)
    before = doc.copy()
    doc["status"] = "active"
    if doc["current_period_end"] <= context.now:
        # The period ended during the pause: a new one starts now, and the time between is not charged.
        record.anchor, record.period = context.now, -1
        await billing.start_period(context, db, doc, record)
    elif record.retry_at is not None and record.retry_at <= context.now:
        await billing.charge(context, db, doc, record, record.owed)
    return await _finish(context, db, doc, record, before=before, event="subscription.resumed")


OPERATIONS = (
    create_subscription,
    update_subscription,
    cancel_subscription,
    pause_subscription,
    resume_subscription,
)


async def cancel_all_of(context: Context, db: Connection, customer: str) -> None:
    """Cancel all subscriptions of a deleted customer."""
    rows = await db.fetch(
        "SELECT id FROM subscription"
        " WHERE tenant = $1 AND environment = $2 AND customer = $3 AND status <> 'canceled'"
        " ORDER BY seq",
        *context.world,
        customer,
    )
    for row in rows:
        doc, record = await billing.load(db, context.world, row[0])
        before = doc.copy()
        billing.cancel(context, doc, "customer_deleted")
        await _finish(context, db, doc, record, before=before, event="subscription.cancelled")


async def _finish(
    context: Context, db: Connection, doc: Json, record: Billing, *, before: Json, event: str
) -> bytes:
    response = await billing.save(context, db, doc, record)
    if doc != before:
        await entitlements.follow(context, db, doc)
        await events.record(context, db, event, doc, before)
    return response


async def _change_plan(
    context: Context,
    db: Connection,
    doc: Json,
    record: Billing,
    *,
    plan_id: str,
    proration: str | None,
) -> None:
    old = doc["plan"]
    new, _ = await bundles.find_plan(db, context.world, plan_id)
    if new["currency"] != old["currency"]:
        raise errors.invalid_state(
            "Cannot change to a plan in another currency.",
            "Cancel this subscription and create a new one.",
            doc["status"],
        )
    if proration == "next_cycle":
        record.next_plan = None if new == old else plan_id
        return
    record.next_plan = None
    await billing.change_plan(context, db, doc, record, plan_id)
    if new == old or doc["status"] == "trialing":
        return
    if proration != "none":
        difference = _worth(doc, new, context.now) - _worth(doc, old, context.now)
        if difference > 0:
            await billing.charge(context, db, doc, record, difference + record.owed)


def _worth(doc: Json, plan: Json, now: int) -> int:
    """Return the price of the rest of the current period on a plan."""
    start, end = cast("int", doc["current_period_start"]), cast("int", doc["current_period_end"])
    whole = period_start(start, plan["interval"], 1) - start
    return cast("int", plan["amount"]) * (end - now) // whole
