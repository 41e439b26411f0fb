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
    """Returns the customer's current entitlements, newest first. A customer holds the features of
    every subscription that is `trialing`, `active` or `past_due`.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        customer_id: ID of the customer.
        limit: Number of objects to return, 1 to 100. Defaults to 10.
        starting_after: Cursor for the next page: returns the entitlements created before the one
            with this ID, even if that one has ended since.
        ending_before: Cursor for the previous page: returns the entitlements created after the one
            with this ID. Can be combined with `starting_after`.
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
