"""The engine: starts what is tested, gives jobs to worker processes, and emits what happens as events.

It does not know who consumes the events. Rules know the engine only through the `Session` that a job is given.
"""

import multiprocessing
import queue
import signal
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from azotte_conformance.cleanup import clean_up
from azotte_conformance.configuration import check_operations
from azotte_conformance.contract import Contract
from azotte_conformance.events import (
    Event,
    JobFinished,
    JobStarted,
    ObjectCreated,
    OnEvent,
    RunFinished,
    RunStarted,
    RunStopping,
    ignore,
)
from azotte_conformance.jobs import job_names
from azotte_conformance.plan import Plan, Server
from azotte_conformance.preflight import reject_live
from azotte_conformance.result import Result
from azotte_conformance.rule_list import all_rules
from azotte_conformance.sandbox_process import RunningSandbox
from azotte_conformance.summary import summarize
from azotte_conformance.worker import Assignment, work

STOP_SECONDS = 5.0
"""How long workers may take to end their request."""


def run(plan: Plan, on_event: OnEvent = ignore) -> Result:
    """Run every job of a plan.

    Args:
        plan: What to test, and how much.
        on_event: Called with each event, in the caller's thread.

    Returns:
        The result, which the last event carries too.

    Raises:
        CannotStart: The contract cannot be read, the sandbox does not start, or a key opens live data and may not.
    """
    contract = Contract.load(plan.contract)
    check_operations(contract, plan.configuration)
    contract.with_values(plan.configuration.values)
    if isinstance(plan.target, Server):
        reject_live(contract, plan.target.world, allowed=plan.target.live)
    workers = 1 if isinstance(plan.target, Server) else plan.workers
    began = time.monotonic()
    with _started(plan, contract) as (url, database):
        result = Result(contract, url, plan.depth, plan.seed, workers, time.time(), all_rules())
        # What is generated is wild: on a server that it may bring down, the rules come first.
        rules_first = isinstance(plan.target, Server) or plan.first_finding_only
        names = job_names(plan.depth, rules_first=rules_first)
        on_event(RunStarted(plan, url, tuple(names)))
        created: list[ObjectCreated] = []

        def take(event: Event) -> None:
            if isinstance(event, ObjectCreated):
                created.append(event)
            on_event(event)

        finished = _work(Assignment(plan, url, began, database), names, workers, result, take)
        summarize(result, finished, plan)
        if isinstance(plan.target, Server):
            result.left_behind = clean_up(contract, plan.target, created, plan.configuration)
    result.elapsed = time.monotonic() - began
    on_event(RunFinished(result))
    return result


@contextmanager
def _started(plan: Plan, contract: Contract) -> Generator[tuple[str, Path | None]]:
    """The base URL of what is tested, and its database if it is a sandbox of this run."""
    if isinstance(plan.target, Server):
        yield plan.target.url, None
        return
    with RunningSandbox(plan.contract, plan.target) as sandbox:
        yield sandbox.base(contract), sandbox.commands.database


@contextmanager
def _without_interrupts() -> Generator[None]:
    """While it lasts, Ctrl-C waits. A process that is started then never gets it: it would show a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(
    assignment: Assignment, names: list[str], workers: int, result: Result, on_event: OnEvent
) -> list[JobFinished]:
    context = multiprocessing.get_context("spawn")
    waiting: Any = context.Queue()
    events: Any = context.Queue()
    stop = context.Event()
    for name in names:
        waiting.put(name)
    for _ in range(workers):
        waiting.put(None)
    processes = [
        context.Process(target=work, args=(assignment, waiting, events, stop), daemon=True)
        for _ in range(workers)
    ]
    with _without_interrupts():
        for process in processes:
            process.start()
    finished: list[JobFinished] = []
    running: set[str] = set()
    minutes = assignment.plan.configuration.time_limit
    ends = assignment.began + minutes * 60 if minutes else None
    try:
        while len(finished) < len(names):
            if ends is not None and time.monotonic() > ends:
                ends = None
                result.too_little = (
                    f"The time limit of {minutes:g} minutes ended the run before its end."
                )
                stop.set()
                on_event(RunStopping())
                names = sorted(running | {job.job for job in finished})
                continue
            try:
                event: Event = events.get(timeout=0.5)
            except queue.Empty:
                if not any(process.is_alive() for process in processes):
                    for name in sorted(running):
                        result.crashes.append((name, "its process ended without a result"))
                    break
                continue
            except KeyboardInterrupt:
                result.stopped = True
                stop.set()
                on_event(RunStopping())
                names = sorted(running | {job.job for job in finished})
                continue
            if isinstance(event, JobStarted):
                running.add(event.job)
            elif isinstance(event, JobFinished):
                running.discard(event.job)
                finished.append(event)
            on_event(event)
            if isinstance(event, JobFinished) and event.outage is not None:
                result.outage = event.outage
                break
            if (
                isinstance(event, JobFinished)
                and assignment.plan.first_finding_only
                and any(finding.rule.severity == "finding" for finding in event.findings)
            ):
                break
    finally:
        stop.set()
        # What is still under way ends at its next request; nobody waits for it to empty its pipe.
        for channel in (waiting, events):
            channel.cancel_join_thread()
        deadline = time.monotonic() + STOP_SECONDS
        while any(p.is_alive() for p in processes) and time.monotonic() < deadline:
            try:
                event = events.get(timeout=0.1)
            except queue.Empty:
                continue
            if isinstance(event, JobFinished):
                finished.append(event)
            if isinstance(event, JobStarted | JobFinished | ObjectCreated):
                on_event(event)
        for process in processes:
            if process.is_alive():
                process.kill()
            process.join()
    return finished
