# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Resume a subscription: `POST /subscriptions/{id}/resume`."""

from __future__ import annotations

from typing import Final

from azotte import models
from azotte._operation import Call, Operation
from azotte._styles import asyncio_detailed_style, asyncio_style, sync_detailed_style, sync_style
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
    """Lets a paused subscription run again. From any other status it is a 409 `invalid_state`.

    Builds the call without sending it. Pass it to `client.send`, or use `sync`, `sync_detailed`, `asyncio` or
    `asyncio_detailed`, which take the client and then the same arguments.

    Args:
        subscription_id: The subscription's id.
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
        path=f"/subscriptions/{path_segment(subscription_id, 'subscription_id')}/resume",
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


sync: Final = sync_style(call)
sync_detailed: Final = sync_detailed_style(call)
asyncio: Final = asyncio_style(call)
asyncio_detailed: Final = asyncio_detailed_style(call)
