# Generated from openapi/ and templates/python/webhooks.py.jinja: edit there, not here.
"""Webhook deliveries: verified, and read as typed events.

event = azotte.webhooks.verify(body, request.headers, secret)
match event.type:
    case 'customer.created':
        print(event.data.object.id)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import msgspec

from azotte import models
from azotte._base_errors import DecodeError, InvalidEventError
from azotte._json import decode
from azotte._secret import Secret
from azotte._webhook_signatures import Headers, check, raw_body, secrets_of, sign, signature_of
from azotte.models import UnknownEvent

__all__ = [
    "EVENT_TYPES",
    "SIGNATURE_HEADER",
    "TOLERANCE",
    "Event",
    "Headers",
    "UnknownEvent",
    "parse",
    "sign",
    "verify",
]

SIGNATURE_HEADER: Final = "azotte-signature"
"""The header that carries a delivery's signature."""

TOLERANCE: Final = 300.0
"""Seconds that a signature's time may differ from now, either way."""

EVENT_TYPES: Final = frozenset(
    {
        "customer.created",
        "customer.updated",
        "customer.deleted",
        "subscription.created",
        "subscription.updated",
        "subscription.renewed",
        "subscription.cancelled",
        "subscription.paused",
        "subscription.resumed",
        "subscription.trial_ending",
        "payment.succeeded",
        "payment.failed",
        "payment.refunded",
        "payment.disputed",
    }
)
"""The types of event that this version knows."""


Event: TypeAlias = models.Event
"""An event. One of an unknown type is an `UnknownEvent`: return 200 for it as for any other."""


def verify(
    body: bytes | str,
    signature: str | Headers | None,
    secret: str | Secret | None | Iterable[str | Secret | None],
    *,
    tolerance: float = TOLERANCE,
    require_timestamp: bool = False,
) -> Event:
    """Verify a delivery and return its event.

    Args:
        body: The raw request body. A body that was parsed and written again does not match its signature.
        signature: The request's headers, as the web framework gives them, or the value of the header `azotte-signature`.
        secret: The endpoint's secret, or several while it is rotated. `None` and empty ones are ignored.
        tolerance: Seconds that the signature's time may differ from now, either way.
        require_timestamp: Reject signatures without a time, which anyone who recorded a delivery can send again.

    Returns:
        The event.

    Raises:
        SignatureError: The signature is missing, malformed, wrong or expired. Return 400 and do not act on the body.
        InvalidEventError: The signature is valid, but the body is not an event.
        InvalidArgumentError: There is no secret, one is not text, or the tolerance is not a number of seconds. The endpoint is
            misconfigured.
    """
    try:
        secrets = secrets_of(secret)
    finally:
        # Not left in this frame, which is part of the traceback of whatever is raised.
        del secret
    raw = raw_body(body)
    header = signature_of(signature, SIGNATURE_HEADER)
    check(raw, header, secrets, tolerance=tolerance, require_timestamp=require_timestamp)
    return parse(raw)


def parse(body: bytes | str) -> Event:
    """Read an event without verifying its signature.

    Raises:
        InvalidEventError: The body is not an event. The message names what is wrong.
    """
    try:
        kind = decode(body, _Type).type
        model: type[Any] = _CLASSES.get(kind, UnknownEvent)
        event: Event = decode(body, model)
    except DecodeError as error:
        raise InvalidEventError(error.args[0]) from None
    return event


class _Type(msgspec.Struct):
    type: str = msgspec.field(name="type")


_CLASSES: dict[str, type[Any]] = {
    "customer.created": models.CustomerCreatedEvent,
    "customer.updated": models.CustomerUpdatedEvent,
    "customer.deleted": models.CustomerDeletedEvent,
    "subscription.created": models.SubscriptionCreatedEvent,
    "subscription.updated": models.SubscriptionUpdatedEvent,
    "subscription.renewed": models.SubscriptionRenewedEvent,
    "subscription.cancelled": models.SubscriptionCancelledEvent,
    "subscription.paused": models.SubscriptionPausedEvent,
    "subscription.resumed": models.SubscriptionResumedEvent,
    "subscription.trial_ending": models.SubscriptionTrialEndingEvent,
    "payment.succeeded": models.PaymentSucceededEvent,
    "payment.failed": models.PaymentFailedEvent,
    "payment.refunded": models.PaymentRefundedEvent,
    "payment.disputed": models.PaymentDisputedEvent,
}
