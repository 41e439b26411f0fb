# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Create a customer: `POST /customers`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import _function_styles as styles
from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation

if TYPE_CHECKING:
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

    Args:
        body: Customer to create.
        idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up to
            255 characters. See "Idempotent requests" in the API reference.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path="/customers",
        body=encode(body),
        idempotency_key=idempotency_key,
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
