"""Calls: parameters, bodies, pages and dry runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from azotte.cli.groups import GROUPS
from azotte.cli.table import Command, Group
from codegen.model.read import read_api
from codegen.paths import GENERATED
from codegen.sandbox import running_sandbox
from tests.cli.conftest import Run

COMMANDS: list[tuple[str, Group, Command]] = [
    (name, group, command)
    for name, module in GROUPS.items()
    for group in (import_module(f"azotte.cli.groups.{module}").GROUP,)
    for command in group.commands
]


@pytest.fixture
def customer(azotte: Run, environment: dict[str, str]) -> str:
    done = azotte("customers", "create", "--email", "ada@example.com", "--query", "id")
    assert done.code == 0, done.err
    return done.out.strip()


@pytest.mark.parametrize(
    ("group", "command"),
    [
        pytest.param(group, command, id=f"{name} {command.name}")
        for name, group, command in COMMANDS
    ],
)
def test_each_option_is_an_argument_of_the_clients_function(group: Group, command: Command) -> None:
    call = import_module(f"azotte.api.{group.resource}.{command.operation}").call
    arguments = signature(call).parameters
    given = {option.path[0] for option in (*command.arguments, *command.options)}
    assert given | ({"body"} if command.body else set()) == arguments.keys() - {"timeout"}


def test_each_operation_has_a_command() -> None:
    document = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    operations = [one.id for one in read_api(document).operations]
    assert sorted(command.operation for _, _, command in COMMANDS) == sorted(operations)


@pytest.mark.slow
def test_the_examples_work_in_a_sandbox_with_its_first_data(azotte: Run) -> None:
    """In an order in which none removes what another needs."""
    last = ("pause", "resume", "cancel", "refund", "delete")
    examples = [
        (example, command.name) for _, _, command in COMMANDS for example in command.examples
    ]
    examples.sort(key=lambda one: last.index(one[1]) if one[1] in last else -1)
    assert len(examples) >= len(COMMANDS)
    with running_sandbox("--limits", "off") as sandbox:
        tenant = sandbox.new_tenant()
        sandbox.run("seed", "--examples", "--tenant", tenant.id)
        variables = {**tenant.variables, "AZOTTE_BASE_URL": f"{sandbox.url}/v1"}
        with pytest.MonkeyPatch.context() as patched:
            for name, value in variables.items():
                patched.setenv(name, value)
            results = {example: azotte(*shlex.split(example)) for example, _ in examples}
    failed = {example: done.err for example, done in results.items() if done.code != 0}
    assert failed == {}


def test_nested_fields_maps_and_nulls_make_the_body(
    azotte: Run, environment: dict[str, str]
) -> None:
    done = azotte(
        *("customers", "create", "--email", "ada@example.com", "--clear", "phone"),
        *("--address.city", "London", "--address.country", "GB"),
        *("--metadata", "a=1", "--metadata", "b=x=y"),
    )
    created = json.loads(done.out)
    assert created["address"]["city"] == "London"
    assert created["metadata"] == {"a": "1", "b": "x=y"}
    assert created["phone"] is None


def test_a_field_is_cleared(azotte: Run, customer: str) -> None:
    azotte("customers", "update", customer, "--name", "Ada")
    done = azotte("customers", "update", customer, "--clear", "name")
    assert json.loads(done.out)["name"] is None


@pytest.mark.parametrize("place", ["text", "file", "stdin"])
def test_a_body_is_json_with_options_over_it(
    azotte: Run, environment: dict[str, str], tmp_path: Path, place: str
) -> None:
    body = json.dumps({"email": "ada@example.com", "name": "Ada", "address": {"city": "Paris"}})
    (tmp_path / "body.json").write_text(body)
    source = {"text": body, "file": f"@{tmp_path / 'body.json'}", "stdin": "-"}[place]
    done = azotte(
        *("customers", "create", "--body", source, "--name", "Ada King", "--address.country", "FR"),
        stdin=body if place == "stdin" else "",
    )
    created = json.loads(done.out)
    assert (created["email"], created["name"]) == ("ada@example.com", "Ada King")
    assert (created["address"]["city"], created["address"]["country"]) == ("Paris", "FR")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["customers", "create"], "Missing option '--email'"),
        (["customers", "create", "--body", "{"], "Invalid value for '--body': It is not JSON"),
        (
            ["customers", "create", "--body", "@missing.json"],
            "missing.json cannot be read: No such file",
        ),
        (["customers", "create", "--body", "[]", "--email", "a@b.c"], "--body is not an object"),
        (["customers", "create", "--metadata", "a"], "'a' has no '='. Write key=value."),
        (["customers", "create", "--mail", "a@b.c"], "No such option '--mail'"),
        (["customers", "list", "--limit", "ten"], "'ten' is not a valid integer"),
        (["customers", "get"], "Missing argument 'CUSTOMER-ID'"),
        (["customers", "get", "cus_1", "cus_2"], "Got unexpected extra argument (cus_2)"),
        (["subscriptions", "update", "sub_1", "--proration", "x"], "is not one of 'immediate'"),
        (["customers", "lst"], "No such command 'lst'"),
        (["custmers"], "No such command 'custmers'"),
    ],
    ids=str,
)
def test_a_wrong_command_says_what_is_wrong(
    azotte: Run, environment: dict[str, str], arguments: list[str], message: str
) -> None:
    done = azotte(*arguments)
    assert message in done.err
    assert (done.code, done.out) == (2, "")


def test_a_value_that_an_open_enumeration_does_not_have_is_sent(
    azotte: Run, environment: dict[str, str]
) -> None:
    done = azotte("subscriptions", "list", "--status", "frozen", "--curl")
    assert "status=frozen" in done.out


def test_all_pages_are_fetched(azotte: Run, environment: dict[str, str]) -> None:
    for number in range(5):
        azotte("customers", "create", "--email", f"ada{number}@example.com")
    one_page = azotte("customers", "list", "--limit", "2")
    assert len(json.loads(one_page.out)["data"]) == 2
    every = azotte("customers", "list", "--limit", "2", "--all")
    emails = [json.loads(line)["email"] for line in every.out.splitlines()]
    assert emails == [f"ada{number}@example.com" for number in reversed(range(5))]
    selected = azotte("customers", "list", "--limit", "2", "--all", "--query", "email")
    assert selected.out.splitlines() == emails


def test_a_dry_run_sends_nothing_and_the_command_does_the_same(
    azotte: Run, environment: dict[str, str]
) -> None:
    arguments = ("customers", "create", "--email", "ada@example.com", "--name", "It's Ada")
    dry = azotte(*arguments, "--curl")
    assert dry.code == 0
    assert environment["AZOTTE_API_KEY"] not in dry.out + dry.err
    assert json.loads(azotte("customers", "list").out)["data"] == []
    ran = subprocess.run(
        ["sh", "-c", f"{dry.out.strip()} --silent --fail-with-body"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    created: dict[str, Any] = json.loads(ran.stdout)
    assert created["name"] == "It's Ada"
    assert azotte("customers", "get", created["id"], "--query", "name").out == "It's Ada\n"


def test_a_dry_run_needs_no_server_and_checks_the_key(
    azotte: Run, environment: dict[str, str]
) -> None:
    done = azotte("customers", "list", "--all", "--curl", "--base-url", "http://127.0.0.1:9/v1")
    assert (done.code, "http://127.0.0.1:9/v1/customers" in done.out) == (0, True)
    rejected = azotte("customers", "list", "--curl", "--base-url", "http://example.com/v1")
    assert (rejected.code, rejected.out) == (4, "")


def test_the_session_of_the_readme_is_what_a_terminal_shows(azotte: Run) -> None:
    """An ellipsis stands for what differs each time."""
    readme = (GENERATED / "python/README.md").read_text(encoding="utf-8")
    session = readme.partition("```console session\n")[2].partition("```")[0]
    commands = [line[2:] for line in session.splitlines() if line.startswith("$ ")]
    assert len(commands) == 4
    shown = ""
    with running_sandbox("--limits", "off") as sandbox, pytest.MonkeyPatch.context() as patched:
        tenant = sandbox.tenant_with_examples()
        for name, value in {**tenant.variables, "AZOTTE_BASE_URL": f"{sandbox.url}/v1"}.items():
            patched.setenv(name, value)
        for command in commands:
            done = azotte(*shlex.split(command)[1:])
            lines = [line.rstrip() for line in (done.out + done.err).splitlines()]
            shown += "\n".join([f"$ {command}", *lines, ""])
    pattern = re.escape(session).replace("…", ".*")
    assert re.fullmatch(pattern, shown), shown


def test_the_commands_of_the_readme_work(
    azotte: Run, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (GENERATED / "python/README.md").read_text(encoding="utf-8")
    commands = tuple(f"azotte {name} " for name in GROUPS)
    lines = [line for line in readme.splitlines() if line.startswith(commands)]
    assert lines
    payment = {"customer": "cus_1", "amount": 1, "currency": "usd", "payment_method": "tok_visa"}
    (tmp_path / "payment.json").write_text(json.dumps(payment))
    monkeypatch.chdir(tmp_path)
    failed = [line for line in lines if azotte(*shlex.split(line)[1:]).code != 0]
    assert failed == []
