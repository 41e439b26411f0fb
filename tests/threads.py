"""Threads that end with the test that starts them.

All of them are daemons: a thread that hangs fails its test, and does not keep the process from ending.
"""

from __future__ import annotations

import socketserver
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

SECONDS = 30
"""How long a thread may take to end: far longer than it does on a busy machine."""


def run_together(calls: Iterable[Callable[[], object]]) -> None:
    """Make each call in a thread of its own, and wait for all of them."""
    threads = [start(call) for call in calls]
    for thread in threads:
        join(thread)


@contextmanager
def serving(server: socketserver.BaseServer) -> Generator[None]:
    """Serve from a thread until the block ends."""
    thread = start(lambda: server.serve_forever(poll_interval=0.01))
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        join(thread)


def start(target: Callable[[], object]) -> threading.Thread:
    """Start a thread, to be given to `join`."""
    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    return thread


def join(thread: threading.Thread, seconds: float = SECONDS) -> None:
    """Wait for a thread to end.

    Raises:
        AssertionError: The thread still runs; the message shows where.
    """
    thread.join(seconds)
    if thread.is_alive() and thread.ident is not None:
        frame = sys._current_frames().get(thread.ident)  # pyright: ignore[reportPrivateUsage]  # documented, for this
        stack = "".join(traceback.format_stack(frame)) if frame else ""
        raise AssertionError(f"{thread.name} did not end within {seconds} s:\n{stack}")
