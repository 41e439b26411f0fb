"""Real PostgreSQL and Valkey (or Redis) servers for the tests.

Each test session starts one of each, on loopback, on a port of its own and in a temporary folder; whoever needs a
database gets an empty one on them. Where the programs are missing the tests that need them are skipped, and say what
to install.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import asyncpg
import pytest
import redis

_POSTGRES_USER = "postgres"
"""PostgreSQL does not run as root; then its Debian package's own user runs it."""
_ENDS_WITH_THE_TESTS = ("--pdeathsig", "QUIT")
"""For `setpriv`: the server stops when the process that started it ends, however that ends."""
_ATTEMPTS = 5
"""How often a server is started: another program may take a free port before it does."""


R = TypeVar("R")


class Engine(Protocol):
    """What keeps the data of the servers under test and counts their requests."""

    name: str

    def new_database(self) -> str:
        """An empty database, as `--database` takes it."""
        ...

    def limiter(self, database: str) -> tuple[str, ...]:
        """The options with which every server on that database counts in one place."""
        ...

    def dump(self, database: str) -> bytes:
        """All that is stored in that database."""
        ...


ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is about files."""
ON_POSTGRES = pytest.mark.parametrize(
    "engine", [pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
"""For what needs several servers to count together."""


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Each engine in turn: whatever uses it is run on SQLite, and on PostgreSQL with Valkey."""
    if request.param == "sqlite":
        return SqliteEngine(tmp_path_factory)
    return PostgresEngine(
        request.getfixturevalue("postgres_server"), request.getfixturevalue("valkey_server")
    )


class SqliteEngine:
    """A file each; its servers count in a file beside it."""

    name = "sqlite"

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders

    def new_database(self) -> str:
        return str(self._folders.mktemp("sandbox") / "sandbox.db")

    def limiter(self, database: str) -> tuple[str, ...]:
        del database
        return ()

    def dump(self, database: str) -> bytes:
        path = Path(database)
        return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))


class PostgresEngine:
    """A PostgreSQL database and a Valkey database each."""

    name = "postgresql"

    def __init__(self, postgres: PostgresServer, valkey: ValkeyServer) -> None:
        self.postgres = postgres
        self.valkey = valkey
        self._limiters: dict[str, str] = {}

    def new_database(self) -> str:
        return self.postgres.new_database()

    def limiter(self, database: str) -> tuple[str, ...]:
        if database not in self._limiters:
            self._limiters[database] = self.valkey.new_database()
        return ("--limiter", self._limiters[database])

    def dump(self, database: str) -> bytes:
        tables = self.postgres.run(
            database,
            "SELECT relname FROM pg_class"
            " WHERE relnamespace = 'azotte_sandbox'::regnamespace AND relkind = 'r'",
        )
        rows = [
            self.postgres.run(database, f"SELECT t::text FROM {table} t") for (table,) in tables
        ]
        return repr(rows).encode()


