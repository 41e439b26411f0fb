"""The clients that other generators make of the bundle call the sandbox. docs/generators.md says what works."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from codegen.node import node_executable, run_tool
from codegen.paths import ROOT
from codegen.sandbox import RunningSandbox, running_sandbox
from tests.codegen.model.documents import as_openapi_3_1, contract

# One worker, so that each client is generated once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("generators")]

HERE = Path(__file__).parent
PROGRAMS = HERE / "programs"
NODE_MODULES = HERE / "node_modules"
SECONDS = 120


def openapi_python_client(document: Path, folder: Path) -> None:
    python(
        *("-m", "openapi_python_client", "generate", "--path", str(document)),
        *("--meta", "none", "--output-path", "stock"),
        folder=folder,
    )


def datamodel_code_generator(document: Path, folder: Path) -> None:
    python(
        *("-m", "datamodel_code_generator", "--input", str(document)),
        *("--input-file-type", "openapi", "--openapi-scopes", "api"),
        *(
            "--output-model-type",
            "pydantic_v2.BaseModel",
            "--collapse-root-models",
            "--output",
            "stock_models.py",
        ),
        *("--generate-client", "httpx2", "--client-output", "stock", "--client-package", "stock"),
        *("--client-model-package", "stock_models", "--formatters", "builtin"),
        *("--ignore-pyproject", "--target-python-version", "3.11"),
        folder=folder,
    )


def openapi_typescript(document: Path, folder: Path) -> None:
    succeeded(run_tool("openapi-typescript", str(document), "-o", "stock.ts", cwd=folder))


def hey_api(document: Path, folder: Path) -> None:
    program = NODE_MODULES / "@hey-api" / "openapi-ts" / "bin" / "run.js"
    assert program.exists(), "Run `npm --prefix tests/interoperability ci`."
    node(str(program), "-i", str(document), "-o", "stock", "--no-log-file", folder=folder)


Generator = Callable[[Path, Path], None]
Made = Callable[[Generator, str], Path]
IN_PYTHON: tuple[Generator, ...] = (openapi_python_client, datamodel_code_generator)
IN_TYPESCRIPT: tuple[Generator, ...] = (openapi_typescript, hey_api)
READ_3_2: tuple[Generator, ...] = (datamodel_code_generator, *IN_TYPESCRIPT)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox("--limits", "off") as running:
        yield running


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Returns the folder of what a generator makes of the bundle with a version of OpenAPI, in `stock` or `stock.*`."""

    @cache
    def make(generate: Generator, version: str) -> Path:
        folder = tmp_path_factory.mktemp(generate.__name__)
        document = folder / "contract.json"
        document.write_text(json.dumps(contract() | {"openapi": version}), encoding="utf-8")
        generate(document, folder)
        return folder

    return make


@pytest.mark.parametrize("generate", [*IN_PYTHON, *IN_TYPESCRIPT], ids=lambda one: one.__name__)
def test_a_client_of_another_generator_lists_creates_gets_and_sees_an_error(
    generate: Generator, made: Made, sandbox: RunningSandbox
) -> None:
    folder = made(generate, "3.1.1")
    tenant = sandbox.tenant_with_examples()
    variables = {**tenant.variables, "AZOTTE_BASE_URL": f"{sandbox.url}/v1"}
    if generate in IN_PYTHON:
        program = shutil.copy(PROGRAMS / f"{generate.__name__}.py", folder / "program.py")
        types = ("-m", "ty", "check", "--output-format", "concise", "--python", sys.prefix)
        python(*types, str(program), folder=folder)
        printed = python(str(program), folder=folder, **variables)
    else:
        shutil.copy(PROGRAMS / f"{generate.__name__}.ts", folder / "program.ts")
        printed = node(str(compiled(folder)), folder=folder, **variables)
    assert json.loads(printed) == {
        "subscription": ["sub_1234567890", "active", 999],
        "customer": ["grace@example.com", None],
        "is_same": True,
        "error": "duplicate_value",
    }


@pytest.mark.parametrize("generate", READ_3_2, ids=lambda one: one.__name__)
def test_a_generator_makes_the_same_of_openapi_3_2(generate: Generator, made: Made) -> None:
    assert files(made(generate, "3.2.0")) == files(made(generate, "3.1.1"))


def test_openapi_python_client_needs_the_view_as_3_1(tmp_path: Path) -> None:
    document: dict[str, Any] = contract() | {"openapi": "3.2.0"}
    # What 3.2 adds, which it has to pass over.
    document["tags"][0] |= {"kind": "nav", "summary": "First"}
    item = document["paths"]["/customers"]
    item["query"] = item["get"] | {"operationId": "search_customers"}
    item["additionalOperations"] = {"COPY": item["get"] | {"operationId": "copy_customers"}}
    file = tmp_path / "contract.json"

    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(AssertionError, match="got 3.2.0"):
        openapi_python_client(file, tmp_path)

    file.write_text(json.dumps(as_openapi_3_1(document)), encoding="utf-8")
    openapi_python_client(file, tmp_path)
    assert (tmp_path / "stock" / "api" / "customers" / "list_customers.py").exists()


def compiled(folder: Path) -> Path:
    """Type-check `program.ts` in strict mode, and return it as one JavaScript file."""
    (folder / "node_modules").symlink_to(NODE_MODULES, target_is_directory=True)
    for name in ("tsconfig.json", "environment.d.ts"):
        shutil.copy(PROGRAMS / name, folder)
    succeeded(run_tool("tsc", "-p", ".", cwd=folder))
    options = ("--bundle", "--platform=node", "--format=esm", "--outfile=program.mjs")
    succeeded(run_tool("esbuild", "program.ts", *options, cwd=folder))
    return folder / "program.mjs"


def python(*arguments: str, folder: Path, **variables: str) -> str:
    # A command of the environment, for example ruff, is found as in an activated one.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return run(sys.executable, *arguments, folder=folder, PATH=path, PYTHONPATH="", **variables)


def node(*arguments: str, folder: Path, **variables: str) -> str:
    return run(str(node_executable()), *arguments, folder=folder, NO_COLOR="1", **variables)


def run(*command: str, folder: Path, **variables: str) -> str:
    """Run a program, and return its output."""
    return succeeded(
        subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    )


def succeeded(finished: subprocess.CompletedProcess[str]) -> str:
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def files(folder: Path) -> dict[Path, str]:
    """Return the generated files, without the time of the generation."""
    found = {
        file.relative_to(folder): re.sub(
            "^#   timestamp:.*", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        for path in folder.glob("stock*")
        for file in (path.rglob("*.*") if path.is_dir() else [path])
        if "__pycache__" not in file.parts
    }
    assert found
    return found


def test_the_versions_of_the_documentation_are_those_that_are_tried() -> None:
    table = (ROOT / "docs" / "generators.md").read_text(encoding="utf-8")
    pinned = dict(re.findall(r'"([\w-]+)==([\d.]+)"', (ROOT / "pyproject.toml").read_text("utf-8")))
    for folder in (ROOT, HERE):
        pinned |= json.loads((folder / "package.json").read_text("utf-8"))["devDependencies"]
    rows = re.findall(r"^\| ([\w@/-]+) \| ([\d.]+) \|", table, flags=re.MULTILINE)
    assert len(rows) == len(IN_PYTHON) + len(IN_TYPESCRIPT)
    assert {name: pinned[name] for name, _ in rows} == dict(rows)
    assert f"openapi-fetch {pinned['openapi-fetch']} " in table
