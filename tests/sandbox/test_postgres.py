"""The PostgreSQL engine: row-level security that holds alone, turns of the writers, a server that goes away."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import asyncpg
import pytest

from azotte_sandbox.store import (
    Connection,
    Row,
    StoreUnavailableError,
    UniqueViolationError,
    World,
    postgres,
)
from azotte_sandbox.store.postgres import OPERATOR_ROLE, TENANT_ROLE, PostgresStore
from azotte_sandbox.store.sqlite import SqliteStore
from tests.sandbox.engines import PostgresServer

# It needs a PostgreSQL of its own.
pytestmark = pytest.mark.slow

R = TypeVar("R")

ACME = World("tenant_acme", "development")
ACME_LIVE = World("tenant_acme", "production")
OTHER = World("tenant_other", "development")
WORLDS = (ACME, ACME_LIVE, OTHER)

NOT_OF_A_TENANT = {"schema_version", "object_kind"}
"""Tables that hold nothing of a tenant's."""
HIDDEN_FROM_REQUESTS = {
    *("tenant", "api_key", "key_audit", "snapshot", "delivery_attempt"),
    *NOT_OF_A_TENANT,
}
"""Tables that a request's role may not even ask."""


@pytest.fixture
def url(postgres_server: PostgresServer) -> str:
    return postgres_server.new_database()


@pytest.fixture(scope="module")
def filled(postgres_server: PostgresServer) -> str:
    """A database with a row in every table for each tenant and environment."""
    url = postgres_server.new_database()

    async def fill(store: PostgresStore) -> None:
        await store.write(None, insert_everything)

    with_store(url, fill)
    return url


def with_store(url: str, work: Callable[[PostgresStore], Awaitable[R]]) -> R:
    async def opened() -> R:
        store = await PostgresStore.open(url)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())


def test_a_write_is_on_disk_with_any_default_of_the_database(
    postgres_server: PostgresServer, url: str
) -> None:
    name = url.rpartition("/")[2]
    postgres_server.run(url, f'ALTER DATABASE "{name}" SET synchronous_commit = off')

    async def ask(store: PostgresStore) -> object:
        async def work(db: Connection) -> object:
            row = await db.fetch_one("SHOW synchronous_commit")
            assert row is not None
            return row[0]

        return await store.write(None, work)

    assert with_store(url, ask) == "on"


async def insert_everything(db: Connection) -> None:
    for tenant in {world.tenant for world in WORLDS}:
        await db.execute("INSERT INTO tenant (id, created) VALUES ($1, 1)", tenant)
    for number, world in enumerate(WORLDS):
        name = f"{number}"
        await db.execute(
            "INSERT INTO api_key (id, public_part, hash, tenant, environment, type, created, imported)"
            " VALUES ($3, $4, $5, $1, $2, 'secret', 1, 0)",
            *(*world, f"key_{name}", f"sk_{min(number, 1)}".encode(), name.encode()),
        )
        await db.execute(
            "INSERT INTO key_audit (at, tenant, environment, key_id, action, actor, details)"
            " VALUES (1, $1, $2, $3, 'key.created', 'test', '{}')",
            *(*world, f"key_{name}"),
        )
        await insert_customer(db, world, f"cus_{name}")
        await db.execute(
            "INSERT INTO bundle (tenant, environment, id, hidden, created, doc)"
            " VALUES ($1, $2, 'bun_1', 0, 1, '{}')",
            *world,
        )
        await db.execute(
            "INSERT INTO plan (tenant, environment, id, bundle) VALUES ($1, $2, 'plan_1', 'bun_1')",
            *world,
        )
        await db.execute(
            "INSERT INTO subscription (tenant, environment, id, hidden, created, customer, status,"
            " plan, billing, doc) VALUES ($1, $2, $3, 0, 1, 'cus', 'active', 'plan_1', '{}', '{}')",
            *(*world, f"sub_{name}"),
        )
        await db.execute(
            "INSERT INTO entitlement (tenant, environment, id, hidden, created, customer,"
            " subscription, bundle, doc) VALUES ($1, $2, $3, 0, 1, 'cus', 'sub', 'bun_1', '{}')",
            *(*world, f"ent_{name}"),
        )
        await db.execute(
            "INSERT INTO payment (tenant, environment, id, hidden, created, customer,"
            " payment_method, doc) VALUES ($1, $2, $3, 0, 1, 'cus', 'tok_visa', '{}')",
            *(*world, f"pay_{name}"),
        )
        await db.execute(
            "INSERT INTO idempotency (tenant, environment, key, fingerprint, created)"
            " VALUES ($1, $2, 'again', 'f', 1)",
            *world,
        )
        row = await db.fetch_one(
            "INSERT INTO object (tenant, environment, kind, id, scope, hidden, created, doc)"
            " VALUES ($1, $2, 'Coupon', 'coup_1', '', 0, 1, '{}') RETURNING seq",
            *world,
        )
        assert row is not None
        await db.execute(
            "INSERT INTO object_field (tenant, environment, kind, name, value, is_unique, object)"
            " VALUES ($1, $2, 'Coupon', 'code', 'SUMMER', 1, $3)",
            *(*world, row[0]),
        )
        await db.execute(
            "INSERT INTO id_seed (tenant, environment, seed, made) VALUES ($1, $2, 'seed', 0)",
            *world,
        )
        await db.execute(
            "INSERT INTO failure (tenant, environment, id, rule) VALUES ($1, $2, 'fail_1', '{}')",
            *world,
        )
        await db.execute(
            "INSERT INTO snapshot (id, tenant, created, body) VALUES ($2, $1, 1, '')",
            *(world.tenant, f"snap_{name}"),
        )
        await insert_endpoint_and_event(db, world, name)


