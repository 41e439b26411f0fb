"""Create a customer: `POST /customers`.

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

OPERATION: Final[Operation[models.Customer]] = Operation(
    id="create_customer",
    method="POST",
    path="/customers",
    key_types=("secret",),
    results={201: models.Customer},
    idempotent=True,
)


def call(
    *,
    body: models.CustomerCreate | typeddicts.CustomerCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Call[models.Customer]:
    """Creates a customer. Returns 409 `duplicate_value` if another customer of the tenant and
    environment has the same email address.

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
        path="/customers",
        body=encode(body),
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


def sync(
    *,
    client: Azotte,
    body: models.CustomerCreate | typeddicts.CustomerCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> models.Customer:
    """Create a customer; arguments as for `call`."""
    return client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout)).result


def sync_detailed(
    *,
    client: Azotte,
    body: models.CustomerCreate | typeddicts.CustomerCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Response[models.Customer]:
    """Create a customer, with status, headers and body; arguments as for `call`."""
    return client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout))


async def asyncio(
    *,
    client: AsyncAzotte,
    body: models.CustomerCreate | typeddicts.CustomerCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> models.Customer:
    """Create a customer; arguments as for `call`."""
    return (
        await client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout))
    ).result


async def asyncio_detailed(
    *,
    client: AsyncAzotte,
    body: models.CustomerCreate | typeddicts.CustomerCreate,
    idempotency_key: str | None = None,
    timeout: float | None = None,
) -> Response[models.Customer]:
    """Create a customer, with status, headers and body; arguments as for `call`."""
    return await client.send(call(body=body, idempotency_key=idempotency_key, timeout=timeout))
