# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Resume a subscription: `POST /subscriptions/{id}/resume`."""

from __future__ import annotations

from typing import Final

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment

OPERATION: Final[Operation[models.Subscription]] = Operation(
    id="resume_subscription",
    method="POST",
    path="/subscriptions/{id}/resume",
    key_types=("secret",),
    results={200: models.Subscription},
    idempotent=True,
)


def call(
    subscription_id: str, *, idempotency_key: str | None = None, timeout: float | None = None
) -> Call[models.Subscription]:
    """Resumes a paused subscription. If its period has not ended, the period continues and no new one
    is charged. If it has ended, a new period starts now and is charged; the time in between is not.
    A payment retry that became due during the pause is made now. Returns 409 `invalid_state` if the
    subscription is not `paused`.

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
        path=f"/subscriptions/{path_segment(subscription_id, 'subscription_id')}/resume",
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
