# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Update a subscription: `PUT /subscriptions/{id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation
from azotte._styles import asyncio_detailed_style, asyncio_style, sync_detailed_style, sync_style
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
    """Changes the plan or the metadata. A canceled subscription can not be changed, nor the plan of a
    paused one (409 `invalid_state`); a plan that does not exist is a 404 that names the field.

    Builds the call without sending it. Pass it to `client.send`, or use `sync`, `sync_detailed`, `asyncio` or
    `asyncio_detailed`, which take the client and then the same arguments.

    Args:
        subscription_id: The subscription's id.
        body: The request body.
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


sync: Final = sync_style(call)
sync_detailed: Final = sync_detailed_style(call)
asyncio: Final = asyncio_style(call)
asyncio_detailed: Final = asyncio_detailed_style(call)
