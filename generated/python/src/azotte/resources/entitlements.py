"""Entitlements are the features that a customer can currently use.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from azotte import models
from azotte._pages import AsyncPages, Page, Walk, first_page
from azotte.api.entitlements import list_customer_entitlements

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response


class Entitlements:
    """Entitlements are the features that a customer can currently use."""

    __slots__ = ("_client",)

    def __init__(self, client: Azotte) -> None:
        self._client = client

    @property
    def with_detail(self) -> EntitlementsWithDetail:
        """The same methods, returning status, headers, request id, attempts and body beside the result."""
        return EntitlementsWithDetail(self._client)

    def list(
        self,
        customer_id: str,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
    ) -> Page[models.EntitlementList, models.Entitlement]:
        """Returns the customer's current entitlements, newest first. A customer holds the features of
        every subscription that is `trialing`, `active` or `past_due`.

        Args:
            customer_id: ID of the customer.
            limit: Number of objects to return, 1 to 100. Defaults to 10.
            starting_after: Cursor for the next page: returns the entitlements created before the
                one with this ID, even if that one has ended since.
            ending_before: Cursor for the previous page: returns the entitlements created after the
                one with this ID. Can be combined with `starting_after`.
            max_items: How many objects to walk at most, over all pages.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        arguments: dict[str, Any] = {
            "customer_id": customer_id,
            "limit": limit,
            "starting_after": starting_after,
            "ending_before": ending_before,
            "timeout": timeout,
        }
        return first_page(
            self._client,
            Walk(
                list_customer_entitlements.call,
                arguments,
                list_customer_entitlements.PAGINATION,
                max_items,
            ),
        )


class EntitlementsWithDetail:
    """Entitlements are the features that a customer can currently use. Each method returns status,
    headers and body too."""

    __slots__ = ("_client",)

    def __init__(self, client: Azotte) -> None:
        self._client = client

    def list(
        self,
        customer_id: str,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.EntitlementList]:
        """List a customer's entitlements; see `Entitlements.list`."""
        return self._client.send(
            list_customer_entitlements.call(
                customer_id,
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                timeout=timeout,
            )
        )


class AsyncEntitlements:
    """Entitlements are the features that a customer can currently use."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncAzotte) -> None:
        self._client = client

    @property
    def with_detail(self) -> AsyncEntitlementsWithDetail:
        """The same methods, returning status, headers, request id, attempts and body beside the result."""
        return AsyncEntitlementsWithDetail(self._client)

    def list(
        self,
        customer_id: str,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
    ) -> AsyncPages[models.EntitlementList, models.Entitlement]:
        """Returns the customer's current entitlements, newest first. A customer holds the features of
        every subscription that is `trialing`, `active` or `past_due`.

        Args:
            customer_id: ID of the customer.
            limit: Number of objects to return, 1 to 100. Defaults to 10.
            starting_after: Cursor for the next page: returns the entitlements created before the
                one with this ID, even if that one has ended since.
            ending_before: Cursor for the previous page: returns the entitlements created after the
                one with this ID. Can be combined with `starting_after`.
            max_items: How many objects to walk at most, over all pages.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        arguments: dict[str, Any] = {
            "customer_id": customer_id,
            "limit": limit,
            "starting_after": starting_after,
            "ending_before": ending_before,
            "timeout": timeout,
        }
        return AsyncPages(
            self._client,
            Walk(
                list_customer_entitlements.call,
                arguments,
                list_customer_entitlements.PAGINATION,
                max_items,
            ),
        )


class AsyncEntitlementsWithDetail:
    """Entitlements are the features that a customer can currently use. Each method returns status,
    headers and body too."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncAzotte) -> None:
        self._client = client

    async def list(
        self,
        customer_id: str,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.EntitlementList]:
        """List a customer's entitlements; see `AsyncEntitlements.list`."""
        return await self._client.send(
            list_customer_entitlements.call(
                customer_id,
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                timeout=timeout,
            )
        )
