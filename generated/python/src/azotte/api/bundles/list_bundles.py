"""List bundles: `GET /bundles`.

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

OPERATION: Final[Operation[models.BundleList]] = Operation(
    id="list_bundles",
    method="GET",
    path="/bundles",
    key_types=("publishable", "secret"),
    results={200: models.BundleList},
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
    timeout: float | None = None,
) -> Call[models.BundleList]:
    """Lists what is sold, newest first. A publishable key may call this.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        limit: How many objects a page has at most.
        starting_after: List what is older than the bundle with this id. It may have been deleted
            since.
        ending_before: List what is newer than the bundle with this id, newest first; of more than a
            page, those nearest to it. With `starting_after` too, what lies between the two.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path="/bundles",
        query=query_string(
            {"limit": limit, "starting_after": starting_after, "ending_before": ending_before}
        ),
        timeout=timeout,
    )


def sync(
    *,
    client: Azotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    timeout: float | None = None,
) -> models.BundleList:
    """List bundles; arguments as for `call`."""
    return client.send(
        call(
            limit=limit, starting_after=starting_after, ending_before=ending_before, timeout=timeout
        )
    ).result


def sync_detailed(
    *,
    client: Azotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    timeout: float | None = None,
) -> Response[models.BundleList]:
    """List bundles, with status, headers and body; arguments as for `call`."""
    return client.send(
        call(
            limit=limit, starting_after=starting_after, ending_before=ending_before, timeout=timeout
        )
    )


async def asyncio(
    *,
    client: AsyncAzotte,
    limit: int | None = None,
    starting_after: str | None = None,
    ending_before: str | None = None,
    timeout: float | None = None,
) -> models.BundleList:
    """List bundles; arguments as for `call`."""
    return (
        await client.send(
            call(
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
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
    timeout: float | None = None,
) -> Response[models.BundleList]:
    """List bundles, with status, headers and body; arguments as for `call`."""
    return await client.send(
        call(
            limit=limit, starting_after=starting_after, ending_before=ending_before, timeout=timeout
        )
    )
