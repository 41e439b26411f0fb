"""The package as a user has it: packed, installed into an empty project, compiled against, run and bundled."""

import gzip
import json
import re
import shutil
from itertools import product
from pathlib import Path

import pytest

from codegen.node import run_tool
from tests.typescript.conftest import (
    HERE,
    README_EXAMPLES,
    STRICT,
    TYPES_OF_NODE,
    compiles,
    run_node,
)

# Packing takes seconds: on one worker it is done once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("npm package")]

LARGEST_CLIENT = 12_000
"""Bytes of the client with all its resources and errors, minified and compressed."""
LARGEST_WEBHOOKS = 3_500
"""Bytes of the verification of webhooks, which a server needs and a browser does not."""


def test_what_is_installed(project: Path) -> None:
    installed = project / "node_modules" / "azotte"
    names = {path.relative_to(installed).parts[0] for path in installed.rglob("*")}
    assert names == {".agents", "README.md", "dist", "package.json"}
    manifest = json.loads((installed / "package.json").read_text())
    assert "dependencies" not in manifest
    assert [path.name for path in (project / "node_modules").iterdir() if path.name[0] != "."] == [
        "azotte"
    ]


def test_it_runs_as_a_module(project: Path) -> None:
    (project / "run.mjs").write_text(
        "import { Azotte, webhooks } from 'azotte';\n"
        "const azotte = new Azotte({ apiKey: 'sk_dev_1', tenantId: 'tenant_1' });\n"
        "console.log(typeof azotte.subscriptions.list, webhooks.SIGNATURE_HEADER);\n"
    )
    ran = run_node(project / "run.mjs")
    assert (ran.stdout, ran.stderr) == ("function azotte-signature\n", "")


def test_it_can_be_required(project: Path) -> None:
    (project / "run.cjs").write_text(
        "const { Azotte, webhooks } = require('azotte');\n"
        "const azotte = new Azotte({ apiKey: 'sk_dev_1', tenantId: 'tenant_1' });\n"
        "console.log(typeof azotte.subscriptions.list, webhooks.SIGNATURE_HEADER);\n"
    )
    ran = run_node("--no-experimental-require-module", project / "run.cjs")
    assert (ran.stdout, ran.stderr) == ("function azotte-signature\n", "")


def test_publint_finds_nothing(project: Path) -> None:
    installed = project / "node_modules" / "azotte"
    checked = run_tool("publint", "run", "--strict", "--pack", "false", str(installed), cwd=project)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "All good!" in checked.stdout


def test_are_the_types_wrong_finds_nothing(tarball: Path) -> None:
    checked = run_tool("attw", "--format", "json", str(tarball), cwd=tarball.parent)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    analysis = json.loads(checked.stdout)["analysis"]
    assert analysis["types"] and not analysis["problems"]


@pytest.mark.parametrize(
    ("module", "suffix"),
    [
        *product(("node16", "nodenext"), ("ts", "mts", "cts")),
        *product(("commonjs",), ("ts", "cts")),
        *product(("esnext",), ("ts", "mts")),
    ],
)
def test_the_types_of_each_kind_of_module(module: str, suffix: str, project: Path) -> None:
    program = f"use_{module}.{suffix}"
    (project / program).write_text(
        "import { Azotte, type Customer, webhooks } from 'azotte';\n"
        "export const get = (id: string): Promise<Customer> => new Azotte().customers.get(id);\n"
        "export const name: string = webhooks.SIGNATURE_HEADER;\n"
        "// @ts-expect-error no such method\n"
        "new Azotte().customers.find('cus_1');\n"
    )
    resolution = {"commonjs": "node10", "esnext": "bundler"}.get(module, module)
    compiled = run_tool(
        *("tsc", "--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom,dom.iterable"),
        *("--module", module, "--moduleResolution", resolution, program),
        cwd=project,
    )
    assert compiled.returncode == 0, compiled.stdout


def test_no_type_of_the_inside_is_published(project: Path) -> None:
    declarations = (
        project / "node_modules" / "azotte" / "dist" / "cjs" / "client.d.ts"
    ).read_text()
    assert "Transport" not in declarations
    assert "constructor(options?: ClientOptions);" in declarations


@pytest.mark.parametrize(
    "library",
    [
        pytest.param(("--lib", "es2022,dom,dom.iterable"), id="browser"),
        pytest.param(("--lib", "es2022", *TYPES_OF_NODE), id="node"),
    ],
)
def test_a_users_program_compiles(library: tuple[str, ...], project: Path) -> None:
    shutil.copy(HERE / "types" / "user.ts", project)
    _compiles(project, "user.ts", *library)


def test_the_examples_of_the_readme_compile(project: Path) -> None:
    names = [f"example{number}.mjs" for number in range(len(README_EXAMPLES))]
    for name, example in zip(names, README_EXAMPLES, strict=True):
        (project / name).write_text(example)
    compiles(project, *names)


@pytest.mark.parametrize("number", range(len(README_EXAMPLES)))
def test_an_example_of_the_readme_runs(
    number: int, project: Path, environment: dict[str, str]
) -> None:
    file = project / f"run{number}.mjs"
    file.write_text(README_EXAMPLES[number].replace("cus_1234567890", environment["CUSTOMER"]))
    ran = run_node(file, **environment)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    ("source", "largest"),
    [
        pytest.param("{ Azotte, newIdempotencyKey, ERRORS }", LARGEST_CLIENT, id="client"),
        pytest.param("{ webhooks }", LARGEST_WEBHOOKS, id="webhooks"),
    ],
)
def test_the_size(source: str, largest: int, project: Path) -> None:
    declarations = project / "node_modules" / "azotte" / "dist" / "cjs"
    exported = (declarations / "index.d.ts").read_text()
    errors = sorted(set(re.findall(r"\b(?<!type )[A-Z]\w+Error\b", exported)))
    assert len(errors) > 30
    names = source.replace("ERRORS", ", ".join(errors))
    (project / "all.mjs").write_text(f"export {names} from 'azotte';\n")
    bundled = run_tool("esbuild", "all.mjs", "--bundle", "--minify", "--format=esm", cwd=project)
    assert bundled.returncode == 0, bundled.stderr
    assert len(gzip.compress(bundled.stdout.encode())) <= largest


def test_unused_code_is_not_in_a_bundle(project: Path) -> None:
    (project / "some.mjs").write_text(
        "import { webhooks } from 'azotte';\nexport const verify = webhooks.verify;\n"
    )
    bundled = run_tool("esbuild", "some.mjs", "--bundle", "--minify", "--format=esm", cwd=project)
    assert "/subscriptions" not in bundled.stdout


def _compiles(project: Path, *arguments: str) -> None:
    compiled = run_tool("tsc", *arguments, *STRICT, cwd=project)
    assert compiled.returncode == 0, compiled.stdout
