"""The tables, with the searchable columns of each document."""

from __future__ import annotations

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
