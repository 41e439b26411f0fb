"""The handler of each operation: behaviour that is written by hand, and for all others what the contract says."""

from __future__ import annotations

from azotte_sandbox.context import Call, Reply
from azotte_sandbox.contract import Contract, Operation
from azotte_sandbox.resources import customers, generic, payments, subscriptions
from azotte_sandbox.resources.cascades import cascading
from azotte_sandbox.resources.generic import Handler
from azotte_sandbox.resources.kinds import Kinds
from azotte_sandbox.store import Connection

_BY_HAND: dict[str, Handler] = {
    operation.__name__: operation
    for module in (customers, payments, subscriptions)
    for operation in module.OPERATIONS
}


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
    kinds = Kinds(contract)
    return {
        name: cascading(handler, operation, kinds)
        for name, operation in contract.operations.items()
        if (handler := _BY_HAND.get(name) or generic.handler(operation, kinds)) is not None
    }


def _example(operation: Operation) -> Handler:
    result = operation.result

    async def example(call: Call, db: Connection) -> Reply:
        del db
        media = result.accepted(call.accept)
        if media is None:
            return Reply(b"", result.status)
        return Reply(media.example, result.status, media.type)

    return example
