# Generated from openapi/ and templates/python/webhooks.py.jinja: edit there, not here.
"""Webhook deliveries: verified, and read as typed events.

event = azotte.webhooks.verify(request.body, request.headers["azotte-signature"], secret)
if event.type == "customer.created":
    ...
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal, TypeAlias

import msgspec

from azotte import models
from azotte._errors import DecodeError, InvalidEventError
from azotte._json import decode
from azotte._model import Model
from azotte._secret import Secret
from azotte._signatures import check, secrets_of, sign

__all__ = [
    "EVENT_TYPES",
    "SIGNATURE_HEADER",
    "TOLERANCE",
    "Event",
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


class UnknownEvent(Model, kw_only=True):
    """An event of a type that this version does not know. Answer it with 200 like any other."""

    id: str
    object: Literal["event"]
    type: str
    created: int
    data: dict[str, Any]


Event: TypeAlias = models.Event | UnknownEvent


def verify(
    body: bytes | str,
    signature: str,
    secret: str | Secret | Iterable[str | Secret],
    *,
    tolerance: float = TOLERANCE,
    require_timestamp: bool = False,
) -> Event:
    """Verify a delivery and read its event.

    Args:
        body: The raw body, as it came: parsed and written again, its signature would not match.
        signature: The value of the header `azotte-signature`.
        secret: The endpoint's secret; several while it is rotated.
        tolerance: Seconds that the signature's time may differ from now, either way.
        require_timestamp: Refuse the form without a time, which anyone who recorded a delivery can send again.

    Returns:
        The event.

    Raises:
        SignatureError: The signature is missing, malformed, wrong, or not of now. Do not act on the body.
        InvalidEventError: The signature is right, but the body is not an event.
        InvalidArgumentError: A secret is empty or no text, or the tolerance is not a number of seconds.
    """
    try:
        secrets = secrets_of(secret)
    finally:
        # Not left in this frame, which is part of the traceback of whatever is raised.
        del secret
    encoded = body.encode() if isinstance(body, str) else body
    check(encoded, signature, secrets, tolerance=tolerance, require_timestamp=require_timestamp)
    return parse(encoded)


def parse(body: bytes) -> Event:
    """Read an event without verifying anything.

    Raises:
        InvalidEventError: The body is not an event. The message names what is wrong.
    """
    try:
        kind = decode(body, _Type).type
        model: type[Any] = _CLASSES.get(kind, UnknownEvent)
        event: Event = decode(body, model)
    except DecodeError as error:
        raise InvalidEventError(str(error)) from None
    return event


class _Type(msgspec.Struct):
    type: str


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
