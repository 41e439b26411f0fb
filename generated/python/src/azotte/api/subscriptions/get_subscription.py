"""Get a subscription: `GET /subscriptions/{id}`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response

OPERATION: Final[Operation[models.Subscription]] = Operation(
    id="get_subscription",
    method="GET",
    path="/subscriptions/{id}",
    key_types=("secret",),
    results={200: models.Subscription},
)


def call(subscription_id: str, *, timeout: float | None = None) -> Call[models.Subscription]:
    """Returns a subscription.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        subscription_id: ID of the subscription.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path=f"/subscriptions/{path_segment(subscription_id, 'subscription_id')}",
        timeout=timeout,
    )


def sync(
    subscription_id: str, *, client: Azotte, timeout: float | None = None
) -> models.Subscription:
    """Get a subscription; arguments as for `call`."""
    return client.send(call(subscription_id, timeout=timeout)).result


def sync_detailed(
    subscription_id: str, *, client: Azotte, timeout: float | None = None
) -> Response[models.Subscription]:
    """Get a subscription, with status, headers and body; arguments as for `call`."""
    return client.send(call(subscription_id, timeout=timeout))


async def asyncio(
    subscription_id: str, *, client: AsyncAzotte, timeout: float | None = None
) -> models.Subscription:
    """Get a subscription; arguments as for `call`."""
    return (await client.send(call(subscription_id, timeout=timeout))).result


async def asyncio_detailed(
    subscription_id: str, *, client: AsyncAzotte, timeout: float | None = None
) -> Response[models.Subscription]:
    """Get a subscription, with status, headers and body; arguments as for `call`."""
    return await client.send(call(subscription_id, timeout=timeout))
