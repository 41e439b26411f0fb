# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Create a subscription: `POST /subscriptions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation
from azotte._styles import asyncio_detailed_style, asyncio_style, sync_detailed_style, sync_style

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
    """Subscribes a customer to a plan. The subscription starts in its trial where the plan has one.
    Where it has none the subscription starts active, and its first period is paid at once. A first
    payment that fails does not change that: `payment.failed` tells of it, and it is tried again;
    only then a failure makes the subscription `past_due`.

    A customer or plan that does not exist is a 404 that names the field.

    Builds the call without sending it. Pass it to `client.send`, or use `sync`, `sync_detailed`, `asyncio` or
    `asyncio_detailed`, which take the client and then the same arguments.

    Args:
        body: The request body.
        idempotency_key: Makes the request safe to repeat. The same key and body get the stored
            answer for 24 hours; the key with another request is a 409. Bodies are compared as JSON
            values, so that spaces and the order of members do not count. A request that is refused
            does not use up its key. Choose one at random for each intent, for instance a UUID.
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


sync: Final = sync_style(call)
sync_detailed: Final = sync_detailed_style(call)
asyncio: Final = asyncio_style(call)
asyncio_detailed: Final = asyncio_detailed_style(call)
