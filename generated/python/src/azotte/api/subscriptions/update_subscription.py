"""Update a subscription: `PUT /subscriptions/{id}`.

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
    id="update_subscription",
    method="PUT",
    path="/subscriptions/{id}",
    key_types=("secret",),
    results={200: models.Subscription},
)


def call(
    subscription_id: str,
    *,
    body: models.SubscriptionUpdate | typeddicts.SubscriptionUpdate,
    timeout: float | None = None,
) -> Call[models.Subscription]:
    """Changes the plan or the metadata. A canceled subscription can not be changed, nor the plan of a
    paused one (409 `invalid_state`); a plan that does not exist is a 404 that names the field.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        subscription_id: The subscription's id.
        body: The body.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path=f"/subscriptions/{path_segment(subscription_id, 'subscription_id')}",
        body=encode(body),
        timeout=timeout,
    )


def sync(
    subscription_id: str,
    *,
    client: Azotte,
    body: models.SubscriptionUpdate | typeddicts.SubscriptionUpdate,
    timeout: float | None = None,
) -> models.Subscription:
    """Update a subscription; arguments as for `call`."""
    return client.send(call(subscription_id, body=body, timeout=timeout)).result


def sync_detailed(
    subscription_id: str,
    *,
    client: Azotte,
    body: models.SubscriptionUpdate | typeddicts.SubscriptionUpdate,
    timeout: float | None = None,
) -> Response[models.Subscription]:
    """Update a subscription, with status, headers and body; arguments as for `call`."""
    return client.send(call(subscription_id, body=body, timeout=timeout))


async def asyncio(
    subscription_id: str,
    *,
    client: AsyncAzotte,
    body: models.SubscriptionUpdate | typeddicts.SubscriptionUpdate,
    timeout: float | None = None,
) -> models.Subscription:
    """Update a subscription; arguments as for `call`."""
    return (await client.send(call(subscription_id, body=body, timeout=timeout))).result


async def asyncio_detailed(
    subscription_id: str,
    *,
    client: AsyncAzotte,
    body: models.SubscriptionUpdate | typeddicts.SubscriptionUpdate,
    timeout: float | None = None,
) -> Response[models.Subscription]:
    """Update a subscription, with status, headers and body; arguments as for `call`."""
    return await client.send(call(subscription_id, body=body, timeout=timeout))
