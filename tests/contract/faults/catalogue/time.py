"""Faults in what time does."""

from tests.contract.faults.changes import Source
from tests.contract.faults.fault import fault

FAULTS = [
    fault(
        "period-end-ignored",
        "what should end with its period is renewed",
        Source("billing", '    elif doc["cancel_at_period_end"]:', "    elif False:"),
    ),
    fault(
        "period-too-early",
        "periods end a day early",
        Source(
            "billing",
            '        case "trialing":\n            return cast("int", doc["current_period_end"])',
            '        case "trialing" | "active":\n            return cast("int", doc["current_period_end"]) - 86_400',
        ),
    ),
    fault(
        "period-overlaps",
        "the next period begins with the old one",
        Source(
            "billing",
            'doc["current_period_start"] = period_start(billing.anchor, interval, billing.period)',
            'doc["current_period_start"] = period_start(billing.anchor, interval, max(billing.period - 1, 0))',
        ),
    ),
    fault(
        "renewal-period-off",
        "a renewal's period begins when it is done, not when it is due",
        Source(
            "billing",
            'doc["current_period_start"] = period_start(billing.anchor, interval, billing.period)',
            'doc["current_period_start"] = period_start(billing.anchor, interval, billing.period) + 1',
        ),
    ),
    fault(
        "failed-renewal-stays-active",
        "a renewal whose payment fails does not make a subscription past due",
        Source(
            "billing",
            '        billing.failures += 1\n        doc["status"] = "past_due"\n',
            "        billing.failures += 1\n",
        ),
    ),
    fault(
        "past-due-can-pause",
        "a subscription that is past due can be paused",
        Source(
            "resources.subscriptions",
            '    if doc["status"] != "active":',
            '    if doc["status"] not in ("active", "past_due"):',
        ),
    ),
    fault(
        "past-due-can-not-cancel",
        "a subscription that is past due can not be canceled",
        Source(
            "resources.subscriptions",
            '    if doc["status"] == "canceled":\n'
            '        raise errors.invalid_state("This subscription is canceled already.", doc["status"])\n',
            '    if doc["status"] in ("canceled", "past_due"):\n'
            '        raise errors.invalid_state("This subscription is canceled already.", doc["status"])\n',
        ),
    ),
    fault(
        "renewal-not-paid",
        "a period begins without being charged",
        Source(
            "billing",
            "    await charge(context, db, doc, billing, amount, fallen_due=fallen_due)\n",
            "",
        ),
    ),
    fault(
        "renewal-paid-twice",
        "a period is charged by two jobs",
        Source(
            "billing",
            "    await charge(context, db, doc, billing, amount, fallen_due=fallen_due)\n",
            "    await charge(context, db, doc, billing, amount, fallen_due=fallen_due)\n"
            "    await charge(context, db, doc, billing, amount, fallen_due=fallen_due)\n",
        ),
    ),
    fault(
        "renewal-in-cents",
        "the amount of a renewal is taken for one in the major unit",
        Source(
            "billing",
            '    amount = doc["plan"]["amount"] + billing.owed\n',
            '    amount = doc["plan"]["amount"] * 100 + billing.owed\n',
        ),
    ),
    fault(
        "due-for-ever",
        "what was done stays due, so doing all that is due comes to no end",
        Source(
            "billing",
            'doc["status"] in ("active", "past_due") and billing.retry_at == context.now',
            "True",
        ),
    ),
    fault(
        "next-cycle-never",
        "a change of plan that waits for the next period is forgotten",
        Source(
            "billing",
            "        await change_plan(context, db, doc, billing, billing.next_plan)\n",
            "",
        ),
    ),
]
