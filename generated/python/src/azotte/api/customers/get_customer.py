"""Get a customer: `GET /customers/{id}`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment, query_string

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response

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

    This builds the call without sending it; `client.send(call)` does.

    Args:
        customer_id: ID of the customer.
        expand: Related objects to include in the response. Repeat the parameter to include several.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path=f"/customers/{path_segment(customer_id, 'customer_id')}",
        query=query_string({"expand[]": expand}),
        timeout=timeout,
    )


def sync(
    customer_id: str,
    *,
    client: Azotte,
    expand: Sequence[models.CustomerExpansion] | None = None,
    timeout: float | None = None,
) -> models.Customer:
    """Get a customer; arguments as for `call`."""
    return client.send(call(customer_id, expand=expand, timeout=timeout)).result


def sync_detailed(
    customer_id: str,
    *,
    client: Azotte,
    expand: Sequence[models.CustomerExpansion] | None = None,
    timeout: float | None = None,
) -> Response[models.Customer]:
    """Get a customer, with status, headers and body; arguments as for `call`."""
    return client.send(call(customer_id, expand=expand, timeout=timeout))


async def asyncio(
    customer_id: str,
    *,
    client: AsyncAzotte,
    expand: Sequence[models.CustomerExpansion] | None = None,
    timeout: float | None = None,
) -> models.Customer:
    """Get a customer; arguments as for `call`."""
    return (await client.send(call(customer_id, expand=expand, timeout=timeout))).result


async def asyncio_detailed(
    customer_id: str,
    *,
    client: AsyncAzotte,
    expand: Sequence[models.CustomerExpansion] | None = None,
    timeout: float | None = None,
) -> Response[models.Customer]:
    """Get a customer, with status, headers and body; arguments as for `call`."""
    return await client.send(call(customer_id, expand=expand, timeout=timeout))
