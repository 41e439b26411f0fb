"""Holds the server's own answers and events against the contract."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

import msgspec

from azotte_sandbox import logs
from azotte_sandbox.contract import Contract, Operation
from azotte_sandbox.contract.validation import Validator
from azotte_sandbox.store.objects import Page

REMEMBERED = 1024
"""How many bodies that keep it are remembered of each schema."""
_NONE: set[bytes] = set()


class Checking(Enum):
    """What happens to an answer that the contract does not allow."""

    STRICT = "strict"
    """It is logged, and a 500 is answered in its place."""
    REPORT = "report"
    """It is logged."""
    OFF = "off"
    """Nobody looks."""


class ContractBrokenError(Exception):
    """The server made an answer or an event that the contract does not allow."""


class Checker:
    """Checks what the server sends.

    Whether bytes keep a schema does not change, so those that did are remembered, up to a number: a page of objects
    that were sent before costs a look-up for each.

    Args:
        contract: what it is held against.
        mode: what happens to what does not keep it.
    """

    def __init__(self, contract: Contract, mode: Checking) -> None:
        self._contract = contract
        self._mode = mode
        self._known: dict[Validator, set[bytes]] = {}

    def answer(self, operation: Operation, body: bytes) -> None:
        """Check the answer to a request that was done.

        Raises:
            ContractBrokenError: in strict mode, if the contract does not allow it.
        """
        if self._mode is Checking.OFF:
            return
        # What a write answers is new: nobody will send the same again.
        check = self._check_once if operation.method == "GET" else self._check
        check(operation.id, operation.answers[operation.success], body)

    def page(self, operation: Operation, page: Page) -> None:
        """Check a page: each object by itself, and what is around them.

        Raises:
            ContractBrokenError: in strict mode, if the contract does not allow it.
        """
        if self._mode is Checking.OFF:
            return
        if operation.items is None:
            self._broken(operation.id, ["the answer is not a list"])
            return
        self._check_once(
            operation.id, operation.answers[operation.success], Page((), page.has_more).encode()
        )
        if not self._known.get(operation.items, _NONE).issuperset(page.docs):
            for doc in page.docs:
                self._check_once(operation.id, operation.items, doc)

    def error(self, operation: Operation, status: int, body: bytes) -> None:
        """Check an error that an operation answers.

        Raises:
            ContractBrokenError: in strict mode, if the contract does not allow it.
        """
        if self._mode is Checking.OFF:
            return
        schema = operation.answers.get(status)
        if schema is None:
            self._broken(operation.id, [f"status {status} is not documented"])
        else:
            self._check(operation.id, schema, body)

    def unrouted_error(self, body: bytes) -> None:
        """Check an error that is answered before an operation is chosen.

        Raises:
            ContractBrokenError: in strict mode, if the contract does not allow it.
        """
        if self._mode is not Checking.OFF:
            self._check("unrouted", self._contract.answer_to_error, body)

    def event(self, name: str, event: dict[str, Any]) -> None:
        """Check a webhook event.

        Raises:
            ContractBrokenError: in strict mode, if the contract does not allow it.
        """
        if self._mode is Checking.OFF:
            return
        schema = self._contract.events.get(name)
        if schema is None:
            self._broken(name, ["the event is not documented"])
        elif not schema.is_valid(event):
            self._broken(name, schema.problems(event))

    def _check_once(self, what: str, schema: Validator, body: bytes) -> None:
        known = self._known.get(schema)
        if known is None:
            known = self._known[schema] = set()
        if body not in known and self._check(what, schema, body):
            if len(known) >= REMEMBERED:
                known.clear()
            known.add(body)

    def _check(self, what: str, schema: Validator, body: bytes) -> bool:
        value = msgspec.json.decode(body)
        if schema.is_valid(value):
            return True
        self._broken(what, schema.problems(value))
        return False

    def _broken(self, what: str, problems: Iterable[str]) -> None:
        reason = "; ".join(list(problems)[:5])
        logs.event("contract_broken", level="error", operation_id=what, reason=reason)
        if self._mode is Checking.STRICT:
            raise ContractBrokenError(f"{what}: {reason}")
