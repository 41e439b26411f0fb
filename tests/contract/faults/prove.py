"""Proves the tester: each fault of the catalogue is put into the sandbox, and the run has to find it."""

import argparse
import json
import multiprocessing
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.contract.contract import Contract, Json
from tests.contract.faults.catalogue import FAULTS
from tests.contract.faults.fault import Fault
from tests.contract.findings import Finding
from tests.contract.identities import OTHER
from tests.contract.jobs import Depth
from tests.contract.run import Refused, run, started_sandbox
from tests.contract.sandbox import PLAIN

BESIDE = Path(__file__).parent / "beside_schemathesis.json"
"""What plain schemathesis found of each fault, as it was when `--beside-schemathesis` was last run."""
SERVE = "tests.contract.faults.serve"
PLAIN_EXAMPLES = 10
"""For each operation and phase, to get through the catalogue in an hour; the default is 100."""
BESIDE_TITLE = f"plain schemathesis, {PLAIN_EXAMPLES} examples"
NONE = Fault("(none)", "the sandbox as it is", ())


@dataclass(frozen=True)
class Proof:
    """What became of one fault."""

    fault: Fault
    finding: Finding | None
    requests: int
    seconds: float
    broken: str | None = None
    """Why the run could not be made."""


def prove(contract: Contract, options: argparse.Namespace) -> int:
    """Run the catalogue, or a sample of it, and print what found each fault; the exit code."""
    depth: Depth = "deep" if options.deep else "full" if not options.quick else "quick"
    seed = options.seed if options.seed is not None else 1
    faults = sample(options.prove, seed)
    workers = options.workers or 2
    if options.beside_schemathesis:
        _beside(options.contract, faults, seed, workers)
    beside: dict[str, Any] = json.loads(BESIDE.read_text()) if BESIDE.exists() else {}
    print(f"{len(faults)} faults, {depth} run of each until it is found, seed {seed}\n")
    print(f"{'fault':<34} {'found by':<30} {'requests':>8} {'seconds':>8}  {BESIDE_TITLE}")
    proofs: list[Proof] = []
    one = partial(_one, contract, options.contract, depth, seed)
    pool = ThreadPoolExecutor(workers)
    try:
        # What is found without a fault would prove nothing with one.
        control, *coming = [pool.submit(one, fault) for fault in (NONE, *faults)]
        clean = control.result()
        print(_row(clean, {NONE.name: "-"}), flush=True)
        if clean.finding or clean.broken:
            print(
                "\nThe sandbox without a fault does not pass, so nothing can be proved. See to that first."
            )
            return 2
        for proof in (proving.result() for proving in coming):
            proofs.append(proof)
            print(_row(proof, beside), flush=True)
    finally:
        # None that waits is begun any more; those under way come to their end, so that no sandbox is left behind.
        pool.shutdown(cancel_futures=True)
    print(_summary(proofs, beside))
    if any(proof.broken for proof in proofs):
        return 2
    return 0 if all(proof.finding for proof in proofs) else 1


