"""What happens to subscriptions when time passes: trials end, periods renew, payments are taken.

Beside its document each subscription has a `Billing` record that clients do not see, and the moment at which
something is due. `run_due` does what is due, one subscription at a time, in the order of those moments and with each
as the time of its effects; so a jump of the clock by a year gives the same history as a year of waiting.
"""

from __future__ import annotations

from typing import cast

import msgspec

from azotte_sandbox.context import Context, Json
from azotte_sandbox.contract.checking import Checker
from azotte_sandbox.ids import Ids
from azotte_sandbox.periods import DAY, period_start
from azotte_sandbox.resources import bundles, entitlements, payments
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.tables import SUBSCRIPTIONS
from azotte_sandbox.webhooks import events

TRIAL_NOTICE = 3 * DAY
"""How long before its end a trial is told to be ending."""
RETRIES = (DAY, 3 * DAY, 7 * DAY)
"""After a failed payment, how long after each failure it is tried again; then the subscription is canceled."""


class Billing(msgspec.Struct):
    """What the sandbox knows of a subscription beyond its document."""

    anchor: int
    """When the first paid period began or will begin."""
    period: int = -1
    """Which paid period since the anchor is running, counted from 0; -1 before it, as in a trial."""
    trial_ending_told: bool = False
    owed: int = 0
    """What a failed payment left open, in the currency's minor unit."""
    failures: int = 0
    """How often it failed that counts for the retries."""
    retry_at: int | None = None
    next_plan: str | None = None
    """The plan to change to with the next period."""
    cancel_asked_at: int = 0
    """When it was asked to end with its period; a paused one may have outlived that."""


def due_at(doc: Json, billing: Billing) -> int | None:
    """When something happens next to a subscription by itself, in Unix seconds."""
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
    """A subscription and its billing record, to be changed.

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
    """Store a changed subscription; the document as it is answered."""
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
    """Take money for a subscription and let its state follow.

    A failure is tried again. One that somebody's request caused does no more than that: the contract has a
    subscription begin and resume as active. Any other makes the subscription past due, and the last of the retries
    cancels it. A renewal that comes between the retries is none of them.

    Args:
        context: where, when and why.
        db: the unit of work.
        doc: the subscription.
        billing: its record.
        amount: how much, in the currency's minor unit.
        fallen_due: whether time caused the charge.
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
    """End a subscription for good."""
    doc["status"] = "canceled"
    doc["canceled_at"] = context.now
    if doc["cancellation_reason"] is None:
        doc["cancellation_reason"] = reason


async def start_period(
    context: Context, db: Connection, doc: Json, billing: Billing, *, fallen_due: bool = False
) -> None:
    """Begin the next paid period and charge it, with what was owed before."""
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
    """Put a subscription on another plan.

    Raises:
        ApiError: `resource_missing`.
    """
    plan, bundle = await bundles.find_plan(db, context.world, plan_id)
    if plan["interval"] != doc["plan"]["interval"] and billing.period >= 0:
        # Periods of another length are counted from where the running one ends.
        billing.anchor, billing.period = doc["current_period_end"], -1
    doc["plan"], doc["bundle"] = plan, bundle["id"]


async def run_due(
    db: Connection, ids: Ids, checker: Checker, until: int, at_most: int
) -> tuple[int, int | None]:
    """Do what is due at `until` or before, at most so many steps.

    Returns:
        How many steps were done, and the moment of the last.
    """
    last: int | None = None
    for done in range(at_most):
        row = await db.fetch_one(
            "SELECT tenant, environment, id, due_at FROM subscription"
            " WHERE due_at <= $1 ORDER BY due_at, seq LIMIT 1 /* FOR UPDATE */",
            until,
        )
        if row is None:
            return done, last
        last = cast("int", row[3])
        context = Context(World(row[0], row[1]), last, ids, checker, None)
        await _step(context, db, row[2])
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
