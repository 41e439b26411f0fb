"""Runs the same work in several processes, and starts another where one ends before its time."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable

from azotte_sandbox import logs

SIGNALS = (signal.SIGTERM, signal.SIGINT)
RESTART_SECONDS = 1.0
"""A process that ends sooner is not started again before this, so that one that can not start does not spin."""


def run_in_processes(count: int, work: Callable[[], None]) -> None:
    """Run `work` in `count` processes until this one is told to stop, and return when all have ended.

    Args:
        count: how many.
        work: what each does; SIGTERM asks it to end.
    """
    started: dict[int, float] = {}
    stopping = False

    def start() -> None:
        # A signal that came between the question, the fork and the entry would miss the new process.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        if not stopping:
            started[_fork(work)] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)

    for number in SIGNALS:
        signal.signal(number, stop)
    for _ in range(count):
        start()
    while started:
        process, status = os.wait()
        age = time.monotonic() - started.pop(process)
        if stopping:
            continue
        logs.event("worker_ended", level="error", reason=f"status {status}")
        if age < RESTART_SECONDS:
            time.sleep(RESTART_SECONDS)
        start()


def _fork(work: Callable[[], None]) -> int:
    # Forked, not spawned: they share the socket that listens and the certificate that was read.
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        # Until the work has handlers of its own a signal simply ends the process; the parent's are not for it.
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        work()
        status = 0
    finally:
        os._exit(status)  # not back into the parent's code
