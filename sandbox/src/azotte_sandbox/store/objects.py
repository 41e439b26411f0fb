"""Stores the objects of the API as rows: one table for each kind, with the JSON document and the searchable columns.

Each row has the JSON of the response, so that a page needs only an index scan and a join of bytes. The same statement
stores the document and its columns, so that they always match.
"""

# ruff: noqa: S608  (statements consist of names in the code and the contract, never of values from a request)

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

import msgspec

from azotte_sandbox import errors
from azotte_sandbox.store import Connection, Value, World
from azotte_sandbox.store.filters import folded, passes

Json = dict[str, Any]

# The condition for each suffix of a filter parameter.
_CONDITIONS = {
    "": "{column} = {value}",
    "[gte]": "{column} >= {value}",
    "[lte]": "{column} <= {value}",
    "[contains]": "{column} LIKE {value} ESCAPE '!'",
}
_CURSORS = ("starting_after", "ending_before")

SEARCHED = 200
"""Number of objects that are read together if no column helps with a filter."""


class Page(NamedTuple):
    """A page of a list, with each object as JSON."""

    docs: Sequence[bytes]
    has_more: bool
    links: Mapping[str, Mapping[str, Any]] = {}
    """Query parameters of other pages by their relation to this one, for the `Link` header (RFC 8288)."""
    frame: Callable[[bytes, bool], bytes] | None = None
    """Returns the JSON of the page around an array, if it is not the usual one."""

    def encode(self) -> bytes:
        """Return the page as JSON."""
        docs = b",".join(self.docs)
        if self.frame is not None:
            return self.frame(b"[%b]" % docs, self.has_more)
        more = b"true" if self.has_more else b"false"
        return b'{"object":"list","data":[%b],"has_more":%b}' % (docs, more)


