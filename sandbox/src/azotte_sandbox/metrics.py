"""Counts requests, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4.encode()
UNROUTED = "unrouted"
"""The label of a request that reached no operation."""

_BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """The requests of this process since it started."""

    def __init__(self) -> None:
        # A registry of its own: two sandboxes may share a process.
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "azotte_sandbox_requests",
            "Requests answered.",
            ["operation", "status"],
            registry=self._registry,
        )
        self._durations = Histogram(
            "azotte_sandbox_request_duration_seconds",
            "Time to answer a request.",
            ["operation"],
            buckets=_BOUNDS,
            registry=self._registry,
        )

    def request(self, operation: str, status: int, seconds: float) -> None:
        """Count a request.

        Args:
            operation: The operation's id, or `UNROUTED`.
            status: The response's status.
            seconds: How long it took.
        """
        self._requests.labels(operation, str(status)).inc()
        self._durations.labels(operation).observe(seconds)

    def text(self) -> bytes:
        """Everything that was counted, in the text format that Prometheus scrapes (version 0.0.4)."""
        return generate_latest(self._registry)
