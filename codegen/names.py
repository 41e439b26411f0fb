"""Names that the clients give to what the contract describes."""

from collections.abc import Mapping
from typing import Any

# Arguments that a generated method has besides the operation's parameters and the members of its body.
TAKEN_ARGUMENTS = frozenset({"self", "client", "body", "timeout", "max_items"})


def method_name(operation: Mapping[str, Any]) -> str:
    """Return the name of the method that calls an operation: its `x-method-name`, else the verb of its operationId."""
    return str(operation.get("x-method-name") or operation["operationId"].partition("_")[0])


def pascal_case(name: str) -> str:
    """Write a name as a class: `list_customers` gives `ListCustomers`."""
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))


def camel_case(name: str) -> str:
    """Write a name as JavaScript does: `list_customers` gives `listCustomers`."""
    pascal = pascal_case(name)
    return pascal[:1].lower() + pascal[1:]
