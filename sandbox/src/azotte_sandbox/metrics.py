"""Counts what the server does, in the text format that Prometheus scrapes (version 0.0.4).

The usual client library costs a quarter of the memory that the whole server has; this is all of it that is needed.

The processes of a server count in memory that they share, each in a part of its own, so that none waits for another: they
listen on one socket, and whichever is asked has to tell what all of them did.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterable, Iterator

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the duration histogram, in seconds."""

UNROUTED = "unrouted"
"""In place of an operation: no operation was asked for."""
REFUSED = "refused"
"""In place of an operation: what came was no request that could be looked at, or there were too many."""

_STATUSES = range(100, 600)
_DURATIONS = len(_STATUSES)
_NANOSECONDS = _DURATIONS + len(BOUNDS) + 1
_ROW = _NANOSECONDS + 1
_NUMBER_BYTES = 8


class Metrics:
    """What was counted since the server started.

    Args:
        operations: the ids of the contract's operations.
        processes: how many count. Made before they are forked; each then says which it is (`count_as`).
    """

    def __init__(self, operations: Iterable[str], processes: int = 1) -> None:
        names = (*operations, UNROUTED, REFUSED)
        self._rows = {name: number * _ROW for number, name in enumerate(names)}
        self._part = len(names) * _ROW
        self._processes = processes
        self._numbers = memoryview(mmap.mmap(-1, processes * self._part * _NUMBER_BYTES)).cast("Q")
        self._own = self._numbers[: self._part]

    def count_as(self, process: int) -> None:
        """Count as the process of this number, from 0 on; one that takes another's place goes on where that was."""
        start = process * self._part
        self._own = self._numbers[start : start + self._part]

    def request(self, operation: str, status: int, seconds: float) -> None:
        """Count an answered request.

        Args:
            operation: the operation's id, `UNROUTED` or `REFUSED`.
            status: of the answer.
            seconds: from the first byte read to the answer handed over.
        """
        row = self._rows[operation]
        self._own[row + status - _STATUSES.start] += 1
        self._own[row + _DURATIONS + bisect_left(BOUNDS, seconds)] += 1
        self._own[row + _NANOSECONDS] += int(seconds * 1e9)

    def text(self) -> bytes:
        """Everything that was counted, by all processes."""
        rows = {name: self._sums(row) for name, row in sorted(self._rows.items())}
        name = "azotte_sandbox_requests_total"
        lines = [f"# HELP {name} Requests answered.", f"# TYPE {name} counter"]
        for operation, sums in rows.items():
            lines += (
                f'{name}{{operation="{operation}",status="{status}"}} {count}'
                for status, count in zip(_STATUSES, sums, strict=False)
                if count
            )
        name = "azotte_sandbox_request_duration_seconds"
        lines += [f"# HELP {name} Time to answer a request.", f"# TYPE {name} histogram"]
        for operation, sums in rows.items():
            lines += _histogram(name, operation, sums)
        return "\n".join(lines).encode() + b"\n"

    def _sums(self, row: int) -> list[int]:
        parts = range(0, len(self._numbers), self._part)
        return [
            sum(column)
            for column in zip(
                *(self._numbers[part + row : part + row + _ROW].tolist() for part in parts),
                strict=True,
            )
        ]


def _histogram(name: str, operation: str, sums: list[int]) -> Iterator[str]:
    total = 0
    counts = sums[_DURATIONS:_NANOSECONDS]
    if not any(counts):
        return
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
        total += count
        yield f'{name}_bucket{{operation="{operation}",le="{bound}"}} {total}'
    yield f'{name}_sum{{operation="{operation}"}} {sums[_NANOSECONDS] / 1e9:.6f}'
    yield f'{name}_count{{operation="{operation}"}} {total}'
