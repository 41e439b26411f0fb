"""Runs the same work in several processes, and starts another where one ends before its time."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial

from azotte_sandbox import logs

SIGNALS = (signal.SIGTERM, signal.SIGINT)
RESTART_SECONDS = 1.0
"""A process that ends sooner is not started again before this, so that one that can not start does not spin."""


def run_in_processes(count: int, work: Callable[[int], None]) -> None:
    """Run `work` in `count` processes until this one is told to stop, and return when all have ended.

    They end as well if this one is killed: they would hold the port that the next server needs.

    Args:
        count: how many.
        work: what each does, given its number, counted from 0; SIGTERM asks it to end.
    """
    started: dict[int, tuple[int, float]] = {}
    stopping = False
    lifeline = os.pipe()

    def start(number: int) -> None:
        # A signal that came between the question, the fork and the entry would miss the new process.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        if not stopping:
            started[_fork(partial(work, number), lifeline)] = number, time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)

    for signal_number in SIGNALS:
        signal.signal(signal_number, stop)
    for number in range(count):
        start(number)
    while started:
        process, status = os.wait()
        number, since = started.pop(process)
        age = time.monotonic() - since
        if stopping:
            continue
        logs.event("worker_ended", level="error", reason=f"status {status}")
        if age < RESTART_SECONDS:
            time.sleep(RESTART_SECONDS)
        start(number)


def _fork(work: Callable[[], None], lifeline: tuple[int, int]) -> int:
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
        os.close(lifeline[1])
        threading.Thread(target=_end_with_parent, args=(lifeline[0],), daemon=True).start()
        work()
        status = 0
    finally:
        os._exit(status)  # not back into the parent's code


def _end_with_parent(lifeline: int) -> None:
    # Only the parent holds the other end, and never writes: what is read is that it has gone.
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
