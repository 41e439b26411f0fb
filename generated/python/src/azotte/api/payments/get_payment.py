# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Get a payment: `GET /payments/{id}`."""

from __future__ import annotations

from typing import Final

from azotte import _function_styles as styles
from azotte import models
from azotte._operation import Call, Operation
from azotte._wire import path_segment

OPERATION: Final[Operation[models.Payment]] = Operation(
    id="get_payment",
    method="GET",
    path="/payments/{id}",
    key_types=("secret",),
    results={200: models.Payment},
)


def call(payment_id: str, *, timeout: float | None = None) -> Call[models.Payment]:
    """Returns a payment.

    Args:
        payment_id: ID of the payment.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/payments/{path_segment(payment_id, 'payment_id')}",
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
