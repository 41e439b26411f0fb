"""Changes of subscriptions over time: the end of trials, renewals and payments.

Each subscription has a `Billing` record, which clients do not see, and the time of its next change. `run_due` makes the
due changes one after another in the order of their times, and each has its own time as its date. So advancing the clock
by a year has the same result as waiting a year.
"""

from __future__ import annotations

from typing import cast

import msgspec

from azotte_sandbox import seeded_ids
from azotte_sandbox.context import Context, Json
from azotte_sandbox.contract.checking import Checker
from azotte_sandbox.ids import Ids
from azotte_sandbox.periods import DAY, period_start
from azotte_sandbox.resources import bundles, entitlements, payments
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.tables import SUBSCRIPTIONS
from azotte_sandbox.webhooks import events

TRIAL_NOTICE = 3 * DAY
"""Time between the `subscription.trial_ending` event and the end of the trial."""
RETRIES = (DAY, 3 * DAY, 7 * DAY)
"""Times between a failed payment and its retries. The last failure cancels the subscription."""


class Billing(msgspec.Struct):
    """The internal state of a subscription."""

    anchor: int
    """Start of the first paid period."""
    period: int = -1
    """Number of the current paid period since the anchor, from 0; -1 before the first one, for example in a trial."""
    trial_ending_told: bool = False
    owed: int = 0
    """Amount owed after a failed payment, in the minor unit of the currency."""
    failures: int = 0
    """Number of failures that count as retries."""
    retry_at: int | None = None
    next_plan: str | None = None
    """Plan of the next period, if it changes."""
    cancel_asked_at: int = 0
    """Time of the request to cancel at the end of the period."""


def due_at(doc: Json, billing: Billing) -> int | None:
    """Return the time of the next scheduled change of a subscription, in Unix seconds."""
    match doc["status"]:
        case "trialing" if not billing.trial_ending_told:
            return max(cast("int", doc["trial_end"]) - TRIAL_NOTICE, cast("int", doc["created"]))
        case "trialing":
            return cast("int", doc["current_period_end"])
        case "active" | "past_due":
            moments = (billing.retry_at, doc["current_period_end"])
            return cast("int", min(moment for moment in moments if moment is not None))
        case "paused" if doc["cancel_at_period_end"]:
            return max(cast("int", doc["current_period_end"]), billing.cancel_asked_at)
        case _:
            return None


async def load(
    db: Connection, world: World, subscription: str, field: str | None = None
) -> tuple[Json, Billing]:
    """Return a subscription and its billing record, locked for a change.

    Raises:
        ApiError: `resource_missing`.
    """
    doc = await SUBSCRIPTIONS.change(db, world, subscription, field)
    row = await db.fetch_one(
        "SELECT billing FROM subscription WHERE tenant = $1 AND environment = $2 AND id = $3",
        *world,
        subscription,
    )
    assert row is not None
    return doc, msgspec.json.decode(row[0], type=Billing)


async def save(context: Context, db: Connection, doc: Json, billing: Billing) -> bytes:
    """Store a changed subscription and return it as JSON."""
    return await SUBSCRIPTIONS.update(
        db,
        context.world,
        doc,
        due_at=due_at(doc, billing),
        billing=msgspec.json.encode(billing),
    )


async def charge(
    context: Context,
    db: Connection,
    doc: Json,
    billing: Billing,
    amount: int,
    *,
    fallen_due: bool = False,
) -> None:
    """Charge a subscription and update its status.

    A failed payment is retried. If a request caused the payment, the subscription stays active, because the contract
    says that it starts and resumes as active. Otherwise it becomes past due, and the last retry cancels it. A renewal
    between the retries does not count as one.

    Args:
        context: Tenant, environment, time and request.
        db: Connection of the unit of work.
        doc: the subscription.
        billing: its record.
        amount: Amount in the minor unit of the currency.
        fallen_due: Whether a scheduled change caused the charge.
    """
    paid = amount == 0
    if not paid:
        method = await payments.method_of(db, context, doc["customer"])
        payment = await payments.take(
            context,
            db,
            customer=doc["customer"],
            subscription=doc["id"],
            amount=amount,
            currency=doc["plan"]["currency"],
            payment_method=method,
        )
        paid = payment["status"] == "succeeded"
    if paid:
        billing.owed, billing.failures, billing.retry_at = 0, 0, None
        doc["status"] = "active"
    elif billing.retry_at is not None and billing.retry_at > context.now:
        billing.owed = amount
        if fallen_due:
            doc["status"] = "past_due"
    elif not fallen_due:
        billing.owed = amount
        billing.failures = max(billing.failures, 1)
        billing.retry_at = context.now + RETRIES[billing.failures - 1]
    elif billing.failures == len(RETRIES):
        cancel(context, doc, "payment_failed")
    else:
        billing.retry_at = context.now + RETRIES[billing.failures]
        billing.owed = amount
        billing.failures += 1
        doc["status"] = "past_due"


