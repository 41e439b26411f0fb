"""A run: the target, the workers, what they tell, the cleaning up, and the result."""

import multiprocessing
import queue
import statistics
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.contract.answers import SERVER_ERROR
from tests.contract.client import NoAnswer, Unreachable
from tests.contract.contract import Contract, Operation
from tests.contract.coverage import Coverage
from tests.contract.findings import Finding, Findings, Rule
from tests.contract.generated import COUNTERPARTS
from tests.contract.identities import World
from tests.contract.jobs import FAMILIES, Depth, jobs
from tests.contract.sandbox import RunningSandbox
from tests.contract.session import NO_ANSWER, Gone, Session
from tests.contract.worker import Outcome, Plan, work

SLOW = Rule("latency.outlier", "No operation is much slower than the others.", "warning")
SLOW_SECONDS = 0.5
SLOW_FACTOR = 8

NEVER = Rule("coverage.never-succeeded", "Every operation was seen to succeed.", "warning")


class Refused(Exception):
    """The run does not begin; the message says why and what to do."""


@dataclass
class Result:
    """What came of a run."""

    contract: Contract
    target: str
    depth: Depth
    seed: int
    workers: int
    began: float
    """Unix seconds."""
    elapsed: float = 0.0
    findings: Findings = field(default_factory=Findings)
    coverage: Coverage = field(init=False)
    skipped: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    crashes: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    jobs: list[tuple[str, float, int]] = field(default_factory=list[tuple[str, float, int]])
    """Name, seconds, requests."""
    latencies: dict[str, tuple[float, float, int]] = field(
        default_factory=dict[str, tuple[float, float, int]]
    )
    """For each operation median and 99th percentile in seconds, and the number of requests."""
    stopped: bool = False
    tried: set[str] = field(default_factory=set[str])
    """Families of rules of which some could be tried."""
    left_behind: list[str] = field(default_factory=list[str])
    """What could not be cleaned up."""

    def __post_init__(self) -> None:
        self.coverage = Coverage(self.contract)

    @property
    def not_tried(self) -> dict[str, list[str]]:
        """What could not be tried, by the reason."""
        found: dict[str, list[str]] = {}
        for what, why in self.skipped:
            found.setdefault(why, []).append(what)
        return found

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 2 the run itself is broken, 130 stopped."""
        if self.stopped:
            return 130
        if self.crashes:
            return 2
        return 1 if self.findings.of("finding") else 0


Tell = Callable[[str, Any], None]


@dataclass(frozen=True)
class Target:
    """What is tested."""

    url: str
    world: World | None
    sandbox: RunningSandbox | None
    server: tuple[str, tuple[str, ...]]


@contextmanager
def started_sandbox(
    contract: Contract, path: Path, server: tuple[str, tuple[str, ...]] = ("azotte_sandbox", ())
) -> Generator[Target]:
    """The sandbox, started for the run."""
    sandbox = RunningSandbox(path, *server)
    try:
        yield Target(sandbox.base(contract), None, sandbox, server)
    finally:
        sandbox.close()


def check_reachable(contract: Contract, target: Target) -> None:
    """Make one harmless request, so that a run in which everything is a 401 does not begin.

    Raises:
        Refused: the server is not there, or does not take the credentials.
    """
    if target.world is None:
        return
    operation = next(op for op in contract.lists() if not op.path_parameters)
    session = Session(
        contract, target.world, target.url, job="first", seed=0, began=time.monotonic()
    )
    try:
        exchange = session.call(operation)
    except NoAnswer as failure:
        raise Refused(
            f"{target.url} does not answer: {failure.reason}. Check --url; it ends with the version,"
            f" as {contract.document['servers'][0]['url']} does."
        ) from failure
    finally:
        session.client.close()
    if not exchange.ok:
        raise Refused(
            f"GET {operation.path} with {target.world.main.key.shown} is answered with"
            f" {session.masker(exchange.summary())[:300]}. Check the key, the tenant and --url."
        )


def run(
    contract: Contract,
    contract_path: Path,
    target: Target,
    *,
    depth: Depth,
    seed: int,
    workers: int,
    per_minute: float | None = None,
    first_only: bool = False,
    in_order: bool = False,
    tell: Tell = lambda kind, value: None,
) -> Result:
    """Run every job, on a server that takes the credentials.

    Args:
        contract: what is promised.
        contract_path: the bundle's file, which workers read themselves.
        target: what is tested.
        depth: how much.
        seed: the same one makes the same requests.
        workers: processes.
        per_minute: requests a minute at most.
        first_only: whether one finding is enough.
        in_order: whether the rules come before what is generated, rather than the longest jobs first.
        tell: is told what happens: `begin`, `requests`, `finding`, `done`.
    """
    result = Result(contract, target.url, depth, seed, workers, time.time())
    began = time.monotonic()
    plan = Plan(
        contract=contract_path,
        depth=depth,
        seed=seed,
        url=target.url,
        began=began,
        world=target.world,
        database=target.sandbox.commands.database if target.sandbox else None,
        server=target.server,
        per_minute=per_minute,
        first_only=first_only,
    )
    made: list[tuple[str, str, str]] = []
    names = [job.name for job in jobs(depth)]
    if in_order:
        names.sort(key=lambda name: (name.startswith("generated"), name == "model", _rank(name)))
    outcomes = _work(plan, names, workers, made, result, tell)
    put_together(result, outcomes)
    if target.world is not None:
        _clean_up(contract, target, per_minute, made, result)
    result.elapsed = time.monotonic() - began
    return result


def _rank(name: str) -> int:
    return FAMILIES.index(name) if name in FAMILIES else len(FAMILIES)


def _work(
    plan: Plan,
    names: list[str],
    workers: int,
    made: list[tuple[str, str, str]],
    result: Result,
    tell: Tell,
) -> list[Outcome]:
    context = multiprocessing.get_context("spawn")
    waiting: Any = context.Queue()
    told: Any = context.Queue()
    stop = context.Event()
    for name in names:
        waiting.put(name)
    for _ in range(workers):
        waiting.put(None)
    processes = [
        context.Process(target=work, args=(plan, waiting, told, stop), daemon=True)
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    outcomes: list[Outcome] = []
    running: set[str] = set()
    try:
        while len(outcomes) < len(names):
            try:
                kind, value = told.get(timeout=0.5)
            except queue.Empty:
                if not any(process.is_alive() for process in processes):
                    for name in sorted(running):
                        result.crashes.append((name, "its process ended without a word"))
                    break
                continue
            except KeyboardInterrupt:
                result.stopped = True
                stop.set()
                tell("stopping", None)
                names = sorted(running | {outcome.job for outcome in outcomes})
                continue
            if kind == "begin":
                running.add(value)
            elif kind == "made":
                made.append(value)
            elif kind == "done":
                running.discard(value.job)
                outcomes.append(value)
                if plan.first_only and any(f.rule.severity == "finding" for f in value.findings):
                    stop.set()
                    break
            tell(kind, value)
    finally:
        stop.set()
        # What is still under way ends at its next request; nobody waits for it to empty its pipe.
        for channel in (waiting, told):
            channel.cancel_join_thread()
        deadline = time.monotonic() + 5
        while any(p.is_alive() for p in processes) and time.monotonic() < deadline:
            try:
                kind, value = told.get(timeout=0.1)
            except queue.Empty:
                continue
            if kind == "made":
                made.append(value)
            elif kind == "done":
                outcomes.append(value)
        for process in processes:
            if process.is_alive():
                process.terminate()
            process.join()
    return outcomes


def put_together(result: Result, outcomes: list[Outcome]) -> None:
    order = {job.name: index for index, job in enumerate(jobs(result.depth))}
    latencies: dict[str, list[float]] = {}
    everything: list[Finding] = []
    for outcome in sorted(outcomes, key=lambda o: order[o.job]):
        everything += outcome.findings
        result.coverage.add(outcome.seen, outcome.exchanges)
        result.skipped += [skip for skip in outcome.skipped if skip not in result.skipped]
        result.jobs.append((outcome.job, outcome.elapsed, outcome.exchanges))
        if outcome.crashed is not None:
            result.crashes.append((outcome.job, outcome.crashed))
        result.stopped = result.stopped or outcome.stopped
        if outcome.tried:
            result.tried.add(outcome.job.partition(".")[0])
        for operation, seconds in outcome.latencies.items():
            latencies.setdefault(operation, []).extend(seconds)
    # Those of the rules first: what schemathesis found too joins them.
    everything.sort(key=lambda finding: finding.rule.family == "generated")
    found = Findings()
    for finding in everything:
        add(found, finding)
    for finding in sorted(found, key=lambda f: (_rank(f.rule.family), f.rule.id)):
        result.findings.add(finding)
    _latency(result, latencies)
    _successes(result)


def add(findings: Findings, finding: Finding) -> None:
    if finding.rule.family == "generated":
        check = finding.rule.id.partition(".")[2]
        for known in findings:
            same_kind = known.rule.id.startswith(COUNTERPARTS.get(check, ("-",)))
            if same_kind and set(known.operations) & set(finding.operations):
                known.count += finding.count
                if f"schemathesis {check}" not in known.also:
                    known.also.append(f"schemathesis {check}")
                return
    if finding.rule in (SERVER_ERROR, NO_ANSWER):
        # A failure that was met in several ways: where all of one's operations are among another's.
        here = set(finding.operations)
        for known in findings:
            there = set(known.operations)
            if known.rule is finding.rule and (here <= there or there <= here):
                finding.signature = known.signature
    findings.add(finding)


def _latency(result: Result, latencies: dict[str, list[float]]) -> None:
    for operation, seconds in sorted(latencies.items()):
        ordered = sorted(seconds)
        high = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        result.latencies[operation] = (statistics.median(ordered), high, len(ordered))
    if not result.latencies:
        return
    usual = statistics.median(median for median, _, _ in result.latencies.values())
    for operation, (median, _, count) in result.latencies.items():
        if count >= 3 and median > max(SLOW_SECONDS, usual * SLOW_FACTOR):
            _warn(
                result,
                SLOW,
                operation,
                expected=f"an answer within some {max(SLOW_SECONDS, usual * SLOW_FACTOR):.2f} seconds,"
                f" as others have (median {usual * 1000:.0f} ms)",
                got=f"a median of {median:.2f} seconds over {count} requests",
            )


def _successes(result: Result) -> None:
    """An operation that never succeeded was hardly tested, whatever the rules say."""
    seen = {
        item.operation
        for item, count in result.coverage.seen.items()
        if count and item.kind == "status" and item.name.startswith("2")
    }
    if result.stopped:
        return
    for operation in result.contract.operations.values():
        if operation.id not in seen and result.coverage.exchanges:
            _warn(
                result,
                NEVER,
                operation.id,
                expected=f"{operation.success.status} at least once",
                got="no success in the whole run",
            )


def _warn(result: Result, rule: Rule, operation: str, *, expected: str, got: str) -> None:
    found: Operation = result.contract.operations[operation]
    result.findings.add(
        Finding(
            rule=rule,
            signature=operation,
            operations=[operation],
            expected=expected,
            source=found.pointer,
            got=got,
            script="",
            seed=result.seed,
            job="all",
            requests=result.coverage.exchanges,
            seconds=result.elapsed,
        )
    )


def _clean_up(
    contract: Contract,
    target: Target,
    per_minute: float | None,
    made: list[tuple[str, str, str]],
    result: Result,
) -> None:
    """Delete what the run made, the newest first; what can not be deleted is told."""
    assert target.world is not None
    session = Session(
        contract,
        target.world,
        target.url,
        job="clean up",
        seed=result.seed,
        began=time.monotonic(),
        per_minute=per_minute,
    )
    left: Counter[str] = Counter()
    gone = False
    for name, id, role in reversed(made):
        operation = contract.resources[name].delete
        who = target.world.identities.get(role, target.world.main)
        cleaned = False
        if operation is not None and not gone:
            try:
                exchange = session.call(operation, id=id, who=who)
                cleaned = exchange.ok or exchange.status == 404
            except NoAnswer:
                pass
            except Gone:
                gone = True
        if not cleaned:
            left[name] += 1
    session.client.close()
    result.left_behind = [f"{count} × {name}" for name, count in sorted(left.items())]


__all__ = [
    "Refused",
    "Result",
    "Target",
    "Unreachable",
    "check_reachable",
    "run",
    "started_sandbox",
]
