"""Bundles are the products that customers subscribe to. Each has plans that set its price.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from azotte import models
from azotte._pages import AsyncPages, Page, Walk, first_page
from azotte.api.bundles import get_bundle, list_bundles

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response


class Bundles:
    """Bundles are the products that customers subscribe to. Each has plans that set its price."""

    __slots__ = ("_client",)

    def __init__(self, client: Azotte) -> None:
        self._client = client

    @property
    def with_detail(self) -> BundlesWithDetail:
        """The same methods, returning status, headers, request id, attempts and body beside the result."""
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
            "timeout": timeout,
        }
        return first_page(
            self._client, Walk(list_bundles.call, arguments, list_bundles.PAGINATION, max_items)
        )

    def get(self, bundle_id: str, *, timeout: float | None = None) -> models.Bundle:
        """Returns a bundle with its plans. Publishable keys can call this operation.

        Args:
            bundle_id: ID of the bundle.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return self._client.send(get_bundle.call(bundle_id, timeout=timeout)).result


class BundlesWithDetail:
    """Bundles are the products that customers subscribe to. Each has plans that set its price. Each
    method returns status, headers and body too."""

    __slots__ = ("_client",)

    def __init__(self, client: Azotte) -> None:
        self._client = client

    def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.BundleList]:
        """List bundles; see `Bundles.list`."""
        return self._client.send(
            list_bundles.call(
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                timeout=timeout,
            )
        )

    def get(self, bundle_id: str, *, timeout: float | None = None) -> Response[models.Bundle]:
        """Get a bundle; see `Bundles.get`."""
        return self._client.send(get_bundle.call(bundle_id, timeout=timeout))


class AsyncBundles:
    """Bundles are the products that customers subscribe to. Each has plans that set its price."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncAzotte) -> None:
        self._client = client

    @property
    def with_detail(self) -> AsyncBundlesWithDetail:
        """The same methods, returning status, headers, request id, attempts and body beside the result."""
        return AsyncBundlesWithDetail(self._client)

    def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
    ) -> AsyncPages[models.BundleList, models.Bundle]:
        """Returns the tenant's bundles, newest first. Publishable keys can call this operation.

        Args:
            limit: Number of objects to return, 1 to 100. Defaults to 10.
            starting_after: Cursor for the next page: returns the bundles created before the one
                with this ID, even if that one has been deleted since.
            ending_before: Cursor for the previous page: returns the bundles created after the one
                with this ID. Can be combined with `starting_after`.
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
            "timeout": timeout,
        }
        return AsyncPages(
            self._client, Walk(list_bundles.call, arguments, list_bundles.PAGINATION, max_items)
        )

    async def get(self, bundle_id: str, *, timeout: float | None = None) -> models.Bundle:
        """Returns a bundle with its plans. Publishable keys can call this operation.

        Args:
            bundle_id: ID of the bundle.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return (await self._client.send(get_bundle.call(bundle_id, timeout=timeout))).result


class AsyncBundlesWithDetail:
    """Bundles are the products that customers subscribe to. Each has plans that set its price. Each
    method returns status, headers and body too."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncAzotte) -> None:
        self._client = client

    async def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.BundleList]:
        """List bundles; see `AsyncBundles.list`."""
        return await self._client.send(
            list_bundles.call(
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                timeout=timeout,
            )
        )

    async def get(self, bundle_id: str, *, timeout: float | None = None) -> Response[models.Bundle]:
        """Get a bundle; see `AsyncBundles.get`."""
        return await self._client.send(get_bundle.call(bundle_id, timeout=timeout))
