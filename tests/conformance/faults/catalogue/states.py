"""Faults in which states objects may change to, and in what that does."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from azotte_sandbox import errors
from azotte_sandbox.context import Call, Context, Json
from azotte_sandbox.errors import ApiError
from azotte_sandbox.periods import DAY
from azotte_sandbox.resources import payments
from azotte_sandbox.store import Connection
from azotte_sandbox.store.objects import Page, Table
from azotte_sandbox.store.tables import ENTITLEMENTS, PAYMENTS, SUBSCRIPTIONS
from azotte_sandbox.webhooks import events
from tests.conformance.faults.fault import fault
from tests.conformance.faults.rows import store, stored
from tests.conformance.faults.seams import Handler, Seams


def also_from(sandbox: Seams, operation: str, table: Table, status: str, usual: str) -> None:
    """Let an operation treat one more state like a usual one."""

    @sandbox.before(operation)
    async def _(call: Call, db: Connection) -> None:
        if (await stored(table, call, db))["status"] == status:
            await store(table, call, db, status=usual)


def not_from(sandbox: Seams, operation: str, table: Table, status: str) -> None:
    """Let an operation reject one more state."""

    @sandbox.before(operation)
    async def _(call: Call, db: Connection) -> None:
        if (await stored(table, call, db))["status"] == status:
            raise errors.invalid_state(f"The status is {status}.", "Wait until it changes.", status)


def grants(sandbox: Seams, status: str, instead: str) -> None:
    """Let subscriptions in one state grant what those in another state do."""

    @sandbox.replace("resources.entitlements", "follow")
    async def _(real: Any, context: Context, db: Connection, subscription: Json) -> None:
        if subscription["status"] == status:
            subscription = subscription | {"status": instead}
        await real(context, db, subscription)


async def take(context: Context, db: Connection, subscription: Json) -> None:
    """Take the price of a subscription's plan."""
    await payments.take(
        context,
        db,
        customer=subscription["customer"],
        subscription=subscription["id"],
        amount=subscription["plan"]["amount"],
        currency=subscription["plan"]["currency"],
        payment_method=await payments.method_of(db, context, subscription["customer"]),
    )


@fault("pause-in-trial", "A trial can be paused.")
def _(sandbox: Seams) -> None:
    also_from(sandbox, "pause_subscription", SUBSCRIPTIONS, "trialing", "active")


@fault("resume-canceled", "A canceled subscription can be resumed.")
def _(sandbox: Seams) -> None:
    also_from(sandbox, "resume_subscription", SUBSCRIPTIONS, "canceled", "paused")


@fault("cancel-twice", "Canceling a canceled subscription cancels it again.")
def _(sandbox: Seams) -> None:
    also_from(sandbox, "cancel_subscription", SUBSCRIPTIONS, "canceled", "active")


@fault("cancel-not-paused", "A paused subscription cannot be canceled.")
def _(sandbox: Seams) -> None:
    not_from(sandbox, "cancel_subscription", SUBSCRIPTIONS, "paused")


@fault("cancel-at-once", "`at_period_end` is ignored.")
def _(sandbox: Seams) -> None:
    @sandbox.before("cancel_subscription")
    async def _(call: Call, db: Connection) -> None:
        call.body.pop("at_period_end", None)


@fault("cancel-at-end-always", "Canceling always waits for the end of the period.")
def _(sandbox: Seams) -> None:
    @sandbox.before("cancel_subscription")
    async def _(call: Call, db: Connection) -> None:
        call.body["at_period_end"] = True


@fault("trial-ignored", "Every subscription starts as active.")
def _(sandbox: Seams) -> None:
    @sandbox.creates("subscription")
    def _(subscription: Json) -> None:
        subscription["status"] = "active"


@fault("refund-too-much", "More than what is left can be refunded.")
def _(sandbox: Seams) -> None:
    @sandbox.around("refund_payment")
    async def _(handler: Handler, call: Call, db: Connection) -> bytes | Page:
        before = await stored(PAYMENTS, call, db)
        amount = call.body.get("amount", 0)
        left = before["amount"] - before["amount_refunded"]
        if before["status"] != "partially_refunded" or not left < amount <= before["amount"]:
            return await handler(call, db)
        doc = before | {"amount_refunded": before["amount_refunded"] + amount}
        await events.record(call.context, db, "payment.refunded", doc, before)
        return await PAYMENTS.update(db, call.context.world, doc)


