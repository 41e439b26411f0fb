# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Create a subscription: `POST /subscriptions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import _function_styles as styles
from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation

if TYPE_CHECKING:
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

    Args:
        body: Subscription to create.
        idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up to
            255 characters. See "Idempotent requests" in the API reference.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path="/subscriptions",
        body=encode(body),
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
