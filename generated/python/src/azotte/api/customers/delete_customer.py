# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Delete a customer: `DELETE /customers/{id}`."""

from __future__ import annotations

from typing import Final

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment

OPERATION: Final[Operation[models.DeletedCustomer]] = Operation(
    id="delete_customer",
    method="DELETE",
    path="/customers/{id}",
    key_types=("secret",),
    results={200: models.DeletedCustomer},
)


def call(customer_id: str, *, timeout: float | None = None) -> Call[models.DeletedCustomer]:
    """Permanently deletes a customer and cancels the customer's subscriptions. Payments are kept.

    Args:
        customer_id: ID of the customer.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/customers/{path_segment(customer_id, 'customer_id')}",
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
