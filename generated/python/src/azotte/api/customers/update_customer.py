"""Update a customer: `PUT /customers/{id}`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation
from azotte._wire import path_segment

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response
    from azotte.models import typeddicts

OPERATION: Final[Operation[models.Customer]] = Operation(
    id="update_customer",
    method="PUT",
    path="/customers/{id}",
    key_types=("secret",),
    results={200: models.Customer},
)


def call(
    customer_id: str,
    *,
    body: models.CustomerUpdate | typeddicts.CustomerUpdate,
    timeout: float | None = None,
) -> Call[models.Customer]:
    """Updates the fields in the body and leaves all others unchanged. Returns 409 `duplicate_value` if
    another customer of the tenant and environment has the same email address.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        customer_id: ID of the customer.
        body: The body.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path=f"/customers/{path_segment(customer_id, 'customer_id')}",
        body=encode(body),
        timeout=timeout,
    )


def sync(
    customer_id: str,
    *,
    client: Azotte,
    body: models.CustomerUpdate | typeddicts.CustomerUpdate,
    timeout: float | None = None,
) -> models.Customer:
    """Update a customer; arguments as for `call`."""
    return client.send(call(customer_id, body=body, timeout=timeout)).result


def sync_detailed(
    customer_id: str,
    *,
    client: Azotte,
    body: models.CustomerUpdate | typeddicts.CustomerUpdate,
    timeout: float | None = None,
) -> Response[models.Customer]:
    """Update a customer, with status, headers and body; arguments as for `call`."""
    return client.send(call(customer_id, body=body, timeout=timeout))


async def asyncio(
    customer_id: str,
    *,
    client: AsyncAzotte,
    body: models.CustomerUpdate | typeddicts.CustomerUpdate,
    timeout: float | None = None,
) -> models.Customer:
    """Update a customer; arguments as for `call`."""
    return (await client.send(call(customer_id, body=body, timeout=timeout))).result


async def asyncio_detailed(
    customer_id: str,
    *,
    client: AsyncAzotte,
    body: models.CustomerUpdate | typeddicts.CustomerUpdate,
    timeout: float | None = None,
) -> Response[models.Customer]:
    """Update a customer, with status, headers and body; arguments as for `call`."""
    return await client.send(call(customer_id, body=body, timeout=timeout))
