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

_MODULES = (bundles, customers, entitlements, payments, subscriptions)


def handlers(contract: Contract) -> dict[str, Handler]:
    """Return the handler of each operation, by operationId."""
    described = _described(contract)
    return {
        name: described.get(name) or _example(operation)
        for name, operation in contract.operations.items()
    }


def undescribed(contract: Contract) -> frozenset[str]:
    """Return the operations whose effect neither the contract nor this sandbox describes. They return their examples."""
    return frozenset(contract.operations.keys() - _described(contract).keys())


def _described(contract: Contract) -> dict[str, Handler]:
    by_hand: dict[str, Handler] = {
        operation.__name__: operation for module in _MODULES for operation in module.OPERATIONS
    }
    kinds = Kinds(contract)
    found = {
        name: by_hand.get(name) or generic.handler(operation, kinds)
        for name, operation in contract.operations.items()
    }
    return {name: handler for name, handler in found.items() if handler is not None}


def _example(operation: Operation) -> Handler:
    result = operation.result

    async def example(call: Call, db: Connection) -> Reply:
        del db
        media = result.accepted(call.accept)
        if media is None:
            return Reply(b"", result.status)
        return Reply(media.example, result.status, media.type)

    return example
