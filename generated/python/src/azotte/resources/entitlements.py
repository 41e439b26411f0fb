# Generated from openapi/ and templates/python/resource.py.jinja: edit there, not here.
"""Entitlements are the features that a customer can currently use."""

from __future__ import annotations

from typing import Any, Final

from azotte import models
from azotte._pages import Page, Walk
from azotte._resource_styles import (
    AsyncDetailedResource,
    AsyncResource,
    DetailedResource,
    Resource,
    async_detailed_page,
    async_list,
    detailed_page,
)
from azotte.api.entitlements import list_customer_entitlements


class Entitlements(Resource):
    """Entitlements are the features that a customer can currently use."""

    __slots__ = ()

    @property
    def with_detail(self) -> EntitlementsWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
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
            max_items: Number of objects to return over all pages. No limit by default.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        arguments: dict[str, Any] = {
            "customer_id": customer_id,
            "limit": limit,
            "starting_after": starting_after,
            "ending_before": ending_before,
            "timeout": timeout,
        }
        return self._list(
            Walk(
                list_customer_entitlements.call,
                arguments,
                list_customer_entitlements.PAGINATION,
                max_items,
            )
        )


class EntitlementsWithDetail(DetailedResource):
    """Entitlements are the features that a customer can currently use. Each method returns status,
    headers and body too."""

    __slots__ = ()

    list: Final = detailed_page(list_customer_entitlements.call)


class AsyncEntitlements(AsyncResource):
    """Entitlements are the features that a customer can currently use."""

    __slots__ = ()

    @property
    def with_detail(self) -> AsyncEntitlementsWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
        return AsyncEntitlementsWithDetail(self._client)

    list: Final = async_list(Entitlements.list)


class AsyncEntitlementsWithDetail(AsyncDetailedResource):
    """Entitlements are the features that a customer can currently use. Each method returns status,
    headers and body too."""

    __slots__ = ()

    list: Final = async_detailed_page(list_customer_entitlements.call)
