# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""List subscriptions: `GET /subscriptions`."""

from __future__ import annotations

from typing import Final, Literal

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._pagination.cursor import Cursor
from azotte._wire import query_string

OPERATION: Final[Operation[models.SubscriptionList]] = Operation(
    id="list_subscriptions",
    method="GET",
    path="/subscriptions",
    key_types=("secret",),
    results={200: models.SubscriptionList},
)
PAGINATION: Final = Cursor(
    items=("data",),
    after="starting_after",
    before="ending_before",
    cursor=("id",),
    more=("has_more",),
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
    """Returns the tenant's subscriptions, newest first.

    Args:
        limit: Number of objects to return, 1 to 100. Defaults to 10.
        starting_after: Cursor for the next page: returns the subscriptions created before the one
            with this ID, even if that one has been deleted since.
        ending_before: Cursor for the previous page: returns the subscriptions created after the one
            with this ID. Can be combined with `starting_after`.
        customer: Returns only subscriptions of the customer with this ID.
        status: Returns only subscriptions with this status.
        plan: Returns only subscriptions to the plan with this ID.
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


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
