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
]
