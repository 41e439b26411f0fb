"""List subscriptions: `GET /subscriptions`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._operation import Call, Operation
from azotte._pages import Pagination
from azotte._wire import query_string

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response

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
    status: models.SubscriptionStatus | None = None,
    plan: str | None = None,
    timeout: float | None = None,
) -> Call[models.SubscriptionList]:
    """Returns the tenant's subscriptions, newest first.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        limit: Number of objects to return, 1 to 100. Defaults to 10.
        starting_after: Cursor for the next page: returns the subscriptions created before the one
            with this ID, even if that one has been deleted since.
        ending_before: Cursor for the previous page: returns the subscriptions created after the one
            with this ID. Can be combined with `starting_after`.
        customer: Returns only subscriptions of the customer with this ID.
        status: Returns only subscriptions with this status.
        plan: Returns only subscriptions to the plan with this ID.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
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


def sync(
    *,
    client: Azotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    customer: str | None = None,
    status: models.SubscriptionStatus | None = None,
    plan: str | None = None,
    timeout: float | None = None,
) -> models.SubscriptionList:
    """List subscriptions; arguments as for `call`."""
    return client.send(
        call(
            limit=limit,
            starting_after=starting_after,
            ending_before=ending_before,
            customer=customer,
            status=status,
            plan=plan,
            timeout=timeout,
        )
    ).result


def sync_detailed(
    *,
    client: Azotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    customer: str | None = None,
    status: models.SubscriptionStatus | None = None,
    plan: str | None = None,
    timeout: float | None = None,
) -> Response[models.SubscriptionList]:
    """List subscriptions, with status, headers and body; arguments as for `call`."""
    return client.send(
        call(
            limit=limit,
            starting_after=starting_after,
            ending_before=ending_before,
            customer=customer,
            status=status,
            plan=plan,
            timeout=timeout,
        )
    )


async def asyncio(
    *,
    client: AsyncAzotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    customer: str | None = None,
    status: models.SubscriptionStatus | None = None,
    plan: str | None = None,
    timeout: float | None = None,
) -> models.SubscriptionList:
    """List subscriptions; arguments as for `call`."""
    return (
        await client.send(
            call(
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                customer=customer,
                status=status,
                plan=plan,
                timeout=timeout,
            )
        )
    ).result


async def asyncio_detailed(
    *,
    client: AsyncAzotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    customer: str | None = None,
    status: models.SubscriptionStatus | None = None,
    plan: str | None = None,
    timeout: float | None = None,
) -> Response[models.SubscriptionList]:
    """List subscriptions, with status, headers and body; arguments as for `call`."""
    return await client.send(
        call(
            limit=limit,
            starting_after=starting_after,
            ending_before=ending_before,
            customer=customer,
            status=status,
            plan=plan,
            timeout=timeout,
        )
    )
