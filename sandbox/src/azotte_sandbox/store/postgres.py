"""PostgreSQL: for any number of processes on any number of machines.

Each unit of work is a transaction in a role that owns nothing and is subject to row-level security. The unit of a
tenant and environment runs as the tenant role, with both as transaction-local settings; without them it sees no row.
The statements have the same conditions, so each of the two protections is sufficient
(migrations/postgres/0002_isolation.sql).

Units that write run one at a time in each tenant and environment, and units over all tenants run alone. So lists are in
the order of commits, a cursor never skips a row that is committed late, and units cannot deadlock. The advisory lock of
a unit ends with its transaction. Different tenants and environments do not wait for each other, and PostgreSQL groups
their commits.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib import resources
from typing import Any, cast
from weakref import WeakValueDictionary

import asyncpg

from azotte_sandbox.batches import Batches
from azotte_sandbox.store import (
    Connection,
    Result,
    Row,
    StoredKey,
    StoreUnavailableError,
    Tenant,
    UniqueViolationError,
    Value,
    Work,
    World,
)

SCHEMA = "azotte_sandbox"
TENANT_ROLE = "azotte_sandbox_tenant"
OPERATOR_ROLE = "azotte_sandbox_operator"

CONNECTIONS = 10
"""Maximum number of connections of a process."""
CONNECT_SECONDS = 10.0
COMMAND_SECONDS = 30.0
"""Maximum time of a statement."""
WAIT_MILLISECONDS = 10_000
"""Maximum time that a unit waits for its lock, and a transaction for its next statement."""
ATTEMPTS = 3
"""Number of attempts for a unit that PostgreSQL rolls back because of a conflict."""
LARGEST_BATCH = 128
"""Maximum number of keys in one lookup."""

_EVERY_WORLD = 0x617A_6F74_7465
"""Advisory lock that units over all tenants hold exclusively, and units of one tenant and environment share."""
_FIND_KEYS = "SELECT * FROM find_api_keys($1)"


class PostgresStore:
    """A store in a PostgreSQL database; `open` makes one."""

    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool
        self._turns: WeakValueDictionary[World | None, asyncio.Lock] = WeakValueDictionary()
        self._keys = Batches(self._find_keys, LARGEST_BATCH)

    @classmethod
    async def open(cls, url: str) -> PostgresStore:
        """Connect, and bring the schema up to date.

        Args:
            url: a `postgresql://` URL. Its login owns the tables: it needs the right to create a schema in the
                database and, the first time, to create roles.

        Raises:
            StoreUnavailableError: The database is unreachable, cannot be migrated, or does not enforce row-level
                security.
        """
        try:
            with _unavailability_told():
                await _migrate(url)
                pool = await _connect(url)
        except asyncpg.InsufficientPrivilegeError as error:
            raise StoreUnavailableError(
                f"PostgreSQL rejected the migration: {error.args[0]}. The login in the URL needs CREATE on the database and, for"
                f" the first start, CREATEROLE, or membership in the roles {TENANT_ROLE} and {OPERATOR_ROLE}."
            ) from error
        except ValueError as error:
            raise StoreUnavailableError(
                "Invalid database URL. Write it as postgresql://login:password@host:5432/database."
            ) from error
        try:
            await _check_roles(pool)
        except BaseException:
            pool.terminate()
            raise
        return cls(pool)

    async def read(self, world: World | None, work: Work[Result]) -> Result:
        return await self._transaction(_begin_reading(world), work)

    async def write(self, world: World | None, work: Work[Result]) -> Result:
        # Units wait here and not in the database, so that each tenant and environment uses only one connection of this
        # process.
        async with self._turns.setdefault(world, asyncio.Lock()):
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    return await self._transaction(_begin_writing(world), work)
                except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError) as error:
                    if attempt == ATTEMPTS:
                        raise StoreUnavailableError(_told(error)) from error
        raise AssertionError  # The last attempt returned or raised an exception.

    async def find_keys(self, public_part: bytes) -> Sequence[tuple[StoredKey, Tenant]]:
        # The database is queried each time, so that nothing can be out of date.
        return await self._keys.ask(public_part)

    async def close(self) -> None:
        try:
            await asyncio.wait_for(self._pool.close(), CONNECT_SECONDS)
        except TimeoutError:
            self._pool.terminate()

    async def _transaction(self, begin: str, work: Work[Result]) -> Result:
        with _unavailability_told():
            async with self._pool.acquire(timeout=CONNECT_SECONDS) as connection:
                try:
                    await connection.execute(begin)
                    result = await work(_PostgresConnection(connection))
                    ended = await connection.execute("COMMIT")
                except BaseException:
                    # A lost connection has already rolled back.
                    with suppress(Exception):
                        await connection.execute("ROLLBACK")
                    raise
                if ended != "COMMIT":
                    raise RuntimeError(
                        "A unit of work continued after one of its statements failed."
                    )
                return result

    async def _find_keys(self, public_parts: list[bytes]) -> list[list[tuple[StoredKey, Tenant]]]:
        found: dict[bytes, list[tuple[StoredKey, Tenant]]] = {part: [] for part in public_parts}
        with _unavailability_told():
            rows = cast("list[Row]", await self._pool.fetch(_FIND_KEYS, list(found)))
        for row in rows:
            key = StoredKey.of(row)
            found[key.public_part].append((key, Tenant(*list(row)[len(StoredKey._fields) :])))
        return [found[part] for part in public_parts]


class _PostgresConnection(Connection):
    def __init__(self, connection: asyncpg.pool.PoolConnectionProxy[Any]) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        return cast("list[Row]", await self._run(self._connection.fetch, sql, values))

    async def fetch_one(self, sql: str, *values: Value) -> Row | None:
        return cast("Row | None", await self._run(self._connection.fetchrow, sql, values))

    async def execute(self, sql: str, *values: Value) -> None:
        await self._run(self._connection.fetch, sql, values)

    async def _run(
        self, run: Callable[..., Awaitable[object]], sql: str, values: tuple[Value, ...]
    ) -> object:
        try:
            return await run(_translate(sql), *values)
        except asyncpg.UniqueViolationError as error:
            raise UniqueViolationError(error.constraint_name) from error


_UNAVAILABLE = (
    OSError,  # TimeoutError is one
    asyncpg.InterfaceError,  # the connection was lost
    asyncpg.InternalClientError,  # the connection is being lost
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,  # the server is shutting down
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,  # the server became a standby
    asyncpg.InvalidCachedStatementError,  # another process migrated the schema
)


@contextmanager
def _unavailability_told() -> Generator[None]:
    try:
        yield
    except _UNAVAILABLE as error:
        if isinstance(
            error, ValueError
        ):  # an error of the client: a value that no column accepts, or a wrong URL
            raise
        raise StoreUnavailableError(_told(error)) from error


def _told(error: BaseException) -> str:
    # Without the detail, which may quote a row.
    return (
        f"PostgreSQL is unavailable: {type(error).__name__}: {error.args[0] if error.args else ''}"
    )


async def _connect(url: str) -> asyncpg.Pool[Any]:
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=CONNECTIONS,
        timeout=CONNECT_SECONDS,
        command_timeout=COMMAND_SECONDS,
        statement_cache_size=512,
        reset=_keep,
        server_settings={
            "application_name": "azotte-sandbox",
            "role": TENANT_ROLE,
            "search_path": SCHEMA,
            "standard_conforming_strings": "on",
            "default_transaction_isolation": "read committed",
            "lock_timeout": str(WAIT_MILLISECONDS),
            "idle_in_transaction_session_timeout": str(WAIT_MILLISECONDS),
            "jit": "off",
            # Overrides the database's default, because a response to a write means that it is on disk.
            "synchronous_commit": "on",
        },
    )


async def _keep(connection: object) -> None:
    """Do nothing: settings of a transaction end with it."""


def _translate(sql: str) -> str:
    # The turns make row locks unnecessary between units. They block people who change rows by hand.
    return sql.replace("/* FOR UPDATE */", "FOR UPDATE")


# One message each, so that a transaction starts with one round trip.


@lru_cache(maxsize=1024)
def _begin_reading(world: World | None) -> str:
    return f"BEGIN READ ONLY; {_act_in(world)}"


@lru_cache(maxsize=1024)
def _begin_writing(world: World | None) -> str:
    if world is None:
        turn = f"SELECT pg_advisory_xact_lock({_EVERY_WORLD})"
    else:
        turn = (
            f"SELECT pg_advisory_xact_lock_shared({_EVERY_WORLD});"
            f" SELECT pg_advisory_xact_lock({_lock_number(world)})"
        )
    return f"BEGIN; {_act_in(world)}; {turn}"


def _act_in(world: World | None) -> str:
    if world is None:
        return f"SET LOCAL ROLE {OPERATOR_ROLE}"
    return (
        f"SET LOCAL azotte.tenant = {_quoted(world.tenant)};"
        f" SET LOCAL azotte.environment = {_quoted(world.environment)}"
    )


def _quoted(text: str) -> str:
    # Correct with standard_conforming_strings, which `open` sets; SET takes no placeholder.
    return "'" + text.replace("'", "''") + "'"


def _lock_number(world: World) -> int:
    digest = hashlib.blake2b("\0".join(world).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


async def _migrate(url: str) -> None:
    """Apply the numbered migrations in one transaction and under a lock."""
    folder = resources.files("azotte_sandbox.store") / "migrations" / "postgres"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    newest = int(files[-1].name[:4])
    connection = await asyncpg.connect(
        url, timeout=CONNECT_SECONDS, server_settings={"search_path": SCHEMA}
    )
    try:
        if await _version(connection) == newest:
            return
        # Held until the connection is closed. Taken before the transaction starts, which then sees the changes of the
        # previous holder.
        await connection.execute(f"SELECT pg_advisory_lock({_EVERY_WORLD})")
        async with connection.transaction():
            version = await _version(connection)  # another process may have migrated first
            if version > newest:
                raise StoreUnavailableError(
                    f"The data was written by a newer azotte-sandbox (version {version}; this one knows {newest})."
                    " Use a newer azotte-sandbox, or choose another database with --database."
                )
            if version == 0:
                await connection.execute(f"CREATE SCHEMA {SCHEMA}")
                await connection.execute("CREATE TABLE schema_version (version BIGINT NOT NULL)")
                await connection.execute("INSERT INTO schema_version VALUES (0)")
            for file in files:
                if int(file.name[:4]) > version:
                    await connection.execute(file.read_text(encoding="utf-8"))
            await connection.execute("UPDATE schema_version SET version = $1", newest)
    finally:
        await connection.close()


async def _version(connection: asyncpg.Connection[Any]) -> int:
    if await connection.fetchval("SELECT to_regclass('schema_version')") is None:
        return 0
    return cast("int", await connection.fetchval("SELECT version FROM schema_version"))


async def _check_roles(pool: asyncpg.Pool[Any]) -> None:
    """Reject roles that bypass row-level security.

    Raises:
        StoreUnavailableError: One of the roles bypasses row-level security.
    """
    unbound = await pool.fetchval(
        "SELECT string_agg(rolname, ', ') FROM pg_roles"
        " WHERE rolname = ANY ($1) AND (rolsuper OR rolbypassrls)"
        " OR rolname = current_user AND rolname <> $2",
        [TENANT_ROLE, OPERATOR_ROLE],
        TENANT_ROLE,
    )
    if unbound:
        raise StoreUnavailableError(
            f"Row-level security does not apply to {unbound}. Remove SUPERUSER and BYPASSRLS from the roles"
            f" {TENANT_ROLE} and {OPERATOR_ROLE}."
        )