def sample(wanted: str, seed: int) -> list[Fault]:
    """The faults that were asked for: `all`, a number of them spread over the families, or some by name.

    Raises:
        Refused: there is no such fault.
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
            f
            for index in range(len(FAULTS))
            for f in (fs[index] for fs in by_family.values() if index < len(fs))
        )
        return [fault for _, fault in zip(range(int(wanted)), rounds, strict=False)]
    unknown = [name for name in wanted.split(",") if name not in FAULTS]
    if unknown:
        raise Refused(
            f"There is no fault {', '.join(unknown)}. The faults are {', '.join(FAULTS)}."
        )
    return [FAULTS[name] for name in wanted.split(",")]


def _one(contract: Contract, path: Path, depth: Depth, seed: int, fault: Fault) -> Proof:
    began = time.monotonic()
    done: dict[str, int] = {}
    first: list[tuple[int, Finding]] = []

    def tell(kind: str, value: Any) -> None:
        if kind == "done":
            done[value.job] = value.exchanges
        elif kind == "finding":
            earlier = sum(count for job, count in done.items() if job != value.job)
            first.append((earlier + value.requests, value))

    try:
        server = (SERVE, (fault.name,)) if fault is not NONE else (PLAIN, ())
        with started_sandbox(contract, path, server) as target:
            result = run(
                contract,
                path,
                target,
                depth=depth,
                seed=seed,
                workers=1,
                first_only=True,
                in_order=True,
                tell=tell,
            )
    except Exception as error:  # noqa: BLE001  (one fault that can not be proved must not hide the others)
        return Proof(fault, None, 0, time.monotonic() - began, f"{type(error).__name__}: {error}")
    seconds = time.monotonic() - began
    # What a tester says that broke on the way proves nothing.
    if result.crashes:
        broken = "; ".join(f"{job}: {why[-300:]}" for job, why in result.crashes)
        return Proof(fault, None, result.coverage.exchanges, seconds, broken)
    found = [(requests, f) for requests, f in first if f.rule.severity == "finding"] or first
    if found:
        return Proof(fault, found[0][1], found[0][0], seconds)
    warnings = result.findings.of("warning")
    if warnings:
        return Proof(fault, warnings[0], result.coverage.exchanges, seconds)
    return Proof(fault, None, result.coverage.exchanges, seconds)


def _row(proof: Proof, beside: dict[str, Any]) -> str:
    nothing = "nothing, as it should" if proof.fault is NONE else "NOT FOUND"
    found = proof.finding.rule.id if proof.finding else proof.broken or nothing
    plain = beside.get(proof.fault.name)
    return (
        f"{proof.fault.name:<34} {found:<30} {proof.requests:>8} {proof.seconds:>8.1f}"
        f"  {plain if plain is not None else '?'}"
    )


def _summary(proofs: Sequence[Proof], beside: dict[str, Any]) -> str:
    found = [proof for proof in proofs if proof.finding]
    lines = [
        f"\n{len(found)} of {len(proofs)} faults found ({len(found) / max(len(proofs), 1):.0%})"
    ]
    compared = [proof for proof in proofs if proof.fault.name in beside]
    if compared:
        plain = sum(beside[proof.fault.name] != "-" for proof in compared)
        lines.append(f"{BESIDE_TITLE}: {plain} of {len(compared)} ({plain / len(compared):.0%})")
    for proof in proofs:
        if proof.finding is None:
            lines.append(
                f"  not found: {proof.fault.name} ({proof.fault.family}): {proof.fault.what}"
            )
    return "\n".join(lines)


# What a user would type, for comparison.


def _beside(path: Path, faults: Sequence[Fault], seed: int, workers: int) -> None:
    """Run plain schemathesis on the clean sandbox and on each fault that it was not run on, and keep what it finds beyond
    the clean run."""
    known: dict[str, Any] = json.loads(BESIDE.read_text()) if BESIDE.exists() else {}
    # Processes, because the sandbox's command line is called in one's own and prints to its own output.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        usual = pool.submit(_plain, path, seed).result()
        print(f"plain schemathesis on the clean sandbox: {len(usual)} failures\n")
        coming = {
            pool.submit(_plain, path, seed, f.name): f.name for f in faults if f.name not in known
        }
        for done in as_completed(coming):
            name = coming[done]
            if (error := done.exception()) is not None:
                print(f"{name:<34} {type(error).__name__}: {error}", flush=True)
                continue
            known[name] = ", ".join(sorted({check for check, _ in done.result() - usual})) or "-"
            print(f"{name:<34} {known[name]}", flush=True)
            # After each, so that a run that is stopped can be gone on with.
            text = json.dumps(dict(sorted(known.items())), indent=2)
            BESIDE.write_text(f"{text}\n", encoding="utf-8")


def _plain(path: Path, seed: int, *faults: str) -> set[tuple[str, str]]:
    """The checks that fail under the command that a user would type, each with its operation."""
    contract = Contract.load(path)
    server = (SERVE, faults) if faults else (PLAIN, ())
    with started_sandbox(contract, path, server) as target, tempfile.TemporaryDirectory() as folder:
        assert target.sandbox is not None
        main = target.sandbox.commands.world(contract, "plain", (OTHER,)).main
        report = Path(folder) / "report.json"
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", str(path)),
                *("--url", target.url, "--seed", str(seed), "--report-json-path", str(report)),
                *("--max-examples", str(PLAIN_EXAMPLES)),
                *("-H", f"{contract.key_header}: {main.key!s}"),
                *("-H", f"{contract.tenant_header}: {main.tenant!s}"),
            ],
            capture_output=True,
            check=False,
            cwd=folder,
            timeout=600,
            text=True,
        )
        if not report.exists():
            raise RuntimeError(f"schemathesis made no report: {(ran.stderr or ran.stdout)[-500:]}")
        return _failures(json.loads(report.read_text()))


def _failures(report: Any) -> set[tuple[str, str]]:
    """Every failure of a report of schemathesis, with the operation where it was met."""
    groups: list[Json] = report["failures"]
    return {(str(g["title"]), str(operation)) for g in groups for operation in g["operations"]}
