"""The tables, with the searchable columns of each document."""

from __future__ import annotations

from collections.abc import Mapping

from azotte_sandbox.store.objects import Table, folded

CUSTOMERS = Table("customer", lambda doc: {"email": folded(doc["email"])})
BUNDLES = Table("bundle", lambda doc: {})
SUBSCRIPTIONS = Table(
    "subscription",
    lambda doc: {
        "customer": doc["customer"],
        "status": doc["status"],
        "plan": doc["plan"]["id"],
    },
)
ENTITLEMENTS = Table(
    "entitlement", lambda doc: {"customer": doc["customer"], "subscription": doc["source"]}
)
PAYMENTS = Table(
    "payment",
    lambda doc: {"customer": doc["customer"], "payment_method": doc["payment_method"]},
)

TABLES: Mapping[str, Table] = {
    "Customer": CUSTOMERS,
    "Bundle": BUNDLES,
    "Subscription": SUBSCRIPTIONS,
    "Entitlement": ENTITLEMENTS,
    "Payment": PAYMENTS,
}
"""The kinds of objects with behaviour of their own, by the names of their schemas."""
