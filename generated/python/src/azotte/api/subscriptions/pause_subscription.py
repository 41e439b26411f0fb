# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Pause a subscription: `POST /subscriptions/{id}/pause`."""

from __future__ import annotations

from typing import Final

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment

OPERATION: Final[Operation[models.Subscription]] = Operation(
    id="pause_subscription",
    method="POST",
    path="/subscriptions/{id}/pause",
    key_types=("secret",),
    results={200: models.Subscription},
    idempotent=True,
)


def call(
    subscription_id: str, *, idempotency_key: str | None = None, timeout: float | None = None
) -> Call[models.Subscription]:
    """Pauses an active subscription until it is resumed. A paused subscription does not renew, its
    payments are not retried, and it grants no entitlements. Returns 409 `invalid_state` if the
    subscription is not `active`.

    Args:
        subscription_id: ID of the subscription.
        idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up to
            255 characters. See "Idempotent requests" in the API reference.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/subscriptions/{path_segment(subscription_id, 'subscription_id')}/pause",
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