class Table:
    """The objects of a kind.

    Args:
        name: Name of the table.
        columns: The searchable columns, and what each holds of a document. A table also has `created`.
    """

    def __init__(self, name: str, columns: Mapping[str, Callable[[Json], Value]]) -> None:
        self._name = name
        self._columns = columns
        self.searchable = frozenset({"created", *columns})
        """Names of the searchable columns."""

    async def get(self, db: Connection, world: World, object_id: str) -> bytes:
        """The document as JSON.

        Raises:
            ApiError: `resource_missing`.
        """
        row = await db.fetch_one(
            f"SELECT doc FROM {self._name}"
            " WHERE tenant = $1 AND environment = $2 AND id = $3 AND hidden = 0",
            *world,
            object_id,
        )
        if row is None:
            raise errors.missing(self._name, object_id)
        return cast("bytes", row[0])

    async def change(
        self, db: Connection, world: World, object_id: str, field: str | None = None
    ) -> Json:
        """Return the decoded document, locked until the end of the unit of work.

        Args:
            db: the unit's connection.
            world: where to look.
            object_id: the object's.
            field: Parameter or field with the ID, if it is not in the path.

        Raises:
            ApiError: `resource_missing`.
        """
        row = await db.fetch_one(
            f"SELECT doc FROM {self._name}"
            " WHERE tenant = $1 AND environment = $2 AND id = $3 AND hidden = 0 /* FOR UPDATE */",
            *world,
            object_id,
        )
        if row is None:
            raise errors.missing(self._name, object_id, field)
        return cast("Json", msgspec.json.decode(row[0]))

    async def insert(self, db: Connection, world: World, doc: Json, **columns: Value) -> bytes:
        """Store a new object; `columns` are columns that are not in the document.

        Returns:
            The document as JSON.

        Raises:
            UniqueViolationError: Another object has a value that must be unique.
        """
        body = msgspec.json.encode(doc)
        values: dict[str, Value] = {
            "tenant": world.tenant,
            "environment": world.environment,
            "id": doc["id"],
            "hidden": 0,
            "created": doc["created"],
            **{name: column(doc) for name, column in self._columns.items()},
            **columns,
            "doc": body,
        }
        await db.execute(_insert(self._name, tuple(values)), *values.values())
        return body

    async def update(self, db: Connection, world: World, doc: Json, **columns: Value) -> bytes:
        """Store a changed object.

        Returns:
            The document as JSON.

        Raises:
            UniqueViolationError: Another object has a value that must be unique.
        """
        body = msgspec.json.encode(doc)
        values: dict[str, Value] = {
            **{name: column(doc) for name, column in self._columns.items()},
            **columns,
            "doc": body,
        }
        await db.execute(_update(self._name, tuple(values)), *world, doc["id"], *values.values())
        return body

    async def page(
        self, db: Connection, world: World, query: Mapping[str, Any], **columns: str
    ) -> Page:
        """Return a page, newest first.

        Args:
            db: the unit's connection.
            world: whose objects.
            query: `limit`, the cursors, and filters, which are named for their columns or, where there is none, for the
                field (`filters.filter_name`).
            columns: Other columns with their required values.

        Raises:
            ApiError: `resource_missing` if the cursor does not exist.
        """
        limit: int = query["limit"]
        wanted: dict[str, Any] = dict(columns)
        others: dict[str, Any] = {}
        for name, value in query.items():
            if name in _CURSORS or name.partition("[")[0] in self.searchable:
                wanted[name] = _pattern(value) if name.endswith("[contains]") else value
            elif name != "limit":
                others[name] = value
        if others:
            docs = await self._search(others, db, world, wanted, limit + 1)
        else:
            docs = await self._read(db, world, wanted, limit + 1)
        if not docs:
            await self._check_cursors(db, world, query)
        has_more, docs = len(docs) > limit, docs[:limit]
        if "ending_before" in query:
            docs.reverse()
        return Page(docs, has_more)

    async def _read(
        self, db: Connection, world: World, wanted: Mapping[str, Any], limit: int
    ) -> list[bytes]:
        sql = _select_page(self._name, tuple(wanted))
        return [row[0] for row in await db.fetch(sql, *world, *wanted.values(), limit)]

    async def _search(
        self,
        filters: Mapping[str, Any],
        db: Connection,
        world: World,
        wanted: Mapping[str, Any],
        limit: int,
    ) -> list[bytes]:
        """Read objects until enough of them pass filters that no column helps with."""
        cursor = "ending_before" if "ending_before" in wanted else "starting_after"
        found: list[bytes] = []
        docs: list[bytes] = []
        while len(found) < limit and (not docs or len(docs) == SEARCHED):
            if docs:
                wanted = {**wanted, cursor: msgspec.json.decode(docs[-1])["id"]}
            docs = await self._read(db, world, wanted, SEARCHED)
            found += [doc for doc in docs if passes(doc, filters)]
            if not docs:
                break
        return found[:limit]

    async def _check_cursors(self, db: Connection, world: World, query: Mapping[str, Any]) -> None:
        for cursor in _CURSORS:
            if cursor in query:
                row = await db.fetch_one(
                    f"SELECT 1 FROM {self._name}"
                    " WHERE tenant = $1 AND environment = $2 AND id = $3",
                    *world,
                    query[cursor],
                )
                if row is None:
                    raise errors.missing(self._name, query[cursor], cursor)


def _pattern(text: str) -> str:
    text = folded(text)
    for special in "!%_":
        text = text.replace(special, "!" + special)
    return f"%{text}%"


# Statements consist of names in this module, the migrations and the contract, never of values from a request. Each is
# built once.


@lru_cache(maxsize=64)
def _insert(table: str, columns: tuple[str, ...]) -> str:
    placeholders = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({placeholders})"


@lru_cache(maxsize=64)
def _update(table: str, columns: tuple[str, ...]) -> str:
    values = ", ".join(f"{column} = ${n}" for n, column in enumerate(columns, start=4))
    return f"UPDATE {table} SET {values} WHERE tenant = $1 AND environment = $2 AND id = $3"


@lru_cache(maxsize=256)
def _select_page(table: str, wanted: tuple[str, ...]) -> str:
    conditions = ["tenant = $1", "environment = $2", "hidden = 0"]
    for n, name in enumerate(wanted, start=3):
        if name in _CURSORS:
            compare = "<" if name == "starting_after" else ">"
            conditions.append(
                f"seq {compare} (SELECT seq FROM {table}"
                f" WHERE tenant = $1 AND environment = $2 AND id = ${n})"
            )
        else:
            column, bracket, operator = name.partition("[")
            conditions.append(_CONDITIONS[bracket + operator].format(column=column, value=f"${n}"))
    order = "ASC" if "ending_before" in wanted else "DESC"
    return (
        f"SELECT doc FROM {table} WHERE {' AND '.join(conditions)}"
        f" ORDER BY seq {order} LIMIT ${len(wanted) + 3}"
    )
