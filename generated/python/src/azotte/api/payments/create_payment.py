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
    """Takes a payment. A payment that is declined is answered with 201 too: its `status` is `failed`
    and `failure_code` says why.

    A customer or subscription that does not exist, or a subscription of another customer, is a 404
    that names the field.

    This builds the call without sending it; `client.send(call)` does.

    Args:
        body: The body.
        idempotency_key: Makes the request safe to repeat. The same key and body get the stored
            answer for 24 hours; the key with another request is a 409. Bodies are compared as JSON
            values, so that spaces and the order of members do not count. A request that is refused
            does not use up its key. Choose one at random for each intent, for instance a UUID.
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