async def insert_customer(db: Connection, world: World, name: str) -> None:
    await db.execute(
        "INSERT INTO customer (tenant, environment, id, hidden, created, email, doc)"
        " VALUES ($1, $2, $3, 0, 1, $3, '{}')",
        *(*world, name),
    )


async def insert_endpoint_and_event(db: Connection, world: World, name: str) -> None:
    await db.execute(
        "INSERT INTO webhook_endpoint (id, tenant, environment, url, form, secrets, created, removed, disabled)"
        " VALUES ($3, $1, $2, 'http://localhost', 'v1', 'whsec_1', 1, 0, 0)",
        *(*world, f"we_{name}"),
    )
    row = await db.fetch_one(
        "INSERT INTO event (tenant, environment, id, type, subject, created, body)"
        " VALUES ($1, $2, $3, 'customer.created', 'cus', 1, '{}') RETURNING seq",
        *(*world, f"evt_{name}"),
    )
    assert row is not None
    await insert_delivery(db, f"we_{name}", row[0])
    await db.execute(
        "INSERT INTO delivery_attempt (tenant, environment, delivery, attempt, at, duration_ms, delivered, reason, response)"
        " SELECT $1, $2, MAX(id), 1, 1, 1, 0, 'status 500', '' FROM delivery",
        *world,
    )


async def insert_delivery(db: Connection, endpoint: str, event: int) -> None:
    await db.execute(
        "INSERT INTO delivery (endpoint, event_seq, subject, state, attempts, due_at)"
        " VALUES ($1, $2, 'cus', 'waiting', 0, 1)",
        *(endpoint, event),
    )


def tables(server: PostgresServer, url: str) -> set[str]:
    rows = server.run(
        url,
        "SELECT relname FROM pg_class WHERE relnamespace = 'azotte_sandbox'::regnamespace"
        " AND relkind = 'r'",
    )
    return {row[0] for row in rows}


# ------------------------------------------------------------------ the schema


