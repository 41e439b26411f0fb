"""One worker process: takes jobs, runs them, tells what happens as it happens."""

import multiprocessing.queues
import multiprocessing.synchronize
import queue
import signal
import threading
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.contract.client import NoAnswer, Stopped
from tests.contract.contract import Contract
from tests.contract.coverage import Item
from tests.contract.findings import Finding
from tests.contract.identities import World
from tests.contract.jobs import Depth, Job, jobs
from tests.contract.sandbox import RunningSandbox, SandboxCommands
from tests.contract.session import FoundEnough, Gone, Session

TELL_SECONDS = 0.25
"""How often a worker tells how far it is."""


@dataclass(frozen=True)
class Plan:
    """What every worker needs to know. Goes through a pipe, never through a command line or the environment."""

    contract: Path
    depth: Depth
    seed: int
    url: str
    began: float
    """On the monotonic clock."""
    world: World | None
    """Who the run is on a server that is not ours; on the sandbox each job makes its own tenants."""
    database: Path | None
    """Of the sandbox that was started for the run."""
    server: tuple[str, tuple[str, ...]]
    """How another sandbox is started: module and arguments."""
    per_minute: float | None
    first_only: bool = False
    """Whether a job ends with its first finding."""


@dataclass
class Outcome:
    """What came of one job."""

    job: str
    findings: list[Finding] = field(default_factory=list[Finding])
    seen: Counter[Item] = field(default_factory=Counter[Item])
    exchanges: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    latencies: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    elapsed: float = 0.0
    crashed: str | None = None
    """A traceback, if the tester itself failed."""
    stopped: bool = False
    tried: bool = False
    """Whether some part of it asked the server something and came to its end."""


def work(
    plan: Plan,
    waiting: "multiprocessing.queues.Queue[str | None]",
    told: "multiprocessing.queues.Queue[tuple[str, Any]]",
    stop: multiprocessing.synchronize.Event,
) -> None:
    """Take jobs by name until there are none.

    Args:
        plan: what to do.
        waiting: names of jobs; `None` ends the worker.
        told: takes `(kind, value)`: `begin`, `requests`, `finding`, `made`, `done`.
        stop: when set, jobs end at their next request.
    """
    # Ctrl-C is the parent's to handle: it sets `stop`, so that what was made can be cleaned up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    contract = Contract.load(plan.contract)
    by_name = {job.name: job for job in jobs(plan.depth)}
    while not stop.is_set():
        try:
            name = waiting.get(timeout=0.2)
        except queue.Empty:
            continue
        if name is None:
            return
        told.put(("begin", name))
        told.put(("done", perform(plan, contract, by_name[name], told, stop)))


def perform(
    plan: Plan,
    contract: Contract,
    job: Job,
    told: "multiprocessing.queues.Queue[tuple[str, Any]]",
    stop: multiprocessing.synchronize.Event,
) -> Outcome:
    """Run one job."""
    outcome = Outcome(job.name)
    started = time.monotonic()
    server: RunningSandbox | None = None
    session: Session | None = None

    def tell(kind: str, value: Any) -> None:
        told.put((kind, value))
        if kind == "finding" and plan.first_only and value.rule.severity == "finding":
            raise FoundEnough

    try:
        commands = (
            SandboxCommands(plan.database, plan.contract, plan.server) if plan.database else None
        )
        url = plan.url
        if job.own_server and commands is not None:
            server = RunningSandbox(plan.contract, *plan.server)
            commands, url = server.commands, server.base(contract)
        world = plan.world
        if world is None:
            assert commands is not None
            name = f"ct{plan.seed % 10**9}_{job.name.replace('.', '_')}"
            world = commands.world(contract, name, job.roles)
        session = Session(
            contract,
            world,
            url,
            job=job.name,
            seed=plan.seed,
            began=plan.began,
            deep=plan.depth == "deep",
            commands=commands,
            per_minute=plan.per_minute,
            stop=stop.is_set,
            tell=tell,
        )
        with _telling(session, told):
            _check_there(session)
            for part in job.parts:
                outcome.tried = _part(session, job, part) or outcome.tried
    except FoundEnough:
        pass
    except Gone:
        assert session is not None
        session.skip(
            f"{session.part}, and what follows",
            "the server answers nothing any more; see the findings",
        )
    except Stopped:
        outcome.stopped = True
    except Exception:  # noqa: BLE001  (whatever it is, it is the tester's fault, and the report says so)
        outcome.crashed = traceback.format_exc()
    finally:
        if server is not None:
            server.close()
    if session is not None:
        outcome.findings = list(session.findings)
        outcome.seen = session.coverage.seen
        outcome.exchanges = session.coverage.exchanges
        outcome.skipped = session.skipped
        outcome.latencies = session.seconds
        if outcome.crashed is not None:
            outcome.crashed = session.masker(outcome.crashed)
        session.client.close()
    outcome.elapsed = time.monotonic() - started
    return outcome


def _check_there(session: Session) -> None:
    """Ask once whether the server is still there: what came before may have been its end.

    Raises:
        Gone: it is not.
    """
    try:
        session.call(next(op for op in session.contract.lists() if not op.path_parameters))
    except NoAnswer:
        raise Gone from None


def _part(session: Session, job: Job, part: Any) -> bool:
    """Run one part of a job; whether it asked the server something and came to its end."""
    session.part = f"{job.name}: {(part.__doc__ or part.__name__).splitlines()[0].rstrip('.')}"
    before = session.client.count
    at_end = False
    with session.trying():
        part(session)
        at_end = True
    return at_end and session.client.count > before


class _telling:  # noqa: N801  (reads as a function)
    """While it lasts the number of requests is told now and then."""

    def __init__(
        self, session: Session, told: "multiprocessing.queues.Queue[tuple[str, Any]]"
    ) -> None:
        self._session = session
        self._told = told
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True)

    def _tell(self) -> None:
        while not self._over.wait(TELL_SECONDS):
            self._told.put(("requests", (self._session.job, self._session.client.count)))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
