"""`python -m tests.hostile.observe TRANSPORT CONCURRENCY` lists bundles at hostile servers and prints what came of it.

A process of its own, so that memory and silences of the event loop are the client's, and not those of the servers.

Its standard input is JSON: `authority`, the certificate to trust, and `calls`, the arguments of `Call` for each. A line of JSON
for each call, an `Observation`, is printed when it has ended, so that a crash shows which call it was. Connections that are left
open, and other complaints of the interpreter, are on standard error.
"""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import pickle
import ssl
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.hostile.clients import ASYNC, call, call_async

BLINK = 0.05


class Call(NamedTuple):
    """A call to make.

    Attributes:
        mode: What the server does.
        url: The base URL.
        key: The API key, another one for each call, so that a leak shows where it comes from.
        deadline: Seconds that the call may take.
    """

    mode: str
    url: str
    key: str
    deadline: float


class Observation(NamedTuple):
    """What came of a call.

    Attributes:
        mode: What the server did.
        kind: Name of the error's class; nothing for a result.
        text: The error or the result.
        seconds: How long it took.
        longest_silence: Seconds that the event loop did nothing else; 0 without one.
        memory: MiB that the process used so far; 0 on Windows.
        is_key_shown: Whether what prints, logs or stores the error shows the key.
        is_key_logged: Whether the key is in the logs.
    """

    mode: str
    kind: str
    text: str
    seconds: float
    longest_silence: float
    memory: int
    is_key_shown: bool
    is_key_logged: bool


def main() -> None:
    """Make the calls."""
    transport, concurrency = sys.argv[1], int(sys.argv[2])
    task = json.load(sys.stdin)
    trust = ssl.create_default_context(cadata=task["authority"])
    calls = [Call(*fields) for fields in task["calls"]]
    log = io.StringIO()
    logging.basicConfig(stream=log, level=logging.DEBUG)

    def observe(made: Call) -> None:
        started = time.monotonic()
        outcome = call(transport, trust, lambda client: client.bundles.list(), **options(made))
        report(made, outcome, time.monotonic() - started, 0.0)

    async def observe_async(made: Call, free: asyncio.Semaphore) -> None:
        async with free:
            started = time.monotonic()
            async with Watch() as watch:
                outcome = await call_async(
                    transport, trust, lambda client: client.bundles.list(), **options(made)
                )
            report(made, outcome, time.monotonic() - started, watch.longest_silence)

    async def observe_all() -> None:
        free = asyncio.Semaphore(concurrency)
        await asyncio.gather(*(observe_async(made, free) for made in calls))

    def report(made: Call, outcome: object, seconds: float, silence: float) -> None:
        error = outcome if isinstance(outcome, Exception) else None
        observation = Observation(
            mode=made.mode,
            kind=type(error).__name__ if error else "",
            text=repr(outcome)[:1000],
            seconds=seconds,
            longest_silence=silence,
            memory=memory(),
            is_key_shown=error is not None and made.key in shown(error),
            is_key_logged=made.key in log.getvalue(),
        )
        # One write, because threads report at the same time.
        print(json.dumps(observation._asdict()) + "\n", end="", flush=True)

    if transport in ASYNC:
        asyncio.run(observe_all())
    else:
        with ThreadPoolExecutor(concurrency) as pool:
            list(pool.map(observe, calls))
    gc.collect()  # a connection that was left open warns


def options(made: Call) -> dict[str, object]:
    """Arguments of the client for a call."""
    return {
        "api_key": made.key,
        "base_url": made.url,
        "timeout": made.deadline,
        "deadline": made.deadline,
        "max_retries": 0,
    }


class Watch:
    """Measures how long the event loop does nothing else."""

    def __init__(self) -> None:
        self.longest_silence = 0.0
        self._seen = time.monotonic()

    async def __aenter__(self) -> Watch:
        self._task = asyncio.create_task(self._watch())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        self._look()  # the task does not run again, and the call may have ended with a silence

    async def _watch(self) -> None:
        while True:
            self._seen = time.monotonic()
            await asyncio.sleep(BLINK)
            self._look()

    def _look(self) -> None:
        silence = time.monotonic() - self._seen - BLINK
        self.longest_silence = max(self.longest_silence, silence)


def shown(error: Exception) -> str:
    """Everything that prints, logs or stores an error may show of it."""
    tracing = traceback.TracebackException.from_exception(error, capture_locals=True)
    for frame in tracing.stack:
        if "hostile" in Path(frame.filename).parts:
            frame.locals = None  # our own, which made the client
    pickled = pickle.dumps(error).decode("latin-1")
    return "".join([*tracing.format(), repr(error), str(error), repr(vars(error)), pickled])


def memory() -> int:
    """Return the most MiB that the process used so far."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
