"""What the documents say, run literally by a newcomer: from `git clone` to the first response, in each documented way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.newcomer.conftest import Sandbox, start_sandbox
from tests.newcomer.documents import (
    CONTRIBUTING,
    PYTHON,
    README,
    TYPESCRIPT,
    output,
    program,
    script,
)
from tests.newcomer.machine import Machine, free_port

pytestmark = pytest.mark.slow
# The usual run plays the shortest ways, the nightly one all.
nightly = pytest.mark.nightly
Stopwatch = Callable[[str], None]

STARTS = {
    "sandbox": ("uvx",),
    "sandbox-pipx": ("pipx",),
    "sandbox-venv": (),
}
CLIENTS = {
    "python-uv": ("uv",),
    "python-venv": (),
    "npm": ("npm", "node"),
    "pnpm": ("pnpm", "node"),
}
SETUPS = {"uvx": ("uvx",), "pipx": ("pipx",), "venv": ()}
ONE_TEST = "-k test_it_lists_each_rule_and_no_other -p no:cacheprovider"
"""For pytest: the commands install all that the tests need, and CI runs all of them."""


@pytest.mark.parametrize(
    "way",
    ["sandbox", *(pytest.param(way, marks=nightly) for way in ("sandbox-pipx", "sandbox-venv"))],
)
def test_the_printed_curl_command_returns_200(
    way: str, machine: Machine, stopwatch: Stopwatch
) -> None:
    machine.has("curl", *STARTS[way])
    sandbox = start_sandbox(machine, way)
    (curl,) = (
        line for line in sandbox.printed.splitlines() if line.strip().startswith("curl http")
    )
    printed = machine.run(f"{curl} --silent --show-error --write-out '\\nstatus %{{http_code}}'\n")
    assert printed.endswith("status 200")
    assert '"object":"list"' in printed.replace(" ", "")
    stopwatch(f"{way}, cURL")


@pytest.mark.parametrize(
    "way",
    ["python-uv", "npm", *(pytest.param(way, marks=nightly) for way in ("python-venv", "pnpm"))],
)
def test_the_example_prints_the_subscription(
    way: str, machine: Machine, stopwatch: Stopwatch
) -> None:
    machine.has("uvx", *CLIENTS[way])
    sandbox = start_sandbox(machine)
    shop = make_project(machine, sandbox)
    (shop / "example.py").write_text(program(README, "python", "list("), encoding="utf-8")
    (shop / "example.mjs").write_text(program(README, "js", "list("), encoding="utf-8")
    printed = in_project(machine, sandbox, script(README, way))
    assert set(output(README, "example")) <= set(printed.splitlines())
    stopwatch(f"sandbox, {way}")


@nightly
@pytest.mark.parametrize(
    ("way", "file", "language", "contains"),
    [
        ("commonjs", "example.cjs", "javascript", "require("),
        ("typescript", "example.mts", "ts", "import {"),
    ],
)
def test_the_other_kinds_of_javascript(
    way: str, file: str, language: str, contains: str, machine: Machine, stopwatch: Stopwatch
) -> None:
    machine.has("uvx", "npm", "node")
    sandbox = start_sandbox(machine)
    shop = make_project(machine, sandbox)
    (shop / file).write_text(program(TYPESCRIPT, language, contains), encoding="utf-8")
    commands = script(TYPESCRIPT, way).replace(
        "npm install azotte", "npm install ../azotte/generated/typescript"
    )
    printed = in_project(machine, sandbox, commands)
    assert set(output(README, "example")) <= set(printed.splitlines())
    stopwatch(f"sandbox, npm, {way}")


@nightly
@pytest.mark.parametrize(
    ("document", "language", "contains", "file", "install"),
    [
        pytest.param(
            *(PYTHON, "python", "from fastapi", "receiver.py"),
            "python3 -m venv .venv\n. .venv/bin/activate\npip install ../azotte/generated/python\n",
            id="FastAPI",
        ),
        pytest.param(
            *(TYPESCRIPT, "js", "from 'express'", "receiver.mjs"),
            "npm install ../azotte/generated/typescript\n",
            id="Express",
        ),
    ],
)
def test_a_webhook_receiver(
    document: Path, language: str, contains: str, file: str, install: str, machine: Machine
) -> None:
    machine.has("uvx", "npm", "node", "curl")
    sandbox = start_sandbox(machine)
    shop = make_project(machine, sandbox)
    (shop / file).write_text(program(document, language, contains), encoding="utf-8")
    port = str(free_port())

    def commands(label: str) -> str:
        return script(document, label).replace("3000", port)

    add = commands("webhook-add").replace("azotte-sandbox", "uvx --from ./sandbox azotte-sandbox")
    secret = machine.run(add, sandbox.clone).split()[-2]
    assert secret.startswith("whsec_")
    receiver = machine.start(
        install + commands("webhook-receiver").replace("whsec_…", secret), shop
    )
    wait_until_listening(machine, port, receiver.wait_for)
    in_project(
        machine,
        sandbox,
        'curl --fail --silent "$AZOTTE_BASE_URL/customers" -H "x-api-key: $AZOTTE_API_KEY"'
        ' -H "x-tn: $AZOTTE_TENANT_ID" -d \'{"email": "new@example.com"}\''
        " -H 'content-type: application/json'\n",
    )
    for line in output(document, "webhook-receiver"):
        receiver.wait_for(line)


@nightly
@pytest.mark.parametrize("way", SETUPS)
def test_the_setup(way: str, machine: Machine) -> None:
    machine.has(*SETUPS[way])
    clone = machine.clone(script(README, "clone"))
    printed = machine.run(script(README, way), clone, PYTEST_ADDOPTS=ONE_TEST)
    assert "0 files written, 0 removed" in printed
    assert "1 passed" in printed
    assert "Session tests was successful" in printed
    assert machine.run("git status --short\n", clone) == ""


@nightly
def test_an_edit_of_the_contract(machine: Machine) -> None:
    machine.has("uvx")
    clone = machine.clone(script(README, "clone"))
    wording = "Returns the tenant's customers, newest first."
    (edited,) = (
        file
        for file in (clone / "openapi").rglob("*.yaml")
        if wording in file.read_text(encoding="utf-8")
    )
    text = edited.read_text(encoding="utf-8")
    edited.write_text(text.replace("newest first", "the newest first"), encoding="utf-8")
    printed = machine.run(script(README, "owner"), clone)
    for line in output(README, "owner"):
        assert line in printed


@nightly
def test_the_contract_tests(machine: Machine) -> None:
    machine.has("uvx")
    clone = machine.clone(script(README, "clone"))
    printed = machine.run(script(README, "contract"), clone)
    for line in output(README, "contract"):
        assert line in printed


@nightly
def test_the_contract_tests_of_another_server(machine: Machine) -> None:
    machine.has("uvx")
    sandbox = start_sandbox(machine)
    make_project(machine, sandbox)
    commands = f"cd {sandbox.clone}\n{script(README, 'contract-url')}"
    printed = in_project(machine, sandbox, commands)
    for line in output(README, "contract"):
        assert line in printed


@nightly
def test_what_contributors_run(machine: Machine) -> None:
    machine.has("uvx")
    clone = machine.clone(script(README, "clone"))
    printed = machine.run(script(CONTRIBUTING, "contribute"), clone, PYTEST_ADDOPTS=ONE_TEST)
    assert "pre-commit installed" in printed
    for session in ("lint", "generate", "types", "tests"):
        assert f"* {session}: success" in printed


def make_project(machine: Machine, sandbox: Sandbox) -> Path:
    """Run the README's commands that make a folder and set the variables, and return the folder."""
    machine.run(sandbox.commands(script(README, "variables")), sandbox.clone)
    return sandbox.clone.parent / "shop"


def in_project(machine: Machine, sandbox: Sandbox, commands: str) -> str:
    """Run commands in the terminal in which the variables were set."""
    exports = [
        line for line in script(README, "variables").splitlines() if line.startswith("export ")
    ]
    text = "\n".join([*exports, commands])
    return machine.run(sandbox.commands(text), sandbox.clone.parent / "shop")


def wait_until_listening(machine: Machine, port: str, wait_for: Callable[[str], str]) -> None:
    """Wait until a receiver accepts connections."""
    machine.run(
        f"for _ in $(seq 240); do\n"
        f"  curl --silent --output /dev/null http://127.0.0.1:{port}/ && exit 0\n  sleep 0.5\ndone\nexit 1\n"
    )
    wait_for("")
