"""What a fault is, and how the catalogue names one."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.conformance.faults.seams import Seams

Apply = Callable[[Seams], None]


@dataclass(frozen=True)
class Fault:
    """A small mistake that a developer might make."""

    name: str
    what: str
    """The mistake, in one sentence."""
    family: str
    """The family of rules that has to find it: the module of the catalogue."""
    apply: Apply

    @contextmanager
    def applied(self) -> Generator[Seams]:
        """Put the fault into the sandbox of this process; at the end everything is as it was.

        Raises:
            MisfitError: the sandbox no longer has a place that the fault names.
        """
        with Seams() as sandbox:
            self.apply(sandbox)
            yield sandbox


class Catalogue(dict[str, Fault]):
    """Faults by name."""

    def add(self, fault: Fault) -> None:
        """Add a fault.

        Raises:
            ValueError: there is a fault of this name.
        """
        if fault.name in self:
            raise ValueError(f"Two faults have the name {fault.name!r}. Rename one.")
        self[fault.name] = fault


FAULTS = Catalogue()
"""Every fault that a module of the catalogue has named."""


def fault(name: str, what: str) -> Callable[[Apply], Apply]:
    """Name the fault that the decorated function puts into a sandbox."""

    def add(apply: Apply) -> Apply:
        FAULTS.add(Fault(name, what, apply.__module__.rpartition(".")[2], apply))
        return apply

    return add
