# Generated from openapi/ and templates/cli/group.py.jinja: edit there, not here.
"""The commands of a tag."""

from __future__ import annotations

from azotte.cli.table import Command, Group, Option, Pages

GROUP = Group(
    "entitlements",
    "Entitlements are the features that a customer can currently use.",
    (
        Command(
            "list",
            "list_customer_entitlements",
            "List a customer's entitlements",
            "Returns the customer's current entitlements, newest first. A customer holds the features of every subscription that is\n`trialing`, `active` or `past_due`.",
            arguments=(
                Option(
                    "customer-id", ("customer_id",), "text", "ID of the customer.", is_required=True
                ),
            ),
            options=(
                Option(
                    "limit",
                    ("limit",),
                    "integer",
                    "Number of objects to return, 1 to 100. Defaults to 10.",
                ),
                Option(
                    "starting-after",
                    ("starting_after",),
                    "text",
                    "Cursor for the next page: returns the entitlements created before the one with this ID, even if that one has ended since.",
                ),
                Option(
                    "ending-before",
                    ("ending_before",),
                    "text",
                    "Cursor for the previous page: returns the entitlements created after the one with this ID. Can be combined with `starting_after`.",
                ),
            ),
            pages=Pages(
                "list",
                ("data",),
                ("id", "customer", "feature", "kind", "limit", "source", "created"),
            ),
            examples=("entitlements list cus_1234567890",),
        ),
    ),
)
