# Generated from openapi/ and templates/python/client.py.jinja: edit there, not here.
"""The clients."""

from __future__ import annotations

from azotte._base import AsyncClient, SyncClient
from azotte.resources.bundles import AsyncBundles, Bundles
from azotte.resources.customers import AsyncCustomers, Customers
from azotte.resources.entitlements import AsyncEntitlements, Entitlements
from azotte.resources.payments import AsyncPayments, Payments
from azotte.resources.subscriptions import AsyncSubscriptions, Subscriptions


class Azotte(SyncClient):
    """The Azotte API."""

    @property
    def customers(self) -> Customers:
        """The people and companies that subscribe."""
        return Customers(self)

    @property
    def bundles(self) -> Bundles:
        """What is sold, with the plans that price it."""
        return Bundles(self)

    @property
    def subscriptions(self) -> Subscriptions:
        """A customer's plan over time."""
        return Subscriptions(self)

    @property
    def entitlements(self) -> Entitlements:
        """What a customer may use right now."""
        return Entitlements(self)

    @property
    def payments(self) -> Payments:
        """Money taken and given back."""
        return Payments(self)


class AsyncAzotte(AsyncClient):
    """The Azotte API, on an event loop."""

    @property
    def customers(self) -> AsyncCustomers:
        """The people and companies that subscribe."""
        return AsyncCustomers(self)

    @property
    def bundles(self) -> AsyncBundles:
        """What is sold, with the plans that price it."""
        return AsyncBundles(self)

    @property
    def subscriptions(self) -> AsyncSubscriptions:
        """A customer's plan over time."""
        return AsyncSubscriptions(self)

    @property
    def entitlements(self) -> AsyncEntitlements:
        """What a customer may use right now."""
        return AsyncEntitlements(self)

    @property
    def payments(self) -> AsyncPayments:
        """Money taken and given back."""
        return AsyncPayments(self)
