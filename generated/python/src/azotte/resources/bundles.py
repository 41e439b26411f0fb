# Generated from openapi/ and templates/python/resource.py.jinja: edit there, not here.
"""Bundles are the products that customers subscribe to. Each has plans that set its price."""

from __future__ import annotations

from typing import Any, Final

from azotte import models
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
from azotte.api.bundles import get_bundle, list_bundles


class Bundles(Resource):
    """Bundles are the products that customers subscribe to. Each has plans that set its price."""

    __slots__ = ()

    @property
    def with_detail(self) -> BundlesWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
        return BundlesWithDetail(self._client)

    def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
    ) -> Page[models.BundleList, models.Bundle]:
        """Returns the tenant's bundles, newest first. Publishable keys can call this operation.

        Args:
            limit: Number of objects to return, 1 to 100. Defaults to 10.
            starting_after: Cursor for the next page: returns the bundles created before the one
                with this ID, even if that one has been deleted since.
            ending_before: Cursor for the previous page: returns the bundles created after the one
                with this ID. Can be combined with `starting_after`.
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
            "timeout": timeout,
        }
        return self._list(Walk(list_bundles.call, arguments, list_bundles.PAGINATION, max_items))

    def get(self, bundle_id: str, *, timeout: float | None = None) -> models.Bundle:
        """Returns a bundle with its plans. Publishable keys can call this operation.

        Args:
            bundle_id: ID of the bundle.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return self._send(get_bundle.call(bundle_id, timeout=timeout))


class BundlesWithDetail(DetailedResource):
    """Bundles are the products that customers subscribe to. Each has plans that set its price. Each
    method returns status, headers and body too."""

    __slots__ = ()

    list: Final = detailed_page(list_bundles.call)
    get: Final = detailed(Bundles.get)


class AsyncBundles(AsyncResource):
    """Bundles are the products that customers subscribe to. Each has plans that set its price."""

    __slots__ = ()

    @property
    def with_detail(self) -> AsyncBundlesWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
        return AsyncBundlesWithDetail(self._client)

    list: Final = async_list(Bundles.list)
    get: Final = asynchronous(Bundles.get)


class AsyncBundlesWithDetail(AsyncDetailedResource):
    """Bundles are the products that customers subscribe to. Each has plans that set its price. Each
    method returns status, headers and body too."""

    __slots__ = ()

    list: Final = async_detailed_page(list_bundles.call)
    get: Final = async_detailed(Bundles.get)
