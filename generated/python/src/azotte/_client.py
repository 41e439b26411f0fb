# Generated from openapi/ and templates/python/client.py.jinja: edit there, not here.
"""The clients."""

from __future__ import annotations

from azotte._client_base import AsyncClient, SyncClient
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
        return Customers(self)

    @property
    def bundles(self) -> Bundles:
        """Bundles are the products that customers subscribe to. Each has plans that set its price."""
        return Bundles(self)

    @property
    def subscriptions(self) -> Subscriptions:
        """Subscriptions connect a customer to a plan, and renew every period until they are canceled."""
        return Subscriptions(self)

    @property
    def entitlements(self) -> Entitlements:
        """Entitlements are the features that a customer can currently use."""
        return Entitlements(self)

    @property
    def payments(self) -> Payments:
        """Payments charge customers, for a subscription or once, and can be refunded."""
        return Payments(self)


class AsyncAzotte(AsyncClient):
    """The Azotte API, on an event loop."""

    @property
    def customers(self) -> AsyncCustomers:
        """Customers are the people and companies that subscribe to bundles."""
        return AsyncCustomers(self)

    @property
    def bundles(self) -> AsyncBundles:
        """Bundles are the products that customers subscribe to. Each has plans that set its price."""
        return AsyncBundles(self)

    @property
    def subscriptions(self) -> AsyncSubscriptions:
        """Subscriptions connect a customer to a plan, and renew every period until they are canceled."""
        return AsyncSubscriptions(self)

    @property
    def entitlements(self) -> AsyncEntitlements:
        """Entitlements are the features that a customer can currently use."""
        return AsyncEntitlements(self)

    @property
    def payments(self) -> AsyncPayments:
        """Payments charge customers, for a subscription or once, and can be refunded."""
        return AsyncPayments(self)