def test_both_engines_have_the_same_tables_columns_and_indexes(
    postgres_server: PostgresServer, filled: str, tmp_path: Path
) -> None:
    async def make() -> None:
        await SqliteStore(tmp_path / "sandbox.db").close()

    asyncio.run(make())
    sqlite = sqlite3.connect(tmp_path / "sandbox.db")
    of_sqlite = sqlite.execute(
        'SELECT m.name, c.name, c."notnull" OR c.pk > 0 FROM sqlite_schema m, pragma_table_info(m.name) c'
        " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
    ).fetchall()
    indexes_of_sqlite = sqlite.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    sqlite.close()
    of_postgres = postgres_server.run(
        filled,
        "SELECT table_name, column_name, (is_nullable = 'NO')::int FROM information_schema.columns"
        " WHERE table_schema = 'azotte_sandbox' AND table_name <> 'schema_version'",
    )
    indexes_of_postgres = postgres_server.run(
        filled,
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'azotte_sandbox'"
        " AND indexname !~ '_(pkey|key)$'",
    )
    assert sorted(of_postgres) == sorted(of_sqlite)
    assert sorted(indexes_of_postgres) == sorted(indexes_of_sqlite)


def test_processes_that_start_together_make_one_schema(
    postgres_server: PostgresServer, url: str
) -> None:
    async def open_many() -> None:
        stores = await asyncio.gather(*(PostgresStore.open(url) for _ in range(5)))
        await asyncio.gather(*(store.close() for store in stores))

    asyncio.run(open_many())
    assert len(postgres_server.run(url, "SELECT * FROM schema_version")) == 1


def test_deliveries_of_the_first_version_keep_their_order(
    postgres_server: PostgresServer, url: str
) -> None:
    async def make() -> None:
        connection = await asyncpg.connect(url, server_settings={"search_path": "azotte_sandbox"})
        await connection.execute("CREATE SCHEMA azotte_sandbox")
        await connection.execute("CREATE TABLE schema_version AS SELECT 2::BIGINT AS version")
        for name in ("0001_initial.sql", "0002_isolation.sql"):
            file = Path(postgres.__file__).with_name("migrations") / "postgres" / name
            await connection.execute(file.read_text())
        await connection.close()

    asyncio.run(make())
    postgres_server.run(
        url,
        "INSERT INTO webhook_endpoint VALUES"
        " ('we_1', 't', 'development', 'http://localhost', 'v1', 'whsec_1', NULL, 1, 0, 0)",
    )
    postgres_server.run(
        url,
        "INSERT INTO event OVERRIDING SYSTEM VALUE"
        " VALUES (1, 't', 'development', 'evt_1', 'customer.created', 'cus', 1, '{}')",
    )
    postgres_server.run(
        url,
        "INSERT INTO delivery OVERRIDING SYSTEM VALUE"
        " VALUES (3, 'we_1', 1, 'cus_a', 'delivered', 1, 10, 10, '200'),"
        " (4, 'we_1', 1, 'cus_a', 'waiting', 1, 20, NULL, NULL),"
        " (5, 'we_1', 1, 'cus_a', 'waiting', 0, 30, NULL, NULL),"
        " (6, 'we_1', 1, 'cus_b', 'waiting', 0, 40, NULL, NULL)",
    )

    async def nothing(store: PostgresStore) -> None:
        del store

    with_store(url, nothing)
    assert postgres_server.run(url, "SELECT id, attempts, due_at FROM delivery ORDER BY id") == [
        (3, 1, None),
        (4, 1, 20),
        (5, 0, None),
        (6, 0, 40),
    ]


def test_data_of_a_newer_version_is_left_alone(postgres_server: PostgresServer, url: str) -> None:
    async def nothing(store: PostgresStore) -> None:
        del store

    with_store(url, nothing)
    postgres_server.run(url, "UPDATE schema_version SET version = 9999")
    with pytest.raises(StoreUnavailableError, match="Use a newer azotte-sandbox"):
        with_store(url, nothing)


def test_a_login_without_rights_gets_an_error_that_names_them(
    postgres_server: PostgresServer, url: str
) -> None:
    postgres_server.run(url, "CREATE ROLE guest LOGIN PASSWORD 'guest'")
    as_guest = re.sub("//.*@", "//guest:guest@", url)
    try:
        with pytest.raises(StoreUnavailableError, match="needs CREATE on the database"):
            asyncio.run(PostgresStore.open(as_guest))
    finally:
        postgres_server.run(url, "DROP ROLE guest")


