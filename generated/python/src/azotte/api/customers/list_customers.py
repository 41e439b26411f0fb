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
    """Lists the tenant's customers, newest first.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        limit: How many objects a page has at most.
        starting_after: List what is older than the customer with this id. It may have been deleted
            since.
        ending_before: List what is newer than the customer with this id, newest first; of more than
            a page, those nearest to it. With `starting_after` too, what lies between the two.
        created_gte: Only what was created at this time or later.
        created_lte: Only what was created at this time or earlier.
        email_contains: Only customers whose email has this text in it, whatever its case.
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
