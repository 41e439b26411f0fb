"""Reads from a pseudo-terminal, for a limited time."""

from __future__ import annotations

import os
import select
import time

_SECONDS = 30


def read_until(terminal: int, text: str = "") -> str:
    """Return what a terminal shows up to a text, or up to its end if there is none."""
    shown = ""
    ends = time.monotonic() + _SECONDS
    while not text or text not in shown:
        ready, _, _ = select.select([terminal], [], [], max(0, ends - time.monotonic()))
        if not ready:
            raise TimeoutError(f"The terminal does not show {text!r}: {shown}")
        try:
            read = os.read(terminal, 4096)
        except OSError:  # Linux, when the program has ended
            read = b""
        if not read:
            assert not text, shown
            break
        shown += read.decode()
    return shown
