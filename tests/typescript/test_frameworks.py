"""The README's examples for web frameworks and other packages, run with the real ones."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from codegen.node import node_executable
from tests.typescript.conftest import FOREIGN_EXAMPLES, HERE, compiles, run

# Packing takes seconds: on one worker it is done once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("npm package")]

FILES = HERE / "runtimes"
MODULES = FILES / "node_modules"
if not MODULES.exists():
    pytest.skip("run `npm --prefix tests/typescript/runtimes install`", allow_module_level=True)


@pytest.fixture(scope="module")
def examples(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the packages and the examples, one file each."""
    folder = tmp_path_factory.mktemp("frameworks")
    modules = folder / "node_modules"
    (modules / "@types").mkdir(parents=True)
    (modules / "azotte").symlink_to(project / "node_modules" / "azotte")
    for name in ("express", "hono", "undici", "vitest", "@types/express", "@opentelemetry"):
        (modules / name).symlink_to(MODULES / name)
    for name, example in FOREIGN_EXAMPLES.items():
        (folder / f"{name}.mjs").write_text(example)
    for file in ("runtimes/deliver.mjs", "runtimes/proxied.mjs", "runtimes/telemetry.test.mjs"):
        shutil.copy(HERE / file, folder)
    shutil.copy(HERE / "behaviour" / "server.mjs", folder)
    return folder


def test_every_example_is_tested() -> None:
    assert set(FOREIGN_EXAMPLES) == {
        "express",
        "hono",
        "opentelemetry",
        "undici",
        "vitest",
        "route",
    }


def test_the_examples_compile(examples: Path) -> None:
    compiles(examples, *(f"{name}.mjs" for name in FOREIGN_EXAMPLES))


def test_spans_of_opentelemetry(examples: Path) -> None:
    ran = run(node_executable(), "--test-reporter=spec", examples / "telemetry.test.mjs")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_a_test_with_a_sandbox(examples: Path, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(examples / "node_modules")
    shutil.copy(examples / "vitest.mjs", tmp_path / "trial.test.mjs")
    # The example starts the command that `pip install azotte-sandbox` gives.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    vitest = MODULES / "vitest" / "vitest.mjs"
    ran = run(node_executable(), vitest, "run", "--root", tmp_path, PATH=path, NO_COLOR="1")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 passed" in ran.stdout


@pytest.mark.parametrize("name", ["express", "hono", "route"])
def test_deliveries(name: str, examples: Path) -> None:
    arguments = (examples / "deliver.mjs", examples / f"{name}.mjs")
    ran = run(node_executable(), *arguments, WEBHOOK_SECRET="whsec_1")
    assert json.loads(ran.stderr) == {
        "valid": 200,
        "replayed": 400,
        "forged": 400,
        "changed": 400,
        "unsigned": 400,
        "empty": 400,
    }


@pytest.mark.parametrize("name", ["express", "hono", "route"])
def test_without_a_secret_the_endpoint_is_at_fault(name: str, examples: Path) -> None:
    arguments = (examples / "deliver.mjs", examples / f"{name}.mjs")
    ran = run(node_executable(), *arguments, WEBHOOK_SECRET="")
    assert set(json.loads(ran.stderr).values()) == {500}


def test_a_proxy(examples: Path, environment: dict[str, str]) -> None:
    program = examples / "behind_proxy.mjs"
    program.write_text(FOREIGN_EXAMPLES["undici"] + "await azotte.bundles.list();\n")
    ran = run(node_executable(), examples / "proxied.mjs", program, **environment)
    assert ran.returncode == 0, ran.stderr
    host = environment["AZOTTE_BASE_URL"].split("/")[2]
    assert json.loads(ran.stdout) == [host]
