"""The command line as a client of the control API: of the data, and of a running server."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from azotte_sandbox.cli import main
from tests.sandbox.control import ControlClient, control
from tests.sandbox.engines import ON_SQLITE
from tests.sandbox.servers import (
    TIMEOUT_SECONDS,
    Server,
    Tenant,
    command,
    environment,
    run_command,
)

__all__ = ["control"]  # a fixture

# Every command is a process, or opens the data.
pytestmark = pytest.mark.slow

UNUSED = "http://127.0.0.1:9"


@pytest.fixture
def tenant(control: ControlClient) -> Tenant:
    return control.create_tenant()


def run_json(server: Server, *arguments: str) -> Any:
    printed = server.run(*arguments, "--json")
    return json.loads(printed) if printed else None


def commands(group: click.Group, *names: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, each in group.commands.items():
        if isinstance(each, click.Group):
            found += commands(each, *names, name)
        else:
            found.append((*names, name))
    return found


def test_every_command_can_print_json_and_use_a_server() -> None:
    found = commands(main)
    assert ("trigger",) in found
    for names in found:
        each: Any = main
        for name in names:
            each = each.commands[name]
        options = {option for parameter in each.params for option in parameter.opts}
        if names != ("serve",):
            assert {"--json", "--server", "--database"} <= options, names


@pytest.mark.parametrize("where", ["data", "server"])
def test_a_command_works_on_the_data_and_on_a_server(
    server: Server, tenant: Tenant, where: str
) -> None:
    there = ("--server", server.url) if where == "server" else ()

    def run(*arguments: str) -> Any:
        return run_json(server, *arguments, "--tenant", tenant.id, *there)

    triggered = run("trigger", "payment.failed")
    assert triggered["event"]["type"] == "payment.failed"
    assert run("clock", "advance", "1d")["changes"] == 0
    [clock] = run("clock", "show")
    assert clock["clock"]["offset_seconds"] >= 86_400
    key = run("keys", "create")
    assert key["key"].startswith("sk_dev_")
    server.issued.append(key["key"])
    assert key["id"] in [each["id"] for each in run("keys", "list")]
    snapshot = run("snapshots", "create", "--name", "paid")
    assert [each["name"] for each in run("snapshots", "list")] == ["paid"]
    run("reset", "--yes")
    assert tenant.client().get("/payments").json()["data"] == []
    run("snapshots", "restore", snapshot["id"])
    assert len(tenant.client().get("/payments").json()["data"]) == 1
    rule = run("failures", "add", "maintenance", "--times", "1")
    assert run("failures", "list") == [{"tenant": tenant.id, **rule}]
    assert tenant.client().get("/payments").status_code == 503
    assert run("failures", "list") == []
    event = run("webhooks", "send", "payment.disputed")
    assert event["id"] in [each["id"] for each in run("webhooks", "events")]
    assert run("webhooks", "show", event["id"])["attempts"] == []


def test_fixtures_come_from_a_file(server: Server, tenant: Tenant, tmp_path: Path) -> None:
    file = tmp_path / "fixtures.json"
    file.write_text(
        json.dumps(
            [
                {
                    "name": "ada",
                    "operation": "create_customer",
                    "body": {"email": "ada@example.com"},
                },
                {
                    "operation": "create_subscription",
                    "body": {"customer": "${ada:id}", "plan": "plan_pro"},
                },
            ]
        )
    )
    printed = server.run("fixtures", str(file), "--tenant", tenant.id)
    [customer] = tenant.client().get("/customers").json()["data"]
    assert f"create_customer  {customer['id']}  ada" in printed
    file.write_text("{")
    done = run_command(server.database, "fixtures", str(file), "--tenant", tenant.id)
    assert (done.exit_code, "is not JSON" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("clock", "show", "--tenant", "tenant_of_nobody"), 1, "No such tenant"),
        (("trigger", "payment.fialed"), 1, "No such event type"),
        (("clock", "advance"), 2, "Missing argument"),
        (("failures", "add", "explosion"), 2, "is not one of"),
        (("clock", "show", "--server", UNUSED), 3, "No server at"),
        (("logs", "tail", "--no-follow", "--server", UNUSED), 3, "azotte-sandbox serve"),
    ],
)
@ON_SQLITE
def test_the_exit_status_says_what_went_wrong(
    server: Server, tenant: Tenant, arguments: tuple[str, ...], status: int, told: str
) -> None:
    if arguments[0] in ("trigger", "failures"):
        arguments = (*arguments, "--tenant", tenant.id)
    done = run_command(server.database, *arguments)
    assert (done.exit_code, told in done.stderr) == (status, True), done.output


@ON_SQLITE
def test_logs_are_shown_with_filters(server: Server, tenant: Tenant) -> None:
    api = tenant.client()
    api.get("/customers")
    created = api.post("/customers", json={"email": "ada@example.com"})
    api.get("/customers/cus_none")

    def tail(*options: str) -> list[str]:
        return server.run(
            *("logs", "tail", "--no-follow", "--server", server.url, "--tenant", tenant.id),
            *options,
        ).splitlines()

    assert len(tail()) == 3
    [line] = tail("--status", "4xx")
    assert "GET /v1/customers/cus_none 404" in line
    assert "error=resource_missing" in line
    lines = tail("--operation", "create_customer", "--bodies")
    assert created.headers["x-request-id"] in lines[0]
    assert '  >   "email": "ada@example.com"' in "\n".join(lines)
    [shown] = map(json.loads, tail("--method", "POST", "--json"))
    assert shown["id"] == created.headers["x-request-id"]


@ON_SQLITE
def test_logs_follow_new_requests(server: Server, tenant: Tenant) -> None:
    api = tenant.client()
    api.get("/bundles")
    with running(server, "logs", "tail", "--server", server.url, "--tenant", tenant.id) as process:
        assert "list_bundles" in line_of(process)
        api.get("/customers")
        assert "list_customers" in line_of(process)


@ON_SQLITE
def test_listen_forwards_events_and_shows_deliveries(
    server: Server, tenant: Tenant, control: ControlClient
) -> None:
    options = ("--server", server.url, "--tenant", tenant.id, "--forward-to", f"{UNUSED}/hook")
    with running(server, "listen", *options) as process:
        assert "Signing secret  whsec_" in line_of(process)
        assert "Listening" in line_of(process)
        [endpoint] = control.do("list_webhook_endpoints", tenant=tenant.id)["data"]
        assert endpoint["url"] == f"{UNUSED}/hook"
        control.do("trigger_event", {"type": "customer.created"}, tenant=tenant.id)
        line = line_of(process)
        assert "customer.created evt_" in line
        assert "attempt 1: connection_failed" in line
        process.send_signal(signal.SIGINT)
        assert process.wait(TIMEOUT_SECONDS) == 0
    assert control.do("list_webhook_endpoints", tenant=tenant.id)["data"] == []


class running:  # noqa: N801  (used like a function)
    """A command that runs until the block ends."""

    def __init__(self, server: Server, *arguments: str) -> None:
        self._arguments = command(server.database, *arguments)

    def __enter__(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            self._arguments,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
            text=True,
        )
        return self._process

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(TIMEOUT_SECONDS)
        assert self._process.stdout is not None
        self._process.stdout.close()


def line_of(process: subprocess.Popen[str]) -> str:
    """Return the next line that a command prints; pytest's timeout ends a wait that is too long."""
    assert process.stdout is not None
    return process.stdout.readline()
