"""What plain schemathesis finds of the faults, for comparison: the command that a user would type."""

import json
import multiprocessing
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from azotte_conformance.contract import Contract
from azotte_conformance.identities import OTHER
from azotte_conformance.plan import SandboxCommand
from azotte_conformance.sandbox_process import RunningSandbox
from tests.conformance.faults.fault import Fault
from tests.conformance.faults.prove import sandbox_with

FOUND = Path(__file__).parent / "beside_schemathesis.json"
EXAMPLES = 10
"""For each operation and phase, to get through the catalogue in an hour. The default is 100."""
TITLE = f"plain schemathesis, {EXAMPLES} examples"
SECONDS = 600
NOTHING = "-"


def found() -> dict[str, str]:
    """Return what it found of each fault when it was last run."""
    known: dict[str, str] = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    return known


def find(contract: Path, faults: Sequence[Fault], seed: int, workers: int) -> None:
    """Run it on each fault that it was not run on yet, and store what it finds beyond a sandbox without a fault."""
    known = found()
    # Processes, because the sandbox's command line is called in this process and prints to its output.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        usual = pool.submit(_failures_of, contract, seed, sandbox_with(None)).result()
        print(f"plain schemathesis without a fault: {len(usual)} failures\n")
        running = {
            pool.submit(_failures_of, contract, seed, sandbox_with(fault)): fault.name
            for fault in faults
            if fault.name not in known
        }
        for done in as_completed(running):
            name = running[done]
            if (error := done.exception()) is not None:
                print(f"{name:<34} {type(error).__name__}: {error}", flush=True)
                continue
            checks = sorted({check for check, _ in done.result() - usual})
            known[name] = ", ".join(checks) or NOTHING
            print(f"{name:<34} {known[name]}", flush=True)
            # After each, so that a run that is stopped can be continued.
            text = json.dumps(dict(sorted(known.items())), indent=2)
            FOUND.write_text(f"{text}\n", encoding="utf-8")


def _failures_of(path: Path, seed: int, command: SandboxCommand) -> set[tuple[str, str]]:
    """Return the checks that fail, each with its operation."""
    contract = Contract.load(path)
    with RunningSandbox(path, command) as sandbox, tempfile.TemporaryDirectory() as folder:
        main = sandbox.commands.world(contract, "plain", (OTHER,)).main
        report = Path(folder) / "report.json"
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", str(path)),
                *("--url", sandbox.base(contract), "--seed", str(seed)),
                *("--report-json-path", str(report), "--max-examples", str(EXAMPLES)),
                *("-H", f"{contract.key_header}: {main.key!s}"),
                *("-H", f"{contract.tenant_header}: {main.tenant!s}"),
            ],
            capture_output=True,
            check=False,
            cwd=folder,
            timeout=SECONDS,
            text=True,
        )
        if not report.exists():
            raise RuntimeError(f"schemathesis made no report: {(ran.stderr or ran.stdout)[-500:]}")
        groups: list[dict[str, Any]] = json.loads(report.read_text())["failures"]
    return {(str(g["title"]), str(operation)) for g in groups for operation in g["operations"]}
