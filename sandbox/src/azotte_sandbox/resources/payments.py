"""Payments and refunds. In the sandbox the token of the payment method decides the result."""

from __future__ import annotations

import msgspec

from azotte_sandbox import requirements
from azotte_sandbox.context import Call, Context, Json
from azotte_sandbox.errors import missing
from azotte_sandbox.store import Connection
from azotte_sandbox.store.tables import CUSTOMERS, PAYMENTS, SUBSCRIPTIONS
from azotte_sandbox.webhooks import events

FAILURES = {
    "tok_declined": "card_declined",
    "tok_insufficient_funds": "insufficient_funds",
    "tok_expired_card": "expired_card",
    "tok_incorrect_cvc": "incorrect_cvc",
    "tok_processing_error": "processing_error",
    "tok_authentication_required": "authentication_required",
    "tok_lost_card": "lost_card",
    "tok_stolen_card": "stolen_card",
    "tok_fraudulent": "fraudulent",
}
"""Failure code of each token that fails, as the contract describes the tokens. All other tokens succeed."""
DISPUTED = "tok_disputed"
"""Token of a payment that succeeds and is then disputed."""
USUAL_METHOD = "tok_visa"
"""Payment method of a customer without payments."""


async def create_payment(call: Call, db: Connection) -> bytes:
    body, world = call.body, call.context.world
    await CUSTOMERS.change(db, world, body["customer"], "customer")
    if "subscription" in body:
        subscription = await SUBSCRIPTIONS.change(db, world, body["subscription"], "subscription")
        if subscription["customer"] != body["customer"]:
            raise missing("subscription", body["subscription"], "subscription")
    payment = await take(
        call.context,
        db,
        customer=body["customer"],
        subscription=body.get("subscription"),
        amount=body["amount"],
        currency=body["currency"],
        payment_method=body["payment_method"],
    )
    return msgspec.json.encode(payment)


async def refund_payment(call: Call, db: Connection) -> bytes:
    context = call.context
    before = await PAYMENTS.change(db, context.world, call.path["id"])
    requirements.check(call, before)
    left: int = before["amount"] - before["amount_refunded"]
    amount: int = call.body.get("amount", left)
    doc = before | {
        "amount_refunded": before["amount_refunded"] + amount,
        "status": "refunded" if amount == left else "partially_refunded",
    }
    response = await PAYMENTS.update(db, context.world, doc)
    await events.record(context, db, "payment.refunded", doc, before)
    return response


OPERATIONS = (create_payment, refund_payment)


async def take(
    context: Context,
    db: Connection,
    *,
    customer: str,
    subscription: str | None,
    amount: int,
    currency: str,
    payment_method: str,
) -> Json:
    """Create a payment. Its status says whether it succeeded."""
    failure = FAILURES.get(payment_method)
    doc: Json = {
        "id": context.new_id("Payment"),
        "object": "payment",
        "customer": customer,
        "subscription": subscription,
        "amount": amount,
        "currency": currency,
        "payment_method": payment_method,
        "status": "failed" if failure else "succeeded",
        "amount_refunded": 0,
        "failure_code": failure,
        "created": context.now,
    }
    await PAYMENTS.insert(db, context.world, doc)
    await events.record(context, db, "payment.failed" if failure else "payment.succeeded", doc)
    if payment_method == DISPUTED:
        await events.record(context, db, "payment.disputed", doc)
    return doc


async def method_of(db: Connection, context: Context, customer: str) -> str:
    """Return the payment method for renewals: the method of the customer's newest payment."""
    row = await db.fetch_one(
        "SELECT payment_method FROM payment"
        " WHERE tenant = $1 AND environment = $2 AND customer = $3 ORDER BY seq DESC LIMIT 1",
        *context.world,
        customer,
    )
    return USUAL_METHOD if row is None else str(row[0])