@dataclass
class PostgresServer:
    """A running PostgreSQL.

    Its databases belong to `sandbox`, a login that is not a superuser, as in production.
    """

    port: int
    passwords: dict[str, str]
    """By login: `postgres`, the superuser, and `sandbox`."""
    log: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str, login: str = "sandbox") -> str:
        """Where a database is, for one of the logins."""
        return f"postgresql://{login}:{self.passwords[login]}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"sandbox_{next(self._numbers)}"
        self.run(self.url("postgres"), f"CREATE DATABASE {name} OWNER sandbox")
        return self.url(name)

    def explain(self, url: str) -> None:
        """Have every statement of later sessions in the database that `url` names explained, to `plans_of`."""
        for setting in (
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_analyze = on",
            "auto_explain.log_buffers = on",
            "auto_explain.log_timing = off",
            "auto_explain.log_nested_statements = on",
            "auto_explain.log_format = 'json'",
            # A statement's plan changes when it has run five times; what is asked here is the one that stays.
            "plan_cache_mode = 'force_generic_plan'",
        ):
            self.run(url, f"ALTER DATABASE {url.rpartition('/')[2]} SET {setting}")

    async def plans_of(self, work: Awaitable[R]) -> tuple[R, list[dict[str, Any]]]:
        """What came of some work, and the plans of what was executed meanwhile, each with its rows and buffers."""
        before = self.log.stat().st_size
        result = await work
        with self.log.open(encoding="utf-8") as log:
            log.seek(before)
            # A message's further lines begin with a tab.
            told = re.findall(r"  plan:\n((?:\t.*\n)+)", log.read())
        return result, [json.loads(plan) for plan in told]

    def run(self, url: str, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement as the superuser, past row-level security, in the database that `url` names."""

        async def connected() -> list[tuple[Any, ...]]:
            database = url.rpartition("/")[2]
            connection = await asyncpg.connect(
                self.url(database, "postgres"), server_settings={"search_path": "azotte_sandbox"}
            )
            try:
                return [tuple(row) for row in await connection.fetch(sql)]
            finally:
                await connection.close()

        return asyncio.run(connected())


@dataclass
class ValkeyServer:
    """A running Valkey or Redis."""

    program: str
    folder: Path
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def new_database(self) -> str:
        """The URL of an empty database."""
        return f"redis://127.0.0.1:{self.port}/{next(self._numbers)}"

    def run(self, url: str, *command: str | bytes) -> Any:
        """Run a command in the database that `url` names."""
        client: Any = redis.Redis(port=self.port, db=int(url.rpartition("/")[2]))
        try:
            return client.execute_command(*command)
        finally:
            client.close()

    def start(self) -> None:
        """Start it; once it has a port, on that one again, and empty."""
        for _ in range(_ATTEMPTS):
            port = self.port or _free_port()
            options = f"--port {port} --bind 127.0.0.1 --appendonly no --databases 1000".split()
            self._process = subprocess.Popen(
                [
                    *(*_with(*_ENDS_WITH_THE_TESTS), self.program),
                    *(*options, "--save", "", "--dir", str(self.folder)),
                ],
                stdout=subprocess.PIPE,
            )
            assert self._process.stdout is not None
            if any(b"Ready to accept connections" in line for line in self._process.stdout):
                self.port = port
                return
            self.stop()
        pytest.fail(f"{self.program} does not start")

    def stop(self) -> None:
        """Stop it immediately, as a crash would."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL for the session."""
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # Not in pytest's own folder, which no other user may enter.
    folder = Path(tempfile.mkdtemp(prefix="azotte-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _POSTGRES_USER)
    passwords = {"postgres": secrets.token_hex(16), "sandbox": secrets.token_hex(16)}
    (folder / "password").write_text(passwords["postgres"])
    try:
        subprocess.run(
            [
                *(*_as_its_user(), str(programs / "initdb"), "-D", str(folder / "data")),
                *("-U", "postgres", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}"),
                *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
            ],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        process, port = _start_postgres(programs, folder)
        try:
            server = PostgresServer(port, passwords, folder / "log")
            server.run(
                server.url("postgres"),
                f"CREATE ROLE sandbox LOGIN CREATEROLE PASSWORD '{passwords['sandbox']}'",
            )
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def valkey_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    """A Valkey or Redis for the session."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        pytest.skip("Neither Valkey nor Redis is installed: apt-get install redis-server")
    server = ValkeyServer(program, tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.stop()


def _start_postgres(programs: Path, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server; its process and its port."""
    for _ in range(_ATTEMPTS):
        port = _free_port()
        # Without fsync: what the tests kill is the sandbox, never this server.
        (folder / "data" / "postgresql.auto.conf").write_text(
            f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
            "fsync = off\nfull_page_writes = off\nshared_buffers = 32MB\nmax_connections = 300\n"
            "deadlock_timeout = 100ms\n"
        )
        server = [str(programs / "postgres"), "-D", str(folder / "data")]
        asking = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        with (folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [*_as_its_user(*_ENDS_WITH_THE_TESTS), *server], cwd=folder, stderr=log
            )
        while process.poll() is None:
            if subprocess.run(asking, check=False).returncode == 0:
                return process, port
            time.sleep(0.02)
    pytest.fail(f"PostgreSQL does not start: {(folder / 'log').read_text()}")


def _as_its_user(*options: str) -> list[str]:
    """What to put before a command of PostgreSQL, with further options of `setpriv`."""
    if os.geteuid() == 0:
        user = (f"--reuid={_POSTGRES_USER}", f"--regid={_POSTGRES_USER}", "--init-groups")
        return ["setpriv", *user, *options, "--"]
    return _with(*options)


def _with(*options: str) -> list[str]:
    return ["setpriv", *options, "--"] if options and shutil.which("setpriv") else []


def _postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if debian:
        return debian[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
