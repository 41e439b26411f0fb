"""Cancel a subscription: `POST /subscriptions/{id}/cancel`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation
from azotte._wire import path_segment

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response
    from azotte.models import typeddicts

OPERATION: Final[Operation[models.Subscription]] = Operation(
    id="cancel_subscription",
    method="POST",
    path="/subscriptions/{id}/cancel",
    key_types=("secret",),
    results={200: models.Subscription},
    idempotent=True,
)


def call(
    subscription_id: str,
    *,
    body: models.SubscriptionCancel | typeddicts.SubscriptionCancel | None = None,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Call[models.Subscription]:
    """Cancels a subscription immediately, or at the end of its current period if `at_period_end` is
    true. Cancellation is final. Returns 409 `invalid_state` if the subscription is already
    canceled.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        subscription_id: ID of the subscription.
        body: The body, if any.
        idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up to
            255 characters. See "Idempotent requests" in the API reference.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path=f"/subscriptions/{path_segment(subscription_id, 'subscription_id')}/cancel",
        body=None if body is None else encode(body),
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


def sync(
    subscription_id: str,
    *,
    client: Azotte,
    body: models.SubscriptionCancel | typeddicts.SubscriptionCancel | None = None,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> models.Subscription:
    """Cancel a subscription; arguments as for `call`."""
    return client.send(
        call(subscription_id, body=body, idempotency_key=idempotency_key, timeout=timeout)
    ).result


def sync_detailed(
    subscription_id: str,
    *,
    client: Azotte,
    body: models.SubscriptionCancel | typeddicts.SubscriptionCancel | None = None,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Response[models.Subscription]:
    """Cancel a subscription, with status, headers and body; arguments as for `call`."""
    return client.send(
        call(subscription_id, body=body, idempotency_key=idempotency_key, timeout=timeout)
    )


async def asyncio(
    subscription_id: str,
    *,
    client: AsyncAzotte,
    body: models.SubscriptionCancel | typeddicts.SubscriptionCancel | None = None,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> models.Subscription:
    """Cancel a subscription; arguments as for `call`."""
    return (
        await client.send(
            call(subscription_id, body=body, idempotency_key=idempotency_key, timeout=timeout)
        )
    ).result


async def asyncio_detailed(
    subscription_id: str,
    *,
    client: AsyncAzotte,
    body: models.SubscriptionCancel | typeddicts.SubscriptionCancel | None = None,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Response[models.Subscription]:
    """Cancel a subscription, with status, headers and body; arguments as for `call`."""
    return await client.send(
        call(subscription_id, body=body, idempotency_key=idempotency_key, timeout=timeout)
    )
