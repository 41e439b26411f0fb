"""Get a payment: `GET /payments/{id}`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response

OPERATION: Final[Operation[models.Payment]] = Operation(
    id="get_payment",
    method="GET",
    path="/payments/{id}",
    key_types=("secret",),
    results={200: models.Payment},
)


def call(payment_id: str, *, timeout: float | None = None) -> Call[models.Payment]:
    """Returns a payment.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        payment_id: ID of the payment.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path=f"/payments/{path_segment(payment_id, 'payment_id')}",
        timeout=timeout,
    )


def sync(payment_id: str, *, client: Azotte, timeout: float | None = None) -> models.Payment:
    """Get a payment; arguments as for `call`."""
    return client.send(call(payment_id, timeout=timeout)).result


def sync_detailed(
    payment_id: str, *, client: Azotte, timeout: float | None = None
) -> Response[models.Payment]:
    """Get a payment, with status, headers and body; arguments as for `call`."""
    return client.send(call(payment_id, timeout=timeout))


async def asyncio(
    payment_id: str, *, client: AsyncAzotte, timeout: float | None = None
) -> models.Payment:
    """Get a payment; arguments as for `call`."""
    return (await client.send(call(payment_id, timeout=timeout))).result


async def asyncio_detailed(
    payment_id: str, *, client: AsyncAzotte, timeout: float | None = None
) -> Response[models.Payment]:
    """Get a payment, with status, headers and body; arguments as for `call`."""
    return await client.send(call(payment_id, timeout=timeout))
