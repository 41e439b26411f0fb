# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Get a customer: `GET /customers/{id}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment, query_string

OPERATION: Final[Operation[models.Customer]] = Operation(
    id="get_customer",
    method="GET",
    path="/customers/{id}",
    key_types=("secret",),
    results={200: models.Customer},
)


def call(
    customer_id: str,
    *,
    expand: Sequence[models.CustomerExpansion] | None = None,
    timeout: float | None = None,
) -> Call[models.Customer]:
    """Returns a customer. Returns 404 if the customer was deleted.

    Args:
        customer_id: ID of the customer.
        expand: Related objects to include in the response. Repeat the parameter to include several.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/customers/{path_segment(customer_id, 'customer_id')}",
        query=query_string({"expand[]": expand}),
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
