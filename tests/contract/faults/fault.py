"""What a fault is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.contract.faults.changes import Answer, Change, Wire


@dataclass(frozen=True)
class Fault:
    """One fault."""

    name: str
    what: str
    """What a developer did."""
    changes: tuple[Change, ...]
    family: str = ""


def fault(name: str, what: str, *changes: Change) -> Fault:
    """A fault in the sandbox's source, its schema, or the contract that it was built from."""
    return Fault(name, what, changes)


def wire(name: str, what: str, change: Callable[[Answer], Any]) -> Fault:
    """A fault in its answers."""
    return Fault(name, what, (Wire(change),))
