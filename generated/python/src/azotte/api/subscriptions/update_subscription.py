# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Update a subscription: `PUT /subscriptions/{id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import _function_styles as styles
from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation
from azotte._wire import path_segment

if TYPE_CHECKING:
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

    Args:
        subscription_id: ID of the subscription.
        body: Fields to update.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/subscriptions/{path_segment(subscription_id, 'subscription_id')}",
        body=encode(body),
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
