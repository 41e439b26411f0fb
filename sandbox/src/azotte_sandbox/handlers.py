"""The handler of each operation: behaviour that is written by hand, and for all others what the contract says."""

from __future__ import annotations

from azotte_sandbox.context import Call, Reply
from azotte_sandbox.contract import Contract, Operation
from azotte_sandbox.resources import (
    bundles,
    customers,
    entitlements,
    generic,
    payments,
    subscriptions,
)
from azotte_sandbox.resources.generic import Handler
from azotte_sandbox.resources.kinds import Kinds
from azotte_sandbox.store import Connection

EXAMPLE_HEADER = (b"x-sandbox-response", b"example")
"""Header of a response that is the contract's example."""

_MODULES = (bundles, customers, entitlements, payments, subscriptions)


def handlers(contract: Contract) -> dict[str, Handler]:
    """Return the handler of each operation, by operationId."""
    by_hand: dict[str, Handler] = {
        operation.__name__: operation for module in _MODULES for operation in module.OPERATIONS
    }
    kinds = Kinds(contract)
    return {
        name: by_hand.get(name) or generic.handler(operation, kinds) or _example(operation)
        for name, operation in contract.operations.items()
    }


def _example(operation: Operation) -> Handler:
    """Return the handler of an operation whose effect neither the contract nor this sandbox describes."""
    result = operation.result

    async def example(call: Call, db: Connection) -> Reply:
        del db
        media = result.accepted(call.accept)
        if media is None:
            return Reply(b"", result.status, (EXAMPLE_HEADER,))
        return Reply(media.example, result.status, (EXAMPLE_HEADER,), media.type)

    return example
