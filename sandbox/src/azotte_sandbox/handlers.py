"""The handler of each operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from azotte_sandbox.context import Call
from azotte_sandbox.contract import Contract, ContractError
from azotte_sandbox.resources import (
    bundles,
    customers,
    entitlements,
    payments,
    subscriptions,
)
from azotte_sandbox.store import Connection
from azotte_sandbox.store.objects import Page

Handler: TypeAlias = Callable[[Call, Connection], Awaitable[bytes | Page]]
"""Returns the body of the response, or a page."""

_MODULES = (bundles, customers, entitlements, payments, subscriptions)


def handlers(contract: Contract) -> dict[str, Handler]:
    """Return the handler of each operation, by operationId.

    Raises:
        ContractError: The contract has an operation without a handler.
    """
    known: dict[str, Handler] = {
        operation.__name__: operation for module in _MODULES for operation in module.OPERATIONS
    }
    unknown = contract.operations.keys() - known.keys()
    if unknown:
        raise ContractError(
            f"The contract has operations that this sandbox does not implement: {', '.join(sorted(unknown))}."
            " Use the contract of this version."
        )
    return {name: known[name] for name in contract.operations}
