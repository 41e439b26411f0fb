"""List a customer's entitlements: `GET /customers/{id}/entitlements`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._operation import Call, Operation
from azotte._pages import Pagination
from azotte._wire import path_segment, query_string

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response

OPERATION: Final[Operation[models.EntitlementList]] = Operation(
    id="list_customer_entitlements",
    method="GET",
    path="/customers/{id}/entitlements",
    key_types=("secret",),
    results={200: models.EntitlementList},
)
PAGINATION: Final = Pagination(
    after="starting_after",
    before="ending_before",
    items="data",
    more="has_more",
    cursor="id",
)


def call(
    customer_id: str,
    *,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    timeout: float | None = None,
) -> Call[models.EntitlementList]:
    """Lists what the customer may use now: the features of the subscriptions that are trialing, active
    or past due.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        customer_id: The customer's id.
        limit: How many objects a page has at most.
        starting_after: List what is older than the entitlement with this id. It may have ended
            since.
        ending_before: List what is newer than the entitlement with this id, newest first; of more
            than a page, those nearest to it. With `starting_after` too, what lies between the two.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path=f"/customers/{path_segment(customer_id, 'customer_id')}/entitlements",
        query=query_string(
            {"limit": limit, "starting_after": starting_after, "ending_before": ending_before}
        ),
        timeout=timeout,
    )


def sync(
    customer_id: str,
    *,
    client: Azotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    timeout: float | None = None,
) -> models.EntitlementList:
    """List a customer's entitlements; arguments as for `call`."""
    return client.send(
        call(
            customer_id,
            limit=limit,
            starting_after=starting_after,
            ending_before=ending_before,
            timeout=timeout,
        )
    ).result


def sync_detailed(
    customer_id: str,
    *,
    client: Azotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    timeout: float | None = None,
) -> Response[models.EntitlementList]:
    """List a customer's entitlements, with status, headers and body; arguments as for `call`."""
    return client.send(
        call(
            customer_id,
            limit=limit,
            starting_after=starting_after,
            ending_before=ending_before,
            timeout=timeout,
        )
    )


async def asyncio(
    customer_id: str,
    *,
    client: AsyncAzotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    timeout: float | None = None,
) -> models.EntitlementList:
    """List a customer's entitlements; arguments as for `call`."""
    return (
        await client.send(
            call(
                customer_id,
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                timeout=timeout,
            )
        )
    ).result


async def asyncio_detailed(
    customer_id: str,
    *,
    client: AsyncAzotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    timeout: float | None = None,
) -> Response[models.EntitlementList]:
    """List a customer's entitlements, with status, headers and body; arguments as for `call`."""
    return await client.send(
        call(
            customer_id,
            limit=limit,
            starting_after=starting_after,
            ending_before=ending_before,
            timeout=timeout,
        )
    )
