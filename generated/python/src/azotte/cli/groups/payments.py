# Generated from openapi/ and templates/cli/group.py.jinja: edit there, not here.
"""The commands of a tag."""

from __future__ import annotations

from azotte.cli.table import Body, Command, Group, Option, Pages

GROUP = Group(
    "payments",
    "Payments charge customers, for a subscription or once, and can be refunded.",
    (
        Command(
            "list",
            "list_payments",
            "List payments",
            "Returns the tenant's payments, newest first.",
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
                    "Cursor for the next page: returns the payments created before the one with this ID, even if that one has been deleted since.",
                ),
                Option(
                    "ending-before",
                    ("ending_before",),
                    "text",
                    "Cursor for the previous page: returns the payments created after the one with this ID. Can be combined with `starting_after`.",
                ),
            ),
            pages=Pages(
                "list",
                ("data",),
                (
                    "id",
                    "customer",
                    "subscription",
                    "amount",
                    "currency",
                    "payment_method",
                    "status",
                    "amount_refunded",
                    "failure_code",
                    "created",
                ),
            ),
            examples=("payments list",),
        ),
        Command(
            "create",
            "create_payment",
            "Create a payment",
            "Charges a customer. A declined payment returns 201 too: its `status` is `failed` and `failure_code` says why.\n\nReturns 404 if the customer or subscription does not exist, or if the subscription belongs to another customer;\n`details.field` says which.",
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
                        "ID of the customer who pays.",
                        is_required=True,
                    ),
                    Option(
                        "subscription",
                        ("subscription",),
                        "text",
                        "ID of the subscription that the payment is for. It must belong to the customer.",
                    ),
                    Option(
                        "amount",
                        ("amount",),
                        "integer",
                        "Amount to charge, in the minor unit of the currency.",
                        is_required=True,
                    ),
                    Option(
                        "currency",
                        ("currency",),
                        "text",
                        "Three-letter currency code in lowercase (ISO 4217).",
                        is_required=True,
                    ),
                    Option(
                        "payment-method",
                        ("payment_method",),
                        "text",
                        "Token of the payment method. In the sandbox, the token decides the result: | Token | Result | | --- | --- | | `tok_visa`, and any other | Succeeds. | | `tok_declined` | Fails with `card_declined`. | | `tok_insufficient_funds` | Fails with `insufficient_funds`. | | `tok_expired_card` | Fails with `expired_card`. | | `tok_incorrect_cvc` | Fails with `incorrect_cvc`. | | `tok_processing_error` | Fails with `processing_error`. | | `tok_authentication_required` | Fails with `authentication_required`. | | `tok_lost_card`, `tok_stolen_card`, `tok_fraudulent` | Fails with the code of the same name: `lost_card`, `stolen_card`, `fraudulent`. | | `tok_disputed` | Succeeds, and is then disputed. | Only the sandbox treats tokens this way.",
                        is_required=True,
                    ),
                ),
            ),
            examples=(
                "payments create --customer cus_1234567890 --amount 999 --currency usd --payment-method tok_visa",
            ),
        ),
        Command(
            "get",
            "get_payment",
            "Get a payment",
            "Returns a payment.",
            arguments=(
                Option(
                    "payment-id", ("payment_id",), "text", "ID of the payment.", is_required=True
                ),
            ),
            examples=("payments get pay_789ghi",),
        ),
        Command(
            "refund",
            "refund_payment",
            "Refund a payment",
            "Refunds a payment in full or in part. Without a body, everything that has not been refunded yet is refunded.\n\nReturns 422 `out_of_range` if `amount` is more than that. Returns 409 `invalid_state` if the payment did not succeed or is\nfully refunded.",
            arguments=(
                Option(
                    "payment-id", ("payment_id",), "text", "ID of the payment.", is_required=True
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
                        "amount",
                        ("amount",),
                        "integer",
                        "Amount to refund, up to what has not been refunded yet. Defaults to all of it.",
                    ),
                    Option(
                        "reason",
                        ("reason",),
                        "text",
                        "Reason for the refund, for your own records.",
                    ),
                ),
            ),
            examples=("payments refund pay_789ghi --amount 500 --reason duplicate",),
        ),
    ),
)
