"""Which parts of the contract were exercised, by requests and by responses."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from azotte_conformance.contract import Contract, Operation, Schema
from azotte_conformance.exchange import Exchange

KINDS = ("operation", "parameter", "body field", "status", "error code", "key kind", "webhook")
"""What is counted."""


@dataclass(frozen=True, order=True)
class Item:
    """One thing that the contract has."""

    kind: str
    operation: str
    name: str


class Coverage:
    """Counts which parts of the contract requests and responses touch."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.seen: Counter[Item] = Counter()
        self.exchanges = 0

    def see(self, exchange: Exchange, operation: Operation | None) -> None:
        """Count one exchange."""
        self.exchanges += 1
        if operation is None:
            name = f"{exchange.request.method} (no operation)"
            if exchange.status in self._contract.unrouted:
                self.seen[Item("status", UNROUTED, str(exchange.status))] += 1
                if exchange.code:
                    self.seen[
                        Item("error code", UNROUTED, f"{exchange.status} {exchange.code}")
                    ] += 1
            self.seen[Item("other", UNROUTED, name)] += 1
            return
        id = operation.id
        self.seen[Item("operation", id, id)] += 1
        # a response that came before the operation was chosen is not the operation's.
        where = id if exchange.status in operation.responses else UNROUTED
        self.seen[Item("status", where, str(exchange.status))] += 1
        if exchange.code:
            self.seen[Item("error code", where, f"{exchange.status} {exchange.code}")] += 1
        key = exchange.request.header(self._contract.key_header) or ""
        kind = self._contract.kind_of(key)
        if kind is not None and exchange.status != 401:
            self.seen[Item("key kind", id, f"{kind.type}, {kind.environment}")] += 1
        self._parameters(exchange, operation)
        if operation.body is not None and exchange.request.body:
            try:
                body = json.loads(exchange.request.body)
            except (ValueError, RecursionError):
                return
            for path in _fields(operation.body.schema, body):
                self.seen[Item("body field", id, path)] += 1

    def _parameters(self, exchange: Exchange, operation: Operation) -> None:
        query = {n for n, _ in parse_qsl(exchange.request.target.partition("?")[2], True)}
        for parameter in operation.parameters:
            if (
                parameter.place == "path"
                or (parameter.place == "query" and parameter.name in query)
                or (
                    parameter.place == "header"
                    and exchange.request.header(parameter.name) is not None
                )
            ):
                self.seen[Item("parameter", operation.id, parameter.name)] += 1

    def see_event(self, type: str) -> None:
        """Count a webhook event."""
        self.seen[Item("webhook", type, type)] += 1

    def add(self, seen: "Counter[Item]", exchanges: int) -> None:
        """Add what another job counted."""
        self.seen.update(seen)
        self.exchanges += exchanges

    def everything(self) -> list[Item]:
        """All that the contract has."""
        items: list[Item] = []
        for operation in self._contract.operations.values():
            items += _items(operation, self._contract)
        for status, response in self._contract.unrouted.items():
            items.append(Item("status", UNROUTED, str(status)))
            items += [Item("error code", UNROUTED, f"{status} {c}") for c in response.error_codes]
        items += [Item("webhook", type, type) for type in self._contract.webhooks]
        return items

    def summary(self) -> dict[str, tuple[int, int]]:
        """For each kind how many were exercised, of how many."""
        everything = self.everything()
        return {
            kind: (
                sum(1 for item in everything if item.kind == kind and self.seen[item]),
                sum(1 for item in everything if item.kind == kind),
            )
            for kind in KINDS
        }

    def never(self, kind: str) -> list[Item]:
        """What of a kind was never exercised."""
        return [item for item in self.everything() if item.kind == kind and not self.seen[item]]


UNROUTED = "(no operation)"


def _items(operation: Operation, contract: Contract) -> list[Item]:
    id = operation.id
    items = [Item("operation", id, id)]
    items += [Item("parameter", id, parameter.name) for parameter in operation.parameters]
    if operation.body is not None:
        items += [Item("body field", id, path) for path in _all_fields(operation.body.schema)]
    for status, response in operation.responses.items():
        items.append(Item("status", id, str(status)))
        items += [Item("error code", id, f"{status} {code}") for code in response.error_codes]
    items += [
        Item("key kind", id, f"{kind.type}, {kind.environment}") for kind in contract.key_kinds
    ]
    return items


def _all_fields(schema: Schema, prefix: str = "") -> list[str]:
    found: list[str] = []
    for name, field in schema.fields.items():
        found.append(f"{prefix}{name}")
        found += _all_fields(field, f"{prefix}{name}.")
    return found


def _fields(schema: Schema, value: Any, prefix: str = "") -> list[str]:
    found: list[str] = []
    if isinstance(value, dict):
        for name, field in schema.fields.items():
            if name in value:
                found.append(f"{prefix}{name}")
                found += _fields(field, value[name], f"{prefix}{name}.")
    return found
