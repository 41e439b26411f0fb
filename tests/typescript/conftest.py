"""Builds the TypeScript package as each kind of test needs it, and runs Node."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from codegen.node import node_executable, run_tool
from codegen.npm import run_npm
from codegen.paths import ROOT

PACKAGE = ROOT / "generated" / "typescript"
HERE = Path(__file__).parent
TIMEOUT_SECONDS = 60
README_EXAMPLES: list[str] = re.findall(
    r"^```js\n(.*?)^```$",
    (PACKAGE / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)


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


@pytest.fixture(scope="session")
def oldest_node() -> Path:
    """The oldest Node that the package promises to run on, where this machine has it."""
    package = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))
    version = package["engines"]["node"].removeprefix(">=")
    for folder in os.environ["PATH"].split(os.pathsep):
        node = Path(folder) / "node"
        # A wheel's `node` is a script of its Python environment.
        if node.is_file() and Path(sys.prefix) not in node.parents:
            found = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
            if found.stdout.startswith(f"v{version}."):
                return node
    pytest.skip(f"no Node {version} on PATH; the other tests run on the workspace's own")


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the client's modules as JavaScript: types taken away, nothing else, in a twentieth of a second."""
    folder = tmp_path_factory.mktemp("azotte")
    sources = sorted((PACKAGE / "src").rglob("*.ts"))
    built = run_tool(
        "esbuild", *map(str, sources), f"--outdir={folder}", "--target=es2022", cwd=PACKAGE
    )
    assert built.returncode == 0, built.stderr
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


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
