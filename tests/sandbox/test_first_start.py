"""The first minutes with the sandbox: what a start prints, where the data is, what an error says."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from azotte_sandbox.cli import main
from tests.sandbox.contract_facts import CONTRACT
from tests.sandbox.engines import ON_POSTGRES, Engine
from tests.sandbox.servers import (
    TIMEOUT_SECONDS,
    Server,
    StartServer,
    environment,
    error_of,
    new_client,
    request,
    run_command,
)

# Every command is a process.
pytestmark = pytest.mark.slow

DEVELOPMENT_KEY = re.compile(r"\b[ps]k_dev_[0-9A-Za-z]{38}\b")
PRODUCTION_KEY = re.compile(r"\b[ps]k_live_[0-9A-Za-z]{38}\b")


@pytest.fixture(scope="module")
def first(start_server: StartServer) -> Server:
    return start_server()


# ---------------------------------------------------------------- what a start prints


def test_every_start_prints_the_data_the_tenant_and_a_call_that_works(
    first: Server, start_server: StartServer
) -> None:
    second = start_server(database=first.database)
    for server in (first, second):
        where = first.database.rpartition("@")[2]  # of a URL, what follows the login
        assert re.search(rf"^Data +\S*{re.escape(where)}$", server.printed, re.MULTILINE)
        line = next(line.strip() for line in server.printed.splitlines() if "curl" in line)
        called = subprocess.run(
            ["sh", "-c", f"{line} --silent --fail"], capture_output=True, check=True
        )
        assert b'"bun_basic"' in called.stdout
    tenants = {re.findall(r"^Tenant +(\S+)$", s.printed, re.MULTILINE)[0] for s in (first, second)}
    assert len(tenants) == 1


def test_later_starts_and_keys_show_print_the_development_keys_only(
    first: Server, start_server: StartServer
) -> None:
    keys = set(DEVELOPMENT_KEY.findall(first.printed))
    assert len(keys) == 2
    assert len(set(PRODUCTION_KEY.findall(first.printed))) == 2
    for printed in (
        start_server(database=first.database).printed,
        first.run("keys", "show"),
    ):
        assert set(DEVELOPMENT_KEY.findall(printed)) == keys
        assert not PRODUCTION_KEY.search(printed)


def test_only_the_first_tenants_development_keys_are_stored(engine: Engine, first: Server) -> None:
    later = first.create_tenant()
    stored = engine.dump(first.database).decode("latin-1")
    assert all(key in stored for key in DEVELOPMENT_KEY.findall(first.printed))
    for key in (*PRODUCTION_KEY.findall(first.printed), *later.keys.values()):
        assert key not in stored


@ON_POSTGRES
def test_a_password_of_the_database_is_not_printed(first: Server) -> None:
    login = first.database.rpartition("@")[0].rpartition("//")[2]
    password = login.partition(":")[2]
    assert password
    assert password not in first.printed + first.run("keys", "show")


def test_keys_show_follows_rotations_and_revocations(start_server: StartServer) -> None:
    server = start_server()
    key_id = re.findall(r"secret, development \((\S+)\)", server.printed)[0]
    new, new_id = server.run("keys", "rotate", key_id).split()[:2]
    shown = server.run("keys", "show")
    assert new in shown
    assert len(DEVELOPMENT_KEY.findall(shown)) == 2
    server.run("keys", "revoke", new_id.strip("()"))
    assert new not in server.run("keys", "show")
    for id_ in re.findall(r"publishable, development \((\S+)\)", server.printed):
        server.run("keys", "revoke", id_)
    shown = server.run("keys", "show")
    assert "keys create" in shown
    assert not DEVELOPMENT_KEY.search(shown)
    assert "Tenant  tenant_" in start_server(database=server.database).printed


# ---------------------------------------------------------------- where the data is


@dataclass
class Started:
    """A server in a folder of its own."""

    url: str
    printed: str


@contextmanager
def started(
    folder: Path, *options: str, before: tuple[str, ...] = (), stderr: int = subprocess.DEVNULL
) -> Generator[Started]:
    process = subprocess.Popen(
        [sys.executable, "-m", "azotte_sandbox", *before, "serve", "--port", "0", *options],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )
    assert process.stdout is not None
    try:
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("Listening on "):
                break
        assert "Listening on " in printed
        yield Started(printed.split()[-1], printed)
    finally:
        process.terminate()
        process.wait(TIMEOUT_SECONDS)
        process.stdout.close()


def test_each_folder_has_data_of_its_own_that_git_ignores(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    with started(tmp_path) as server:
        assert f"Data    {tmp_path / '.azotte' / 'sandbox.db'}\n" in server.printed
    changed = subprocess.run(
        ["git", "-C", str(tmp_path), "status", "--porcelain"], capture_output=True, check=True
    )
    assert changed.stdout == b""
    other = tmp_path / "other"
    other.mkdir()
    with started(other) as server:
        assert f"Data    {other / '.azotte' / 'sandbox.db'}\n" in server.printed


@pytest.mark.parametrize(
    "arguments",
    [
        ("--database", "mine.db", "keys", "list"),
        ("keys", "--database", "mine.db", "list"),
        ("keys", "list", "--database", "mine.db"),
        ("--database", "other.db", "keys", "list", "--database", "mine.db"),
    ],
    ids=" ".join,
)
def test_the_database_may_be_named_in_any_position(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.db").touch()
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "mine.db").stat().st_size > 0
    assert not (tmp_path / ".azotte").exists()


def test_serve_takes_the_database_behind_it(tmp_path: Path) -> None:
    with started(tmp_path, "--database", "mine.db") as server:
        assert f"Data    {tmp_path / 'mine.db'}\n" in server.printed
        # What it prints to go on with names the same data.
        assert "azotte-sandbox --database mine.db keys show" in server.printed


@pytest.mark.parametrize(
    "arguments",
    [
        ("keys", "show"),
        ("keys", "list"),
        ("tenants", "create"),
        ("clock", "show"),
        ("webhooks", "list"),
        ("seed",),
        ("reset", "--yes"),
    ],
    ids=" ".join,
)
def test_a_path_without_data_is_an_error_and_creates_nothing(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = run_command(str(tmp_path / "mistyped.db"), *arguments)
    assert done.exit_code == 1
    assert f"There is no data file {tmp_path / 'mistyped.db'}" in done.stderr
    assert "azotte-sandbox serve" in done.stderr
    assert "--database" in done.stderr
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- errors in one line


def run_without_privileges(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that permissions bind; root may write everywhere."""
    bound = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*bound, sys.executable, "-m", "azotte_sandbox", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with data, whose permissions a test changes."""
    folder = tmp_path / "folder"
    folder.mkdir()
    with started(folder, "--database", "data.db"):
        pass
    yield folder
    folder.chmod(0o755)


def check_one_line(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1, done.stdout
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: ")
    assert "--database" in line
    assert not DEVELOPMENT_KEY.search(done.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--port", "0"),
        ("serve", "--port", "0", "--database", "new.db"),
        ("serve", "--port", "0", "--database", "data.db"),
        ("tenants", "create", "--database", "data.db"),
    ],
    ids=" ".join,
)
def test_a_read_only_folder_is_an_error_in_a_line(folder: Path, arguments: tuple[str, ...]) -> None:
    folder.chmod(0o555)
    check_one_line(run_without_privileges(folder, *arguments))


@pytest.mark.parametrize("arguments", [("serve", "--port", "0"), ("tenants", "create")])
def test_a_read_only_file_is_an_error_in_a_line(folder: Path, arguments: tuple[str, ...]) -> None:
    (folder / "data.db").chmod(0o444)
    check_one_line(run_without_privileges(folder, *arguments, "--database", "data.db"))


def test_a_file_of_a_newer_version_is_an_error_in_a_line(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "new.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    done = run_command(str(tmp_path / "new.db"), "serve", "--port", "0")
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert "new.db was written by a newer azotte-sandbox" in line
    assert "99" in line


def test_a_path_that_is_not_a_file_is_an_error_in_a_line(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("This is plain text, and long enough to be read as a database.\n" * 100)
    for path, reason in (
        (text, "not a database"),
        (tmp_path, "is a folder"),
        (text / "x.db", "cannot be opened"),
    ):
        done = run_command(str(path), "serve", "--port", "0")
        assert done.exit_code == 1
        (line,) = done.stderr.splitlines()
        assert reason in line
        assert "--database" in line


def test_a_port_in_use_is_an_error_that_names_one_to_try(first: Server, tmp_path: Path) -> None:
    port = first.url.rpartition(":")[2]
    done = CliRunner().invoke(main, ["--database", str(tmp_path / "x.db"), "serve", "--port", port])
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert f"Port {port} on 127.0.0.1 is in use" in line
    assert re.search(r"`serve --port \d+`", line)
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- the log


def read_terminal(terminal: int) -> str:
    text = b""
    try:
        while part := os.read(terminal, 65_536):
            text += part
    except OSError:  # Linux reports the end of a terminal as an error
        pass
    return text.decode()


def logged(folder: Path, *options: str) -> str:
    """What a server writes to a terminal for one request, from its start to its end."""
    terminal, end = pty.openpty()
    try:
        with started(folder, *options, stderr=end) as server:
            request("GET", f"{server.url}/v1/bundles", headers={"x-api-key": "no", "x-tn": "no"})
        os.close(end)
        return read_terminal(terminal)
    finally:
        os.close(terminal)


def test_on_a_terminal_the_log_is_text(tmp_path: Path) -> None:
    (line,) = logged(tmp_path).splitlines()
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d GET /bundles 401 \d+\.\d ms request_id=req_\w+ code=authentication_failed",
        line,
    )


def test_the_log_is_json_if_requested(tmp_path: Path) -> None:
    (line,) = logged(tmp_path, "--log-format", "json").splitlines()
    assert json.loads(line)["status"] == 401


def test_elsewhere_the_log_is_json_and_holds_requests_alone(start_server: StartServer) -> None:
    server = start_server()
    request("GET", f"{server.url}/healthz")
    server.stop()
    assert [line["event"] for line in server.log_lines()] == ["request"]


# ---------------------------------------------------------------- limits


def test_limits_are_generous_and_the_headers_count_in_one_unit(first: Server) -> None:
    api = first.create_tenant().client()
    responses = [api.get("/bundles") for _ in range(150)]
    assert {response.status_code for response in responses} == {200}
    limit, remaining = (
        int(responses[0].headers[f"x-ratelimit-{name}"]) for name in ("limit", "remaining")
    )
    assert limit - remaining == 1


@pytest.mark.parametrize("environment", ["development", "production"])
def test_the_platforms_limits_count_down_from_the_burst(
    start_server: StartServer, environment: str
) -> None:
    server = start_server("--limits", "platform")
    api = server.create_tenant().client("secret", environment)
    headers = api.get("/bundles").headers
    limit, remaining = (int(headers[f"x-ratelimit-{name}"]) for name in ("limit", "remaining"))
    assert (limit, remaining) == ({"development": 10, "production": 50}[environment], limit - 1)


def test_a_rejected_request_is_logged_with_what_to_set(start_server: StartServer) -> None:
    server = start_server("--limits", "development=60/1")
    api = server.create_tenant().client()
    first_one, second = api.get("/bundles"), api.get("/bundles")
    assert first_one.status_code == 200
    assert error_of(second, 429, "rate_limit_exceeded")["message"].endswith("in 1 second.")
    server.stop()
    lines = {line["status"]: line for line in server.log_lines() if line["event"] == "request"}
    assert "--limits off" in lines[429]["hint"]
    assert "hint" not in lines[200]


# ---------------------------------------------------------------- tenants and examples


def test_many_tenants_are_created_by_one_command(first: Server) -> None:
    created = json.loads(first.run("tenants", "create", "--count", "3", "--json"))
    assert len({tenant["id"] for tenant in created}) == 3
    for tenant in created:
        for key in tenant["keys"]:
            response = request(
                "GET",
                f"{first.url}/v1/bundles",
                headers={"x-api-key": key["key"], "x-tn": tenant["id"]},
            )
            assert response.status_code == 200, key["type"]
    done = run_command(first.database, "tenants", "create", "tenant_one", "--count", "2")
    assert done.exit_code == 2
    assert "--count" in done.stderr


def resolved(node: Any) -> Any:
    while "$ref" in node:
        found: Any = CONTRACT
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/")]
        node = found
    return node


OPERATIONS = [
    (method, path, operation)
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
    if "operationId" in operation
]


@pytest.fixture(scope="module")
def tenants_with_examples(first: Server) -> Iterator[dict[str, Any]]:
    """A tenant for each operation, not used by another."""
    count = str(len(OPERATIONS))
    created = first.run("tenants", "create", "--count", count, "--examples", "--json")
    return iter(json.loads(created))


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[op["operationId"] for _, _, op in OPERATIONS]
)
def test_the_examples_of_each_operation_run_as_they_are(
    first: Server,
    tenants_with_examples: Iterator[dict[str, Any]],
    method: str,
    path: str,
    operation: dict[str, Any],
) -> None:
    tenant = next(tenants_with_examples)
    key = next(
        key["key"]
        for key in tenant["keys"]
        if (key["type"], key["environment"]) == ("secret", "development")
    )
    headers = {"x-api-key": key, "x-tn": tenant["id"]}
    query: list[tuple[str, str | int | float | bool | None]] = []
    url = path
    for parameter in map(resolved, operation.get("parameters", [])):
        value = parameter["example"]
        if parameter["in"] == "path":
            url = url.replace(f"{{{parameter['name']}}}", value)
        # Both cursors together name no page.
        elif parameter["in"] == "query" and parameter["name"] != "ending_before":
            values: list[Any] = value if parameter["schema"].get("type") == "array" else [value]
            query += [(parameter["name"], str(one)) for one in values]
    body = None
    if "requestBody" in operation:
        content = resolved(operation["requestBody"])["content"]["application/json"]
        body = resolved(next(iter(content["examples"].values())))["value"]
    with new_client(base_url=f"{first.url}/v1", headers=headers) as api:
        if {"/status": {"enum": ["paused"]}} in [
            r["then"] for r in operation.get("x-requires", ())
        ]:
            # The documents pause the same subscription before.
            assert api.post(url.replace("resume", "pause")).status_code == 200
        response = api.request(method.upper(), url, params=query, json=body)
    assert response.is_success, response.text


def test_the_first_start_creates_the_examples(start_server: StartServer) -> None:
    server = start_server()
    tenant = re.findall(r"^Tenant +(\S+)$", server.printed, re.MULTILINE)[0]
    key = next(k for k in DEVELOPMENT_KEY.findall(server.printed) if k.startswith("sk"))
    with new_client(base_url=f"{server.url}/v1", headers={"x-api-key": key, "x-tn": tenant}) as api:
        seen = 0
        for path in CONTRACT["paths"]:
            item = CONTRACT["paths"][path]
            parameters = [resolved(p) for p in item.get("get", {}).get("parameters", [])]
            in_path = [p for p in parameters if p["in"] == "path"]
            for parameter in in_path:
                filled = path.replace(f"{{{parameter['name']}}}", parameter["example"])
                assert api.get(filled).status_code == 200, filled
                seen += 1
        assert seen >= 5
        subscription = api.get("/subscriptions").json()["data"][0]
        assert subscription["status"] == "active"
        payment = api.get("/payments").json()["data"][0]
        assert payment["subscription"] == subscription["id"]
    again = run_command(server.database, "seed", "--examples")
    assert again.exit_code == 1
    assert "exist already" in again.stderr
    assert "azotte-sandbox reset" in again.stderr
    server.run("reset", "--yes")
    assert "cus_" in server.run("seed", "--examples")


def test_examples_keep_the_newest_first_beside_other_data(first: Server) -> None:
    tenant = first.create_tenant()
    first.run("seed", "--tenant", tenant.id, "--customers", "20")
    first.run("seed", "--tenant", tenant.id, "--examples")
    api = tenant.client()
    for path in ("/customers", "/subscriptions", "/payments", "/bundles"):
        created = [doc["created"] for doc in api.get(path, params={"limit": 100}).json()["data"]]
        assert created == sorted(created, reverse=True), path
    assert api.get("/customers").json()["data"][0]["id"] == "cus_1234567890"


@pytest.mark.parametrize(
    ("example", "change", "reason"),
    [
        ("Customer", {"email": None}, "do not fit"),
        ("Subscription", {"plan": {"id": "plan_none"}}, "do not fit"),
    ],
)
def test_examples_that_do_not_fit_together_do_not_stop_a_start(
    tmp_path: Path, example: str, change: dict[str, Any], reason: str
) -> None:
    contract = json.loads(json.dumps(CONTRACT))
    for other in ("CustomerList", "CustomerWithSubscriptions", "SubscriptionList"):
        contract["components"]["examples"][other]["value"] = {}
    contract["components"]["examples"][example]["value"].update(change)
    (tmp_path / "contract.json").write_text(json.dumps(contract))
    process_log = tmp_path / "log"
    with (
        process_log.open("wb") as log,
        started(tmp_path, before=("--contract", "contract.json"), stderr=log.fileno()) as server,
    ):
        assert request("GET", f"{server.url}/healthz").status_code == 200
    lines = [json.loads(line) for line in process_log.read_text().splitlines()]
    (told,) = (line for line in lines if line["event"] == "examples_not_created")
    assert reason in told["reason"]
