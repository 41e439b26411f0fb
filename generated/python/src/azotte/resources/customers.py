"""The people and companies that subscribe.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from azotte import models
from azotte._json import members
from azotte._model import UNSET, UnsetType
from azotte._pages import AsyncPages, Page, Walk, first_page
from azotte.api.customers import (
    create_customer,
    delete_customer,
    get_customer,
    list_customers,
    update_customer,
)

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response
    from azotte.models import typeddicts


class Customers:
    """The people and companies that subscribe."""

    __slots__ = ("_client",)

    def __init__(self, client: Azotte) -> None:
        self._client = client

    @property
    def with_detail(self) -> CustomersWithDetail:
        """The same methods, returning status, headers, request id, attempts and body beside the result."""
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
            max_items: How many objects to walk at most, over all pages.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
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
        return first_page(
            self._client, Walk(list_customers.call, arguments, list_customers.PAGINATION, max_items)
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
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.CustomerCreate",
            members(
                {
                    "email": email,
                    "name": name,
                    "phone": phone,
                    "address": address,
                    "metadata": metadata,
                }
            ),
        )
        return self._client.send(
            create_customer.call(body=body, idempotency_key=idempotency_key, timeout=timeout)
        ).result

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
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return self._client.send(
            get_customer.call(customer_id, expand=expand, timeout=timeout)
        ).result

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
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.CustomerUpdate",
            members(
                {
                    "email": email,
                    "name": name,
                    "phone": phone,
                    "address": address,
                    "metadata": metadata,
                }
            ),
        )
        return self._client.send(
            update_customer.call(customer_id, body=body, timeout=timeout)
        ).result

    def delete(self, customer_id: str, *, timeout: float | None = None) -> models.DeletedCustomer:
        """Deletes a customer for good and cancels the subscriptions that still run. Payments are kept.

        Args:
            customer_id: The customer's id.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return self._client.send(delete_customer.call(customer_id, timeout=timeout)).result


class CustomersWithDetail:
    """The people and companies that subscribe. Each method returns status, headers and body too."""

    __slots__ = ("_client",)

    def __init__(self, client: Azotte) -> None:
        self._client = client

    def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        created_gte: int | None = None,
        created_lte: int | None = None,
        email_contains: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.CustomerList]:
        """List customers; see `Customers.list`."""
        return self._client.send(
            list_customers.call(
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                created_gte=created_gte,
                created_lte=created_lte,
                email_contains=email_contains,
                timeout=timeout,
            )
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
    ) -> Response[models.Customer]:
        """Create a customer; see `Customers.create`."""
        body = cast(
            "typeddicts.CustomerCreate",
            members(
                {
                    "email": email,
                    "name": name,
                    "phone": phone,
                    "address": address,
                    "metadata": metadata,
                }
            ),
        )
        return self._client.send(
            create_customer.call(body=body, idempotency_key=idempotency_key, timeout=timeout)
        )

    def get(
        self,
        customer_id: str,
        *,
        expand: Sequence[models.CustomerExpansion] | None = None,
        timeout: float | None = None,
    ) -> Response[models.Customer]:
        """Get a customer; see `Customers.get`."""
        return self._client.send(get_customer.call(customer_id, expand=expand, timeout=timeout))

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
    ) -> Response[models.Customer]:
        """Update a customer; see `Customers.update`."""
        body = cast(
            "typeddicts.CustomerUpdate",
            members(
                {
                    "email": email,
                    "name": name,
                    "phone": phone,
                    "address": address,
                    "metadata": metadata,
                }
            ),
        )
        return self._client.send(update_customer.call(customer_id, body=body, timeout=timeout))

    def delete(
        self, customer_id: str, *, timeout: float | None = None
    ) -> Response[models.DeletedCustomer]:
        """Delete a customer; see `Customers.delete`."""
        return self._client.send(delete_customer.call(customer_id, timeout=timeout))


