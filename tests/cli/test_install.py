"""The program as it is installed from the wheel, without this repository."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp_types import CallToolResult

from codegen.paths import GENERATED

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installed command line")]

SOURCE = GENERATED / "python"
CALL = ("bundles", "list", "--query", "data[].id", "--output", "table")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("dist")
    build = ("-m", "build", "--no-isolation", "--wheel", "--outdir")
    subprocess.run([sys.executable, *build, str(folder), str(SOURCE)], check=True)
    (found,) = folder.glob("*.whl")
    return str(found)


@pytest.fixture
def installed(tmp_path: Path, wheel: str) -> Path:
    """The programs of an environment that has the wheel without extras."""
    make = ("-m", "virtualenv", "--no-download")
    subprocess.run([sys.executable, *make, str(tmp_path / "environment")], check=True)
    programs = tmp_path / "environment" / "bin"
    install(programs, wheel)
    return programs


def test_without_the_extra_it_says_what_to_install(installed: Path) -> None:
    done = run(installed, "--version")
    message = "The command line needs more packages. Run: pip install 'azotte[cli]'\n"
    assert (done.returncode, done.stderr) == (1, message)


def test_with_the_extra_it_makes_calls(
    installed: Path, wheel: str, environment: dict[str, str]
) -> None:
    install(installed, f"{wheel}[cli]")
    done = run(installed, *CALL)
    assert (done.returncode, "bun_" in done.stdout) == (0, True), done.stderr
    assert run(installed, "profiles", "list").returncode == 0


def test_the_oldest_packages_that_the_extra_names_work(
    installed: Path, environment: dict[str, str]
) -> None:
    project = tomllib.loads((SOURCE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra: list[str] = project["optional-dependencies"]["cli"]
    install(installed, *(requirement.replace(">=", "==") for requirement in extra))
    done = run(installed, *CALL)
    assert (done.returncode, "bun_" in done.stdout) == (0, True), done.stderr
    login = run(installed, "login", "--tenant-id", "t", stdin=environment["AZOTTE_API_KEY"])
    assert "The keyring of the system cannot be used" in login.stderr


def test_the_mcp_server_needs_its_extra(installed: Path, wheel: str) -> None:
    install(installed, f"{wheel}[cli]")
    done = run(installed, "mcp")
    message = "Error: The MCP server needs more packages. Run: pip install 'azotte[mcp]'\n"
    assert (done.returncode, done.stderr) == (1, message)


def test_an_mcp_client_with_the_settings_of_the_readme_gets_the_tools(
    installed: Path, wheel: str, environment: dict[str, str]
) -> None:
    install(installed, f"{wheel}[mcp]")
    readme = (SOURCE / "README.md").read_text(encoding="utf-8")
    block = readme.partition("```json mcp\n")[2].partition("```")[0]
    settings = json.loads(block)["mcpServers"]["azotte"]
    assert settings["env"].keys() == environment.keys()
    server = StdioServerParameters(
        command=str(installed / settings["command"]), args=settings["args"], env=environment
    )

    async def call() -> CallToolResult:
        async with asyncio.timeout(120), Client(server) as client:
            return await client.call_tool("call_operation", {"operation": "list_bundles"})

    result = asyncio.run(call())
    assert not result.is_error
    assert "bun_" in str(result.content)


def install(programs: Path, *requirements: str) -> None:
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run([programs / "python", *pip, *requirements], check=True)


def run(programs: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program, where a warning is an error."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [programs / "azotte", *arguments],
        env={**environment, "PYTHONWARNINGS": "error"},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=programs,
    )
