# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Create a payment: `POST /payments`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import _function_styles as styles
from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation

if TYPE_CHECKING:
    from azotte.models import typeddicts

OPERATION: Final[Operation[models.Payment]] = Operation(
    id="create_payment",
    method="POST",
    path="/payments",
    key_types=("secret",),
    results={201: models.Payment},
    idempotent=True,
)


def call(
    *,
    body: models.PaymentCreate | typeddicts.PaymentCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Call[models.Payment]:
    """Charges a customer. A declined payment returns 201 too: its `status` is `failed` and
    `failure_code` says why.

    Returns 404 if the customer or subscription does not exist, or if the subscription belongs to
    another customer; `details.field` says which.

    Args:
        body: Payment to create.
        idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up to
            255 characters. See "Idempotent requests" in the API reference.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path="/payments",
        body=encode(body),
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
