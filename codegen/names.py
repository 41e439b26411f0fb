"""Names of methods, classes and arguments in the clients."""

import re
from collections.abc import Mapping
from typing import Any


def method_name(operation: Mapping[str, Any]) -> str:
    """Return the client method of an operation: its `x-method-name`, or else the verb of its operationId."""
    return str(operation.get("x-method-name") or operation["operationId"].partition("_")[0])


def path_of_file(name: str) -> str:
    """Return the path that a file of the contract is for: `/coupons/{id}/archive` of `coupons_{id}_archive`."""
    # Only the name of a parameter contains an underscore.
    return "/" + "/".join(re.findall(r"\{[^}]*\}|[^_]+", name))


def pascal_case(name: str) -> str:
    """Convert a name to PascalCase: `list_customers` becomes `ListCustomers`."""
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))


def camel_case(name: str) -> str:
    """Convert a name to camelCase: `list_customers` becomes `listCustomers`."""
    pascal = pascal_case(name)
    return pascal[:1].lower() + pascal[1:]