@fault("refund-failed", "A payment that failed can be refunded.")
def _(sandbox: Seams) -> None:
    also_from(sandbox, "refund_payment", PAYMENTS, "failed", "succeeded")


@fault("refund-once", "A payment that was partially refunded cannot be refunded further.")
def _(sandbox: Seams) -> None:
    not_from(sandbox, "refund_payment", PAYMENTS, "partially_refunded")


@fault("refund-replaces", "A second refund replaces the first.")
def _(sandbox: Seams) -> None:
    @sandbox.changes("payment", "refund_payment")
    def _(payment: Json, before: Json) -> None:
        payment["amount_refunded"] -= before["amount_refunded"]


@fault("refund-stays-partial", "A payment refunded in two parts stays `partially_refunded`.")
def _(sandbox: Seams) -> None:
    @sandbox.changes("payment", "refund_payment")
    def _(payment: Json, before: Json) -> None:
        if before["amount_refunded"]:
            payment["status"] = "partially_refunded"


@fault("entitlements-stay", "Canceled subscriptions still grant entitlements.")
def _(sandbox: Seams) -> None:
    grants(sandbox, "canceled", "active")


@fault("paused-grants", "Paused subscriptions still grant entitlements.")
def _(sandbox: Seams) -> None:
    grants(sandbox, "paused", "active")


@fault("trial-does-not-grant", "A trial grants no entitlements.")
def _(sandbox: Seams) -> None:
    grants(sandbox, "trialing", "paused")


