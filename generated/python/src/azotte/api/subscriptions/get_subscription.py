# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Get a subscription: `GET /subscriptions/{id}`."""

from __future__ import annotations

from typing import Final

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment

OPERATION: Final[Operation[models.Subscription]] = Operation(
    id="get_subscription",
    method="GET",
    path="/subscriptions/{id}",
    key_types=("secret",),
    results={200: models.Subscription},
)


def call(subscription_id: str, *, timeout: float | None = None) -> Call[models.Subscription]:
    """Returns a subscription.

    Args:
        subscription_id: ID of the subscription.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/subscriptions/{path_segment(subscription_id, 'subscription_id')}",
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
