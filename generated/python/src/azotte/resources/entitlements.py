# Generated from openapi/ and templates/python/resource.py.jinja: edit there, not here.
"""What a customer may use right now."""

from __future__ import annotations

from typing import Any, Final

from azotte import models
from azotte._pages import Page, Walk
from azotte._resource import (
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
    """What a customer may use right now."""

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
    """What a customer may use right now. Each method returns status, headers and body too."""

    __slots__ = ()

    list: Final = detailed_page(list_customer_entitlements.call)


class AsyncEntitlements(AsyncResource):
    """What a customer may use right now."""

    __slots__ = ()

    @property
    def with_detail(self) -> AsyncEntitlementsWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
        return AsyncEntitlementsWithDetail(self._client)

    list: Final = async_list(Entitlements.list)


class AsyncEntitlementsWithDetail(AsyncDetailedResource):
    """What a customer may use right now. Each method returns status, headers and body too."""

    __slots__ = ()

    list: Final = async_detailed_page(list_customer_entitlements.call)
