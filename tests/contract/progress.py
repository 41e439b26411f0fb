"""Shows how far a run is: one line that is written over on a terminal, a line now and then elsewhere."""

import time
from typing import Any, TextIO

QUIET_SECONDS = 10.0
"""How often a line is written where nobody looks on."""


class Progress:
    """Takes what a run tells, and shows it.

    Args:
        stream: where to.
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

    def __call__(self, kind: str, value: Any) -> None:
        """Take one thing that happened."""
        match kind:
            case "begin":
                self._running.append(value)
            case "requests":
                self._requests[value[0]] = value[1]
            case "done":
                self._requests[value.job] = value.exchanges
                self._running.remove(value.job)
                self._done += 1
            case "finding":
                if value.key not in self._findings:
                    self._findings.add(value.key)
                    self._line(
                        f"{'!' if value.rule.severity == 'finding' else '?'} {value.rule.id}"
                        f" in {value.operations[0]}: {value.got[:120]}"
                    )
            case "stopping":
                self._line("Stopping; what was made is cleaned up. Once more ends at once.")
            case _:
                return
        now = time.monotonic()
        if self._live or now - self._last >= QUIET_SECONDS:
            self._last = now
            self._show()

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
        # Nothing that came over the network may steer the terminal.
        plain = "".join(c if c.isprintable() else "\ufffd" for c in text)
        self._stream.write(f"{clear}{plain}\n")
        self._stream.flush()

    def end(self) -> None:
        """Leave the last state on the screen."""
        self._show()
        self._stream.write("\n")
