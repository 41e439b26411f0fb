# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""List subscriptions: `GET /subscriptions`."""

from __future__ import annotations

from typing import Final, Literal

from azotte import models
from azotte._operation import Call, Operation
from azotte._pages import Pagination
from azotte._styles import asyncio_detailed_style, asyncio_style, sync_detailed_style, sync_style
from azotte._wire import query_string

OPERATION: Final[Operation[models.SubscriptionList]] = Operation(
    id="list_subscriptions",
    method="GET",
    path="/subscriptions",
    key_types=("secret",),
    results={200: models.SubscriptionList},
)
PAGINATION: Final = Pagination(
    after="starting_after",
    before="ending_before",
    items="data",
    more="has_more",
    cursor="id",
)


def call(
    *,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    customer: str | None = None,
    status: Literal["trialing", "active", "past_due", "paused", "canceled"] | None = None,
    plan: str | None = None,
    timeout: float | None = None,
) -> Call[models.SubscriptionList]:
    """Lists the tenant's subscriptions, newest first.

    Builds the call without sending it. Pass it to `client.send`, or use `sync`, `sync_detailed`, `asyncio` or
    `asyncio_detailed`, which take the client and then the same arguments.

    Args:
        limit: How many objects a page has at most.
        starting_after: List what is older than the subscription with this id. It may have been
            deleted since.
        ending_before: List what is newer than the subscription with this id, newest first; of more
            than a page, those nearest to it. With `starting_after` too, what lies between the two.
        customer: Only those of this customer.
        status: Only those with this status.
        plan: Only those on this plan.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path="/subscriptions",
        query=query_string(
            {
                "limit": limit,
                "starting_after": starting_after,
                "ending_before": ending_before,
                "customer": customer,
                "status": status,
                "plan": plan,
            }
        ),
        timeout=timeout,
    )


sync: Final = sync_style(call)
sync_detailed: Final = sync_detailed_style(call)
asyncio: Final = asyncio_style(call)
asyncio_detailed: Final = asyncio_detailed_style(call)
