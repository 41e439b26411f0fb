# Generated from openapi/ and templates/cli/group.py.jinja: edit there, not here.
"""The commands of a tag."""

from __future__ import annotations

from azotte.cli.table import Body, Command, Group, Option, Pages

GROUP = Group(
    "customers",
    "Customers are the people and companies that subscribe to bundles.",
    (
        Command(
            "list",
            "list_customers",
            "List customers",
            "Returns the tenant's customers, newest first.",
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
                    "Cursor for the next page: returns the customers created before the one with this ID, even if that one has been deleted since.",
                ),
                Option(
                    "ending-before",
                    ("ending_before",),
                    "text",
                    "Cursor for the previous page: returns the customers created after the one with this ID. Can be combined with `starting_after`.",
                ),
                Option(
                    "created-gte",
                    ("created_gte",),
                    "integer",
                    "Returns only objects created at or after this time, in Unix seconds.",
                ),
                Option(
                    "created-lte",
                    ("created_lte",),
                    "integer",
                    "Returns only objects created at or before this time, in Unix seconds.",
                ),
                Option(
                    "email-contains",
                    ("email_contains",),
                    "text",
                    "Returns only customers whose email address contains this text, ignoring case.",
                ),
            ),
            pages=Pages("list", ("data",), ("id", "name", "email", "phone", "created")),
            examples=("customers list", "customers list --created-gte 1767225600"),
        ),
        Command(
            "create",
            "create_customer",
            "Create a customer",
            "Creates a customer. Returns 409 `duplicate_value` if another customer of the tenant and environment has the same email\naddress.",
            options=(
                Option(
                    "idempotency-key",
                    ("idempotency_key",),
                    "text",
                    'Unique key that makes the request safe to retry, for example a UUID. Up to 255 characters. See "Idempotent requests" in the API reference.',
                ),
            ),
            body=Body(
                "json",
                True,
                fields=(
                    Option(
                        "email",
                        ("email",),
                        "text",
                        "Email address of the customer. No other customer of the tenant and environment can have the same address.",
                        is_required=True,
                    ),
                    Option(
                        "name", ("name",), "text", "Full name of the customer.", is_nullable=True
                    ),
                    Option(
                        "phone",
                        ("phone",),
                        "text",
                        "Phone number of the customer, in any format.",
                        is_nullable=True,
                    ),
                    Option(
                        "address",
                        ("address",),
                        "json",
                        "Billing address of the customer.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.line1",
                        ("address", "line1"),
                        "text",
                        "Street and house number.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.line2",
                        ("address", "line2"),
                        "text",
                        "Apartment, floor or building.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.city",
                        ("address", "city"),
                        "text",
                        "City or town.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.state",
                        ("address", "state"),
                        "text",
                        "State, county or province.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.postal-code",
                        ("address", "postal_code"),
                        "text",
                        "Postal code.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.country",
                        ("address", "country"),
                        "text",
                        "Two-letter country code (ISO 3166-1 alpha-2).",
                        is_nullable=True,
                    ),
                    Option(
                        "metadata",
                        ("metadata",),
                        "text",
                        "Your own key-value pairs, up to 50. Keys have up to 40 characters, values up to 500. The platform does not use them.",
                        shape="map",
                    ),
                ),
            ),
            examples=(
                "customers create --email ada@example.com --name 'Ada Lovelace' --phone '+44 20 7946 0000' --address.line1 '12 St James'\"'\"'s Square' --address.city London --address.postal-code 'SW1Y 4JH' --address.country GB --metadata channel=web",
            ),
        ),
        Command(
            "get",
            "get_customer",
            "Get a customer",
            "Returns a customer. Returns 404 if the customer was deleted.",
            arguments=(
                Option(
                    "customer-id", ("customer_id",), "text", "ID of the customer.", is_required=True
                ),
            ),
            options=(
                Option(
                    "expand",
                    ("expand",),
                    "text",
                    "Related objects to include in the response. Repeat the parameter to include several.",
                    shape="list",
                    values=("subscriptions",),
                ),
            ),
            examples=(
                "customers get cus_1234567890",
                "customers get cus_1234567890 --expand subscriptions",
            ),
        ),
        Command(
            "update",
            "update_customer",
            "Update a customer",
            "Updates the fields in the body and leaves all others unchanged. Returns 409 `duplicate_value` if another customer of the\ntenant and environment has the same email address.",
            arguments=(
                Option(
                    "customer-id", ("customer_id",), "text", "ID of the customer.", is_required=True
                ),
            ),
            body=Body(
                "json",
                True,
                fields=(
                    Option(
                        "email",
                        ("email",),
                        "text",
                        "Email address of the customer. No other customer of the tenant and environment can have the same address.",
                    ),
                    Option(
                        "name", ("name",), "text", "Full name of the customer.", is_nullable=True
                    ),
                    Option(
                        "phone",
                        ("phone",),
                        "text",
                        "Phone number of the customer, in any format.",
                        is_nullable=True,
                    ),
                    Option(
                        "address",
                        ("address",),
                        "json",
                        "Billing address of the customer.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.line1",
                        ("address", "line1"),
                        "text",
                        "Street and house number.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.line2",
                        ("address", "line2"),
                        "text",
                        "Apartment, floor or building.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.city",
                        ("address", "city"),
                        "text",
                        "City or town.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.state",
                        ("address", "state"),
                        "text",
                        "State, county or province.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.postal-code",
                        ("address", "postal_code"),
                        "text",
                        "Postal code.",
                        is_nullable=True,
                    ),
                    Option(
                        "address.country",
                        ("address", "country"),
                        "text",
                        "Two-letter country code (ISO 3166-1 alpha-2).",
                        is_nullable=True,
                    ),
                    Option(
                        "metadata",
                        ("metadata",),
                        "text",
                        "Your own key-value pairs, up to 50. Keys have up to 40 characters, values up to 500. The platform does not use them.",
                        shape="map",
                    ),
                ),
            ),
            examples=("customers update cus_1234567890 --name 'Ada King' --clear phone",),
        ),
        Command(
            "delete",
            "delete_customer",
            "Delete a customer",
            "Permanently deletes a customer and cancels the customer's subscriptions. Payments are kept.",
            arguments=(
                Option(
                    "customer-id", ("customer_id",), "text", "ID of the customer.", is_required=True
                ),
            ),
            examples=("customers delete cus_1234567890",),
        ),
    ),
)
