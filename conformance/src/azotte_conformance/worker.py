"""One worker process: takes jobs, runs them, and emits what happens as it happens."""

import multiprocessing
import multiprocessing.queues
import multiprocessing.synchronize
import queue
import signal
import threading
import time
import traceback
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from azotte_conformance.contract import Contract
from azotte_conformance.events import (
    Event,
    FindingReported,
    JobFinished,
    JobStarted,
    OnEvent,
    RequestsSent,
)
from azotte_conformance.http_client import NoResponse, Stopped
from azotte_conformance.interruptions import FoundEnough, Gone
from azotte_conformance.jobs import Job, jobs
from azotte_conformance.plan import Plan, Server
from azotte_conformance.replaying import replay_findings
from azotte_conformance.sandbox_process import RunningSandbox, SandboxCommands
from azotte_conformance.session import Session
from azotte_conformance.slow_operations import SlowOperations

PROGRESS_SECONDS = 0.25
"""How often a worker says how far it is."""


@dataclass(frozen=True)
class Assignment:
    """What every worker needs to know. It goes through a pipe, never through a command line or the environment."""

    plan: Plan
    url: str
    began: float
    """On the monotonic clock."""
    database: Path | None
    """Of the sandbox that was started for the run."""


def work(
    assignment: Assignment,
    waiting: "multiprocessing.queues.Queue[str | None]",
    events: "multiprocessing.queues.Queue[Event]",
    stop: multiprocessing.synchronize.Event,
) -> None:
    """Take jobs by name until there are none.

    Args:
        assignment: What to do.
        waiting: Names of jobs; `None` ends the worker.
        events: Takes what happens.
        stop: When set, jobs end at their next request.
    """
    # These are the parent's to handle, also when a whole group gets them: it sets `stop`, so that objects can be cleaned up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def is_over() -> bool:
        return stop.is_set() or (parent is not None and not parent.is_alive())

    contract = Contract.load(assignment.plan.contract)
    slow = SlowOperations(assignment.plan.depth)
    by_name = {job.name: job for job in jobs(assignment.plan.depth)}
    while not is_over():
        try:
            name = waiting.get(timeout=0.2)
        except queue.Empty:
            continue
        if name is None:
            return
        events.put(JobStarted(name))
        events.put(_perform(assignment, contract, by_name[name], slow, events.put, is_over))


def _perform(
    assignment: Assignment,
    contract: Contract,
    job: Job,
    slow: SlowOperations,
    on_event: OnEvent,
    stop: Callable[[], bool],
) -> JobFinished:
    """Run one job."""
    finished = JobFinished(job.name)
    started = time.monotonic()
    session: Session | None = None

    def take(event: Event) -> None:
        on_event(event)
        if (
            isinstance(event, FindingReported)
            and assignment.plan.first_finding_only
            and event.finding.rule.severity == "finding"
        ):
            raise FoundEnough

    try:
        with (
            _session(assignment, contract, job, slow, take, stop) as session,
            _progress(session, on_event),
        ):
            _check_alive(session)
            for part in job.parts:
                finished.tried = _part(session, job, part) or finished.tried
            if not assignment.plan.first_finding_only:
                replay_findings(session)
    except FoundEnough:
        pass
    except Gone as reason:
        finished.outage = str(reason)
    except Stopped:
        finished.stopped = True
    except Exception:  # noqa: BLE001  (whatever it is, it is the tester's fault, and the report says so)
        finished.crashed = traceback.format_exc()
    if session is not None:
        finished.findings = list(session.findings)
        finished.seen = session.coverage.seen
        finished.exchanges = session.coverage.exchanges
        finished.skipped = session.skipped
        finished.latencies = session.latencies
        if finished.crashed is not None:
            finished.crashed = session.masker(finished.crashed)
        session.client.close()
    finished.elapsed = time.monotonic() - started
    return finished


@contextmanager
def _session(
    assignment: Assignment,
    contract: Contract,
    job: Job,
    slow: SlowOperations,
    on_event: OnEvent,
    stop: Callable[[], bool],
) -> Generator[Session]:
    """A session on what is tested: with the credentials of a server, or in new tenants of a sandbox."""
    plan = assignment.plan
    with ExitStack() as stack:
        url, world, commands, per_minute, live = assignment.url, None, None, None, False
        if isinstance(plan.target, Server):
            world, per_minute, live = plan.target.world, plan.target.per_minute, plan.target.live
        elif job.own_server:
            sandbox = stack.enter_context(RunningSandbox(plan.contract, plan.target))
            commands, url = sandbox.commands, sandbox.base(contract)
        else:
            assert assignment.database is not None
            commands = SandboxCommands(assignment.database, plan.contract, plan.target)
        if commands is not None:
            name = f"ct{plan.seed % 10**9}_{job.name.replace('.', '_')}"
            world = commands.world(contract, name, job.roles)
        assert world is not None
        yield Session(
            contract,
            world,
            url,
            job=job.name,
            seed=plan.seed,
            began=assignment.began,
            deep=plan.depth == "deep",
            commands=commands,
            per_minute=per_minute,
            live=live,
            stop=stop,
            on_event=on_event,
            configuration=plan.configuration,
            slow=slow,
        )


def _check_alive(session: Session) -> None:
    """Check that the server still responds: an earlier job may have stopped it.

    Raises:
        Gone: It does not.
    """
    lists = (op for op in session.contract.lists() if not op.needs_object)
    operation = next((op for op in lists if op.id not in session.left_out), None)
    if operation is not None:
        with suppress(NoResponse):
            session.call(operation)


def _part(session: Session, job: Job, part: Callable[[Session], None]) -> bool:
    """Run one part of a job; whether it sent a request and came to its end."""
    session.part = f"{job.name}: {(part.__doc__ or part.__name__).splitlines()[0].rstrip('.')}"
    before = session.client.count
    at_end = False
    with session.trying():
        part(session)
        at_end = True
    return at_end and session.client.count > before


@contextmanager
def _progress(session: Session, on_event: OnEvent) -> Generator[None]:
    """While it lasts, say now and then how many requests were sent."""
    over = threading.Event()

    def emit() -> None:
        while not over.wait(PROGRESS_SECONDS):
            on_event(RequestsSent(session.job, session.client.count))

    thread = threading.Thread(target=emit, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
