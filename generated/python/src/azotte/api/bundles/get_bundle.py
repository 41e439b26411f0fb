# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Get a bundle: `GET /bundles/{id}`."""

from __future__ import annotations

from typing import Final

from azotte import models
from azotte._function_styles import (
    asyncio_detailed_style,
    asyncio_style,
    sync_detailed_style,
    sync_style,
)
from azotte._operation import Call, Operation
from azotte._wire import path_segment

OPERATION: Final[Operation[models.Bundle]] = Operation(
    id="get_bundle",
    method="GET",
    path="/bundles/{id}",
    key_types=("publishable", "secret"),
    results={200: models.Bundle},
)


def call(bundle_id: str, *, timeout: float | None = None) -> Call[models.Bundle]:
    """Returns a bundle with its plans. Publishable keys can call this operation.

    Builds the call without sending it. Pass it to `client.send`, or use `sync`, `sync_detailed`, `asyncio` or
    `asyncio_detailed`, which take the client and then the same arguments.

    Args:
        bundle_id: ID of the bundle.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/bundles/{path_segment(bundle_id, 'bundle_id')}",
        timeout=timeout,
    )


sync: Final = sync_style(call)
sync_detailed: Final = sync_detailed_style(call)
asyncio: Final = asyncio_style(call)
asyncio_detailed: Final = asyncio_detailed_style(call)
