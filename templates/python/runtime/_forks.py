"""What a process that was forked must not share with its parent."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Protocol
from weakref import WeakSet


class Inherited(Protocol):
    """Something that a forked process finds and must not use as it is."""

    @property
    def opened(self) -> object | None:
        """The transport that is in use, if any."""
        ...

    def forked(self, used: Collection[int]) -> None:
        """Let go of what belongs to the parent process.

        Args:
            used: The ids of the transports that the parent used.
        """
        ...


def watch(thing: Inherited) -> None:
    """Call `forked` on a thing in each process that is forked, for as long as the thing is there."""
    _watched.add(thing)


_watched: WeakSet[Inherited] = WeakSet()


def _after_fork() -> None:
    transports = (thing.opened for thing in _watched)
    used = {id(transport) for transport in transports if transport is not None}
    for thing in _watched:
        thing.forked(used)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
