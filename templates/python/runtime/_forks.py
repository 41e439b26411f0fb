"""What a process that was forked must not share with its parent."""

from __future__ import annotations

import os
from collections.abc import Collection
from threading import RLock
from typing import Protocol
from weakref import WeakSet

blocking_forks = RLock()
"""Held while a transport is made, so that no process is forked in the middle of it: OpenSSL's locks would stay locked in the child."""


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
    blocking_forks.release()
    transports = (thing.opened for thing in _watched)
    used = {id(transport) for transport in transports if transport is not None}
    for thing in _watched:
        thing.forked(used)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=blocking_forks.acquire,
        after_in_parent=blocking_forks.release,
        after_in_child=_after_fork,
    )
