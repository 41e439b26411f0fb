# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Refund a payment: `POST /payments/{id}/refund`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import _function_styles as styles
from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation
from azotte._wire import path_segment

if TYPE_CHECKING:
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

    Args:
        payment_id: ID of the payment.
        body: Amount and reason of the refund.
        idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up to
            255 characters. See "Idempotent requests" in the API reference.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/payments/{path_segment(payment_id, 'payment_id')}/refund",
        body=None if body is None else encode(body),
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
