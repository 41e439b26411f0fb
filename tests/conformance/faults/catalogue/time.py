"""Faults in what happens when time passes."""

from __future__ import annotations

from typing import Any

from azotte_sandbox.billing import Billing
from azotte_sandbox.context import Context, Json
from azotte_sandbox.periods import DAY, period_start
from azotte_sandbox.store import Connection
from azotte_sandbox.store.tables import SUBSCRIPTIONS
from tests.conformance.faults.catalogue.states import also_from, not_from
from tests.conformance.faults.fault import fault
from tests.conformance.faults.seams import Seams


@fault("period-end-ignored", "A subscription that should end with its period is renewed.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("billing", "load")
    async def _(real: Any, *arguments: Any) -> tuple[Json, Billing]:
        doc, billing = await real(*arguments)
        if sandbox.call is None:  # time does it
            doc["cancel_at_period_end"] = False
        return doc, billing


@fault("period-too-early", "Periods end a day early.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("billing", "due_at")
    def _(real: Any, doc: Json, billing: Billing) -> int | None:
        due: int | None = real(doc, billing)
        if due is not None and due == doc["current_period_end"]:
            due -= DAY
        return due


def after_start(sandbox: Seams, change: Any) -> None:
    """Change a subscription once its next period has started."""

    @sandbox.replace("billing", "start_period")
    async def _(
        real: Any,
        context: Context,
        db: Connection,
        doc: Json,
        billing: Billing,
        **options: bool,
    ) -> None:
        await real(context, db, doc, billing, **options)
        change(doc, billing)


@fault("period-overlaps", "The next period begins with the previous one.")
def _(sandbox: Seams) -> None:
    def change(doc: Json, billing: Billing) -> None:
        previous = max(billing.period - 1, 0)
        interval = doc["plan"]["interval"]
        doc["current_period_start"] = period_start(billing.anchor, interval, previous)

    after_start(sandbox, change)


@fault("renewal-period-off", "A renewed period begins when it is processed, not when it is due.")
def _(sandbox: Seams) -> None:
    def change(doc: Json, billing: Billing) -> None:
        doc["current_period_start"] += 1

    after_start(sandbox, change)


def renewals_charged(sandbox: Seams, times: int = 1, factor: int = 1) -> None:
    """Charge the start of a period several times, or several times its price."""
    starting: list[Json] = []

    @sandbox.replace("billing", "start_period")
    async def _(
        real: Any, context: Context, db: Connection, doc: Json, *rest: Any, **o: bool
    ) -> None:
        starting.append(doc)
        try:
            await real(context, db, doc, *rest, **o)
        finally:
            starting.pop()

    @sandbox.replace("billing", "charge")
    async def _(
        real: Any,
        context: Context,
        db: Connection,
        doc: Json,
        billing: Billing,
        amount: int,
        **options: bool,
    ) -> None:
        if not starting:
            await real(context, db, doc, billing, amount, **options)
            return
        amount += (factor - 1) * doc["plan"]["amount"]
        for _ in range(times):
            await real(context, db, doc, billing, amount, **options)


@fault("renewal-not-paid", "A period begins without being charged.")
def _(sandbox: Seams) -> None:
    renewals_charged(sandbox, times=0)


@fault("renewal-paid-twice", "A period is charged by two jobs.")
def _(sandbox: Seams) -> None:
    renewals_charged(sandbox, times=2)


@fault("renewal-in-cents", "The amount of a renewal is read as one in the major unit.")
def _(sandbox: Seams) -> None:
    renewals_charged(sandbox, factor=100)


@fault(
    "failed-renewal-stays-active", "A subscription whose renewal fails does not become `past_due`."
)
def _(sandbox: Seams) -> None:
    @sandbox.replace("billing", "charge")
    async def _(
        real: Any, context: Context, db: Connection, doc: Json, *arguments: Any, **options: bool
    ) -> None:
        before = doc["status"]
        await real(context, db, doc, *arguments, **options)
        if doc["status"] == "past_due":
            doc["status"] = before


@fault("past-due-can-pause", "A subscription that is past due can be paused.")
def _(sandbox: Seams) -> None:
    also_from(sandbox, "pause_subscription", SUBSCRIPTIONS, "past_due", "active")


@fault("past-due-can-not-cancel", "A subscription that is past due cannot be canceled.")
def _(sandbox: Seams) -> None:
    not_from(sandbox, "cancel_subscription", SUBSCRIPTIONS, "past_due")


@fault("due-for-ever", "What was done stays due, so that doing all that is due never ends.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("billing", "start_period")
    async def _(real: Any, *arguments: Any, **options: bool) -> None:
        if sandbox.call is not None:
            await real(*arguments, **options)


@fault("next-cycle-never", "A change of plan for the next period is forgotten.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("billing", "start_period")
    async def _(
        real: Any,
        context: Context,
        db: Connection,
        doc: Json,
        billing: Billing,
        **options: bool,
    ) -> None:
        billing.next_plan = None
        await real(context, db, doc, billing, **options)
