"""Faults in where objects may move."""

from tests.contract.faults.changes import Source
from tests.contract.faults.fault import fault

_SUB = "resources.subscriptions"

FAULTS = [
    fault(
        "pause-in-trial",
        "a trial can be paused",
        Source(
            _SUB,
            '    if doc["status"] != "active":',
            '    if doc["status"] not in ("active", "trialing"):',
        ),
    ),
    fault(
        "resume-canceled",
        "a canceled subscription can be resumed",
        Source(
            _SUB,
            '    if doc["status"] != "paused":',
            '    if doc["status"] not in ("paused", "canceled"):',
        ),
    ),
    fault(
        "cancel-twice",
        "canceling again is done again",
        Source(
            _SUB,
            'if doc["status"] == "canceled":\n        raise errors.invalid_state("This subscription is canceled already."',
            'if doc["status"] == "never":\n        raise errors.invalid_state("This subscription is canceled already."',
        ),
    ),
    fault(
        "cancel-not-paused",
        "a paused subscription can not be canceled",
        Source(
            _SUB,
            'if doc["status"] == "canceled":\n        raise errors.invalid_state("This subscription is canceled already."',
            'if doc["status"] in ("canceled", "paused"):\n        raise errors.invalid_state("This subscription is canceled already."',
        ),
    ),
    fault(
        "cancel-at-once",
        "at_period_end is not looked at",
        Source(_SUB, '    if body.get("at_period_end"):', '    if body.get("at_end"):'),
    ),
    fault(
        "cancel-at-end-always",
        "canceling always waits for the period's end",
        Source(_SUB, '    if body.get("at_period_end"):', "    if True:"),
    ),
    fault(
        "trial-ignored",
        "every subscription starts active",
        Source(_SUB, '"status": "trialing" if trial_end else "active",', '"status": "active",'),
    ),
    fault(
        "refund-too-much",
        "more than is left can be given back",
        Source("resources.payments", "    if amount > left:", '    if amount > before["amount"]:'),
    ),
    fault(
        "refund-failed",
        "a payment that failed can be given back",
        Source(
            "resources.payments",
            'if before["status"] not in ("succeeded", "partially_refunded"):',
            'if before["status"] not in ("succeeded", "partially_refunded", "failed"):',
        ),
    ),
    fault(
        "refund-once",
        "a payment that was given back in part can not be given back further",
        Source(
            "resources.payments",
            'if before["status"] not in ("succeeded", "partially_refunded"):',
            'if before["status"] not in ("succeeded",):',
        ),
    ),
    fault(
        "refund-replaces",
        "a second refund replaces the first",
        Source(
            "resources.payments",
            '"amount_refunded": before["amount_refunded"] + amount,',
            '"amount_refunded": amount,',
        ),
    ),
    fault(
        "refund-stays-partial",
        "a payment given back in two parts stays partially_refunded",
        Source(
            "resources.payments",
            '"status": "refunded" if amount == left else "partially_refunded",',
            '"status": "refunded" if amount == before["amount"] else "partially_refunded",',
        ),
    ),
    fault(
        "entitlements-stay",
        "canceled subscriptions still grant",
        Source("resources.entitlements", '0 if subscription["status"] in GRANTING else 1,', "0,"),
    ),
    fault(
        "paused-grants",
        "paused subscriptions still grant",
        Source(
            "resources.entitlements",
            'frozenset({"trialing", "active", "past_due"})',
            'frozenset({"trialing", "active", "past_due", "paused"})',
        ),
    ),
    fault(
        "trial-does-not-grant",
        "a trial grants nothing",
        Source(
            "resources.entitlements",
            'frozenset({"trialing", "active", "past_due"})',
            'frozenset({"active", "past_due"})',
        ),
    ),
    fault(
        "conflict-without-field",
        "the conflict does not say what is in the way",
        Source(
            "errors",
            '        "invalid_state", message, {"field": "status", "value": status, "constraint": "transition"}\n',
            '        "invalid_state", message\n',
        ),
    ),
    fault(
        "reason-lost",
        "the reason for canceling is not kept",
        Source(
            _SUB,
            'reason = body.get("reason", "customer_request")',
            'reason = "customer_request"',
        ),
        Source(
            _SUB,
            '        if "reason" in body:\n            doc["cancellation_reason"] = reason\n',
            "",
        ),
    ),
    fault(
        "first-reason-stays",
        "a reason that was given before is not replaced",
        Source(_SUB, '        if "reason" in body:\n', "        if False:\n"),
    ),
    fault(
        "resume-begins-trial",
        "resuming begins another trial",
        Source(
            _SUB,
            '    before = doc.copy()\n    doc["status"] = "active"\n',
            '    before = doc.copy()\n    doc["status"] = "active" if not doc["trial_end"] else "trialing"\n    doc["cancel_at_period_end"] = False\n    doc["status"] = "trialing"\n    doc["trial_end"] = doc["current_period_end"]\n',
        ),
    ),
    fault(
        "pause-moves-period",
        "pausing moves the period's end",
        Source(
            _SUB,
            '    doc["status"] = "paused"\n',
            '    doc["status"] = "paused"\n    doc["current_period_end"] += 86_400\n',
        ),
    ),
    fault(
        "refund-of-the-rest-swapped",
        "a refund in part gives back what would be left",
        Source(
            "resources.payments",
            '    amount: int = call.body.get("amount", left)\n',
            '    amount: int = call.body.get("amount", left)\n    amount = left - amount or left\n',
        ),
    ),
    fault(
        "next-cycle-at-once",
        "a change of plan for the next period is done at once",
        Source(_SUB, '    if proration == "next_cycle":', '    if proration == "later":'),
    ),
    fault(
        "plan-not-changed",
        "a change of plan is answered, but the plan stays",
        Source(
            _SUB,
            "    await billing.change_plan(context, db, doc, record, plan_id)\n    if new == old",
            "    if new == old",
        ),
    ),
    fault(
        "plan-of-paused-changed",
        "the plan of a paused subscription can be changed",
        Source(
            _SUB,
            '    if doc["status"] not in entitlements.GRANTING:',
            '    if doc["status"] == "canceled":',
        ),
    ),
    fault(
        "month-is-four-weeks",
        "a month has four weeks",
        Source(
            "resources.subscriptions",
            'trial_end or period_start(context.now, plan["interval"], 1),',
            'trial_end or (context.now + 28 * DAY if plan["interval"] == "month" else period_start(context.now, plan["interval"], 1)),',
        ),
    ),
    fault(
        "trial-a-day-short",
        "a trial ends a day early",
        Source(
            _SUB,
            'context.now + plan["trial_days"] * DAY',
            'context.now + (plan["trial_days"] - 1) * DAY',
        ),
    ),
    fault(
        "granted-again",
        "what a subscription grants is granted again with each move",
        Source("resources.entitlements", "    if row is None:", "    if True:"),
    ),
    fault(
        "granted-at-the-epoch",
        "what is granted does not say when",
        Source("resources.entitlements", '"created": context.now', '"created": 0'),
    ),
    fault(
        "bundle-not-changed",
        "a change of plan forgets the bundle",
        Source("billing", 'doc["plan"], doc["bundle"] = plan, bundle["id"]', 'doc["plan"] = plan'),
    ),
    fault(
        "pause-takes-back-cancel",
        "pausing takes back that the subscription is to end",
        Source(
            "resources.subscriptions",
            '    doc["status"] = "paused"\n',
            '    doc["status"] = "paused"\n    doc["cancel_at_period_end"] = False\n',
        ),
    ),
    fault(
        "trial-charged",
        "a subscription is charged when it is made, though its trial is free",
        Source("resources.subscriptions", "    if trial_end is None:\n", "    if True:\n"),
    ),
    fault(
        "first-period-free",
        "the first period of a plan without a trial is not charged",
        Source("resources.subscriptions", "    if trial_end is None:\n", "    if False:\n"),
    ),
    fault(
        "none-charges-too",
        "a change of plan is charged whatever its proration is",
        Source("resources.subscriptions", '    if proration != "none":\n', "    if True:\n"),
    ),
    fault(
        "pause-charged",
        "the rest of the period is charged when a subscription is paused",
        Source(
            "resources.subscriptions",
            '    doc["status"] = "paused"\n',
            '    await billing.charge(context, db, doc, record, doc["plan"]["amount"])\n'
            '    doc["status"] = "paused"\n',
        ),
    ),
]
