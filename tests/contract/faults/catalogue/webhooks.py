"""Faults in what is told, to whom, and how it is signed."""

from tests.contract.faults.changes import Source
from tests.contract.faults.fault import fault

FAULTS = [
    fault(
        "event-missing",
        "changing a customer is not told",
        Source(
            "resources.customers",
            '    await events.record(context, db, "customer.updated", doc, before)\n',
            "",
        ),
    ),
    fault(
        "deleted-event-missing",
        "deleting a customer is not told",
        Source(
            "resources.customers",
            '    await events.record(context, db, "customer.deleted", doc)\n',
            "",
        ),
    ),
    fault(
        "event-spelling",
        "pausing is told as an update",
        Source("resources.subscriptions", '"subscription.paused")', '"subscription.updated")'),
    ),
    fault(
        "event-before-change",
        "the event holds the object as it was",
        Source(
            "webhooks.events",
            'data: Json = {"object": doc}',
            'data: Json = {"object": before or doc}',
        ),
    ),
    fault(
        "previous-everything",
        "an event tells all former values, changed or not",
        Source(
            "webhooks.events",
            "for name, value in before.items() if doc.get(name) != value",
            "for name, value in before.items()",
        ),
    ),
    fault(
        "previous-new-values",
        "an event tells the new values as the former ones",
        Source(
            "webhooks.events",
            "name: value for name, value in before.items()",
            "name: doc.get(name) for name, value in before.items()",
        ),
    ),
    fault(
        "request-not-named",
        "an event does not say which request caused it",
        Source("webhooks.events", '"request": context.request,', '"request": None,'),
    ),
    fault(
        "signature-of-other-body",
        "what is signed is not what is sent",
        Source(
            "webhooks.deliver",
            "delivery.form, delivery.secrets, delivery.event_id, delivery.body, int(time.time())",
            'delivery.form, delivery.secrets, delivery.event_id, delivery.body + b"\\n", int(time.time())',
        ),
    ),
    fault(
        "signature-without-time",
        "the time is not signed",
        Source("webhooks.sign", 'signed = b"%d.%b" % (at, body)', "signed = body"),
    ),
    fault(
        "signature-milliseconds",
        "the time of a signature is in milliseconds",
        Source(
            "webhooks.deliver",
            "delivery.event_id, delivery.body, int(time.time())",
            "delivery.event_id, delivery.body, int(time.time() * 1000)",
        ),
    ),
    fault(
        "signature-base64",
        "signatures are base64",
        Source(
            "webhooks.sign",
            'return "sha256=" + _hmac(secrets[0].encode(), body).hex()',
            'return "sha256=" + base64.b64encode(_hmac(secrets[0].encode(), body)).decode()',
        ),
    ),
    fault(
        "no-second-try",
        "a delivery that failed is given up",
        Source(
            "webhooks.deliver",
            "        wait = self._backoff.seconds(delivery.attempt)\n",
            "        wait = None\n",
        ),
    ),
    fault(
        "endpoints-of-all-environments",
        "events go to the tenant's endpoints of every environment",
        Source(
            "webhooks.events",
            "WHERE tenant = $1 AND environment = $2",
            "WHERE tenant = $1 AND $2 = $2",
        ),
    ),
    fault(
        "endpoints-of-all-tenants",
        "events go to every tenant's endpoints",
        Source(
            "webhooks.events",
            "WHERE tenant = $1 AND environment = $2",
            "WHERE $1 = $1 AND environment = $2",
        ),
    ),
    fault(
        "replay-told-again",
        "a replayed request is told again",
        Source(
            "app",
            "                if stored is not None:\n                    exchange.replayed = True\n",
            "                if stored is not None:\n                    exchange.replayed = True\n"
            "                    from azotte_sandbox.webhooks import events\n"
            "                    doc = msgspec.json.decode(stored)\n"
            '                    name = {"customer": "customer.created", "payment": "payment.succeeded"}.get(doc["object"])\n'
            "                    if name:\n"
            "                        await events.record(call.context, db, name, doc)\n",
        ),
    ),
    fault(
        "event-twice",
        "an effect is told by two events",
        Source(
            "resources.customers",
            '    await events.record(context, db, "customer.created", doc)\n',
            '    await events.record(context, db, "customer.created", doc)\n    await events.record(context, db, "customer.created", doc)\n',
        ),
    ),
    fault(
        "previous-missing",
        "an event does not tell former values",
        Source(
            "webhooks.events",
            "    if before is not None:\n",
            "    if False and before is not None:\n",
        ),
    ),
    fault(
        "failure-told-as-success",
        "a payment that failed is told as one that succeeded",
        Source(
            "resources.payments",
            '"payment.failed" if failure else "payment.succeeded"',
            '"payment.succeeded"',
        ),
    ),
    fault(
        "renewal-not-told",
        "a renewal is not told",
        Source(
            "billing",
            "        await events.record(context, db, event, doc, before)\n",
            '        if event != "subscription.renewed":\n            await events.record(context, db, event, doc, before)\n',
        ),
    ),
    fault(
        "trial-ending-not-told",
        "that a trial ends soon is not told",
        Source(
            "billing",
            '        await events.record(context, db, "subscription.trial_ending", doc)\n',
            "",
        ),
    ),
    fault(
        "end-told-as-update",
        "an end at the period's end is told as an update",
        Source(
            "billing",
            '        event = "subscription.cancelled"\n',
            '        event = "subscription.updated"\n',
        ),
    ),
    fault(
        "delivered-as-text",
        "deliveries have the wrong Content-Type",
        Source(
            "webhooks.deliver",
            '("content-type", "application/json"),',
            '("content-type", "text/plain"),',
        ),
    ),
    fault(
        "key-not-told",
        "an event does not tell the idempotency key",
        Source(
            "app",
            '{"id": exchange.request_id, "idempotency_key": key},',
            '{"id": exchange.request_id, "idempotency_key": None},',
        ),
    ),
    fault(
        "refund-not-told",
        "a refund is not told",
        Source(
            "resources.payments",
            '    await events.record(context, db, "payment.refunded", doc, before)\n',
            "",
        ),
    ),
    fault(
        "old-object-after-cancel",
        "the event of a cancellation is recorded before it is done",
        Source(
            "resources.subscriptions",
            'event = "subscription.cancelled"\n    return',
            'event = "subscription.updated"\n    return',
        ),
    ),
    fault(
        "out-of-order",
        "deliveries do not wait for those before them",
        Source("webhooks.events", "THEN NULL ELSE", "THEN CAST($4 AS BIGINT) ELSE"),
    ),
    fault(
        "event-at-the-epoch",
        "an event does not say when it happened",
        Source(
            "webhooks.events",
            '        "created": context.now,\n        "data"',
            '        "created": 0,\n        "data"',
        ),
    ),
    fault(
        "every-payment-disputed",
        "the event of a dispute is sent for every payment",
        Source("resources.payments", "if payment_method == DISPUTED:", "if payment_method:"),
    ),
    fault(
        "dispute-not-told",
        "the event of a dispute is not sent",
        Source("resources.payments", "if payment_method == DISPUTED:", "if not payment_method:"),
    ),
    fault(
        "creation-told-as-update-too",
        "a new customer is told as changed as well",
        Source(
            "resources.customers",
            '    await events.record(context, db, "customer.created", doc)\n',
            '    await events.record(context, db, "customer.created", doc)\n'
            '    await events.record(context, db, "customer.updated", doc, {})\n',
        ),
    ),
    fault(
        "one-form-of-signature",
        "every endpoint gets the older form of signature",
        Source("webhooks.sign", 'if form == "sha256":', "if form:"),
    ),
]
