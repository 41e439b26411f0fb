# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""List a customer's entitlements: `GET /customers/{id}/entitlements`."""

from __future__ import annotations

from typing import Final

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._pagination.cursor import Cursor
from azotte._wire import path_segment, query_string

OPERATION: Final[Operation[models.EntitlementList]] = Operation(
    id="list_customer_entitlements",
    method="GET",
    path="/customers/{id}/entitlements",
    key_types=("secret",),
    results={200: models.EntitlementList},
)
PAGINATION: Final = Cursor(
    items=("data",),
    after="starting_after",
    before="ending_before",
    cursor=("id",),
    more=("has_more",),
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

    Args:
        customer_id: ID of the customer.
        limit: Number of objects to return, 1 to 100. Defaults to 10.
        starting_after: Cursor for the next page: returns the entitlements created before the one
            with this ID, even if that one has ended since.
        ending_before: Cursor for the previous page: returns the entitlements created after the one
            with this ID. Can be combined with `starting_after`.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/customers/{path_segment(customer_id, 'customer_id')}/entitlements",
        query=query_string(
            {"limit": limit, "starting_after": starting_after, "ending_before": ending_before}
        ),
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
