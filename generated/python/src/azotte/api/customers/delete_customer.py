"""Delete a customer: `DELETE /customers/{id}`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response

OPERATION: Final[Operation[models.DeletedCustomer]] = Operation(
    id="delete_customer",
    method="DELETE",
    path="/customers/{id}",
    key_types=("secret",),
    results={200: models.DeletedCustomer},
)


def call(customer_id: str, *, timeout: float | None = None) -> Call[models.DeletedCustomer]:
    """Permanently deletes a customer and cancels the customer's subscriptions. Payments are kept.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        customer_id: ID of the customer.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path=f"/customers/{path_segment(customer_id, 'customer_id')}",
        timeout=timeout,
    )


def sync(
    customer_id: str, *, client: Azotte, timeout: float | None = None
) -> models.DeletedCustomer:
    """Delete a customer; arguments as for `call`."""
    return client.send(call(customer_id, timeout=timeout)).result


def sync_detailed(
    customer_id: str, *, client: Azotte, timeout: float | None = None
) -> Response[models.DeletedCustomer]:
    """Delete a customer, with status, headers and body; arguments as for `call`."""
    return client.send(call(customer_id, timeout=timeout))


async def asyncio(
    customer_id: str, *, client: AsyncAzotte, timeout: float | None = None
) -> models.DeletedCustomer:
    """Delete a customer; arguments as for `call`."""
    return (await client.send(call(customer_id, timeout=timeout))).result


async def asyncio_detailed(
    customer_id: str, *, client: AsyncAzotte, timeout: float | None = None
) -> Response[models.DeletedCustomer]:
    """Delete a customer, with status, headers and body; arguments as for `call`."""
    return await client.send(call(customer_id, timeout=timeout))
