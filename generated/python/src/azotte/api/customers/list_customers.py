"""List customers: `GET /customers`.

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

OPERATION: Final[Operation[models.CustomerList]] = Operation(
    id="list_customers",
    method="GET",
    path="/customers",
    key_types=("secret",),
    results={200: models.CustomerList},
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
    created_gte: int | None = None,
    created_lte: int | None = None,
    email_contains: str | None = None,
    timeout: float | None = None,
) -> Call[models.CustomerList]:
    """Returns the tenant's customers, newest first.

    This builds the call without sending it; `client.send(call)` does.

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
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
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


def sync(
    *,
    client: Azotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    created_gte: int | None = None,
    created_lte: int | None = None,
    email_contains: str | None = None,
    timeout: float | None = None,
) -> models.CustomerList:
    """List customers; arguments as for `call`."""
    return client.send(
        call(
            limit=limit,
            starting_after=starting_after,
            ending_before=ending_before,
            created_gte=created_gte,
            created_lte=created_lte,
            email_contains=email_contains,
            timeout=timeout,
        )
    ).result


def sync_detailed(
    *,
    client: Azotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    created_gte: int | None = None,
    created_lte: int | None = None,
    email_contains: str | None = None,
    timeout: float | None = None,
) -> Response[models.CustomerList]:
    """List customers, with status, headers and body; arguments as for `call`."""
    return client.send(
        call(
            limit=limit,
            starting_after=starting_after,
            ending_before=ending_before,
            created_gte=created_gte,
            created_lte=created_lte,
            email_contains=email_contains,
            timeout=timeout,
        )
    )


async def asyncio(
    *,
    client: AsyncAzotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    created_gte: int | None = None,
    created_lte: int | None = None,
    email_contains: str | None = None,
    timeout: float | None = None,
) -> models.CustomerList:
    """List customers; arguments as for `call`."""
    return (
        await client.send(
            call(
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                created_gte=created_gte,
                created_lte=created_lte,
                email_contains=email_contains,
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
    created_gte: int | None = None,
    created_lte: int | None = None,
    email_contains: str | None = None,
    timeout: float | None = None,
) -> Response[models.CustomerList]:
    """List customers, with status, headers and body; arguments as for `call`."""
    return await client.send(
        call(
            limit=limit,
            starting_after=starting_after,
            ending_before=ending_before,
            created_gte=created_gte,
            created_lte=created_lte,
            email_contains=email_contains,
            timeout=timeout,
        )
    )
