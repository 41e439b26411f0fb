"""The data of a tenant as a whole: cleared, removed, saved in a snapshot, and restored.

A snapshot has the objects of both environments, their events and idempotency records, the clock, and the number of
seeded IDs. Keys, webhook endpoints and failures are not part of it. It can also be restored into another tenant, so
that each test starts from the same data.
"""

# ruff: noqa: S608  (statements consist of names in this module, never of values from a request)

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import msgspec

from azotte_sandbox import clock
from azotte_sandbox.errors import OperatorError
from azotte_sandbox.keys import Keys
from azotte_sandbox.store import Connection

ROWS_AT_ONCE = 100
"""Number of rows in a statement."""

_EVENTS = "SELECT seq FROM event WHERE tenant = $1"
# In the order of foreign keys.
_DATA = (
    "DELETE FROM delivery_attempt WHERE tenant = $1",
    f"DELETE FROM delivery WHERE event_seq IN ({_EVENTS})",
    *(
        f"DELETE FROM {table} WHERE tenant = $1"
        for table in (
            "event",
            "idempotency",
            "object_field",
            "object",
            "payment",
            "entitlement",
            "subscription",
            "plan",
            "bundle",
            "customer",
        )
    ),
)
_REST = (
    *(
        f"DELETE FROM {table} WHERE tenant = $1"
        for table in ("id_seed", "failure", "snapshot", "webhook_endpoint", "key_audit", "api_key")
    ),
    "DELETE FROM tenant WHERE id = $1",
)
_PAST = (
    ("webhook_endpoint", "created", "tenant"),
    ("key_audit", "at", "tenant"),
    ("api_key", "created", "tenant"),
    ("api_key", "revoked_at", "tenant"),
    ("api_key", "last_used_at", "tenant"),
    ("tenant", "created", "id"),
)
"""Columns with times that are kept when the clock is set back. They must not be in the future after it."""

_SAVED = {
    "customer": ("environment", "id", "hidden", "created", "email", "doc"),
    "bundle": ("environment", "id", "hidden", "created", "doc"),
    "plan": ("environment", "id", "bundle"),
    "subscription": (
        "environment", "id", "hidden", "created", "customer", "status", "plan", "due_at", "billing", "doc",
    ),
    "entitlement": (
        "environment", "id", "hidden", "created", "customer", "subscription", "bundle", "doc",
    ),
    "payment": ("environment", "id", "hidden", "created", "customer", "payment_method", "doc"),
    "idempotency": ("environment", "key", "fingerprint", "created", "status", "body"),
    "event": ("environment", "id", "type", "subject", "created", "body"),
}  # fmt: skip
"""Columns of the tables in a snapshot, beside the tenant and the position in lists."""
_OBJECT = ("environment", "kind", "id", "scope", "hidden", "created", "doc")
_FIELD = ("environment", "kind", "name", "value", "number", "is_unique")
_UNORDERED = ("plan", "idempotency")


class SnapshotError(OperatorError):
    """There is no such snapshot. The message says what to do."""


class _Snapshot(msgspec.Struct):
    now: int
    frozen: bool
    made: list[tuple[str, int]]
    """Number of seeded IDs of each environment."""
    tables: dict[str, list[list[Any]]]
    objects: list[tuple[list[Any], list[list[Any]]]]
    """Each object of the kinds without a table, with its indexed fields."""


async def clear(db: Connection, tenant: str) -> None:
    """Remove the data of a tenant."""
    for statement in _DATA:
        await db.execute(statement, tenant)


async def remove(db: Connection, tenant: str) -> None:
    """Remove a tenant with everything that belongs to it."""
    for statement in (*_DATA, *_REST):
        await db.execute(statement, tenant)


async def set_clock(db: Connection, keys: Keys, tenant: str, now: int, *, frozen: bool) -> None:
    """Set a tenant's clock to a time, which can be earlier: keys keep their remaining lifetime."""
    ahead = await clock.read_now(db, tenant) - now
    await clock.set_now(db, tenant, now, frozen=frozen)
    if ahead > 0:
        await keys.set_back(db, tenant, now, ahead)
        for table, column, owner in _PAST:
            await db.execute(
                f"UPDATE {table} SET {column} = $2 WHERE {owner} = $1 AND {column} > $2",
                tenant,
                now,
            )


