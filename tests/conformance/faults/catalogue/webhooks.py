"""Faults in which events are sent, to whom, and how they are signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from azotte_sandbox.context import Call, Context, Json
from azotte_sandbox.store import Connection
from azotte_sandbox.webhooks.events import INSERT_DELIVERY
from tests.conformance.faults.catalogue.idempotency import Stored
from tests.conformance.faults.fault import fault
from tests.conformance.faults.seams import Seams

Headers = list[tuple[str, str]]


def recorded_as(sandbox: Seams, name: str, *instead: str, by_time: bool = False) -> None:
    """Record other events than the one of this name, or none; `by_time` only where no request caused it."""

    @sandbox.replace("webhooks.events", "record")
    async def _(
        real: Any,
        context: Context,
        db: Connection,
        event: str,
        doc: Json,
        *before: Json | None,
        **options: Any,
    ) -> None:
        chosen = event == name and not (by_time and context.request is not None)
        for each in instead if chosen else (event,):
            await real(context, db, each, doc, *before, **options)


@fault("event-missing", "Changing a customer sends no event.")
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "customer.updated")


@fault("deleted-event-missing", "Deleting a customer sends no event.")
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "customer.deleted")


@fault("renewal-not-told", "A renewal sends no event.")
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "subscription.renewed")


@fault("trial-ending-not-told", "A trial that ends soon sends no event.")
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "subscription.trial_ending")


@fault("refund-not-told", "A refund sends no event.")
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "payment.refunded")


@fault("dispute-not-told", "A dispute sends no event.")
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "payment.disputed")


@fault("event-spelling", "Pausing sends an event for an update.")
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "subscription.paused", "subscription.updated")


@fault("failure-told-as-success", "A payment that failed sends the event of one that succeeded.")
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "payment.failed", "payment.succeeded")


@fault(
    "end-told-as-update", "A subscription that ends with its period sends an event for an update."
)
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "subscription.cancelled", "subscription.updated", by_time=True)


@fault("event-twice", "A new customer sends two events.")
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "customer.created", "customer.created", "customer.created")


@fault("every-payment-disputed", "Every payment sends the event of a dispute.")
def _(sandbox: Seams) -> None:
    recorded_as(sandbox, "payment.disputed")
    recorded_as(sandbox, "payment.succeeded", "payment.succeeded", "payment.disputed")


@fault("creation-told-as-update-too", "A new customer sends an event for an update too.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("webhooks.events", "record")
    async def _(
        real: Any,
        context: Context,
        db: Connection,
        event: str,
        doc: Json,
        *before: Json | None,
        **options: Any,
    ) -> None:
        await real(context, db, event, doc, *before, **options)
        if event == "customer.created":
            await real(context, db, "customer.updated", doc, {})


def as_it_was(event: Json) -> None:
    """Let an event hold the object as it was before the change."""
    event["data"]["object"] |= event["data"].get("previous_attributes", {})


@fault("event-before-change", "The event holds the object as it was.")
def _(sandbox: Seams) -> None:
    sandbox.event(as_it_was)


@fault("old-object-after-cancel", "The event of a cancellation is built before it is done.")
def _(sandbox: Seams) -> None:
    @sandbox.event
    def _(event: Json) -> None:
        if event["type"] == "subscription.cancelled":
            as_it_was(event)
            event["data"].pop("previous_attributes", None)


def previous(sandbox: Seams, change: Callable[[Json, Json], Json]) -> None:
    """Change the previous attributes of events that have them, given the object as it is."""

    @sandbox.event
    def _(event: Json) -> None:
        data = event["data"]
        if "previous_attributes" in data:
            data["previous_attributes"] = change(data["previous_attributes"], data["object"])


@fault("previous-everything", "An event lists all previous values, changed or not.")
def _(sandbox: Seams) -> None:
    previous(sandbox, lambda before, now: now | before)


@fault("previous-new-values", "An event lists the new values as the previous ones.")
def _(sandbox: Seams) -> None:
    previous(sandbox, lambda before, now: {name: now.get(name) for name in before})


@fault("previous-missing", "An event does not list previous values.")
def _(sandbox: Seams) -> None:
    @sandbox.event
    def _(event: Json) -> None:
        event["data"].pop("previous_attributes", None)


@fault("request-not-named", "An event does not say which request caused it.")
def _(sandbox: Seams) -> None:
    @sandbox.event
    def _(event: Json) -> None:
        event["request"] = None


@fault("key-not-told", "An event does not have the request's idempotency key.")
def _(sandbox: Seams) -> None:
    @sandbox.event
    def _(event: Json) -> None:
        if event["request"] is not None:
            event["request"]["idempotency_key"] = None


@fault("event-at-the-epoch", "An event does not say when it happened.")
def _(sandbox: Seams) -> None:
    @sandbox.event
    def _(event: Json) -> None:
        event["created"] = 0


def signed_with(sandbox: Seams, body: bytes = b"", milliseconds: bool = False) -> None:
    """Sign something beside the body that is sent, or another time."""

    @sandbox.replace("webhooks.sign", "signature_headers")
    def _(
        real: Any, form: str, secrets: Sequence[str], event_id: str, sent: bytes, at: int
    ) -> Headers:
        at = at * 1000 if milliseconds else at
        headers: Headers = real(form, secrets, event_id, sent + body, at)
        return headers


@fault("signature-of-other-body", "The signature is not of the body of the delivery.")
def _(sandbox: Seams) -> None:
    signed_with(sandbox, body=b"\n")


@fault("signature-milliseconds", "The time of a signature is in milliseconds.")
def _(sandbox: Seams) -> None:
    signed_with(sandbox, milliseconds=True)


@fault("signature-without-time", "The time is not signed.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("webhooks.sign", "signature")
    def _(real: Any, form: str, secrets: Sequence[str], body: bytes, at: int) -> str:
        if form != "v1":
            value: str = real(form, secrets, body, at)
            return value
        digests = (hmac.digest(secret.encode(), body, hashlib.sha256) for secret in secrets)
        return f"t={at}," + ",".join(f"v1={digest.hex()}" for digest in digests)


@fault("signature-base64", "Signatures are in base64.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("webhooks.sign", "signature")
    def _(real: Any, form: str, secrets: Sequence[str], body: bytes, at: int) -> str:
        if form != "sha256":
            value: str = real(form, secrets, body, at)
            return value
        signed = hmac.digest(secrets[0].encode(), body, hashlib.sha256)
        return f"sha256={base64.b64encode(signed).decode()}"


@fault("one-form-of-signature", "Every endpoint gets the older form of signature.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("webhooks.sign", "signature")
    def _(real: Any, form: str, *arguments: Any) -> str:
        value: str = real("sha256", *arguments)
        return value


@fault("no-second-try", "A delivery that failed is not retried.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("webhooks.deliver", "Backoff.seconds")
    def _(real: Any, backoff: object, attempt: int) -> None:
        return None


@fault("delivered-as-text", "Deliveries have the wrong Content-Type.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("webhooks.post", "post")
    async def _(
        real: Any, target: Any, addresses: Any, tls: Any, headers: Headers, body: bytes
    ) -> Any:
        others = [(name, value) for name, value in headers if name.lower() != "content-type"]
        as_text = [("content-type", "text/plain"), *others]
        return await real(target, addresses, tls, as_text, body)


def sent_to(sandbox: Seams, endpoints: str) -> None:
    """Send each event to other endpoints as well: those that this condition selects."""

    @sandbox.replace("webhooks.events", "record")
    async def _(
        real: Any,
        context: Context,
        db: Connection,
        event: str,
        doc: Json,
        *before: Json | None,
        **options: Any,
    ) -> None:
        await real(context, db, event, doc, *before, **options)
        row = await db.fetch_one(
            "SELECT MAX(seq) FROM event WHERE tenant = $1 AND environment = $2", *context.world
        )
        assert row is not None
        others = await db.fetch(
            f"SELECT id, event_types FROM webhook_endpoint WHERE {endpoints} AND removed = 0",
            *context.world,
        )
        for endpoint, wanted in others:
            if wanted is None or event in wanted.split(","):
                await db.execute(INSERT_DELIVERY, endpoint, row[0], doc["id"], int(time.time()))


@fault("endpoints-of-all-environments", "Events go to the tenant's endpoints of every environment.")
def _(sandbox: Seams) -> None:
    sent_to(sandbox, "tenant = $1 AND environment <> $2")


@fault("endpoints-of-all-tenants", "Events go to every tenant's endpoints.")
def _(sandbox: Seams) -> None:
    sent_to(sandbox, "tenant <> $1 AND environment = $2")


@fault("replay-told-again", "A replayed request sends its event again.")
def _(sandbox: Seams) -> None:
    names = {"customer": "customer.created", "payment": "payment.succeeded"}

    @sandbox.replace("idempotency", "begin")
    async def _(real: Any, call: Call, db: Connection, *arguments: Any) -> Stored:
        from azotte_sandbox.webhooks import events

        stored: Stored = await real(call, db, *arguments)
        doc: Json = {} if stored is None else msgspec.json.decode(stored[1])
        if (name := names.get(doc.get("object", ""))) is not None:
            await events.record(call.context, db, name, doc)
        return stored


@fault("out-of-order", "Deliveries do not wait for those before them.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("webhooks.events", "record")
    async def _(
        real: Any, context: Context, db: Connection, *arguments: Any, **options: Any
    ) -> None:
        await real(context, db, *arguments, **options)
        await db.execute(
            "UPDATE delivery SET due_at = $1 WHERE state = 'waiting' AND due_at IS NULL",
            int(time.time()),
        )