@fault("conflict-without-field", "The conflict does not say which field is in the way.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("errors", "invalid_state")
    def _(real: Any, problem: str, remedy: str, status: str, **options: Any) -> ApiError:
        return ApiError("invalid_state", f"{problem} {remedy}")


@fault("reason-lost", "The reason for canceling is not stored.")
def _(sandbox: Seams) -> None:
    @sandbox.before("cancel_subscription")
    async def _(call: Call, db: Connection) -> None:
        call.body.pop("reason", None)


@fault("first-reason-stays", "An earlier reason for canceling is not replaced.")
def _(sandbox: Seams) -> None:
    @sandbox.changes("subscription", "cancel_subscription")
    def _(subscription: Json, before: Json) -> None:
        if subscription["status"] == "canceled" and before["cancellation_reason"]:
            subscription["cancellation_reason"] = before["cancellation_reason"]


@fault("resume-begins-trial", "Resuming begins another trial.")
def _(sandbox: Seams) -> None:
    @sandbox.changes("subscription", "resume_subscription")
    def _(subscription: Json, before: Json) -> None:
        subscription["status"] = "trialing"
        subscription["trial_end"] = subscription["current_period_end"]
        subscription["cancel_at_period_end"] = False


@fault("pause-moves-period", "Pausing moves the end of the period.")
def _(sandbox: Seams) -> None:
    @sandbox.changes("subscription", "pause_subscription")
    def _(subscription: Json, before: Json) -> None:
        subscription["current_period_end"] += DAY


@fault("refund-of-the-rest-swapped", "A partial refund returns what should be left.")
def _(sandbox: Seams) -> None:
    @sandbox.before("refund_payment")
    async def _(call: Call, db: Connection) -> None:
        payment = await stored(PAYMENTS, call, db)
        left = payment["amount"] - payment["amount_refunded"]
        if "amount" in call.body:
            call.body["amount"] = left - call.body["amount"] or left


def prorated(sandbox: Seams, sent: str, as_if: str) -> None:
    """Prorate a change of plan in another way than the request says."""

    @sandbox.before("update_subscription")
    async def _(call: Call, db: Connection) -> None:
        if call.body.get("proration") == sent:
            call.body["proration"] = as_if


@fault("next-cycle-at-once", "A change of plan for the next period happens immediately.")
def _(sandbox: Seams) -> None:
    prorated(sandbox, "next_cycle", "immediate")


@fault("none-charges-too", "A change of plan is charged whatever its proration is.")
def _(sandbox: Seams) -> None:
    prorated(sandbox, "none", "immediate")


@fault("plan-not-changed", "A change of plan is accepted, but the plan stays.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("billing", "change_plan")
    async def _(real: Any, *arguments: Any) -> None:
        if not sandbox.doing("update_subscription"):
            await real(*arguments)


@fault("bundle-not-changed", "A change of plan forgets the bundle.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("billing", "change_plan")
    async def _(real: Any, context: Context, db: Connection, doc: Json, *arguments: Any) -> None:
        bundle = doc["bundle"]
        await real(context, db, doc, *arguments)
        doc["bundle"] = bundle


@fault("plan-of-paused-changed", "The plan of a paused subscription can be changed.")
def _(sandbox: Seams) -> None:
    @sandbox.document
    def _(document: Json) -> None:
        _, of_plan = document["paths"]["/subscriptions/{id}"]["put"]["x-requires"]
        of_plan["then"]["/status"]["enum"].append("paused")


@fault("month-is-four-weeks", "The first month has four weeks.")
def _(sandbox: Seams) -> None:
    @sandbox.creates("subscription")
    def _(subscription: Json) -> None:
        if subscription["plan"]["interval"] == "month" and subscription["trial_end"] is None:
            start = subscription["current_period_start"]
            subscription["current_period_end"] = start + 28 * DAY


@fault("trial-a-day-short", "A trial ends a day early.")
def _(sandbox: Seams) -> None:
    @sandbox.creates("subscription")
    def _(subscription: Json) -> None:
        if subscription["trial_end"] is not None:
            subscription["trial_end"] -= DAY
            subscription["current_period_end"] -= DAY


@fault("granted-again", "A subscription's entitlements are granted again with each change.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("resources.entitlements", "follow")
    async def _(real: Any, context: Context, db: Connection, subscription: Json) -> None:
        held = await db.fetch(
            "SELECT doc FROM entitlement WHERE tenant = $1 AND environment = $2"
            " AND subscription = $3 AND bundle = $4 AND hidden = 0",
            *context.world,
            subscription["id"],
            subscription["bundle"],
        )
        for row in held:
            again = msgspec.json.decode(row[0]) | {"id": context.ids.new("ent")}
            await ENTITLEMENTS.insert(db, context.world, again, bundle=subscription["bundle"])
        await real(context, db, subscription)


@fault("granted-at-the-epoch", "An entitlement does not say when it was granted.")
def _(sandbox: Seams) -> None:
    @sandbox.creates("entitlement")
    def _(entitlement: Json) -> None:
        entitlement["created"] = 0


@fault("pause-takes-back-cancel", "Pausing forgets that the subscription is to end.")
def _(sandbox: Seams) -> None:
    @sandbox.changes("subscription", "pause_subscription")
    def _(subscription: Json, before: Json) -> None:
        subscription["cancel_at_period_end"] = False


@fault("trial-charged", "A subscription is charged at its start, although its trial is free.")
def _(sandbox: Seams) -> None:
    @sandbox.around("create_subscription")
    async def _(handler: Handler, call: Call, db: Connection) -> bytes | Page:
        result = await handler(call, db)
        assert isinstance(result, bytes)
        subscription = json.loads(result)
        if subscription["trial_end"] is not None:
            await take(call.context, db, subscription)
        return result


@fault("pause-charged", "The rest of the period is charged when a subscription is paused.")
def _(sandbox: Seams) -> None:
    @sandbox.around("pause_subscription")
    async def _(handler: Handler, call: Call, db: Connection) -> bytes | Page:
        result = await handler(call, db)
        await take(call.context, db, await stored(SUBSCRIPTIONS, call, db))
        return result


@fault("first-period-free", "The first period of a plan without a trial is not charged.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("billing", "charge")
    async def _(real: Any, *arguments: Any, **options: Any) -> None:
        if not sandbox.doing("create_subscription"):
            await real(*arguments, **options)
