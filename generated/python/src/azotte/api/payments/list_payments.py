# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""List payments: `GET /payments`."""

from __future__ import annotations

from typing import Final

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._pagination.cursor import Cursor
from azotte._wire import query_string

OPERATION: Final[Operation[models.PaymentList]] = Operation(
    id="list_payments",
    method="GET",
    path="/payments",
    key_types=("secret",),
    results={200: models.PaymentList},
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
    timeout: float | None = None,
) -> Call[models.PaymentList]:
    """Returns the tenant's payments, newest first.

    Args:
        limit: Number of objects to return, 1 to 100. Defaults to 10.
        starting_after: Cursor for the next page: returns the payments created before the one with
            this ID, even if that one has been deleted since.
        ending_before: Cursor for the previous page: returns the payments created after the one with
            this ID. Can be combined with `starting_after`.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path="/payments",
        query=query_string(
            {"limit": limit, "starting_after": starting_after, "ending_before": ending_before}
        ),
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
