"""Names of methods, classes and arguments in the clients."""

from collections.abc import Mapping
from typing import Any

# Arguments of a generated method that are not parameters or body fields.
RESERVED_ARGUMENTS = frozenset({"self", "client", "body", "timeout", "max_items"})


def method_name(operation: Mapping[str, Any]) -> str:
    """Return the client method of an operation: its `x-method-name`, or else the verb of its operationId."""
    return str(operation.get("x-method-name") or operation["operationId"].partition("_")[0])


def pascal_case(name: str) -> str:
    """Convert a name to PascalCase: `list_customers` becomes `ListCustomers`."""
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))


def camel_case(name: str) -> str:
    """Convert a name to camelCase: `list_customers` becomes `listCustomers`."""
    pascal = pascal_case(name)
    return pascal[:1].lower() + pascal[1:]
