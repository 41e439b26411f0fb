"""Real servers, each in a process of its own, and tenants to call them with."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import click.testing
import httpx2
from click.testing import CliRunner

from azotte_sandbox.cli import main
from azotte_sandbox.contract import Contract
from azotte_sandbox.sandbox import Sandbox, Settings
from azotte_sandbox.store import Connection
from azotte_sandbox.store.engines import open_store

ROOT = Path(__file__).parents[2]
TIMEOUT_SECONDS = 20.0
R = TypeVar("R")
open_clients: list[httpx2.Client] = []
"""Those that the running test has opened; it is at its end that they are closed."""
_TLS = ssl.create_default_context()


def new_client(**options: Any) -> httpx2.Client:
    """A client; that all share one TLS context makes it five hundred times cheaper."""
    return httpx2.Client(verify=_TLS, trust_env=False, timeout=TIMEOUT_SECONDS, **options)


def request(method: str, url: str, **options: Any) -> httpx2.Response:
    """One call on a connection of its own."""
    with new_client() as client:
        return client.request(method, url, **options)


@cache
def contract() -> Contract:
    return Contract.load()


@dataclass
class Tenant:
    """A tenant with a key of each kind."""

    url: str
    id: str
    keys: dict[tuple[str, str], str]
    """By type and environment."""

    def headers(self, type_: str = "secret", environment: str = "development") -> dict[str, str]:
        return {"x-api-key": self.keys[type_, environment], "x-tn": self.id}

    def client(self, type_: str = "secret", environment: str = "development") -> httpx2.Client:
        """A client that calls with one of the keys."""
        client = new_client(base_url=f"{self.url}/v1", headers=self.headers(type_, environment))
        open_clients.append(client)
        return client


@dataclass
class Server:
    """A running `azotte-sandbox serve`."""

    process: subprocess.Popen[str]
    url: str
    database: str
    """A path or a URL, as the command line takes it."""
    log: Path
    printed: str
    issued: list[str] = field(default_factory=list[str])
    """Secrets that were handed out, which no log may show."""
    may_break_the_contract: bool = False
    """Whether its log may say so, because the test has given it another contract."""

    @property
    def address(self) -> tuple[str, int]:
        url = urlsplit(self.url)
        return str(url.hostname), int(url.port or 0)

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        self.process.terminate()
        return self.process.wait(TIMEOUT_SECONDS)

    def do(self, work: Callable[[Sandbox], Awaitable[R]]) -> R:
        """Do something to the data, as the command line does: from another process's view."""

        async def opened() -> R:
            store = await open_store(self.database)
            sandbox = Sandbox(contract(), store, Settings(self.database))
            try:
                return await work(sandbox)
            finally:
                await sandbox.close()

        return asyncio.run(opened())

    def write(self, work: Callable[[Connection], Awaitable[R]]) -> R:
        return self.do(lambda sandbox: sandbox.store.write(None, work))

    def create_tenant(self, tenant: str | None = None) -> Tenant:
        issued = self.do(lambda sandbox: sandbox.create_tenant(tenant, None, "test"))
        self.issued += [key.secret for key in issued]
        return Tenant(
            self.url,
            issued[0].world.tenant,
            {(key.kind.type, key.kind.environment): key.secret for key in issued},
        )

    def run(self, *arguments: str) -> str:
        """Run a command of the command line on the same data; what it printed."""
        done = run_command(self.database, *arguments)
        assert done.exit_code == 0, done.output
        return done.stdout

    def log_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


class StartServer(Protocol):
    def __call__(
        self,
        *options: str,
        database: str | None = ...,
        seeded_ids: str | None = ...,
        contract: Path | None = ...,
        program: Path | None = ...,
    ) -> Server: ...


def command(database: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "azotte_sandbox", "--database", database, *arguments]


def environment() -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AZOTTE_")},
        "PYTHONPATH": str(ROOT / "sandbox" / "src"),
        "PYTHONUNBUFFERED": "1",
    }


def run_command(database: str, *arguments: str) -> click.testing.Result:
    """Run a command in this process: a new interpreter for each would take most of the tests' time."""
    done = CliRunner().invoke(main, ["--database", database, *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def error_of(response: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """The error of a response, which has to be this one."""
    assert response.status_code == status, response.text
    error: dict[str, Any] = response.json()["error"]
    assert error["code"] == code, error
    assert error["request_id"] == response.headers["x-request-id"]
    return error