class AsyncCustomers:
    """The people and companies that subscribe."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncAzotte) -> None:
        self._client = client

    @property
    def with_detail(self) -> AsyncCustomersWithDetail:
        """The same methods, returning status, headers, request id, attempts and body beside the result."""
        return AsyncCustomersWithDetail(self._client)

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
    ) -> AsyncPages[models.CustomerList, models.Customer]:
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
            max_items: How many objects to walk at most, over all pages.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
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
        return AsyncPages(
            self._client, Walk(list_customers.call, arguments, list_customers.PAGINATION, max_items)
        )

    async def create(
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
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.CustomerCreate",
            members(
                {
                    "email": email,
                    "name": name,
                    "phone": phone,
                    "address": address,
                    "metadata": metadata,
                }
            ),
        )
        return (
            await self._client.send(
                create_customer.call(body=body, idempotency_key=idempotency_key, timeout=timeout)
            )
        ).result

    async def get(
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
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return (
            await self._client.send(get_customer.call(customer_id, expand=expand, timeout=timeout))
        ).result

    async def update(
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
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.CustomerUpdate",
            members(
                {
                    "email": email,
                    "name": name,
                    "phone": phone,
                    "address": address,
                    "metadata": metadata,
                }
            ),
        )
        return (
            await self._client.send(update_customer.call(customer_id, body=body, timeout=timeout))
        ).result

    async def delete(
        self, customer_id: str, *, timeout: float | None = None
    ) -> models.DeletedCustomer:
        """Deletes a customer for good and cancels the subscriptions that still run. Payments are kept.

        Args:
            customer_id: The customer's id.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return (await self._client.send(delete_customer.call(customer_id, timeout=timeout))).result


class AsyncCustomersWithDetail:
    """The people and companies that subscribe. Each method returns status, headers and body too."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncAzotte) -> None:
        self._client = client

    async def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        created_gte: int | None = None,
        created_lte: int | None = None,
        email_contains: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.CustomerList]:
        """List customers; see `AsyncCustomers.list`."""
        return await self._client.send(
            list_customers.call(
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                created_gte=created_gte,
                created_lte=created_lte,
                email_contains=email_contains,
                timeout=timeout,
            )
        )

    async def create(
        self,
        *,
        email: str,
        name: str | None | UnsetType = UNSET,
        phone: str | None | UnsetType = UNSET,
        address: models.AddressInput | typeddicts.AddressInput | None | UnsetType = UNSET,
        metadata: models.Metadata | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.Customer]:
        """Create a customer; see `AsyncCustomers.create`."""
        body = cast(
            "typeddicts.CustomerCreate",
            members(
                {
                    "email": email,
                    "name": name,
                    "phone": phone,
                    "address": address,
                    "metadata": metadata,
                }
            ),
        )
        return await self._client.send(
            create_customer.call(body=body, idempotency_key=idempotency_key, timeout=timeout)
        )

    async def get(
        self,
        customer_id: str,
        *,
        expand: Sequence[models.CustomerExpansion] | None = None,
        timeout: float | None = None,
    ) -> Response[models.Customer]:
        """Get a customer; see `AsyncCustomers.get`."""
        return await self._client.send(
            get_customer.call(customer_id, expand=expand, timeout=timeout)
        )

    async def update(
        self,
        customer_id: str,
        *,
        email: str | UnsetType = UNSET,
        name: str | None | UnsetType = UNSET,
        phone: str | None | UnsetType = UNSET,
        address: models.AddressInput | typeddicts.AddressInput | None | UnsetType = UNSET,
        metadata: models.Metadata | UnsetType = UNSET,
        timeout: float | None = None,
    ) -> Response[models.Customer]:
        """Update a customer; see `AsyncCustomers.update`."""
        body = cast(
            "typeddicts.CustomerUpdate",
            members(
                {
                    "email": email,
                    "name": name,
                    "phone": phone,
                    "address": address,
                    "metadata": metadata,
                }
            ),
        )
        return await self._client.send(
            update_customer.call(customer_id, body=body, timeout=timeout)
        )

    async def delete(
        self, customer_id: str, *, timeout: float | None = None
    ) -> Response[models.DeletedCustomer]:
        """Delete a customer; see `AsyncCustomers.delete`."""
        return await self._client.send(delete_customer.call(customer_id, timeout=timeout))
