"""Makes everything from a contract: bundle, then samples and clients at the same time.

openapi/ -> bundle -> model -> samples, Python client, TypeScript client
"""

import copy
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from jsonpointer import JsonPointer

from codegen.bundle import bundle, to_json
from codegen.checking import check_python
from codegen.command_line.write import write_command_line
from codegen.document import Json, operations
from codegen.errors import GenerationError
from codegen.evidence import write_evidence
from codegen.format import format_python
from codegen.http_file import write_http_file
from codegen.model.operations import Api
from codegen.model.read import read_api
from codegen.postman import write_postman
from codegen.python import remove_unused, write_python
from codegen.python.calls import method_places as python_methods
from codegen.samples import add_samples, write_samples
from codegen.secret_scanning import write_secret_scanning
from codegen.skills import write_skill
from codegen.timer import Timer
from codegen.typescript import build, write_typescript
from codegen.typescript.resources import method_places as typescript_methods
from codegen.workflows import write_workflows


class UnexpectedError(GenerationError):
    """A part of the contract made the generator fail, which is a defect of the generator.

    Attributes:
        pointer: Place of the part in the bundle.
    """

    def __init__(self, message: str, pointer: str) -> None:
        super().__init__(message)
        self.pointer = pointer


@dataclass(frozen=True)
class _Task:
    """What a step works with.

    Attributes:
        contract: The bundle.
        api: The model of the contract.
        templates: Folder of the templates.
        destination: Folder to write to.
        timer: Measures the parts of the step.
    """

    contract: Json
    api: Api
    templates: Path
    destination: Path
    timer: Timer


_Step: TypeAlias = Callable[[_Task], None]


def generate(entry: Path, templates: Path, destination: Path, timer: Timer | None = None) -> Json:
    """Generate everything from a contract.

    Args:
        entry: Root file of the contract.
        templates: Folder of the templates.
        destination: Empty folder to write to.
        timer: Measures the steps.

    Returns:
        The bundle.

    Raises:
        GenerationError: The contract or a template has an error.
    """
    timer = timer or Timer()
    with timer.step("bundle"):
        contract = bundle(entry)
    with timer.step("model"):
        api = read_api(contract)
    task = _Task(contract, api, templates, destination, timer)
    with ThreadPoolExecutor(len(_STEPS)) as pool:
        results = [pool.submit(_run, name, step, task) for name, step in _STEPS.items()]
    for result in results:
        result.result()
    return contract


def _samples(task: _Task) -> None:
    with task.timer.step("samples"):
        write_samples(task.api, task.destination / "samples", task.templates / "samples")
        # The steps that run at the same time read the contract.
        shown: Json = copy.deepcopy(task.contract)
        add_samples(shown, task.api, task.destination / "samples")
        (task.destination / "openapi.json").write_text(to_json(shown), encoding="utf-8")
        write_evidence(
            task.contract, task.destination / "EVIDENCE.md", task.templates / "reference"
        )
    with task.timer.step("files for other tools"):
        write_http_file(task.api, task.destination / "azotte.http")
        write_postman(task.api, task.destination / "azotte.postman_collection.json")
        write_workflows(task.api, task.destination / "workflows.arazzo.json")
        write_secret_scanning(task.api, task.destination / "secret-scanning.toml")


def _python(task: _Task) -> None:
    python = task.destination / "python"
    with task.timer.step("Python client"):
        write_python(task.api, python, task.templates / "python", task.templates / "models")
        write_skill(
            task.api,
            "python",
            python_methods(task.api),
            python / "README.md",
            python / "src" / "azotte",
            task.templates / "skills",
        )
    with task.timer.step("command line"):
        write_command_line(task.api, python / "src" / "azotte" / "cli", task.templates / "cli")
    with task.timer.step("Python format"):
        format_python(python)
        remove_unused(python)
    with task.timer.step("Python checks"):
        check_python(python)


def _typescript(task: _Task) -> None:
    typescript = task.destination / "typescript"
    with task.timer.step("TypeScript client"):
        write_typescript(task.api, typescript, task.templates / "typescript")
        write_skill(
            task.api,
            "typescript",
            typescript_methods(task.api),
            typescript / "README.md",
            typescript,
            task.templates / "skills",
        )
    with task.timer.step("TypeScript build"):
        build(typescript)


_STEPS: Mapping[str, _Step] = {
    "samples": _samples,
    "Python client": _python,
    "TypeScript client": _typescript,
}


def _run(name: str, step: _Step, task: _Task) -> None:
    try:
        step(task)
    except GenerationError:
        raise
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        message = f"the generator of the {name} fails, which is a defect of codegen: {what}"
        raise UnexpectedError(message, _culprit(step, task)) from error


def _culprit(step: _Step, task: _Task) -> str:
    """Return the place of the first operation for which a step fails, or of the whole bundle."""
    for path, method, operation in operations(task.contract):
        one = {**task.contract, "paths": {path: {method: operation}}}
        with TemporaryDirectory() as folder:
            try:
                step(_Task(one, read_api(one), task.templates, Path(folder), Timer()))
            except GenerationError:
                continue  # for example because there are events of operations that are not there
            except Exception:  # noqa: BLE001  (the one that is looked for)
                return JsonPointer.from_parts(["paths", path, method]).path
    return ""
