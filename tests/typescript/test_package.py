"""The package as a user has it: packed, installed into an empty project, compiled against, run and bundled."""

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from codegen.node import run_tool
from codegen.paths import ROOT
from codegen.sandbox import running_sandbox
from tests.typescript.conftest import HERE, README_EXAMPLES, run_node

# Packing takes seconds: on one worker it is done once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("npm package")]

STRICT = (
    *("--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"),
    *("--noImplicitOverride", "--noPropertyAccessFromIndexSignature", "--skipLibCheck", "false"),
    *("--target", "es2022", "--module", "nodenext"),
)
TYPES_OF_NODE = ("--types", "node", "--typeRoots", str(ROOT / "node_modules" / "@types"))
LARGEST_CLIENT = 12_000
"""Bytes of the whole client, minified and compressed."""


def test_what_is_installed(project: Path) -> None:
    installed = project / "node_modules" / "azotte"
    names = {path.relative_to(installed).parts[0] for path in installed.rglob("*")}
    assert names == {"README.md", "dist", "package.json"}
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
    shutil.copy(HERE / "types" / "environment.d.ts", project)
    # They are JavaScript: their arguments have no types.
    checks = (
        "--allowJs",
        "--checkJs",
        "--noImplicitAny",
        "false",
        "--lib",
        "es2022",
        *TYPES_OF_NODE,
    )
    _compiles(project, *names, "environment.d.ts", *checks)


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """The environment variables that lead to a sandbox, and the customer of the examples."""
    with running_sandbox("--limits", "off") as sandbox:
        tenant, address = sandbox.new_tenant(), f"{sandbox.url}/v1"
        made = httpx2.post(
            f"{address}/customers", headers=tenant.headers, json={"email": "grace@example.com"}
        )
        yield {
            **tenant.variables,
            "AZOTTE_BASE_URL": address,
            "CUSTOMER": made.json()["id"],
        }


@pytest.mark.parametrize("number", range(len(README_EXAMPLES)))
def test_an_example_of_the_readme_runs(
    number: int, project: Path, environment: dict[str, str]
) -> None:
    file = project / f"run{number}.mjs"
    file.write_text(README_EXAMPLES[number].replace("cus_1234567890", environment["CUSTOMER"]))
    ran = run_node(file, **environment)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_size_of_the_whole_client(project: Path) -> None:
    (project / "all.mjs").write_text("export * from 'azotte';\n")
    bundled = run_tool("esbuild", "all.mjs", "--bundle", "--minify", "--format=esm", cwd=project)
    assert bundled.returncode == 0, bundled.stderr
    assert len(gzip.compress(bundled.stdout.encode())) <= LARGEST_CLIENT


def test_what_is_not_used_is_left_out_of_a_bundle(project: Path) -> None:
    (project / "some.mjs").write_text(
        "import { webhooks } from 'azotte';\nexport const verify = webhooks.verify;\n"
    )
    bundled = run_tool("esbuild", "some.mjs", "--bundle", "--minify", "--format=esm", cwd=project)
    assert "/subscriptions" not in bundled.stdout


def _compiles(project: Path, *arguments: str) -> None:
    compiled = run_tool("tsc", *arguments, *STRICT, cwd=project)
    assert compiled.returncode == 0, compiled.stdout
