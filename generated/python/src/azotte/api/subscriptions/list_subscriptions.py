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
    """Lists the tenant's subscriptions, newest first.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        limit: How many objects a page has at most.
        starting_after: List what is older than the subscription with this id. It may have been
            deleted since.
        ending_before: List what is newer than the subscription with this id, newest first; of more
            than a page, those nearest to it. With `starting_after` too, what lies between the two.
        customer: Only those of this customer.
        status: Only those with this status.
        plan: Only those on this plan.
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
