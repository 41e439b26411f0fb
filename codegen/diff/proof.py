"""The proof by running: a base's samples and typed programs, with the clients and the sandbox of the contract as it is now."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from codegen.__main__ import generate
from codegen.clients import Clients
from codegen.diff.change import Change, Party
from codegen.diff.revision import Base
from codegen.paths import TEMPLATES
from codegen.programs import Program, prepare, published, run
from codegen.sandbox import RunningSandbox, running_sandbox


@dataclass(frozen=True)
class Failure:
    """A program of the base that does not do what it did.

    Attributes:
        program: What it is called.
        error: What the checker or the program says.
        is_typed: Whether it is a type checker that says so.
    """

    program: str
    error: str
    is_typed: bool

    def __str__(self) -> str:
        verb = "does not type-check" if self.is_typed else "fails"
        return f"{self.program} {verb}: {self.error}"


@dataclass(frozen=True)
class Proof:
    """What came of a base's programs.

    Attributes:
        samples: How many samples were type-checked, where a checker knows their language, and run.
        programs: How many further programs were type-checked.
        failures: Those that do not do what they did.
    """

    samples: int
    programs: int
    failures: list[Failure]

    def unexplained(self, changes: Sequence[Change]) -> list[Failure]:
        """Return the failures of those whom no change breaks."""
        broken = {party for change in changes for party in change.breaks}
        return [
            failure
            for failure in self.failures
            if Party.TYPES not in broken and (failure.is_typed or not broken)
        ]


def prove(base: Base, entry: Path) -> Proof:
    """Try a base's programs with what is made of a contract.

    Args:
        base: What the contract is compared with.
        entry: The contract's root file.

    Raises:
        GenerationError: The clients can not be made of the contract, or the sandbox can not serve it.
    """
    samples = list(published(base.contract))
    with tempfile.TemporaryDirectory() as name:
        generated, checked, installed = (
            Path(name) / part for part in ("generated", "checked", "installed")
        )
        for folder in (generated, checked, installed):
            folder.mkdir()
        generate(entry, TEMPLATES, generated)
        clients = Clients(generated / "python", generated / "typescript")
        failures = [
            *_type_failures(clients, samples, base.programs, checked),
            *_run_failures(clients, samples, generated / "openapi.json", installed),
        ]
    return Proof(len(samples), len(base.programs), failures)


def _type_failures(
    clients: Clients, samples: list[Program], programs: Mapping[str, str], folder: Path
) -> Iterator[Failure]:
    files = {sample.file: (str(sample), sample.source) for sample in samples}
    files |= {path.replace("/", "_"): (path, source) for path, source in programs.items()}
    errors = clients.type_errors({file: source for file, (_, source) in files.items()}, folder)
    for file, error in sorted(errors.items()):
        yield Failure(files[file][0], error, is_typed=True)


def _run_failures(
    clients: Clients, samples: list[Program], bundle: Path, folder: Path
) -> Iterator[Failure]:
    contract: dict[str, Any] = json.loads(bundle.read_text(encoding="utf-8"))
    variables = clients.install(folder)
    with (
        running_sandbox("--limits", "off", "--check", "strict", contract=bundle) as sandbox,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        results = [
            pool.submit(_run_error, sample, contract, sandbox, variables, folder)
            for sample in samples
        ]
        for sample, result in zip(samples, results, strict=True):
            error = result.result()
            if error is not None:
                yield Failure(str(sample), error, is_typed=False)


def _run_error(
    sample: Program,
    contract: dict[str, Any],
    sandbox: RunningSandbox,
    variables: Mapping[str, str],
    folder: Path,
) -> str | None:
    tenant, server = sandbox.new_tenant(), f"{sandbox.url}/v1"
    with httpx2.Client(base_url=server, headers=tenant.headers) as api:
        ids = prepare(sample, contract, api)
    try:
        ran = run(sample, ids, server, {**variables, **tenant.variables}, folder)
    except subprocess.TimeoutExpired as error:
        return str(error)
    if ran.returncode == 0:
        return None
    said = [line for line in (ran.stdout + ran.stderr).splitlines() if "Error" in line]
    return (said or [f"exit status {ran.returncode}"])[-1].strip()
