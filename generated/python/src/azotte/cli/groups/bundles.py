# Generated from openapi/ and templates/cli/group.py.jinja: edit there, not here.
"""The commands of a tag."""

from __future__ import annotations

from azotte.cli.table import Command, Group, Option, Pages

GROUP = Group(
    "bundles",
    "Bundles are the products that customers subscribe to. Each has plans that set its price.",
    (
        Command(
            "list",
            "list_bundles",
            "List bundles",
            "Returns the tenant's bundles, newest first. Publishable keys can call this operation.",
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
                    "Cursor for the next page: returns the bundles created before the one with this ID, even if that one has been deleted since.",
                ),
                Option(
                    "ending-before",
                    ("ending_before",),
                    "text",
                    "Cursor for the previous page: returns the bundles created after the one with this ID. Can be combined with `starting_after`.",
                ),
            ),
            pages=Pages("list", ("data",), ("id", "name", "description", "type", "created")),
            examples=("bundles list",),
        ),
        Command(
            "get",
            "get_bundle",
            "Get a bundle",
            "Returns a bundle with its plans. Publishable keys can call this operation.",
            arguments=(
                Option("bundle-id", ("bundle_id",), "text", "ID of the bundle.", is_required=True),
            ),
            examples=("bundles get bun_1234567890",),
        ),
    ),
)