def test_an_unreachable_database_is_an_error_without_the_password(url: str) -> None:
    password = url.partition("@")[0].rpartition(":")[2]
    for wrong in (
        re.sub(r":\d+/", ":1/", url),
        url.replace("/sandbox_", "/no_such_"),
        url.replace(password, password[::-1]),
    ):
        with pytest.raises(StoreUnavailableError) as failed:
            asyncio.run(PostgresStore.open(wrong))
        assert password not in str(failed.value)
        assert password[::-1] not in str(failed.value)


# ------------------------------------------------------------------ row-level security


def test_every_table_of_a_tenants_data_has_forced_row_level_security(
    postgres_server: PostgresServer, filled: str
) -> None:
    rows = postgres_server.run(
        filled,
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
        " WHERE relnamespace = 'azotte_sandbox'::regnamespace AND relkind = 'r'",
    )
    bound = {row[0] for row in rows if row[1] and row[2]}
    assert bound == {row[0] for row in rows} - NOT_OF_A_TENANT


@pytest.mark.parametrize("role", [TENANT_ROLE, OPERATOR_ROLE])
def test_the_roles_own_nothing_that_would_free_them(
    postgres_server: PostgresServer, filled: str, role: str
) -> None:
    flags = postgres_server.run(
        filled,
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles"
        f" WHERE rolname = '{role}'",
    )
    assert flags == [(False, False, False, False)]
    assert not postgres_server.run(
        filled, f"SELECT relname FROM pg_class WHERE relowner = '{role}'::regrole"
    )


def test_a_connection_without_the_setting_sees_and_writes_nothing(
    postgres_server: PostgresServer, filled: str
) -> None:
    async def look(store: PostgresStore) -> dict[str, object]:
        seen: dict[str, object] = {}
        for table in tables_asked:
            try:
                seen[table] = await pool_of(store).fetchval(f"SELECT COUNT(*) FROM {table}")
            except asyncpg.InsufficientPrivilegeError:
                seen[table] = "refused"
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await pool_of(store).execute(
                "INSERT INTO customer (tenant, environment, id, hidden, created, doc)"
                " VALUES ('tenant_acme', 'development', 'cus_x', 0, 1, '{}')"
            )
        return seen

    tables_asked = tables(postgres_server, filled)
    assert with_store(filled, look) == {
        table: "refused" if table in HIDDEN_FROM_REQUESTS else 0 for table in tables_asked
    }


@pytest.mark.parametrize("world", WORLDS, ids="/".join)
def test_a_unit_sees_only_its_environment_without_any_predicate(
    postgres_server: PostgresServer, filled: str, world: World
) -> None:
    async def look(db: Connection) -> dict[str, list[tuple[object, ...]]]:
        return {
            table: [
                tuple(row) for row in await db.fetch(f"SELECT tenant, environment FROM {table}")
            ]
            for table in asked
        }

    asked = tables(postgres_server, filled) - HIDDEN_FROM_REQUESTS - {"delivery"}
    assert len(asked) == 13
    seen = with_store(filled, lambda store: store.read(world, look))
    assert seen == {table: [tuple(world)] for table in asked}


def test_a_unit_sees_only_deliveries_of_its_environment(filled: str) -> None:
    async def look(db: Connection) -> list[str]:
        return [row[0] for row in await db.fetch("SELECT endpoint FROM delivery")]

    async def both(store: PostgresStore) -> list[list[str]]:
        return [await store.read(world, look) for world in WORLDS]

    seen = [set(each) for each in with_store(filled, both)]
    assert [len(each) for each in seen] == [1] * len(WORLDS)
    assert len({endpoint for each in seen for endpoint in each}) == len(WORLDS)


