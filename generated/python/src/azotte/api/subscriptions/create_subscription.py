"""Create a subscription: `POST /subscriptions`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response
    from azotte.models import typeddicts

OPERATION: Final[Operation[models.Subscription]] = Operation(
    id="create_subscription",
    method="POST",
    path="/subscriptions",
    key_types=("secret",),
    results={201: models.Subscription},
    idempotent=True,
)


def call(
    *,
    body: models.SubscriptionCreate | typeddicts.SubscriptionCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Call[models.Subscription]:
    """Subscribes a customer to a plan. If the plan has a trial, the subscription starts as `trialing`
    and nothing is charged until the trial ends. Otherwise it starts as `active` and the first
    period is charged immediately.

    If the first payment fails, the subscription stays `active`, a `payment.failed` event is sent
    and the payment is retried. The subscription becomes `past_due` only if the retry fails too.

    Returns 404 if the customer or plan does not exist; `details.field` says which.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        body: The body.
        idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up to
            255 characters. See "Idempotent requests" in the API reference.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path="/subscriptions",
        body=encode(body),
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


def sync(
    *,
    client: Azotte,
    body: models.SubscriptionCreate | typeddicts.SubscriptionCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> models.Subscription:
    """Create a subscription; arguments as for `call`."""
    return client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout)).result


def sync_detailed(
    *,
    client: Azotte,
    body: models.SubscriptionCreate | typeddicts.SubscriptionCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Response[models.Subscription]:
    """Create a subscription, with status, headers and body; arguments as for `call`."""
    return client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout))


async def asyncio(
    *,
    client: AsyncAzotte,
    body: models.SubscriptionCreate | typeddicts.SubscriptionCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> models.Subscription:
    """Create a subscription; arguments as for `call`."""
    return (
        await client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout))
    ).result


async def asyncio_detailed(
    *,
    client: AsyncAzotte,
    body: models.SubscriptionCreate | typeddicts.SubscriptionCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Response[models.Subscription]:
    """Create a subscription, with status, headers and body; arguments as for `call`."""
    return await client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout))
