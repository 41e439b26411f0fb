"""What happens in a run, in order. Everything that shows or stores a run is made from these events and nothing else.

A run emits `RunStarted`, the events of its jobs, and `RunFinished`. Jobs run concurrently, so their events mix.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from azotte_conformance.coverage import Item
from azotte_conformance.findings import Finding
from azotte_conformance.plan import Plan
from azotte_conformance.result import Result


@dataclass(frozen=True)
class RunStarted:
    """The server can be reached, and the jobs are about to start."""

    plan: Plan
    url: str
    """Base URL of the server under test."""
    jobs: tuple[str, ...]


@dataclass(frozen=True)
class JobStarted:
    """A worker took a job."""

    job: str


@dataclass(frozen=True)
class RequestsSent:
    """How many requests a job has sent so far. Emitted several times a second."""

    job: str
    count: int


@dataclass(frozen=True)
class Waiting:
    """A job waits, because the server limits the rate (429) or requests it (503)."""

    job: str
    status: int
    seconds: float


@dataclass(frozen=True)
class OperationSlow:
    """An operation turned out to be slow: the job, and those after it, try it less."""

    job: str
    operation: str
    seconds: float
    """How long its last response took."""
    allowance: float
    """Seconds of its responses that a job waits for."""


@dataclass(frozen=True)
class ObjectCreated:
    """A job created an object on the server."""

    resource: str
    id: str
    role: str
    """Of the identity that created it."""


@dataclass(frozen=True)
class FindingReported:
    """A job met a finding for the first time. Other jobs may report the same one; `RunFinished` has each once."""

    finding: Finding


@dataclass
class JobFinished:
    """A job ended, with all that it saw."""

    job: str
    findings: list[Finding] = field(default_factory=list[Finding])
    seen: Counter[Item] = field(default_factory=Counter[Item])
    """Parts of the contract that were exercised."""
    exchanges: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """What could not be tried, and why."""
    latencies: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    """Seconds of each response, by operation."""
    elapsed: float = 0.0
    crashed: str | None = None
    """A traceback, if the tester itself failed."""
    outage: str | None = None
    """Why the server can no longer be tested, if that ended the job."""
    stopped: bool = False
    tried: bool = False
    """Whether some part of it sent a request and came to its end."""


@dataclass(frozen=True)
class RunStopping:
    """The run was interrupted. Jobs end at their next request, then objects are cleaned up."""


@dataclass(frozen=True)
class RunFinished:
    """The run is over. Always the last event."""

    result: Result


Event: TypeAlias = (
    RunStarted
    | JobStarted
    | RequestsSent
    | Waiting
    | OperationSlow
    | ObjectCreated
    | FindingReported
    | JobFinished
    | RunStopping
    | RunFinished
)
OnEvent: TypeAlias = Callable[[Event], None]
"""A consumer of events. It is called in the process and thread that called `run`, except in a worker, where it queues."""


def ignore(event: Event) -> None:
    """Do nothing with an event."""
