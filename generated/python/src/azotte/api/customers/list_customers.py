# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""List customers: `GET /customers`."""

from __future__ import annotations

from typing import Final

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._pagination.cursor import Cursor
from azotte._wire import query_string

OPERATION: Final[Operation[models.CustomerList]] = Operation(
    id="list_customers",
    method="GET",
    path="/customers",
    key_types=("secret",),
    results={200: models.CustomerList},
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
    created_gte: int | None = None,
    created_lte: int | None = None,
    email_contains: str | None = None,
    timeout: float | None = None,
) -> Call[models.CustomerList]:
    """Returns the tenant's customers, newest first.

    Args:
        limit: Number of objects to return, 1 to 100. Defaults to 10.
        starting_after: Cursor for the next page: returns the customers created before the one with
            this ID, even if that one has been deleted since.
        ending_before: Cursor for the previous page: returns the customers created after the one
            with this ID. Can be combined with `starting_after`.
        created_gte: Returns only objects created at or after this time, in Unix seconds.
        created_lte: Returns only objects created at or before this time, in Unix seconds.
        email_contains: Returns only customers whose email address contains this text, ignoring
            case.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path="/customers",
        query=query_string(
            {
                "limit": limit,
                "starting_after": starting_after,
                "ending_before": ending_before,
                "created[gte]": created_gte,
                "created[lte]": created_lte,
                "email[contains]": email_contains,
            }
        ),
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
