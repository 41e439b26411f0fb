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
    """Subscribes a customer to a plan. The subscription starts in its trial where the plan has one.
    Where it has none the subscription starts active, and its first period is paid at once. A first
    payment that fails does not change that: `payment.failed` tells of it, and it is tried again;
    only then a failure makes the subscription `past_due`.

    A customer or plan that does not exist is a 404 that names the field.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        body: The body.
        idempotency_key: Makes the request safe to repeat. The same key and body get the stored
            answer for 24 hours; the key with another request is a 409. Bodies are compared as JSON
            values, so that spaces and the order of members do not count. A request that is refused
            does not use up its key. Choose one at random for each intent, for instance a UUID.
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
