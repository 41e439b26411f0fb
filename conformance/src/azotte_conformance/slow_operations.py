"""Slow operations: each job spends a limited time on one of them, so that a slow server does not hold up a run."""

from collections import Counter

from azotte_conformance.plan import Depth

SLOW_SECONDS = 1.0
"""A response that takes longer is slow."""
IN_A_ROW = 2
"""Slow responses in a row make a slow operation: one may be by chance."""
ALLOWANCES: dict[Depth, float] = {"quick": 20.0, "full": 120.0, "deep": 1200.0}
"""Seconds of slow responses that a job waits for, of each operation."""
PER_EXAMPLE = 4
"""Requests that schemathesis and its checks send for an example."""


class SlowOperations:
    """Knows the slow operations of a server, for all jobs of a worker.

    Args:
        depth: How much the run tries.
    """

    def __init__(self, depth: Depth) -> None:
        self.allowance = ALLOWANCES[depth]
        self.seconds: dict[str, float] = {}
        """How long each slow operation takes, by its ID."""
        self._in_a_row: Counter[str] = Counter()
        self._spent: Counter[str] = Counter()

    def begin_job(self) -> None:
        """Allow each operation its time again."""
        self._spent.clear()

    def add(self, operation: str, seconds: float) -> bool:
        """Add a response.

        Returns:
            Whether it is the first one to show that the operation is slow.
        """
        if seconds < SLOW_SECONDS:
            self._in_a_row[operation] = 0
            return False
        self._in_a_row[operation] += 1
        self._spent[operation] += round(seconds * 1000)
        if operation in self.seconds or self._in_a_row[operation] < IN_A_ROW:
            return False
        self.seconds[operation] = seconds
        return True

    def used_up(self, operation: str) -> str | None:
        """Why a job does not call an operation again, `None` if it does."""
        if operation not in self.seconds or self._spent[operation] < self.allowance * 1000:
            return None
        return f"{self._takes(operation)}, and {self.allowance:.0f} seconds of it were tried"

    def examples(self, operation: str) -> int:
        """How many generated examples of a slow operation a job has the time for."""
        return int(self.allowance / PER_EXAMPLE / self.seconds[operation])

    def few(self, operation: str) -> str:
        """Why there are few examples of a slow operation."""
        return (
            f"{self._takes(operation)}, which leaves time for {self.examples(operation)} examples"
        )

    def _takes(self, operation: str) -> str:
        return f"{operation} takes {self.seconds[operation]:.1f} seconds"
