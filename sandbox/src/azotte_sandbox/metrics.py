"""Counts what the server does, in the text format that Prometheus scrapes (version 0.0.4).

The usual client library costs a quarter of the memory that the whole server has; this is all of it that is needed.
Counts are of one process: scrape each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the duration histogram, in seconds."""


class Metrics:
    """What was counted since the process started."""

    def __init__(self) -> None:
        self._requests: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._durations: dict[str, list[int]] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def request(self, operation: str, status: int, seconds: float) -> None:
        """Count an answered request.

        Args:
            operation: the operation's id, or a word such as `unrouted`; never anything from the request.
            status: of the answer.
            seconds: from the first byte read to the answer handed over.
        """
        self._requests[operation, status] += 1
        buckets = self._durations.get(operation)
        if buckets is None:
            buckets = self._durations[operation] = [0] * (len(BOUNDS) + 1)
        buckets[bisect_left(BOUNDS, seconds)] += 1
        self._seconds[operation] += seconds

    def text(self) -> bytes:
        """Everything that was counted."""
        name = "azotte_sandbox_requests_total"
        lines = [f"# HELP {name} Requests answered.", f"# TYPE {name} counter"]
        for (operation, status), count in sorted(self._requests.items()):
            lines.append(f'{name}{{operation="{operation}",status="{status}"}} {count}')
        name = "azotte_sandbox_request_duration_seconds"
        lines += [f"# HELP {name} Time to answer a request.", f"# TYPE {name} histogram"]
        for operation, buckets in sorted(self._durations.items()):
            total = 0
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), buckets, strict=True):
                total += count
                lines.append(f'{name}_bucket{{operation="{operation}",le="{bound}"}} {total}')
            lines.append(f'{name}_sum{{operation="{operation}"}} {self._seconds[operation]:.6f}')
            lines.append(f'{name}_count{{operation="{operation}"}} {total}')
        return "\n".join(lines).encode() + b"\n"
