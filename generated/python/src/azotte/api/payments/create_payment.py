"""Create a payment: `POST /payments`.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response
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

    This builds the call without sending it; `client.send(call)` does.

    Args:
        body: The body.
        idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up to
            255 characters. See "Idempotent requests" in the API reference.
        timeout: Seconds that one attempt may take; the client's own if left out.

    Raises:
        InvalidArgumentError: An argument can not be sent.
    """
    return Call(
        OPERATION,
        path="/payments",
        body=encode(body),
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


def sync(
    *,
    client: Azotte,
    body: models.PaymentCreate | typeddicts.PaymentCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> models.Payment:
    """Create a payment; arguments as for `call`."""
    return client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout)).result


def sync_detailed(
    *,
    client: Azotte,
    body: models.PaymentCreate | typeddicts.PaymentCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Response[models.Payment]:
    """Create a payment, with status, headers and body; arguments as for `call`."""
    return client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout))


async def asyncio(
    *,
    client: AsyncAzotte,
    body: models.PaymentCreate | typeddicts.PaymentCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> models.Payment:
    """Create a payment; arguments as for `call`."""
    return (
        await client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout))
    ).result


async def asyncio_detailed(
    *,
    client: AsyncAzotte,
    body: models.PaymentCreate | typeddicts.PaymentCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Response[models.Payment]:
    """Create a payment, with status, headers and body; arguments as for `call`."""
    return await client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout))
