"""SQLite: groups of writes share a commit, and each is whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte_sandbox.auth import public_part
from azotte_sandbox.contract import Contract
from azotte_sandbox.sandbox import Sandbox, Settings
from azotte_sandbox.store import Connection, StoreUnavailableError, UniqueViolationError
from azotte_sandbox.store import sqlite as engine
from azotte_sandbox.store.sqlite import SqliteStore

R = TypeVar("R")


def with_store(path: Path, use: Callable[[SqliteStore], Awaitable[R]]) -> R:
    async def opened() -> R:
        store = SqliteStore(path)
        try:
            return await use(store)
        finally:
            await store.close()

    return asyncio.run(opened())


async def add(db: Connection, tenant: str) -> None:
    await db.execute("INSERT INTO tenant (id, created) VALUES ($1, 0)", tenant)


async def tenants(store: SqliteStore) -> list[str]:
    async def work(db: Connection) -> list[str]:
        return [row[0] for row in await db.fetch("SELECT id FROM tenant ORDER BY id")]

    return await store.read(None, work)


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ("UPDATE api_key SET revoked_at = 7", [(7, 0)]),
        ("UPDATE tenant SET offset_seconds = 9", [(None, 9)]),
        ("DELETE FROM api_key", []),
    ],
)
@pytest.mark.parametrize("own", [True, False], ids=["own write", "write of another process"])
def test_a_remembered_key_is_as_it_was_written_last(
    tmp_path: Path, change: str, seen: list[tuple[int | None, int]], own: bool
) -> None:
    async def work(db: Connection) -> None:
        await db.execute(change)

    async def use(store: SqliteStore) -> None:
        sandbox = Sandbox(Contract.load(), store, Settings(str(tmp_path / "data.db")))
        key = (await sandbox.create_tenant(None, None, "test"))[0]
        for _ in range(2):
            [(found, owner)] = await store.find_keys(public_part(key.secret.encode()))
            assert (found.id, found.revoked_at, owner.offset_seconds) == (key.id, None, 0)
        if own:
            await store.write(None, work)
        else:
            with contextlib.closing(sqlite3.connect(store.path, isolation_level=None)) as other:
                other.execute("PRAGMA foreign_keys = OFF")
                other.execute(change)
            # A request that is sent after it is read in a later turn of the loop than this one.
            await asyncio.sleep(0)
        found_now = await store.find_keys(public_part(key.secret.encode()))
        assert [(key.revoked_at, owner.offset_seconds) for key, owner in found_now] == seen

    with_store(tmp_path / "data.db", use)


def test_the_number_of_remembered_keys_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "REMEMBERED_KEYS", 3)

    async def use(store: SqliteStore) -> None:
        sandbox = Sandbox(Contract.load(), store, Settings(str(tmp_path / "data.db")))
        keys = [*(await sandbox.create_tenant(None, None, "test"))] * 3
        for key in keys:
            [(found, _)] = await store.find_keys(public_part(key.secret.encode()))
            assert found.id == key.id
            assert len(store._keys) <= 3  # pyright: ignore[reportPrivateUsage]

    with_store(tmp_path / "data.db", use)


def test_the_next_reader_sees_what_was_written(tmp_path: Path) -> None:
    """However many others read meanwhile, over this store and over that of another process."""

    async def use(store: SqliteStore) -> None:
        beside = SqliteStore(store.path)
        done = False

        async def keep_reading() -> None:
            while not done:
                await tenants(store)
                await asyncio.sleep(0)

        async def write_and_read(number: int) -> None:
            name = f"{number:03}"
            await (store, beside)[number % 2].write(None, partial(add, tenant=name))
            assert name in await tenants(store)
            assert name in await tenants(beside)

        readers = [asyncio.create_task(keep_reading()) for _ in range(3)]
        try:
            for first in range(0, 200, 4):
                await asyncio.gather(*(write_and_read(first + more) for more in range(4)))
        finally:
            done = True
            await asyncio.gather(*readers)
            await beside.close()

    with_store(tmp_path / "data.db", use)


class RefusedError(Exception):
    pass


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["good", "refused", "duplicate", "wrong"]), max_size=60))
def test_a_unit_that_fails_takes_only_itself_back(
    tmp_path_factory: pytest.TempPathFactory, plan: list[str]
) -> None:
    async def use(store: SqliteStore) -> None:
        async def unit(number: int, kind: str) -> int:
            async def work(db: Connection) -> int:
                await add(db, f"{number:03}")
                if kind == "refused":
                    raise RefusedError
                if kind == "duplicate":
                    await add(db, f"{number:03}")
                if kind == "wrong":
                    await db.execute("INSERT INTO nowhere VALUES (1)")
                return number

            return await store.write(None, work)

        outcomes = await asyncio.gather(
            *(unit(number, kind) for number, kind in enumerate(plan)), return_exceptions=True
        )
        expected = {
            "refused": RefusedError,
            "duplicate": UniqueViolationError,
            "wrong": sqlite3.OperationalError,
        }
        for number, (kind, outcome) in enumerate(zip(plan, outcomes, strict=True)):
            if kind == "good":
                assert outcome == number
            else:
                assert isinstance(outcome, expected[kind])
        good = [f"{number:03}" for number, kind in enumerate(plan) if kind == "good"]
        assert await tenants(store) == good

    with_store(tmp_path_factory.mktemp("store") / "x.db", use)


def test_writes_that_wait_share_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[str] = []
    connect = engine._connect  # pyright: ignore[reportPrivateUsage]  # nothing public says when it commits

    def traced(path: Path) -> sqlite3.Connection:
        db = connect(path)
        db.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
        return db

    monkeypatch.setattr(engine, "_connect", traced)

    async def use(store: SqliteStore) -> None:
        commits.clear()
        await asyncio.gather(*(store.write(None, partial(add, tenant=str(n))) for n in range(200)))
        assert len(await tenants(store)) == 200
        assert 2 <= len(commits) <= 20, "up to 128 share one, and few wait alone"

    with_store(tmp_path / "x.db", use)


def test_a_commit_that_fails_fails_the_whole_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOCK_WAIT_SECONDS", 0.05)

    async def use(store: SqliteStore) -> None:
        other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        outcomes = await asyncio.gather(
            *(store.write(None, partial(add, tenant=str(n))) for n in range(5)),
            return_exceptions=True,
        )
        assert [type(outcome) for outcome in outcomes] == [StoreUnavailableError] * 5
        other.execute("ROLLBACK")
        other.close()
        await store.write(None, lambda db: add(db, "after"))
        assert await tenants(store) == ["after"]

    with_store(tmp_path / "x.db", use)


def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    async def use(store: SqliteStore) -> None:
        await store.write(None, lambda db: add(db, "before"))

        async def limit(db: Connection) -> None:
            row = await db.fetch_one("PRAGMA page_count")
            assert row is not None
            await db.fetch(f"PRAGMA max_page_count = {row[0] + 2}")

        await store.write(None, limit)
        outcomes = await asyncio.gather(
            *(store.write(None, partial(add, tenant=str(n) * 3000)) for n in range(8)),
            return_exceptions=True,
        )
        assert any(outcome is not None for outcome in outcomes)
        kept = [str(n) * 3000 for n, outcome in enumerate(outcomes) if outcome is None]
        assert await tenants(store) == sorted(["before", *kept])

    with_store(tmp_path / "x.db", use)


def test_a_unit_may_await_nothing_but_its_connection(tmp_path: Path) -> None:
    async def use(store: SqliteStore) -> None:
        async def work(db: Connection) -> None:
            await add(db, "x")
            await asyncio.sleep(0)

        with pytest.raises(RuntimeError, match="can only await its connection"):
            await store.write(None, work)
        assert await tenants(store) == []

    with_store(tmp_path / "x.db", use)


def test_reads_cannot_write(tmp_path: Path) -> None:
    async def use(store: SqliteStore) -> None:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await store.read(None, lambda db: add(db, "x"))

    with_store(tmp_path / "x.db", use)


def test_waiting_writes_are_written_before_closing(tmp_path: Path) -> None:
    async def begin(store: SqliteStore) -> Sequence[asyncio.Future[None]]:
        return [
            asyncio.ensure_future(store.write(None, partial(add, tenant=str(n)))) for n in range(50)
        ]

    async def use(store: SqliteStore) -> None:
        pending = await begin(store)
        await asyncio.sleep(0)
        await store.close()
        await asyncio.gather(*pending)

    async def run() -> None:
        await use(SqliteStore(tmp_path / "x.db"))

    asyncio.run(run())
    assert len(with_store(tmp_path / "x.db", tenants)) == 50


def test_placeholders_may_repeat_and_come_in_any_order(tmp_path: Path) -> None:
    async def use(store: SqliteStore) -> None:
        async def work(db: Connection) -> Sequence[object]:
            return tuple(
                await db.fetch_one("SELECT $2, $1, $2 || $1, $10", *map(str, range(1, 11))) or ()
            )

        assert await store.read(None, work) == ("2", "1", "21", "10")

    with_store(tmp_path / "x.db", use)


def test_data_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with_store(path, tenants)
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 9999")
    db.close()
    with pytest.raises(StoreUnavailableError, match="newer azotte-sandbox"):
        SqliteStore(path)


def test_deliveries_of_the_first_version_keep_their_order(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "x.db")
    migrations = Path(engine.__file__).with_name("migrations") / "sqlite"
    db.executescript((migrations / "0001_initial.sql").read_text())
    db.executescript(
        "INSERT INTO webhook_endpoint VALUES"
        " ('we_1', 't', 'development', 'http://localhost', 'v1', 'whsec_1', NULL, 1, 0, 0);"
        "INSERT INTO event VALUES (1, 't', 'development', 'evt_1', 'customer.created', 'cus', 1, x'7b7d');"
        "INSERT INTO delivery VALUES (3, 'we_1', 1, 'cus_a', 'delivered', 1, 10, 10, '200'),"
        " (4, 'we_1', 1, 'cus_a', 'waiting', 1, 20, NULL, NULL),"
        " (5, 'we_1', 1, 'cus_a', 'waiting', 0, 30, NULL, NULL),"
        " (6, 'we_1', 1, 'cus_b', 'waiting', 0, 40, NULL, NULL);"
        "PRAGMA user_version = 1"
    )
    db.close()

    async def deliveries(store: SqliteStore) -> list[tuple[object, ...]]:
        async def work(db: Connection) -> list[tuple[object, ...]]:
            rows = await db.fetch("SELECT id, attempts, due_at FROM delivery ORDER BY id")
            return [tuple(row) for row in rows]

        return await store.read(None, work)

    assert with_store(tmp_path / "x.db", deliveries) == [
        (3, 1, None),
        (4, 1, 20),
        (5, 0, None),
        (6, 0, 40),
    ]


def test_several_may_open_a_new_file_concurrently(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        for number in range(50):  # it is a matter of luck whether they meet
            path = tmp_path / f"{number}.db"
            found = list(pool.map(partial(with_store, use=tenants), [path] * 8))
            assert found == [[]] * 8
