# Generated from openapi/ and templates/python/resource.py.jinja: edit there, not here.
"""The people and companies that subscribe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from azotte import models
from azotte._json import given
from azotte._model import UNSET, UnsetType
from azotte._pages import Page, Walk
from azotte._resource import (
    AsyncDetailedResource,
    AsyncResource,
    DetailedResource,
    Resource,
    async_detailed,
    async_detailed_page,
    async_list,
    asynchronous,
    detailed,
    detailed_page,
)
from azotte.api.customers import (
    create_customer,
    delete_customer,
    get_customer,
    list_customers,
    update_customer,
)

if TYPE_CHECKING:
    from azotte.models import typeddicts


class Customers(Resource):
    """The people and companies that subscribe."""

    __slots__ = ()

    @property
    def with_detail(self) -> CustomersWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
        return CustomersWithDetail(self._client)

    def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        created_gte: int | None = None,
        created_lte: int | None = None,
        email_contains: str | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
    ) -> Page[models.CustomerList, models.Customer]:
        """Lists the tenant's customers, newest first.

        Args:
            limit: How many objects a page has at most.
            starting_after: List what is older than the customer with this id. It may have been
                deleted since.
            ending_before: List what is newer than the customer with this id, newest first; of more
                than a page, those nearest to it. With `starting_after` too, what lies between the
                two.
            created_gte: Only what was created at this time or later.
            created_lte: Only what was created at this time or earlier.
            email_contains: Only customers whose email has this text in it, whatever its case.
            max_items: Number of objects to return over all pages. No limit by default.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        arguments: dict[str, Any] = {
            "limit": limit,
            "starting_after": starting_after,
            "ending_before": ending_before,
            "created_gte": created_gte,
            "created_lte": created_lte,
            "email_contains": email_contains,
            "timeout": timeout,
        }
        return self._list(
            Walk(list_customers.call, arguments, list_customers.PAGINATION, max_items)
        )

    def create(
        self,
        *,
        email: str,
        name: str | None | UnsetType = UNSET,
        phone: str | None | UnsetType = UNSET,
        address: models.AddressInput | typeddicts.AddressInput | None | UnsetType = UNSET,
        metadata: models.Metadata | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Customer:
        """Creates a customer. An email that another customer of the tenant and environment has is a
        409 `duplicate_value`.

        Args:
            email: Must not belong to another customer of the tenant and environment.
            name: The customer's full name.
            phone: A telephone number, as the customer writes it.
            address: Where bills go.
            metadata: Your own notes on the object, as strings. The platform does not read them.
            idempotency_key: Makes the request safe to repeat. The same key and body get the stored
                answer for 24 hours; the key with another request is a 409. Bodies are compared as
                JSON values, so that spaces and the order of members do not count. A request that is
                refused does not use up its key. Choose one at random for each intent, for instance
                a UUID.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.CustomerCreate",
            given(
                {
                    "email": email,
                    "name": name,
                    "phone": phone,
                    "address": address,
                    "metadata": metadata,
                }
            ),
        )
        return self._send(
            create_customer.call(body=body, idempotency_key=idempotency_key, timeout=timeout)
        )

    def get(
        self,
        customer_id: str,
        *,
        expand: Sequence[models.CustomerExpansion] | None = None,
        timeout: float | None = None,
    ) -> models.Customer:
        """Reads one customer. A deleted customer is gone (404).

        Args:
            customer_id: The customer's id.
            expand: What to embed in the customer; may be repeated.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return self._send(get_customer.call(customer_id, expand=expand, timeout=timeout))

    def update(
        self,
        customer_id: str,
        *,
        email: str | UnsetType = UNSET,
        name: str | None | UnsetType = UNSET,
        phone: str | None | UnsetType = UNSET,
        address: models.AddressInput | typeddicts.AddressInput | None | UnsetType = UNSET,
        metadata: models.Metadata | UnsetType = UNSET,
        timeout: float | None = None,
    ) -> models.Customer:
        """Changes the members that are sent and keeps the others.

        Args:
            customer_id: The customer's id.
            email: Must not belong to another customer of the tenant and environment.
            name: The customer's full name.
            phone: A telephone number, as the customer writes it.
            address: Where bills go.
            metadata: Your own notes on the object, as strings. The platform does not read them.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.CustomerUpdate",
            given(
                {
                    "email": email,
                    "name": name,
                    "phone": phone,
                    "address": address,
                    "metadata": metadata,
                }
            ),
        )
        return self._send(update_customer.call(customer_id, body=body, timeout=timeout))

    def delete(self, customer_id: str, *, timeout: float | None = None) -> models.DeletedCustomer:
        """Deletes a customer for good and cancels the subscriptions that still run. Payments are kept.

        Args:
            customer_id: The customer's id.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return self._send(delete_customer.call(customer_id, timeout=timeout))


class CustomersWithDetail(DetailedResource):
    """The people and companies that subscribe. Each method returns status, headers and body too."""

    __slots__ = ()

    list: Final = detailed_page(list_customers.call)
    create: Final = detailed(Customers.create)
    get: Final = detailed(Customers.get)
    update: Final = detailed(Customers.update)
    delete: Final = detailed(Customers.delete)


class AsyncCustomers(AsyncResource):
    """The people and companies that subscribe."""

    __slots__ = ()

    @property
    def with_detail(self) -> AsyncCustomersWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
        return AsyncCustomersWithDetail(self._client)

    list: Final = async_list(Customers.list)
    create: Final = asynchronous(Customers.create)
    get: Final = asynchronous(Customers.get)
    update: Final = asynchronous(Customers.update)
    delete: Final = asynchronous(Customers.delete)


class AsyncCustomersWithDetail(AsyncDetailedResource):
    """The people and companies that subscribe. Each method returns status, headers and body too."""

    __slots__ = ()

    list: Final = async_detailed_page(list_customers.call)
    create: Final = async_detailed(Customers.create)
    get: Final = async_detailed(Customers.get)
    update: Final = async_detailed(Customers.update)
    delete: Final = async_detailed(Customers.delete)
