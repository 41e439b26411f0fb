# Generated from openapi/ and templates/cli/group.py.jinja: edit there, not here.
"""The commands of a tag."""

from __future__ import annotations

from azotte.cli.table import Body, Command, Group, Option, Pages

GROUP = Group(
    "subscriptions",
    "Subscriptions connect a customer to a plan, and renew every period until they are canceled.",
    (
        Command(
            "list",
            "list_subscriptions",
            "List subscriptions",
            "Returns the tenant's subscriptions, newest first.",
            options=(
                Option(
                    "limit",
                    ("limit",),
                    "integer",
                    "Number of objects to return, 1 to 100. Defaults to 10.",
                ),
                Option(
                    "starting-after",
                    ("starting_after",),
                    "text",
                    "Cursor for the next page: returns the subscriptions created before the one with this ID, even if that one has been deleted since.",
                ),
                Option(
                    "ending-before",
                    ("ending_before",),
                    "text",
                    "Cursor for the previous page: returns the subscriptions created after the one with this ID. Can be combined with `starting_after`.",
                ),
                Option(
                    "customer",
                    ("customer",),
                    "text",
                    "Returns only subscriptions of the customer with this ID.",
                ),
                Option(
                    "status",
                    ("status",),
                    "text",
                    "Returns only subscriptions with this status.",
                    values=("trialing", "active", "past_due", "paused", "canceled"),
                    is_open=True,
                ),
                Option(
                    "plan",
                    ("plan",),
                    "text",
                    "Returns only subscriptions to the plan with this ID.",
                ),
            ),
            pages=Pages(
                "list",
                ("data",),
                (
                    "id",
                    "customer",
                    "bundle",
                    "status",
                    "current_period_start",
                    "current_period_end",
                    "trial_end",
                    "cancel_at_period_end",
                    "canceled_at",
                    "cancellation_reason",
                    "created",
                ),
            ),
            examples=("subscriptions list", "subscriptions list --status active"),
        ),
        Command(
            "create",
            "create_subscription",
            "Create a subscription",
            "Subscribes a customer to a plan. If the plan has a trial, the subscription starts as `trialing` and nothing is charged\nuntil the trial ends. Otherwise it starts as `active` and the first period is charged immediately.\n\nIf the first payment fails, the subscription stays `active`, a `payment.failed` event is sent and the payment is retried.\nThe subscription becomes `past_due` only if the retry fails too.\n\nReturns 404 if the customer or plan does not exist; `details.field` says which.",
            options=(
                Option(
                    "idempotency-key",
                    ("idempotency_key",),
                    "text",
                    'Unique key that makes the request safe to retry, for example a UUID. Up to 255 characters. See "Idempotent requests" in the API reference.',
                ),
            ),
            body=Body(
                "json",
                True,
                fields=(
                    Option(
                        "customer",
                        ("customer",),
                        "text",
                        "ID of the customer who subscribes.",
                        is_required=True,
                    ),
                    Option(
                        "plan",
                        ("plan",),
                        "text",
                        "ID of the plan to subscribe to.",
                        is_required=True,
                    ),
                    Option(
                        "metadata",
                        ("metadata",),
                        "text",
                        "Your own key-value pairs, up to 50. Keys have up to 40 characters, values up to 500. The platform does not use them.",
                        shape="map",
                    ),
                ),
            ),
            examples=(
                "subscriptions create --customer cus_1234567890 --plan plan_basic --metadata order=4711",
            ),
        ),
        Command(
            "get",
            "get_subscription",
            "Get a subscription",
            "Returns a subscription.",
            arguments=(
                Option(
                    "subscription-id",
                    ("subscription_id",),
                    "text",
                    "ID of the subscription.",
                    is_required=True,
                ),
            ),
            examples=("subscriptions get sub_1234567890",),
        ),
        Command(
            "update",
            "update_subscription",
            "Update a subscription",
            "Changes the plan or the metadata of a subscription. Use `proration` to choose when a plan change takes effect and what it\ncharges.\n\nWith `immediate`, the price difference for the rest of the current period is charged now, together with any unpaid amount.\nEach price is prorated over the interval of its own plan. If the new plan costs less, nothing is charged or refunded.\n\nWith `next_cycle`, the subscription keeps its plan until the next period starts. Another plan change replaces the scheduled\none. To cancel a scheduled change, schedule the current plan.\n\nThe end of the current period or trial does not change. If the new plan has another interval, periods of the new length\nfollow from there. During a trial nothing is charged.\n\nReturns 409 `invalid_state` if the subscription is canceled, if the plan of a paused subscription is changed, or if the new\nplan has another currency. Returns 404 if the plan does not exist; `details.field` names it.",
            arguments=(
                Option(
                    "subscription-id",
                    ("subscription_id",),
                    "text",
                    "ID of the subscription.",
                    is_required=True,
                ),
            ),
            body=Body(
                "json",
                True,
                fields=(
                    Option("plan", ("plan",), "text", "ID of the plan to change to."),
                    Option(
                        "proration",
                        ("proration",),
                        "text",
                        "When the plan change takes effect. Defaults to `immediate`. Requires `plan`.",
                        values=("immediate", "next_cycle", "none"),
                    ),
                    Option(
                        "metadata",
                        ("metadata",),
                        "text",
                        "Your own key-value pairs, up to 50. Keys have up to 40 characters, values up to 500. The platform does not use them.",
                        shape="map",
                    ),
                ),
            ),
            examples=(
                "subscriptions update sub_1234567890 --plan plan_pro --proration next_cycle",
            ),
        ),
        Command(
            "cancel",
            "cancel_subscription",
            "Cancel a subscription",
            "Cancels a subscription immediately, or at the end of its current period if `at_period_end` is true. Cancellation is final.\nReturns 409 `invalid_state` if the subscription is already canceled.",
            arguments=(
                Option(
                    "subscription-id",
                    ("subscription_id",),
                    "text",
                    "ID of the subscription.",
                    is_required=True,
                ),
            ),
            options=(
                Option(
                    "idempotency-key",
                    ("idempotency_key",),
                    "text",
                    'Unique key that makes the request safe to retry, for example a UUID. Up to 255 characters. See "Idempotent requests" in the API reference.',
                ),
            ),
            body=Body(
                "json",
                False,
                fields=(
                    Option(
                        "at-period-end",
                        ("at_period_end",),
                        "boolean",
                        "Whether to cancel at the end of the current period instead of immediately. Defaults to false.",
                    ),
                    Option(
                        "reason",
                        ("reason",),
                        "text",
                        "Reason for the cancellation, for your own records.",
                    ),
                ),
            ),
            examples=(
                "subscriptions cancel sub_1234567890 --at-period-end --reason customer_request",
            ),
        ),
        Command(
            "pause",
            "pause_subscription",
            "Pause a subscription",
            "Pauses an active subscription until it is resumed. A paused subscription does not renew, its payments are not retried, and\nit grants no entitlements. Returns 409 `invalid_state` if the subscription is not `active`.",
            arguments=(
                Option(
                    "subscription-id",
                    ("subscription_id",),
                    "text",
                    "ID of the subscription.",
                    is_required=True,
                ),
            ),
            options=(
                Option(
                    "idempotency-key",
                    ("idempotency_key",),
                    "text",
                    'Unique key that makes the request safe to retry, for example a UUID. Up to 255 characters. See "Idempotent requests" in the API reference.',
                ),
            ),
            examples=("subscriptions pause sub_1234567890",),
        ),
        Command(
            "resume",
            "resume_subscription",
            "Resume a subscription",
            "Resumes a paused subscription. If its period has not ended, the period continues and no new one is charged. If it has\nended, a new period starts now and is charged; the time in between is not. A payment retry that became due during the pause\nis made now. Returns 409 `invalid_state` if the subscription is not `paused`.",
            arguments=(
                Option(
                    "subscription-id",
                    ("subscription_id",),
                    "text",
                    "ID of the subscription.",
                    is_required=True,
                ),
            ),
            options=(
                Option(
                    "idempotency-key",
                    ("idempotency_key",),
                    "text",
                    'Unique key that makes the request safe to retry, for example a UUID. Up to 255 characters. See "Idempotent requests" in the API reference.',
                ),
            ),
            examples=("subscriptions resume sub_1234567890",),
        ),
    ),
)
