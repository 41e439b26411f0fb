"""Get a bundle: `GET /bundles/{id}`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response

OPERATION: Final[Operation[models.Bundle]] = Operation(
    id="get_bundle",
    method="GET",
    path="/bundles/{id}",
    key_types=("publishable", "secret"),
    results={200: models.Bundle},
)


def call(bundle_id: str, *, timeout: float | None = None) -> Call[models.Bundle]:
    """Returns a bundle with its plans. Publishable keys can call this operation.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        bundle_id: ID of the bundle.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path=f"/bundles/{path_segment(bundle_id, 'bundle_id')}",
        timeout=timeout,
    )


def sync(bundle_id: str, *, client: Azotte, timeout: float | None = None) -> models.Bundle:
    """Get a bundle; arguments as for `call`."""
    return client.send(call(bundle_id, timeout=timeout)).result


def sync_detailed(
    bundle_id: str, *, client: Azotte, timeout: float | None = None
) -> Response[models.Bundle]:
    """Get a bundle, with status, headers and body; arguments as for `call`."""
    return client.send(call(bundle_id, timeout=timeout))


async def asyncio(
    bundle_id: str, *, client: AsyncAzotte, timeout: float | None = None
) -> models.Bundle:
    """Get a bundle; arguments as for `call`."""
    return (await client.send(call(bundle_id, timeout=timeout))).result


async def asyncio_detailed(
    bundle_id: str, *, client: AsyncAzotte, timeout: float | None = None
) -> Response[models.Bundle]:
    """Get a bundle, with status, headers and body; arguments as for `call`."""
    return await client.send(call(bundle_id, timeout=timeout))
