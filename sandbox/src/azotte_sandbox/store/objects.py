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

Json = dict[str, Any]

# The condition for each suffix of a filter parameter.
_CONDITIONS = {
    "": "{column} = {value}",
    "[gte]": "{column} >= {value}",
    "[lte]": "{column} <= {value}",
    "[contains]": "{column} LIKE {value} ESCAPE '!'",
}
_CURSORS = ("starting_after", "ending_before")


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
        array = b"[%b]" % b",".join(self.docs)
        if self.frame is not None:
            return self.frame(array, self.has_more)
        more = b"true" if self.has_more else b"false"
        return b'{"object":"list","data":%b,"has_more":%b}' % (array, more)


class Table:
    """The objects of a kind.

    Args:
        name: the table's.
        columns: Returns the searchable columns of a document.
    """

    def __init__(self, name: str, columns: Callable[[Json], dict[str, Value]]) -> None:
        self._name = name
        self._columns = columns

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
            **self._columns(doc),
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
        values: dict[str, Value] = {**self._columns(doc), **columns, "doc": body}
        await db.execute(_update(self._name, tuple(values)), *world, doc["id"], *values.values())
        return body

    async def page(
        self, db: Connection, world: World, query: Mapping[str, Any], **columns: str
    ) -> Page:
        """Return a page, newest first.

        Args:
            db: the unit's connection.
            world: whose objects.
            query: the operation's query parameters: `limit`, the cursors, and filters named for their columns.
            columns: Other columns with their required values.

        Raises:
            ApiError: `resource_missing` if the cursor does not exist.
        """
        limit: int = query["limit"]
        wanted = {
            name: _pattern(value) if name.endswith("[contains]") else value
            for name, value in query.items()
            if name != "limit"
        } | columns
        sql = _select_page(self._name, tuple(wanted))
        rows = await db.fetch(sql, *world, *wanted.values(), limit + 1)
        if not rows:
            await self._check_cursors(db, world, query)
        docs = [row[0] for row in rows[:limit]]
        if "ending_before" in query:
            docs.reverse()
        return Page(docs, len(rows) > limit)

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


def folded(text: str) -> str:
    """Return a text for comparison without case."""
    return text.casefold()


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
