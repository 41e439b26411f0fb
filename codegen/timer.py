"""Measures how long the steps of a run take."""

import time
from collections.abc import Generator
from contextlib import contextmanager


class Timer:
    """Seconds that steps start after the timer and that they take. Steps can run at the same time."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._rows: list[tuple[str, float, float]] = []

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Measure a step."""
        begin = self.seconds
        try:
            yield
        finally:
            self._rows.append((name, begin, self.seconds - begin))

    def table(self) -> str:
        """Return a line for each step, in the order in which they started."""
        width = max((len(name) for name, _, _ in self._rows), default=0)
        lines = [
            f"{name:{width}}  starts at {begin:5.1f} s, takes {seconds:5.1f} s"
            for name, begin, seconds in sorted(self._rows, key=lambda row: row[1])
        ]
        return "\n".join(lines)
