"""Events, told apart by their type."""

from typing import assert_type

from azotte import models, webhooks


def by_comparison(event: webhooks.Event) -> str | None:
    if event.type == "customer.created":
        assert_type(event, models.CustomerCreatedEvent)
        return event.data.object.email
    if event.type == "payment.failed":
        return event.data.object.customer
    if isinstance(event, webhooks.UnknownEvent):
        return str(event.data.get("object")) if str(event.type) == "customer.merged" else None
    return event.id


def by_match(event: webhooks.Event) -> str | None:
    match event.type:
        case "customer.created" | "customer.updated":
            return event.data.object.email
        case "subscription.cancelled":
            assert_type(event, models.SubscriptionCancelledEvent)
            return event.data.object.cancellation_reason
        case _:
            return event.id


def by_class(event: webhooks.Event) -> str | None:
    match event:
        case models.CustomerCreatedEvent():
            return event.data.object.email
        case webhooks.UnknownEvent():
            assert_type(event, webhooks.UnknownEvent)
            return str(event.type)
        case _:
            return event.type
