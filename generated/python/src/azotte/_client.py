"""The clients.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from azotte._base import AsyncClient, SyncClient

if TYPE_CHECKING:
    from azotte.resources.bundles import AsyncBundles, Bundles
    from azotte.resources.customers import AsyncCustomers, Customers
    from azotte.resources.entitlements import AsyncEntitlements, Entitlements
    from azotte.resources.payments import AsyncPayments, Payments
    from azotte.resources.subscriptions import AsyncSubscriptions, Subscriptions


class Azotte(SyncClient):
    """The Azotte API."""

    @property
    def customers(self) -> Customers:
        """Customers are the people and companies that subscribe to bundles."""
        from azotte.resources.customers import Customers

        return Customers(self)

    @property
    def bundles(self) -> Bundles:
        """Bundles are the products that customers subscribe to. Each has plans that set its price."""
        from azotte.resources.bundles import Bundles

        return Bundles(self)

    @property
    def subscriptions(self) -> Subscriptions:
        """Subscriptions connect a customer to a plan, and renew every period until they are canceled."""
        from azotte.resources.subscriptions import Subscriptions

        return Subscriptions(self)

    @property
    def entitlements(self) -> Entitlements:
        """Entitlements are the features that a customer can currently use."""
        from azotte.resources.entitlements import Entitlements

        return Entitlements(self)

    @property
    def payments(self) -> Payments:
        """Payments charge customers, for a subscription or once, and can be refunded."""
        from azotte.resources.payments import Payments

        return Payments(self)


class AsyncAzotte(AsyncClient):
    """The Azotte API, on an event loop."""

    @property
    def customers(self) -> AsyncCustomers:
        """Customers are the people and companies that subscribe to bundles."""
        from azotte.resources.customers import AsyncCustomers

        return AsyncCustomers(self)

    @property
    def bundles(self) -> AsyncBundles:
        """Bundles are the products that customers subscribe to. Each has plans that set its price."""
        from azotte.resources.bundles import AsyncBundles

        return AsyncBundles(self)

    @property
    def subscriptions(self) -> AsyncSubscriptions:
        """Subscriptions connect a customer to a plan, and renew every period until they are canceled."""
        from azotte.resources.subscriptions import AsyncSubscriptions

        return AsyncSubscriptions(self)

    @property
    def entitlements(self) -> AsyncEntitlements:
        """Entitlements are the features that a customer can currently use."""
        from azotte.resources.entitlements import AsyncEntitlements

        return AsyncEntitlements(self)

    @property
    def payments(self) -> AsyncPayments:
        """Payments charge customers, for a subscription or once, and can be refunded."""
        from azotte.resources.payments import AsyncPayments

        return AsyncPayments(self)
