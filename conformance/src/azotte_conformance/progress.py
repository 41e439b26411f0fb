"""Shows how far a run is: one line that is written over on a terminal, a line now and then elsewhere."""

import time
from typing import TextIO

from azotte_conformance.encoders import log
from azotte_conformance.events import (
    Event,
    FindingReported,
    JobFinished,
    JobStarted,
    OperationSlow,
    RequestsSent,
    RunFinished,
    RunStarted,
    RunStopping,
    Waiting,
)
from azotte_conformance.findings import Finding

QUIET_SECONDS = 10.0
"""How often a line is written where nobody watches."""


class Progress:
    """Takes the events of a run and shows how far it is.

    Args:
        stream: Where to.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._began = time.monotonic()
        self._last = self._began
        self._requests: dict[str, int] = {}
        self._running: list[str] = []
        self._done = 0
        self._findings: set[tuple[str, str]] = set()
        self._slow_operations: set[str] = set()

    def __call__(self, event: Event) -> None:
        """Take one event."""
        match event:
            case RunStarted(plan=plan, url=url):
                self._line(f"{url}, {plan.depth} run, seed {plan.seed}")
            case JobStarted(job=job):
                self._running.append(job)
            case RequestsSent(job=job, count=count):
                self._requests[job] = count
            case JobFinished(job=job, exchanges=count, outage=outage):
                self._requests[job] = count
                if job in self._running:
                    self._running.remove(job)
                self._done += 1
                if outage is not None:
                    self._line(f"The server cannot be tested any further. {outage}")
            case Waiting(job=job, status=status, seconds=seconds):
                self._line(f"{job} waits {seconds:.0f} seconds: the server returned {status}")
            case OperationSlow(operation=operation, seconds=seconds, allowance=allowance):
                self._slow(operation, seconds, allowance)
            case FindingReported(finding=finding):
                self._finding(finding)
            case RunStopping():
                self._line(
                    "Stopping; objects are cleaned up. Press Ctrl-C again to end immediately."
                )
            case RunFinished():
                self._show()
                self._stream.write("\n")
                return
            case _:
                return
        now = time.monotonic()
        if self._live or now - self._last >= QUIET_SECONDS:
            self._last = now
            self._show()

    def _finding(self, finding: Finding) -> None:
        if finding.key not in self._findings:
            self._findings.add(finding.key)
            mark = "!" if finding.rule.severity == "finding" else "?"
            self._line(
                f"{mark} {finding.rule.id} in {finding.operations[0]}: {finding.got.shortened(120)}"
            )

    def _slow(self, operation: str, seconds: float, allowance: float) -> None:
        # Each worker finds it out for itself.
        if operation not in self._slow_operations:
            self._slow_operations.add(operation)
            self._line(
                f"{operation} takes {seconds:.1f} seconds: each job tries it for up to {allowance:.0f} seconds only"
            )

    def _text(self) -> str:
        count = sum(self._requests.values())
        return (
            f"{time.monotonic() - self._began:4.0f} s  {count:>6} requests  {len(self._findings)} findings"
            f"  {self._done} jobs done  now: {', '.join(self._running)}"
        )

    def _show(self) -> None:
        if self._live:
            self._stream.write(f"\r\x1b[2K{self._text()[:118]}")
        else:
            self._stream.write(f"{self._text()}\n")
        self._stream.flush()

    def _line(self, text: str) -> None:
        clear = "\r\x1b[2K" if self._live else ""
        self._stream.write(f"{clear}{log(text)}\n")
        self._stream.flush()
