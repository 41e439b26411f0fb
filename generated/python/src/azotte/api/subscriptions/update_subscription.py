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
    """Changes the plan or the metadata of a subscription. Use `proration` to choose when a plan change
    takes effect and what it charges.

    With `immediate`, the price difference for the rest of the current period is charged now,
    together with any unpaid amount. Each price is prorated over the interval of its own plan. If
    the new plan costs less, nothing is charged or refunded.

    With `next_cycle`, the subscription keeps its plan until the next period starts. Another plan
    change replaces the scheduled one. To cancel a scheduled change, schedule the current plan.

    The end of the current period or trial does not change. If the new plan has another interval,
    periods of the new length follow from there. During a trial nothing is charged.

    Returns 409 `invalid_state` if the subscription is canceled, if the plan of a paused
    subscription is changed, or if the new plan has another currency. Returns 404 if the plan does
    not exist; `details.field` names it.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        subscription_id: ID of the subscription.
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
