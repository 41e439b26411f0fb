# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""List bundles: `GET /bundles`."""

from __future__ import annotations

from typing import Final

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._pagination.cursor import Cursor
from azotte._wire import query_string

OPERATION: Final[Operation[models.BundleList]] = Operation(
    id="list_bundles",
    method="GET",
    path="/bundles",
    key_types=("publishable", "secret"),
    results={200: models.BundleList},
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
) -> Call[models.BundleList]:
    """Returns the tenant's bundles, newest first. Publishable keys can call this operation.

    Args:
        limit: Number of objects to return, 1 to 100. Defaults to 10.
        starting_after: Cursor for the next page: returns the bundles created before the one with
            this ID, even if that one has been deleted since.
        ending_before: Cursor for the previous page: returns the bundles created after the one with
            this ID. Can be combined with `starting_after`.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path="/bundles",
        query=query_string(
            {"limit": limit, "starting_after": starting_after, "ending_before": ending_before}
        ),
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