async def save(db: Connection, tenant: str, snapshot_id: str, name: str | None) -> None:
    """Save the data of a tenant in a snapshot."""
    state = await clock.read_tenant(db, tenant)
    tables: dict[str, list[list[Any]]] = {}
    for table, columns in _SAVED.items():
        order = "" if table in _UNORDERED else " ORDER BY seq"
        rows = await db.fetch(
            f"SELECT {', '.join(columns)} FROM {table} WHERE tenant = $1{order}", tenant
        )
        tables[table] = [list(row) for row in rows]
    fields: dict[int, list[list[Any]]] = {}
    for row in await db.fetch(
        f"SELECT object, {', '.join(_FIELD)} FROM object_field WHERE tenant = $1", tenant
    ):
        fields.setdefault(row[0], []).append(list(row)[1:])
    objects = [
        (list(row)[1:], fields.get(row[0], []))
        for row in await db.fetch(
            f"SELECT seq, {', '.join(_OBJECT)} FROM object WHERE tenant = $1 ORDER BY seq", tenant
        )
    ]
    made = await db.fetch("SELECT environment, made FROM id_seed WHERE tenant = $1", tenant)
    body = msgspec.msgpack.encode(
        _Snapshot(
            state.now(),
            state.frozen_at is not None,
            [(row[0], row[1]) for row in made],
            tables,
            objects,
        )
    )
    await db.execute(
        "INSERT INTO snapshot (id, tenant, name, created, body) VALUES ($1, $2, $3, $4, $5)",
        snapshot_id,
        tenant,
        name,
        int(time.time()),
        body,
    )


async def restore(db: Connection, keys: Keys, tenant: str, snapshot_id: str) -> None:
    """Replace the data and the clock of a tenant by those of a snapshot, its own or another tenant's.

    Raises:
        SnapshotError: The snapshot does not exist.
    """
    row = await db.fetch_one("SELECT body FROM snapshot WHERE id = $1", snapshot_id)
    if row is None:
        raise missing_snapshot(snapshot_id)
    saved = msgspec.msgpack.decode(row[0], type=_Snapshot)
    await clear(db, tenant)
    for table, columns in _SAVED.items():
        rows = saved.tables[table]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            await _insert(db, table, columns, tenant, rows[start : start + ROWS_AT_ONCE])
    for values, fields in saved.objects:
        inserted = await db.fetch_one(
            f"{_insert_statement('object', _OBJECT, 1)} RETURNING seq", tenant, *values
        )
        assert inserted is not None
        if fields:
            rows = [[*field, inserted[0]] for field in fields]
            await _insert(db, "object_field", (*_FIELD, "object"), tenant, rows)
    for environment, made in saved.made:
        await db.execute(
            "UPDATE id_seed SET made = $3 WHERE tenant = $1 AND environment = $2",
            tenant,
            environment,
            made,
        )
    await set_clock(db, keys, tenant, saved.now, frozen=saved.frozen)


def missing_snapshot(snapshot_id: str) -> SnapshotError:
    """Return the error for a snapshot that does not exist."""
    return SnapshotError(
        f"No such snapshot: '{snapshot_id}'. Run `azotte-sandbox snapshots list`.", 404
    )


async def _insert(
    db: Connection, table: str, columns: tuple[str, ...], tenant: str, rows: Sequence[Sequence[Any]]
) -> None:
    values = [value for row in rows for value in row]
    await db.execute(_insert_statement(table, columns, len(rows)), tenant, *values)


def _insert_statement(table: str, columns: tuple[str, ...], rows: int) -> str:
    width = len(columns)
    places = ", ".join(
        f"($1, {', '.join(f'${2 + row * width + column}' for column in range(width))})"
        for row in range(rows)
    )
    return f"INSERT INTO {table} (tenant, {', '.join(columns)}) VALUES {places}"
