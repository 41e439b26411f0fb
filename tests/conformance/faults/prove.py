"""Proves the contract tests: each fault is put into the sandbox, and a run has to find it."""

from __future__ import annotations

import random
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from azotte_conformance import CannotStart, Plan, SandboxCommand, run
from azotte_conformance.events import Event, FindingReported, JobFinished
from azotte_conformance.findings import Finding
from azotte_conformance.plan import Depth
from tests.conformance.faults.catalogue import FAULTS
from tests.conformance.faults.fault import Fault


@dataclass(frozen=True)
class Proof:
    """The outcome for one fault, or for the sandbox without one."""

    fault: Fault | None
    finding: Finding | None
    requests: int
    seconds: float
    broken: str | None = None
    """Why the run proves nothing."""


def prove(
    faults: Sequence[Fault], contract: Path, depth: Depth, seed: int, workers: int
) -> Generator[Proof]:
    """Run the sandbox without a fault, then with each, and yield what comes of each in this order.

    If the sandbox without a fault does not pass, nothing can be proved and its proof is the only one. Runs that have
    started come to their end when the iterator is closed, so that no sandbox is left running.
    """
    one = partial(_prove_one, contract=contract, depth=depth, seed=seed)
    pool = ThreadPoolExecutor(workers)
    try:
        clean, *proofs = [pool.submit(one, fault) for fault in (None, *faults)]
        yield clean.result()
        if clean.result().finding or clean.result().broken:
            return
        for proof in proofs:
            yield proof.result()
    finally:
        pool.shutdown(cancel_futures=True)


def sandbox_with(fault: Fault | None) -> SandboxCommand:
    """Return how a run starts the sandbox with a fault."""
    if fault is None:
        return SandboxCommand()
    return SandboxCommand("tests.conformance.faults.serve", (fault.name,))


def sample(wanted: str, seed: int) -> list[Fault]:
    """Return the requested faults: `all`, a number of them spread over the families, or some by name.

    Raises:
        CannotStart: There is no such fault.
    """
    if wanted == "all":
        return list(FAULTS.values())
    if wanted.isdecimal():
        chosen = random.Random(seed)
        by_family: dict[str, list[Fault]] = {}
        for fault in FAULTS.values():
            by_family.setdefault(fault.family, []).append(fault)
        for faults in by_family.values():
            chosen.shuffle(faults)
        # One of each family in turn, so that a small sample has something of everything.
        rounds = (
            faults[index]
            for index in range(len(FAULTS))
            for faults in by_family.values()
            if index < len(faults)
        )
        return [fault for _, fault in zip(range(int(wanted)), rounds, strict=False)]
    by_name: list[Fault] = []
    for name in wanted.split(","):
        if name in FAULTS:
            by_name.append(FAULTS[name])
        elif family := [fault for fault in FAULTS.values() if fault.family == name]:
            by_name += family
        else:
            raise CannotStart(f"No such fault: {name!r}. The faults are {', '.join(FAULTS)}.")
    return by_name


def _prove_one(fault: Fault | None, *, contract: Path, depth: Depth, seed: int) -> Proof:
    started = time.monotonic()
    done: dict[str, int] = {}
    found: list[tuple[int, Finding]] = []

    def take(event: Event) -> None:
        if isinstance(event, JobFinished):
            done[event.job] = event.exchanges
        elif isinstance(event, FindingReported):
            earlier = sum(count for job, count in done.items() if job != event.finding.job)
            found.append((earlier + event.finding.requests, event.finding))

    plan = Plan(contract, sandbox_with(fault), seed=seed, depth=depth, first_finding_only=True)
    try:
        result = run(plan, take)
    except Exception as error:  # noqa: BLE001  (one fault that cannot be proved must not hide the others)
        return Proof(fault, None, 0, time.monotonic() - started, f"{type(error).__name__}: {error}")
    seconds, requests = time.monotonic() - started, result.coverage.exchanges
    # A tester that failed on the way proves nothing.
    if result.crashes:
        broken = "; ".join(f"{job}: {why[-300:]}" for job, why in result.crashes)
        return Proof(fault, None, requests, seconds, broken)
    found.sort(key=lambda each: each[1].rule.severity != "finding")
    if found:
        return Proof(fault, found[0][1], found[0][0], seconds)
    warnings = result.findings.of("warning")
    return Proof(fault, warnings[0] if warnings and fault else None, requests, seconds)
