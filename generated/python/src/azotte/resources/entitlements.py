"""What a customer may use right now.

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
    """What a customer may use right now."""

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
        """Lists what the customer may use now: the features of the subscriptions that are trialing,
        active or past due.

        Args:
            customer_id: The customer's id.
            limit: How many objects a page has at most.
            starting_after: List what is older than the entitlement with this id. It may have ended
                since.
            ending_before: List what is newer than the entitlement with this id, newest first; of
                more than a page, those nearest to it. With `starting_after` too, what lies between
                the two.
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
    """What a customer may use right now. Each method returns status, headers and body too."""

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
    """What a customer may use right now."""

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
        """Lists what the customer may use now: the features of the subscriptions that are trialing,
        active or past due.

        Args:
            customer_id: The customer's id.
            limit: How many objects a page has at most.
            starting_after: List what is older than the entitlement with this id. It may have ended
                since.
            ending_before: List what is newer than the entitlement with this id, newest first; of
                more than a page, those nearest to it. With `starting_after` too, what lies between
                the two.
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
    """What a customer may use right now. Each method returns status, headers and body too."""

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
