"""Stores the objects of all kinds that have no table of their own: one table of JSON documents, with indexed fields.

A list with a filter walks the index of the field from the newest object on, so that a page costs the same in a large
collection. Each row has the JSON of the response.
"""

# ruff: noqa: S608  (statements consist of names in this module, never of values from a request)

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, cast

import msgspec

from azotte_sandbox.json_values import is_list
from azotte_sandbox.store import Connection, Store, Value, World
from azotte_sandbox.store.filters import folded, values_of

LONGEST_VALUE = 500
"""Longest text that is indexed as it is. A longer one is indexed by its start and its hash."""


class Index(NamedTuple):
    """An indexed field of a kind of object."""

    field: str
    """Path of the field, for example `plan.id`."""
    ignore_case: bool
    is_unique: bool

    @property
    def name(self) -> str:
        """Name of the index. Texts without case have one of their own."""
        return self.field + ("~" if self.ignore_case else "")


@dataclass
class Stored:
    """A stored object.

    Attributes:
        seq: Its position in lists.
        scope: Objects in the path that it belongs to.
        body: Its JSON.
    """

    seq: int
    id: str
    scope: str
    body: bytes

    @cached_property
    def doc(self) -> Any:
        """The decoded JSON."""
        return msgspec.json.decode(self.body)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a list: a value of a field, or one of several."""

    index: str
    operator: str
    value: Any


@dataclass(slots=True)
class Wanted:
    """What a list returns.

    Attributes:
        scope: Objects in the path that the listed ones belong to, or None for all.
        after: Only objects after the one at this position.
        before: Only objects before the one at this position.
        skip: Number of objects to skip.
        ascending: Whether the oldest objects come first.
    """

    limit: int
    conditions: list[Condition] = field(default_factory=list[Condition])
    scope: str | None = None
    after: int | None = None
    before: int | None = None
    skip: int = 0
    ascending: bool = False

    def whole(self) -> Wanted:
        """Return the whole list that this page is part of."""
        return Wanted(0, self.conditions, self.scope)


class Documents:
    """The objects of a kind.

    Args:
        kind: Name of the kind.
        indexes: The indexed fields.
    """

    def __init__(self, kind: str, indexes: Sequence[Index]) -> None:
        self.kind = kind
        self.indexes = tuple(indexes)

    async def get(self, db: Connection, world: World, object_id: str) -> bytes | None:
        """Return the JSON of an object, or None."""
        row = await db.fetch_one(f"SELECT doc {_ONE} AND hidden = 0", *self._key(world, object_id))
        return None if row is None else cast("bytes", row[0])

    async def read(self, db: Connection, world: World, object_id: str) -> Stored | None:
        """Return an object, or None."""
        return await self._find(db, _FIND, world, object_id)

    async def find(self, db: Connection, world: World, object_id: str) -> Stored | None:
        """Return an object, locked until the end of the unit of work, or None."""
        return await self._find(db, f"{_FIND} /* FOR UPDATE */", world, object_id)

    async def _find(self, db: Connection, sql: str, world: World, object_id: str) -> Stored | None:
        row = await db.fetch_one(sql, *self._key(world, object_id))
        return None if row is None else Stored(*row)

    async def place(self, db: Connection, world: World, object_id: str) -> int | None:
        """Return the position of an object in lists, also of a deleted one, or None."""
        row = await db.fetch_one(
            f"SELECT seq {_ONE} ORDER BY seq DESC LIMIT 1", *self._key(world, object_id)
        )
        return None if row is None else cast("int", row[0])

    def stored(self, seq: int, body: bytes) -> Stored:
        """Return an object of a page, to change it."""
        return Stored(seq, "", "", body)

    async def count(self, db: Connection, world: World) -> int:
        """Return the number of objects that there are or were."""
        row = await db.fetch_one(
            "SELECT COUNT(*) FROM object WHERE tenant = $1 AND environment = $2 AND kind = $3",
            *world,
            self.kind,
        )
        assert row is not None
        return cast("int", row[0])

    async def insert(
        self, db: Connection, world: World, object_id: str, doc: Any, *, scope: str, created: int
    ) -> bytes:
        """Store a new object and return its JSON.

        Raises:
            UniqueViolationError: Another object has the same ID, or a value that must be unique.
        """
        body = msgspec.json.encode(doc)
        row = await db.fetch_one(
            "INSERT INTO object (tenant, environment, kind, id, scope, hidden, created, doc)"
            " VALUES ($1, $2, $3, $4, $5, 0, $6, $7) RETURNING seq",
            *self._key(world, object_id),
            scope,
            created,
            body,
        )
        assert row is not None
        await self._index(db, world, row[0], doc)
        return body

    async def update(self, db: Connection, world: World, stored: Stored, doc: Any) -> bytes:
        """Store a changed object and return its JSON.

        Raises:
            UniqueViolationError: Another object has a value that must be unique.
        """
        body = msgspec.json.encode(doc)
        await db.execute(
            "UPDATE object SET doc = $4 WHERE tenant = $1 AND environment = $2 AND seq = $3",
            *world,
            stored.seq,
            body,
        )
        if list(self._rows(doc)) != list(self._rows(stored.doc)):
            await self._clear(db, stored.seq)
            await self._index(db, world, stored.seq, doc)
        return body

    async def hide(self, db: Connection, world: World, stored: Stored) -> None:
        """Delete an object. The row stays without its data, because a client may use it as the cursor of a list."""
        await self._clear(db, stored.seq)
        await db.execute(
            "UPDATE object SET hidden = 1, doc = $4 WHERE tenant = $1 AND environment = $2 AND seq = $3",
            *world,
            stored.seq,
            b"null",
        )

    async def page(self, db: Connection, world: World, wanted: Wanted) -> list[tuple[bytes, int]]:
        """Return the objects that match, starting at the cursor, and one more than the limit if there are more.

        Returns:
            The JSON of each object, and its position.
        """
        values: list[Value] = [*world, self.kind]
        source, seq = self._source(wanted, values)
        order = "ASC" if wanted.ascending is (wanted.before is None) else "DESC"
        values += [wanted.limit + 1, wanted.skip]
        rows = await db.fetch(
            f"SELECT object.doc, object.seq {source} ORDER BY {seq} {order}"
            f" LIMIT ${len(values) - 1} OFFSET ${len(values)}",
            *values,
        )
        return [(row[0], row[1]) for row in rows]

    async def total(self, db: Connection, world: World, wanted: Wanted) -> int:
        """Return the number of objects that match."""
        values: list[Value] = [*world, self.kind]
        source, _ = self._source(wanted, values)
        row = await db.fetch_one(f"SELECT COUNT(*) {source}", *values)
        assert row is not None
        return cast("int", row[0])

    def _source(self, wanted: Wanted, values: list[Value]) -> tuple[str, str]:
        """Return the tables and conditions of a list, and the column of its order. Add the values of the conditions."""
        conditions = list(wanted.conditions)
        # The first value that has to be equal leads: its index has the objects in the order of the list.
        lead = next(
            (c for c in conditions if c.operator == "eq" and isinstance(c.value, str)), None
        )
        parts = [
            "object.tenant = $1",
            "object.environment = $2",
            "object.kind = $3",
            "object.hidden = 0",
        ]
        tables, seq = "FROM object", "object.seq"
        if lead is not None:
            conditions.remove(lead)
            tables = "FROM object_field AS lead CROSS JOIN object"
            values += [lead.index, lead.value]
            parts += [
                "lead.tenant = $1", "lead.environment = $2", "lead.kind = $3",
                f"lead.name = ${len(values) - 1}", f"lead.value = ${len(values)}", "object.seq = lead.object",
            ]  # fmt: skip
            seq = "lead.object"
        for each in conditions:
            parts.append(_condition(each, values))
        following, preceding = ("<", ">") if not wanted.ascending else (">", "<")
        for value, column, compare in (
            (wanted.scope, "object.scope", "="),
            (wanted.after, seq, following),
            (wanted.before, seq, preceding),
        ):
            if value is not None:
                values.append(value)
                parts.append(f"{column} {compare} ${len(values)}")
        return f"{tables} WHERE {' AND '.join(parts)}", seq

    async def is_indexed(self, db: Connection) -> bool:
        """Return whether the objects of the kind have rows for the indexed fields."""
        row = await db.fetch_one("SELECT fields FROM object_kind WHERE kind = $1", self.kind)
        return row is not None and row[0] == self._fields

    async def index_again(self, db: Connection) -> None:
        """Index all objects of the kind. The unit is over all tenants."""
        await db.execute("DELETE FROM object_field WHERE kind = $1", self.kind)
        rows = await db.fetch(
            "SELECT tenant, environment, seq, doc FROM object WHERE kind = $1 AND hidden = 0 ORDER BY seq",
            self.kind,
        )
        for tenant, environment, seq, doc in rows:
            await self._index(db, World(tenant, environment), seq, msgspec.json.decode(doc))
        await db.execute(
            "INSERT INTO object_kind (kind, fields) VALUES ($1, $2)"
            " ON CONFLICT (kind) DO UPDATE SET fields = excluded.fields",
            self.kind,
            self._fields,
        )

    @property
    def _fields(self) -> str:
        return ",".join(sorted(f"{i.name}{'!' if i.is_unique else ''}" for i in self.indexes))

    def _key(self, world: World, object_id: str) -> tuple[str, str, str, str]:
        return (world.tenant, world.environment, self.kind, storable(object_id))

    async def _index(self, db: Connection, world: World, seq: int, doc: Any) -> None:
        rows = list(self._rows(doc))
        if not rows:
            return
        values: list[Value] = [*world, self.kind, seq]
        places: list[str] = []
        for row in rows:
            at = len(values)
            places.append(f"($1, $2, $3, $4, ${at + 1}, ${at + 2}, ${at + 3}, ${at + 4})")
            values += row
        await db.execute(
            "INSERT INTO object_field (tenant, environment, kind, object, name, value, number, is_unique)"
            f" VALUES {', '.join(places)}",
            *values,
        )

    async def _clear(self, db: Connection, seq: int) -> None:
        await db.execute("DELETE FROM object_field WHERE object = $1", seq)

    def _rows(self, doc: Any) -> Iterator[tuple[str, str, float | None, int]]:
        for index in self.indexes:
            for value in values_of(doc, index.field):
                if value is not None:
                    text = folded(value) if index.ignore_case and isinstance(value, str) else value
                    yield index.name, indexed(text), _number(value), int(index.is_unique)


async def index_again(store: Store, kinds: Mapping[str, Documents]) -> None:
    """Index the objects of the kinds whose indexed fields are other ones than before.

    Raises:
        UniqueViolationError: Objects have equal values of a field that is now unique.
    """

    async def look(db: Connection) -> Sequence[Documents]:
        return [each for each in kinds.values() if not await each.is_indexed(db)]

    async def index(db: Connection) -> None:
        for each in await look(db):
            await each.index_again(db)

    if not kinds:
        return
    if await store.read(None, look):
        await store.write(None, index)


_ONE = "FROM object WHERE tenant = $1 AND environment = $2 AND kind = $3 AND id = $4"
_FIND = f"SELECT seq, id, scope, doc {_ONE} AND hidden = 0"
_COMPARE = {"gte": ">=", "lte": "<=", "gt": ">", "lt": "<", "ne": "<>", "eq": "="}


def storable(text: str) -> str:
    """Return a text without U+0000, which PostgreSQL does not store."""
    return text.replace("\0", "\ufffd")


def indexed(value: Any) -> str:
    """Return the text by which a value is indexed."""
    text = value if isinstance(value, str) else msgspec.json.encode(value, order="sorted").decode()
    text = storable(text)
    if len(text) <= LONGEST_VALUE:
        return text
    return text[:LONGEST_VALUE] + hashlib.sha256(text.encode()).hexdigest()


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _condition(condition: Condition, values: list[Value]) -> str:
    values.append(condition.index)
    rows = (
        f"SELECT 1 FROM object_field AS f WHERE f.object = object.seq AND f.name = ${len(values)}"
    )
    value = condition.value
    if value is None:
        return f"NOT EXISTS ({rows})"
    if is_list(value):
        places: list[str] = []
        for item in value:
            values.append(item)
            places.append(f"${len(values)}")
        return f"EXISTS ({rows} AND f.value IN ({', '.join(places)}))" if places else "1 = 0"
    column = "f.number" if isinstance(value, float) else "f.value"
    if condition.operator == "contains":
        # LIKE ignores the case of ASCII on SQLite.
        values.append(value)
        return f"EXISTS ({rows} AND REPLACE(f.value, ${len(values)}, '') <> f.value)"
    values.append(value)
    return f"EXISTS ({rows} AND {column} {_COMPARE[condition.operator]} ${len(values)})"