def cancel(context: Context, doc: Json, reason: str) -> None:
    """Cancel a subscription."""
    doc["status"] = "canceled"
    doc["canceled_at"] = context.now
    if doc["cancellation_reason"] is None:
        doc["cancellation_reason"] = reason


async def start_period(
    context: Context, db: Connection, doc: Json, billing: Billing, *, fallen_due: bool = False
) -> None:
    """Start the next paid period and charge it, with the amount owed."""
    if billing.next_plan is not None:
        await change_plan(context, db, doc, billing, billing.next_plan)
        billing.next_plan = None
    billing.period += 1
    interval = doc["plan"]["interval"]
    doc["current_period_start"] = period_start(billing.anchor, interval, billing.period)
    doc["current_period_end"] = period_start(billing.anchor, interval, billing.period + 1)
    amount = doc["plan"]["amount"] + billing.owed
    await charge(context, db, doc, billing, amount, fallen_due=fallen_due)


async def change_plan(
    context: Context, db: Connection, doc: Json, billing: Billing, plan_id: str
) -> None:
    """Change the plan of a subscription.

    Raises:
        ApiError: `resource_missing`.
    """
    plan, bundle = await bundles.find_plan(db, context.world, plan_id)
    if plan["interval"] != doc["plan"]["interval"] and billing.period >= 0:
        # Periods of another length start at the end of the current one.
        billing.anchor, billing.period = doc["current_period_end"], -1
    doc["plan"], doc["bundle"] = plan, bundle["id"]


async def run_due(
    db: Connection, ids: Ids, checker: Checker, tenant: str, until: int, at_most: int
) -> tuple[int, int | None]:
    """Make the changes of a tenant that are due up to a time, up to a number of them.

    Returns:
        The number of changes, and the time of the last one.
    """
    last: int | None = None
    for done in range(at_most):
        row = await db.fetch_one(
            "SELECT environment, id, due_at FROM subscription"
            " WHERE tenant = $1 AND due_at <= $2 ORDER BY due_at, seq LIMIT 1 /* FOR UPDATE */",
            tenant,
            until,
        )
        if row is None:
            return done, last
        world, last = World(tenant, row[0]), cast("int", row[2])
        own_ids = await seeded_ids.load(db, world, ids)
        await _step(Context(world, last, own_ids, checker, None), db, row[1])
        await seeded_ids.store(db, world, own_ids)
    return at_most, last


async def _step(context: Context, db: Connection, subscription: str) -> None:
    doc, billing = await load(db, context.world, subscription)
    before = doc.copy()
    event = "subscription.updated"
    if doc["status"] == "trialing" and not billing.trial_ending_told:
        billing.trial_ending_told = True
        await events.record(context, db, "subscription.trial_ending", doc)
    elif doc["status"] in ("active", "past_due") and billing.retry_at == context.now:
        await charge(context, db, doc, billing, billing.owed, fallen_due=True)
    elif doc["cancel_at_period_end"]:
        cancel(context, doc, "customer_request")
    else:
        await start_period(context, db, doc, billing, fallen_due=True)
        if doc["status"] == "active":
            event = "subscription.renewed"
    if doc["status"] == "canceled":
        event = "subscription.cancelled"
    await save(context, db, doc, billing)
    if doc != before:
        await entitlements.follow(context, db, doc)
        await events.record(context, db, event, doc, before)
