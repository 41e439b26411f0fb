"""Checks the server's own responses and events against the contract."""

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
"""Number of valid bodies that are cached for each schema."""
_NONE: set[bytes] = set()


class Checking(Enum):
    """What happens to a response that violates the contract."""

    STRICT = "strict"
    """It is logged and replaced by a 500."""
    REPORT = "report"
    """It is logged."""
    OFF = "off"
    """Responses are not checked."""


class ContractBrokenError(Exception):
    """A response or event of the server violates the contract."""


class Checker:
    """Checks responses and events.

    Valid bodies are cached, up to `REMEMBERED` for each schema, so that an object that was sent before costs only a
    lookup.

    Args:
        contract: The contract.
        mode: What happens to what violates it.
    """

    def __init__(self, contract: Contract, mode: Checking) -> None:
        self.contract = contract
        self._mode = mode
        self._known: dict[Validator, set[bytes]] = {}

    def response(self, operation: Operation, body: bytes, status: int | None = None) -> None:
        """Check the response to a request that succeeded, which has the usual status unless another one is given.

        Raises:
            ContractBrokenError: In strict mode, if it violates the contract.
        """
        if self._mode is Checking.OFF:
            return
        status = operation.success if status is None else status
        if status not in operation.responses:
            self._broken(operation.id, [f"status {status} is not documented"])
            return
        schema = operation.responses[status]
        if schema is None:
            return
        # The response to a write is new: the same will not be sent again.
        check = self._check_once if operation.method == "GET" else self._check
        check(operation.id, schema, body)

    def page(self, operation: Operation, page: Page) -> None:
        """Check a page: each object, and the list around them.

        Raises:
            ContractBrokenError: In strict mode, if it violates the contract.
        """
        if self._mode is Checking.OFF:
            return
        if operation.items is None:
            self._broken(operation.id, ["the response is not a list"])
            return
        frame = operation.responses[operation.success]
        if frame is not None:
            self._check_once(
                operation.id, frame, Page((), page.has_more, frame=page.frame).encode()
            )
        if not self._known.get(operation.items, _NONE).issuperset(page.docs):
            for doc in page.docs:
                self._check_once(operation.id, operation.items, doc)

    def error(self, operation: Operation, status: int, body: bytes) -> None:
        """Check an error response of an operation.

        Raises:
            ContractBrokenError: In strict mode, if it violates the contract.
        """
        if self._mode is Checking.OFF:
            return
        if status not in operation.responses:
            self._broken(operation.id, [f"status {status} is not documented"])
        elif (schema := operation.responses[status]) is not None:
            self._check(operation.id, schema, body)

    def unrouted_error(self, body: bytes) -> None:
        """Check an error response that is sent before an operation is chosen.

        Raises:
            ContractBrokenError: In strict mode, if it violates the contract.
        """
        if self._mode is not Checking.OFF:
            self._check("unrouted", self.contract.error_response, body)

    def event(self, name: str, event: dict[str, Any]) -> None:
        """Check a webhook event.

        Raises:
            ContractBrokenError: In strict mode, if it violates the contract.
        """
        if self._mode is Checking.OFF:
            return
        schema = self.contract.events.get(name)
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
