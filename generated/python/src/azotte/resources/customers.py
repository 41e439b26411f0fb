# Generated from openapi/ and templates/python/resource.py.jinja: edit there, not here.
"""Customers are the people and companies that subscribe to bundles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from azotte import models
from azotte._json import given
from azotte._msgspec_base import UNSET, UnsetType
from azotte._pages import Page, Walk
from azotte._resource_styles import (
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
    """Customers are the people and companies that subscribe to bundles."""

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
        """Returns the tenant's customers, newest first.

        Args:
            limit: Number of objects to return, 1 to 100. Defaults to 10.
            starting_after: Cursor for the next page: returns the customers created before the one
                with this ID, even if that one has been deleted since.
            ending_before: Cursor for the previous page: returns the customers created after the one
                with this ID. Can be combined with `starting_after`.
            created_gte: Returns only objects created at or after this time, in Unix seconds.
            created_lte: Returns only objects created at or before this time, in Unix seconds.
            email_contains: Returns only customers whose email address contains this text, ignoring
                case.
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
        """Creates a customer. Returns 409 `duplicate_value` if another customer of the tenant and
        environment has the same email address.

        Args:
            email: Email address of the customer. No other customer of the tenant and environment
                can have the same address.
            name: Full name of the customer.
            phone: Phone number of the customer, in any format.
            address: Billing address of the customer.
            metadata: Your own key-value pairs, up to 50. Keys have up to 40 characters, values up
                to 500. The platform does not use them.
            idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up
                to 255 characters. See "Idempotent requests" in the API reference.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                ConflictError, RateLimitError, ServerError.
        """
        return self._send(
            create_customer.call(
                body=given(
                    email=email,
                    name=name,
                    phone=phone,
                    address=address,
                    metadata=metadata,
                ),
                idempotency_key=idempotency_key,
                timeout=timeout,
            )
        )

    def get(
        self,
        customer_id: str,
        *,
        expand: Sequence[models.CustomerExpansion] | None = None,
        timeout: float | None = None,
    ) -> models.Customer:
        """Returns a customer. Returns 404 if the customer was deleted.

        Args:
            customer_id: ID of the customer.
            expand: Related objects to include in the response. Repeat the parameter to include
                several.
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
        """Updates the fields in the body and leaves all others unchanged. Returns 409
        `duplicate_value` if another customer of the tenant and environment has the same email
        address.

        Args:
            customer_id: ID of the customer.
            email: Email address of the customer. No other customer of the tenant and environment
                can have the same address.
            name: Full name of the customer.
            phone: Phone number of the customer, in any format.
            address: Billing address of the customer.
            metadata: Your own key-value pairs, up to 50. Keys have up to 40 characters, values up
                to 500. The platform does not use them.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        return self._send(
            update_customer.call(
                customer_id,
                body=given(
                    email=email,
                    name=name,
                    phone=phone,
                    address=address,
                    metadata=metadata,
                ),
                timeout=timeout,
            )
        )

    def delete(self, customer_id: str, *, timeout: float | None = None) -> models.DeletedCustomer:
        """Permanently deletes a customer and cancels the customer's subscriptions. Payments are kept.

        Args:
            customer_id: ID of the customer.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return self._send(delete_customer.call(customer_id, timeout=timeout))


class CustomersWithDetail(DetailedResource):
    """Customers are the people and companies that subscribe to bundles. Each method returns status,
    headers and body too."""

    __slots__ = ()

    list: Final = detailed_page(list_customers.call)
    create: Final = detailed(Customers.create)
    get: Final = detailed(Customers.get)
    update: Final = detailed(Customers.update)
    delete: Final = detailed(Customers.delete)


class AsyncCustomers(AsyncResource):
    """Customers are the people and companies that subscribe to bundles."""

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
    """Customers are the people and companies that subscribe to bundles. Each method returns status,
    headers and body too."""

    __slots__ = ()

    list: Final = async_detailed_page(list_customers.call)
    create: Final = async_detailed(Customers.create)
    get: Final = async_detailed(Customers.get)
    update: Final = async_detailed(Customers.update)
    delete: Final = async_detailed(Customers.delete)
