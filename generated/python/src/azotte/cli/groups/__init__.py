# Generated from openapi/ and templates/cli/groups.py.jinja: edit there, not here.
"""The groups of commands, and what else the contract says of the command line."""

from __future__ import annotations

API_KEY_VARIABLE = "AZOTTE_API_KEY"
TENANT_VARIABLE = "AZOTTE_TENANT_ID"

GROUPS = {
    "customers": "customers",
    "bundles": "bundles",
    "subscriptions": "subscriptions",
    "entitlements": "entitlements",
    "payments": "payments",
}
"""Module of each group."""

ERROR_STATUSES: dict[str, tuple[int, ...]] = {
    "api_error": (500, 503),
    "authentication_error": (401, 403),
    "conflict_error": (409,),
    "not_found_error": (404,),
    "rate_limit_error": (429,),
    "validation_error": (400, 405, 413, 415, 422),
}
"""Statuses of each error type."""
