"""The kinds of objects with behaviour of their own, each with a table and its searchable columns."""

from __future__ import annotations

from collections.abc import Mapping

from azotte_sandbox.store.filters import folded
from azotte_sandbox.store.objects import Table

CUSTOMERS = Table("customer", {"email": lambda doc: folded(doc["email"])})
BUNDLES = Table("bundle", {})
SUBSCRIPTIONS = Table(
    "subscription",
    {
        "customer": lambda doc: doc["customer"],
        "status": lambda doc: doc["status"],
        "plan": lambda doc: doc["plan"]["id"],
    },
)
ENTITLEMENTS = Table(
    "entitlement",
    {"customer": lambda doc: doc["customer"], "subscription": lambda doc: doc["source"]},
)
PAYMENTS = Table(
    "payment",
    {
        "customer": lambda doc: doc["customer"],
        "payment_method": lambda doc: doc["payment_method"],
    },
)

TABLES: Mapping[str, Table] = {
    "Customer": CUSTOMERS,
    "Bundle": BUNDLES,
    "Subscription": SUBSCRIPTIONS,
    "Entitlement": ENTITLEMENTS,
    "Payment": PAYMENTS,
}
"""By the names of their schemas."""
