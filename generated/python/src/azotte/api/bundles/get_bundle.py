# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Get a bundle: `GET /bundles/{id}`."""

from __future__ import annotations

from typing import Final

from azotte import _function_styles as styles
from azotte import models
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


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