def test_a_unit_that_writes_cannot_reach_another_environment(
    postgres_server: PostgresServer, filled: str
) -> None:
    async def change_all(db: Connection) -> None:
        for table in ("customer", "subscription", "entitlement", "payment"):
            await db.execute(f"UPDATE {table} SET created = 2")
        await db.execute("UPDATE idempotency SET created = 2")

    async def move_out(db: Connection) -> None:
        await db.execute("UPDATE customer SET tenant = $1", OTHER.tenant)

    async def insert_elsewhere(db: Connection) -> None:
        await insert_customer(db, OTHER, "cus_planted")

    async def deliver_elsewhere(db: Connection) -> None:
        row = await db.fetch_one("SELECT seq FROM event")
        assert row is not None
        await insert_delivery(db, "we_2", row[0])

    async def try_all(store: PostgresStore) -> None:
        await store.write(ACME, change_all)
        for work in (move_out, insert_elsewhere, deliver_elsewhere):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                await store.write(ACME, work)

    with_store(filled, try_all)
    for table in ("customer", "subscription", "entitlement", "payment", "idempotency"):
        changed = postgres_server.run(
            filled, f"SELECT tenant, environment FROM {table} WHERE created = 2"
        )
        assert changed == [tuple(ACME)]


def test_a_unit_may_write_in_its_environment(filled: str) -> None:
    async def write(db: Connection) -> None:
        row = await db.fetch_one("SELECT seq FROM event")
        assert row is not None
        await insert_delivery(db, "we_1", row[0])
        await insert_customer(db, ACME_LIVE, "cus_new")

    async def read(db: Connection) -> list[Row]:
        return list(await db.fetch("SELECT id FROM customer ORDER BY seq"))

    async def both(store: PostgresStore) -> list[Row]:
        await store.write(ACME_LIVE, write)
        return await store.read(ACME_LIVE, read)

    assert [row[0] for row in with_store(filled, both)] == ["cus_1", "cus_new"]


def test_the_setting_ends_with_the_unit(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "CONNECTIONS", 1)

    async def count(db: Connection) -> object:
        row = await db.fetch_one("SELECT COUNT(*) FROM bundle")
        assert row is not None
        return row[0]

    async def fail(db: Connection) -> None:
        await db.execute("SELECT 1 / 0")

    async def look(store: PostgresStore) -> None:
        for world in (ACME, None):
            assert await store.read(world, count)
            assert await pool_of(store).fetchval("SELECT COUNT(*) FROM bundle") == 0
            with pytest.raises(asyncpg.DivisionByZeroError):
                await store.write(world, fail)
            assert await pool_of(store).fetchval("SELECT COUNT(*) FROM bundle") == 0
            assert await pool_of(store).fetchval("SELECT current_user") == TENANT_ROLE

    with_store(filled, look)


@pytest.mark.parametrize(
    "name", ["'; RESET ROLE; --", "tenant_acme' OR '1' = '1", "\\'; RESET ROLE; --", "\\"]
)
def test_a_tenants_name_cannot_leave_its_quotes(filled: str, name: str) -> None:
    async def count(db: Connection) -> Row | None:
        return await db.fetch_one("SELECT current_setting('azotte.tenant'), COUNT(*) FROM bundle")

    seen = with_store(filled, lambda store: store.read(World(name, "development"), count))
    assert seen is not None
    assert tuple(seen) == (name, 0)


def test_a_role_that_is_past_row_level_security_is_not_used(
    postgres_server: PostgresServer, filled: str
) -> None:
    postgres_server.run(filled, f"ALTER ROLE {OPERATOR_ROLE} BYPASSRLS")
    try:
        with pytest.raises(
            StoreUnavailableError, match="does not apply to azotte_sandbox_operator"
        ):
            asyncio.run(PostgresStore.open(filled))
    finally:
        postgres_server.run(filled, f"ALTER ROLE {OPERATOR_ROLE} NOBYPASSRLS")


def test_keys_are_found_by_their_whole_public_part_only(filled: str) -> None:
    async def find(store: PostgresStore) -> list[list[tuple[str, str, int]]]:
        parts = [b"sk_0", b"sk_1", b"", b"sk_", b"\0\xff", b"sk_0"]
        found = await asyncio.gather(*(store.find_keys(part) for part in parts))
        return [
            sorted((key.id, key.tenant, owner.offset_seconds) for key, owner in keys)
            for keys in found
        ]

    first = [("key_0", ACME.tenant, 0)]
    both = [("key_1", ACME.tenant, 0), ("key_2", OTHER.tenant, 0)]
    assert with_store(filled, find) == [first, both, [], [], [], first]


