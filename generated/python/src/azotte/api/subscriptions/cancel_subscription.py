# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Cancel a subscription: `POST /subscriptions/{id}/cancel`."""

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

    Args:
        subscription_id: ID of the subscription.
        body: When to cancel, and why. Without a body, the subscription is canceled immediately.
        idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up to
            255 characters. See "Idempotent requests" in the API reference.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/subscriptions/{path_segment(subscription_id, 'subscription_id')}/cancel",
        body=None if body is None else encode(body),
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
