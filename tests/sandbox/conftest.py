"""Starts the servers that the tests call."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.sandbox.engines import Engine, engine, postgres_server, valkey_server
from tests.sandbox.servers import (
    TIMEOUT_SECONDS,
    Server,
    StartServer,
    Tenant,
    command,
    environment,
    open_clients,
)

__all__ = ["engine", "postgres_server", "valkey_server"]  # fixtures for all

ON_POSTGRES_AT_NIGHT = frozenset(
    [
        "test_auth.py",
        "test_cli.py",
        "test_errors.py",
        "test_first_start.py",
        "test_headers.py",
    ]
)
"""What these modules show is decided before the database is asked, or in SQL that other modules run on PostgreSQL too.

On PostgreSQL they take three minutes.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests on PostgreSQL of some modules to the night, but for those that are about PostgreSQL."""
    for item in items:
        if item.path.parent == Path(__file__).parent and item.path.name in ON_POSTGRES_AT_NIGHT:
            parameters: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
            chosen = any(mark.args[0] == "engine" for mark in item.iter_markers("parametrize"))
            if parameters.get("engine") == "postgresql" and not chosen:
                item.add_marker(pytest.mark.nightly)


@pytest.fixture(scope="session")
def start_server(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Starts servers, and at the end checks what each of them logged."""
    servers: list[Server] = []

    def start(
        *options: str,
        database: str | None = None,
        seeded_ids: str | None = None,
        contract: Path | None = None,
        program: Path | None = None,
    ) -> Server:
        database = database or engine.new_database()
        log = tmp_path_factory.mktemp("server") / "server.log"
        before = [
            *(("--seeded-ids", seeded_ids) if seeded_ids else ()),
            *(("--contract", str(contract)) if contract else ()),
        ]
        arguments = command(
            database,
            *(*before, "serve", "--port", "0", "--check", "strict"),
            *(*engine.limiter(database), *options),
        )
        if program:  # another that takes the same options
            arguments[1:3] = [str(program)]
        with log.open("wb") as stream:
            process = subprocess.Popen(
                arguments,
                env={**environment(), "TMPDIR": str(log.parent)},
                stdout=subprocess.PIPE,
                stderr=stream,
                text=True,
            )
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("Listening on "):
                break
        else:
            pytest.fail(f"The server did not start: {log.read_text()}")
        server = Server(process, printed.split()[-1], database, log, printed)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.process.terminate()
    for server in servers:
        server.process.wait(TIMEOUT_SECONDS)
        if server.process.stdout is not None:
            server.process.stdout.close()
    for server in servers:
        text = server.log.read_text()
        assert server.may_break_the_contract or "contract_broken" not in text, text
        assert not [secret for secret in server.issued if secret in text], "a key is in the log"


@pytest.fixture(scope="session")
def server(start_server: StartServer) -> Server:
    """A server without rate limits, shared by all tests: each has a tenant of its own."""
    return start_server("--limits", "off")


@pytest.fixture(autouse=True)
def _close_clients() -> Iterator[None]:
    yield
    while open_clients:
        open_clients.pop().close()


@pytest.fixture
def tenant(server: Server) -> Tenant:
    return server.create_tenant()


@pytest.fixture
def api(tenant: Tenant) -> httpx2.Client:
    """A client with the tenant's secret development key."""
    return tenant.client()


@pytest.fixture
def customer(api: httpx2.Client) -> str:
    """A customer's id."""
    created = api.post("/customers", json={"email": "ada@example.com"})
    assert created.status_code == 201, created.text
    return str(created.json()["id"])