# ------------------------------------------------------------------ units of work


def test_an_exception_rolls_a_unit_back(url: str) -> None:
    class RefusedError(Exception):
        pass

    async def refuse(db: Connection) -> None:
        await insert_customer(db, ACME, "cus_1")
        raise RefusedError

    async def count(db: Connection) -> int:
        return len(await db.fetch("SELECT 1 FROM customer"))

    async def both(store: PostgresStore) -> int:
        with pytest.raises(RefusedError):
            await store.write(ACME, refuse)
        return await store.read(ACME, count)

    assert with_store(url, both) == 0


def test_a_broken_unique_index_is_the_same_error_as_on_sqlite(url: str) -> None:
    async def twice(db: Connection) -> None:
        await insert_customer(db, ACME, "cus_1")
        await insert_customer(db, ACME, "cus_1")

    async def write(store: PostgresStore) -> None:
        with pytest.raises(UniqueViolationError):
            await store.write(ACME, twice)

    with_store(url, write)


def test_a_unit_that_goes_on_after_an_error_is_not_taken_for_done(url: str) -> None:
    async def swallow(db: Connection) -> str:
        await insert_customer(db, ACME, "cus_1")
        with contextlib.suppress(UniqueViolationError):
            await insert_customer(db, ACME, "cus_1")
        return "done"

    async def write(store: PostgresStore) -> None:
        with pytest.raises(RuntimeError, match="continued after"):
            await store.write(ACME, swallow)

    with_store(url, write)


def test_a_unit_that_reads_cannot_write(url: str) -> None:
    async def write(db: Connection) -> None:
        await insert_customer(db, ACME, "cus_1")

    async def read(store: PostgresStore) -> None:
        with pytest.raises(StoreUnavailableError):
            await store.read(ACME, write)

    with_store(url, read)


def test_writers_of_an_environment_take_turns_and_others_do_not_wait(url: str) -> None:
    """So the order of a list is the order of commits, in whatever process they are."""

    async def run() -> list[str]:
        one, two = await PostgresStore.open(url), await PostgresStore.open(url)
        begun, release, order = asyncio.Event(), asyncio.Event(), list[str]()

        async def slow(db: Connection) -> None:
            await insert_customer(db, ACME, "cus_slow")
            begun.set()
            await release.wait()

        def quick(world: World, name: str) -> Callable[[Connection], Awaitable[None]]:
            async def work(db: Connection) -> None:
                await insert_customer(db, world, name)
                order.append(name)

            return work

        try:
            first = asyncio.create_task(one.write(ACME, slow))
            await begun.wait()
            waiting = [
                asyncio.create_task(two.write(ACME, quick(ACME, "cus_two"))),
                asyncio.create_task(one.write(ACME, quick(ACME, "cus_one"))),
            ]
            await two.write(OTHER, quick(OTHER, "cus_other"))
            assert order == ["cus_other"]
            release.set()
            await asyncio.gather(first, *waiting)
            rows = await two.read(ACME, list_customers)
            return [row[0] for row in rows]
        finally:
            await one.close()
            await two.close()

    async def list_customers(db: Connection) -> list[Row]:
        return list(await db.fetch("SELECT id FROM customer ORDER BY seq"))

    listed = asyncio.run(run())
    assert listed[0] == "cus_slow"
    assert set(listed) == {"cus_slow", "cus_one", "cus_two"}


