"""SQLite: runs everything on the event loop except waiting for the disk, with one commit for all waiting writes.

A read takes some tens of microseconds, less than a switch to a thread, so it runs on the event loop. So do the
statements of a write, because in a thread each would exchange Python's lock with the event loop. Only the commit is
slow. It makes the writes durable with one `fsync` (WAL, `synchronous=FULL`): it runs in a thread, while the loop goes
on and the next writes queue up. Each unit of a group runs in a savepoint, so that one that fails rolls back only
itself.

Only one server can serve a file. The command line can use it at the same time: readers never wait, and writers use
SQLite's lock.
"""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

from azotte_sandbox.store import (
    KEY_COLUMNS,
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

LOCK_WAIT_SECONDS = 10.0
"""Maximum time that a writer waits for the transaction of another process."""
LARGEST_GROUP = 128
"""Maximum number of units in a commit, so that the first one does not wait too long."""
REMEMBERED_KEYS = 1024
"""Number of public parts whose keys are cached until the next write."""

_FIND_KEYS = (
    f"SELECT {', '.join('api_key.' + name for name in KEY_COLUMNS.split(', '))}, offset_seconds, frozen_at,"  # noqa: S608  (constants)
    " EXISTS (SELECT 1 FROM id_seed WHERE id_seed.tenant = tenant.id),"
    " EXISTS (SELECT 1 FROM failure WHERE failure.tenant = tenant.id),"
    " EXISTS (SELECT 1 FROM webhook_endpoint AS e WHERE e.tenant = tenant.id AND e.removed = 0)"
    " FROM api_key JOIN tenant ON tenant.id = api_key.tenant WHERE public_part = ?"
)


class SqliteStore:
    """A store in a file.

    Args:
        path: Path of the file. File and folder are created if missing, readable by the owner only.

    Raises:
        StoreUnavailableError: The file cannot be opened, or a newer version wrote it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise StoreUnavailableError(f"{path} is a folder. Name a file with --database.")
            # SQLite writes files beside it too, and says of neither why it cannot.
            for needed in (path.parent, path):
                if needed.exists() and not os.access(needed, os.W_OK):
                    raise StoreUnavailableError(
                        f"{needed} is read-only for you. Make it writable, or choose another file with --database."
                    )
            if not path.exists():
                # The file contains signing secrets, and the hashes of keys.
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._writer_connection = _connect(path)
            _migrate(self._writer_connection, path)
            self._reader_connection = _connect(path)
            self._reader_connection.execute("PRAGMA query_only = ON")
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise StoreUnavailableError(
                f"{path} cannot be opened: {reason}. Choose another file with --database."
            ) from error
        self._reader = _SqliteConnection(self._reader_connection)
        self._keys: dict[bytes, list[tuple[StoredKey, Tenant]]] = {}
        self._keys_version: tuple[int] | None = None
        self._writer = _Writer(self._writer_connection)

    async def read(self, world: World | None, work: Work[Result]) -> Result:
        del world  # SQLite has no row-level security; the statements have the conditions
        self._reader_connection.execute("BEGIN")
        try:
            return _drive(cast("Coroutine[Any, Any, Result]", work(self._reader)))
        finally:
            self._reader_connection.execute("COMMIT")

    async def write(self, world: World | None, work: Work[Result]) -> Result:
        del world
        return await self._writer.write(work)

    async def find_keys(self, public_part: bytes) -> Sequence[tuple[StoredKey, Tenant]]:
        # It changes with each commit of another connection, including the writer's, and costs a quarter of a query.
        version = self._reader_connection.execute("PRAGMA data_version").fetchone()
        if version != self._keys_version or len(self._keys) >= REMEMBERED_KEYS:
            self._keys.clear()
            self._keys_version = version
        found = self._keys.get(public_part)
        if found is None:
            rows = self._reader_connection.execute(_FIND_KEYS, (public_part,)).fetchall()
            found = [(StoredKey.of(row), Tenant(*row[len(StoredKey._fields) :])) for row in rows]
            if found:  # unknown keys are not cached, because they would evict the others
                self._keys[public_part] = found
        return found

    async def close(self) -> None:
        await self._writer.close()
        self._reader_connection.close()
        self._writer_connection.close()


@dataclass(slots=True)
class _Job:
    """A waiting unit and its result."""

    work: Work[Any]
    done: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        """Wake the caller, if it still waits."""
        if self.done.done():
            return
        if self.error is None:
            self.done.set_result(self.result)
        else:
            self.done.set_exception(self.error)


class _Writer:
    """Writes groups of units while there are any."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._connection = _SqliteConnection(db)
        self._jobs: deque[_Job] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "sqlite-commit")
        # The event loop does not wait for the transaction of another process:`_begin` does, in the thread.
        db.execute("PRAGMA busy_timeout = 0")

    async def write(self, work: Work[Result]) -> Result:
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return cast("Result", await job.done)

    async def close(self) -> None:
        """Write the waiting units and stop."""
        if self._writing is not None:
            await self._writing
        self._thread.shutdown()

    async def _write_all(self) -> None:
        while self._jobs:
            group: list[_Job] = []
            try:
                await self._write_group(group)
            except (sqlite3.Error, StoreUnavailableError) as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if not group:  # did not start, and neither did the others
                    group.extend(self._jobs)
                    self._jobs.clear()
                for job in group:
                    job.error = StoreUnavailableError(str(error))
            for job in group:
                job.tell()
        self._writing = None

    async def _write_group(self, group: list[_Job]) -> None:
        """Write the waiting units in one transaction; `group` gets what was taken."""
        await self._begin()
        while self._jobs and len(group) < LARGEST_GROUP:
            job = self._jobs.popleft()
            group.append(job)
            self._run(job)
            if not self._db.in_transaction:
                # A full disk or an input/output error ends the whole transaction, not only the savepoint.
                raise StoreUnavailableError("The transaction was lost.") from job.error
        await self._in_thread(lambda: self._db.execute("COMMIT"))

    async def _begin(self) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            await self._in_thread(self._begin_when_free)

    def _begin_when_free(self) -> None:
        self._db.execute(f"PRAGMA busy_timeout = {int(LOCK_WAIT_SECONDS * 1000)}")
        try:
            self._db.execute("BEGIN IMMEDIATE")
        finally:
            self._db.execute("PRAGMA busy_timeout = 0")

    def _run(self, job: _Job) -> None:
        self._db.execute("SAVEPOINT job")
        try:
            job.result = _drive(cast("Coroutine[Any, Any, Any]", job.work(self._connection)))
        except BaseException as error:  # noqa: BLE001  (raised in the caller of the job)
            job.error = error
            if self._db.in_transaction:
                self._db.execute("ROLLBACK TO job")
                self._db.execute("RELEASE job")
        else:
            self._db.execute("RELEASE job")

    async def _in_thread(self, work: Callable[[], object]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _drive(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a unit of work without interruption: on SQLite its awaits never wait."""
    try:
        work.send(None)
    except StopIteration as end:
        return cast("Result", end.value)
    work.close()
    raise RuntimeError("A unit of work can only await its connection.")


class _SqliteConnection(Connection):
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        return self._run(sql, values).fetchall()

    async def fetch_one(self, sql: str, *values: Value) -> Row | None:
        cursor = self._run(sql, values)
        row = cast("Row | None", cursor.fetchone())
        cursor.close()  # an unfinished statement keeps its snapshot
        return row

    async def execute(self, sql: str, *values: Value) -> None:
        self._run(sql, values).close()

    def _run(self, sql: str, values: tuple[Value, ...]) -> sqlite3.Cursor:
        text, order = _translate(sql)
        try:
            return self._db.execute(text, values if order is None else [values[at] for at in order])
        except sqlite3.IntegrityError as error:
            if "UNIQUE" in str(error):
                raise UniqueViolationError(str(error)) from error
            raise


_PLACEHOLDER = re.compile(r"\$([0-9]+)")


@lru_cache(maxsize=1024)
def _translate(sql: str) -> tuple[str, tuple[int, ...] | None]:
    """The statement with `?`, and the order of its values, if it differs."""
    order = tuple(int(number) - 1 for number in _PLACEHOLDER.findall(sql))
    return _PLACEHOLDER.sub("?", sql), None if order == tuple(range(len(order))) else order


def _connect(path: Path) -> sqlite3.Connection:
    # The thread also uses the writer's connection, but never at the same time as the event loop.
    db = sqlite3.connect(
        path,
        timeout=LOCK_WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    _write_ahead(db)
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    # Checkpoint after 16 MB of log, four times the default, so that pages that change repeatedly are copied less often.
    db.execute("PRAGMA wal_autocheckpoint = 4000")
    db.execute("PRAGMA cache_size = -4096")
    db.execute("PRAGMA temp_store = MEMORY")  # for the rollback of savepoints
    return db


def _write_ahead(db: sqlite3.Connection) -> None:
    # If several processes open a new file at the same time, one switches it. SQLite rejects the others without waiting.
    until = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring the schema up to date, one numbered file after another, in one transaction."""
    files = sorted(
        (
            file
            for file in (
                resources.files("azotte_sandbox.store") / "migrations" / "sqlite"
            ).iterdir()
            if file.name.endswith(".sql")
        ),
        key=lambda file: file.name,
    )
    newest = int(files[-1].name[:4])
    if _version(db) == newest:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        version = _version(db)  # another process may have migrated first
        if version > newest:
            raise StoreUnavailableError(
                f"{path} was written by a newer azotte-sandbox (version {version}; this one knows {newest})."
                " Use a newer azotte-sandbox, or choose another file with --database."
            )
        for file in files:
            if int(file.name[:4]) > version:
                for statement in _statements(file.read_text(encoding="utf-8")):
                    db.execute(statement)
        db.execute(f"PRAGMA user_version = {newest}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection) -> int:
    return cast("int", db.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """Yield the statements of a script. `executescript` would commit the transaction that they belong to."""
    statements: list[str] = []
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            statements.append(text)
            text = ""
    return statements
