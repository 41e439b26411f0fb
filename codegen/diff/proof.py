"""Runs the older contract's samples and type-checks its programs with the clients and the sandbox of the current contract."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx2

from codegen.clients import Clients
from codegen.diff.change import Change, Surface
from codegen.diff.revision import Base
from codegen.generation import generate
from codegen.model.operations import Api
from codegen.model.read import read, read_api
from codegen.paths import TEMPLATES
from codegen.programs import Program, new_names, prepare, published, run
from codegen.sandbox import RunningSandbox, running_sandbox


@dataclass(frozen=True)
class Failure:
    """A program of the older version that no longer works.

    Attributes:
        program: Name of the program.
        error: Error of the type checker or of the program.
        is_typed: Whether the error is from the type checker.
    """

    program: str
    error: str
    is_typed: bool

    def __str__(self) -> str:
        verb = "does not type-check" if self.is_typed else "fails"
        return f"{self.program} {verb}: {self.error}"


@dataclass(frozen=True)
class Proof:
    """The result of running the older version's programs.

    Attributes:
        samples: Number of samples that were run, and type-checked if their language has a type checker.
        programs: Number of other programs that were type-checked.
        failures: Programs that no longer work.
    """

    samples: int
    programs: int
    failures: list[Failure]

    def unexplained(self, changes: Sequence[Change]) -> list[Failure]:
        """Return the failures that no breaking change explains."""
        broken = {surface for change in changes for surface in change.breaks}
        return [
            failure
            for failure in self.failures
            if Surface.TYPES not in broken and (failure.is_typed or not broken)
        ]


def prove(base: Base, entry: Path) -> Proof:
    """Run the programs of an older version with the clients and the sandbox of a contract.

    Args:
        base: The older version.
        entry: Root file of the contract.

    Raises:
        GenerationError: The clients cannot be generated, or the sandbox cannot start.
    """
    older = read(base.contract).api
    samples = list(published(older))
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
            *_run_failures(clients, older, samples, generated / "openapi.json", installed),
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
    clients: Clients, older: Api, samples: list[Program], bundle: Path, folder: Path
) -> Iterator[Failure]:
    api = read_api(json.loads(bundle.read_text(encoding="utf-8")))
    names = new_names(older, api)
    variables = clients.install(folder)
    platform = older.servers[0].url
    with (
        running_sandbox("--limits", "off", "--check", "strict", contract=bundle) as sandbox,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        results = [
            # A sample that does not read the base URL from the environment must not call the platform.
            pool.submit(
                _run_error,
                *(
                    sample,
                    api,
                    {**names, platform: f"{sandbox.url}/v1"},
                    sandbox,
                    variables,
                    folder,
                ),
            )
            for sample in samples
        ]
        for sample, result in zip(samples, results, strict=True):
            error = result.result()
            if error is not None:
                yield Failure(str(sample), error, is_typed=False)


def _run_error(
    sample: Program,
    api: Api,
    names: Mapping[str, str],
    sandbox: RunningSandbox,
    variables: Mapping[str, str],
    folder: Path,
) -> str | None:
    tenant, server = sandbox.tenant_with_examples(), f"{sandbox.url}/v1"
    with httpx2.Client(base_url=server, headers=tenant.headers) as client:
        prepare(sample.operation, api, client)
    try:
        ran = run(sample, server, {**variables, **tenant.variables}, folder, names)
    except subprocess.TimeoutExpired as error:
        return str(error)
    if ran.returncode == 0:
        return None
    errors = [line for line in (ran.stdout + ran.stderr).splitlines() if "Error" in line]
    return (errors or [f"exit status {ran.returncode}"])[-1].strip()