def test_a_unit_over_all_environments_is_alone(url: str) -> None:
    async def run() -> list[str]:
        one, two = await PostgresStore.open(url), await PostgresStore.open(url)
        begun, release, order = asyncio.Event(), asyncio.Event(), list[str]()

        async def housekeeping(db: Connection) -> None:
            await insert_customer(db, ACME, "cus_1")
            begun.set()
            await release.wait()
            order.append("housekeeping")

        async def request(db: Connection) -> None:
            order.append(f"request sees {len(await db.fetch('SELECT 1 FROM customer'))}")

        try:
            first = asyncio.create_task(one.write(None, housekeeping))
            await begun.wait()
            second = asyncio.create_task(two.write(ACME, request))
            async with asyncio.timeout(10):
                while not await pool_of(one).fetchval("SELECT 1 FROM pg_locks WHERE NOT granted"):
                    assert not second.done(), "it did not wait"
            release.set()
            await asyncio.gather(first, second)
            return order
        finally:
            await one.close()
            await two.close()

    assert asyncio.run(run()) == ["housekeeping", "request sees 1"]


def test_a_unit_that_deadlocks_with_a_stranger_is_done_again(
    postgres_server: PostgresServer, url: str
) -> None:
    """Units do not deadlock with each other; whoever works on the same database by hand can make them."""

    async def run(store: PostgresStore) -> int:
        async def prepare(db: Connection) -> None:
            await insert_customer(db, ACME, "cus_1")
            await insert_customer(db, ACME, "cus_2")

        await store.write(ACME, prepare)
        runs = 0
        locked, stranger_gone = asyncio.Event(), asyncio.Event()

        async def unit(db: Connection) -> None:
            nonlocal runs
            runs += 1
            if runs > 1:
                await stranger_gone.wait()
            await db.execute("UPDATE customer SET created = created + 1 WHERE id = 'cus_1'")
            locked.set()
            await db.execute("UPDATE customer SET created = created + 1 WHERE id = 'cus_2'")

        stranger = await asyncpg.connect(
            postgres_server.url(url.rpartition("/")[2], "postgres"),
            server_settings={"search_path": "azotte_sandbox", "deadlock_timeout": "30s"},
        )
        try:
            async with stranger.transaction():
                await stranger.execute("UPDATE customer SET hidden = 0 WHERE id = 'cus_2'")
                writing = asyncio.create_task(store.write(ACME, unit))
                await locked.wait()
                await stranger.execute("UPDATE customer SET hidden = 0 WHERE id = 'cus_1'")
            stranger_gone.set()
            await writing
        finally:
            await stranger.close()
        return runs

    assert with_store(url, run) == 2
    rows = postgres_server.run(url, "SELECT created FROM customer")
    assert rows == [(2,), (2,)]


def test_waiting_too_long_for_a_turn_ends_as_unavailable(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        one = await PostgresStore.open(url)
        monkeypatch.setattr(postgres, "WAIT_MILLISECONDS", 100)
        two = await PostgresStore.open(url)

        async def hold(db: Connection) -> None:
            del db
            with pytest.raises(StoreUnavailableError, match="lock timeout"):
                await two.write(ACME, nothing)

        async def nothing(db: Connection) -> None:
            del db

        try:
            await one.write(ACME, hold)
            await two.write(ACME, nothing)
        finally:
            await one.close()
            await two.close()

    asyncio.run(run())


def test_a_lost_connection_is_unavailable_once_and_then_made_again(
    postgres_server: PostgresServer, url: str
) -> None:
    async def run(store: PostgresStore) -> list[Row]:
        async def lose(db: Connection) -> None:
            await insert_customer(db, ACME, "cus_lost")
            await asyncio.to_thread(
                postgres_server.run,
                url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'azotte-sandbox' AND datname = current_database()",
            )
            await insert_customer(db, ACME, "cus_lost_2")

        async def write(db: Connection) -> None:
            await insert_customer(db, ACME, "cus_kept")

        async def read(db: Connection) -> list[Row]:
            return list(await db.fetch("SELECT id FROM customer"))

        with pytest.raises(StoreUnavailableError):
            await store.write(ACME, lose)
        await store.write(ACME, write)
        assert await store.find_keys(b"") == []
        return await store.read(ACME, read)

    assert [row[0] for row in with_store(url, run)] == ["cus_kept"]


def pool_of(store: PostgresStore) -> asyncpg.Pool[asyncpg.Record]:
    """The store's own connections, as they are between units."""
    return store._pool  # pyright: ignore[reportPrivateUsage]
