"""Refund a payment: `POST /payments/{id}/refund`.

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

OPERATION: Final[Operation[models.Payment]] = Operation(
    id="refund_payment",
    method="POST",
    path="/payments/{id}/refund",
    key_types=("secret",),
    results={200: models.Payment},
    idempotent=True,
)


def call(
    payment_id: str,
    *,
    body: models.PaymentRefund | typeddicts.PaymentRefund | None = None,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Call[models.Payment]:
    """Refunds a payment in full or in part. Without a body, everything that has not been refunded yet
    is refunded.

    Returns 422 `out_of_range` if `amount` is more than that. Returns 409 `invalid_state` if the
    payment did not succeed or is fully refunded.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        payment_id: ID of the payment.
        body: The body, if any.
        idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up to
            255 characters. See "Idempotent requests" in the API reference.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path=f"/payments/{path_segment(payment_id, 'payment_id')}/refund",
        body=None if body is None else encode(body),
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


def sync(
    payment_id: str,
    *,
    client: Azotte,
    body: models.PaymentRefund | typeddicts.PaymentRefund | None = None,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> models.Payment:
    """Refund a payment; arguments as for `call`."""
    return client.send(
        call(payment_id, body=body, idempotency_key=idempotency_key, timeout=timeout)
    ).result


def sync_detailed(
    payment_id: str,
    *,
    client: Azotte,
    body: models.PaymentRefund | typeddicts.PaymentRefund | None = None,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Response[models.Payment]:
    """Refund a payment, with status, headers and body; arguments as for `call`."""
    return client.send(
        call(payment_id, body=body, idempotency_key=idempotency_key, timeout=timeout)
    )


async def asyncio(
    payment_id: str,
    *,
    client: AsyncAzotte,
    body: models.PaymentRefund | typeddicts.PaymentRefund | None = None,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> models.Payment:
    """Refund a payment; arguments as for `call`."""
    return (
        await client.send(
            call(payment_id, body=body, idempotency_key=idempotency_key, timeout=timeout)
        )
    ).result


async def asyncio_detailed(
    payment_id: str,
    *,
    client: AsyncAzotte,
    body: models.PaymentRefund | typeddicts.PaymentRefund | None = None,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Response[models.Payment]:
    """Refund a payment, with status, headers and body; arguments as for `call`."""
    return await client.send(
        call(payment_id, body=body, idempotency_key=idempotency_key, timeout=timeout)
    )
