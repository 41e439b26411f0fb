"""Tests the names of client methods."""

import pytest

from codegen.document import method_name


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ({"operationId": "list_customers"}, "list"),
        ({"operationId": "cancel_subscription"}, "cancel"),
        ({"operationId": "list_customer_entitlements", "x-method-name": "list"}, "list"),
        ({"operationId": "get_invoice_pdf", "x-method-name": "get_pdf"}, "get_pdf"),
    ],
)
def test_the_method_is_the_verb_unless_the_contract_says_otherwise(
    operation: dict[str, str], name: str
) -> None:
    assert method_name(operation) == name
