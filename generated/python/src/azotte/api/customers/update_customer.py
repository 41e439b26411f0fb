# Generated from openapi/ and templates/python/endpoint_module.py.jinja: edit there, not here.
"""Update a customer: `PUT /customers/{id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from azotte import _function_styles as styles
from azotte import models
from azotte._json import encode
from azotte._operation import Call, Operation
from azotte._wire import path_segment

if TYPE_CHECKING:
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

    Args:
        customer_id: ID of the customer.
        body: Fields to update.
        timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

    Raises:
        InvalidArgumentError: An argument cannot be sent.
    """
    return Call(
        OPERATION,
        path=f"/customers/{path_segment(customer_id, 'customer_id')}",
        body=encode(body),
        timeout=timeout,
    )


sync: Final = styles.sync(call)
sync_detailed: Final = styles.sync_detailed(call)
asyncio: Final = styles.asyncio(call)
asyncio_detailed: Final = styles.asyncio_detailed(call)
