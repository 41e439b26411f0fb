"""Stored objects and lists of them, for faults in what is stored and selected."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from azotte_sandbox.context import Call, Json
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.objects import Page, Table
from azotte_sandbox.store.tables import BUNDLES, CUSTOMERS, ENTITLEMENTS, PAYMENTS, SUBSCRIPTIONS
from tests.conformance.faults.seams import Seams

CURSORS = ("starting_after", "ending_before")
LARGEST_PAGE = 100
TABLES = {
    BUNDLES: "bundle",
    CUSTOMERS: "customer",
    ENTITLEMENTS: "entitlement",
    PAYMENTS: "payment",
    SUBSCRIPTIONS: "subscription",
}
"""What SQL calls each table."""

Query = Mapping[str, Any]


async def stored(table: Table, call: Call, db: Connection) -> Json:
    """Return the object that the path names as it is stored.

    Raises:
        ApiError: there is no such object.
    """
    return await table.change(db, call.context.world, call.path["id"])


async def store(table: Table, call: Call, db: Connection, **fields: Any) -> None:
    """Change fields of the object that the path names, before an operation reads it."""
    await table.update(db, call.context.world, await stored(table, call, db) | fields)


def id_of(doc: bytes) -> str:
    """Return the id of a stored document."""
    return str(json.loads(doc)["id"])


def selecting(query: Query) -> dict[str, Any]:
    """Return the filters of a list's query: what is neither a cursor nor the limit."""
    return {k: v for k, v in query.items() if k not in (*CURSORS, "limit")}


def without_cursors(query: Query) -> dict[str, Any]:
    """Return the filters and the limit of a list's query."""
    return {k: v for k, v in query.items() if k not in CURSORS}


def without_filters(query: Query) -> dict[str, Any]:
    """Return the cursors and the limit of a list's query."""
    return {k: v for k, v in query.items() if k in (*CURSORS, "limit")}


def cut(docs: Sequence[bytes], query: Query) -> Page:
    """Return the page that a query's cursors and limit cut out of a list; an empty one if the cursor is not in it."""
    limit: int = query["limit"]
    ids = [id_of(doc) for doc in docs]
    if (after := query.get("starting_after")) is not None:
        docs = docs[ids.index(after) + 1 :] if after in ids else ()
    if (before := query.get("ending_before")) is not None:
        docs = docs[: ids.index(before)] if before in ids else ()
        return Page(docs[-limit:], len(docs) > limit)
    return Page(docs[:limit], len(docs) > limit)


@dataclass(frozen=True)
class Listing:
    """A requested page, and what reads it."""

    read: Callable[..., Awaitable[Page]]
    table: Table
    db: Connection
    world: World
    query: Query
    columns: Mapping[str, str]
    """Further columns and the value that each must have."""

    async def page(self, query: Query | None = None) -> Page:
        """Read the page, or that of another query.

        Raises:
            ApiError: The cursor is unknown.
        """
        asked = self.query if query is None else query
        return await self.read(self.table, self.db, self.world, asked, **self.columns)

    async def everything(self, query: Query | None = None) -> list[bytes]:
        """Read all objects that a query selects, newest first, whatever its cursor and limit."""
        docs: list[bytes] = []
        following = selecting(self.query if query is None else query) | {"limit": LARGEST_PAGE}
        while True:
            page = await self.page(following)
            docs += page.docs
            if not page.has_more:
                return docs
            following["starting_after"] = id_of(docs[-1])

    async def get(self, object_id: str) -> bytes:
        """Read one object.

        Raises:
            ApiError: There is no such object.
        """
        return await self.table.get(self.db, self.world, object_id)

    def in_world(self, world: World) -> Listing:
        """Return the same list of another tenant or environment."""
        return replace(self, world=world)


def lists(
    sandbox: Seams,
) -> Callable[[Callable[[Listing], Awaitable[Page]]], None]:
    """Replace what reads the pages of lists: `async (asked) -> page`."""

    def put(read: Callable[[Listing], Awaitable[Page]]) -> None:
        @sandbox.replace("store.objects", "Table.page")
        async def _(
            real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
        ) -> Page:
            return await read(Listing(real, table, db, world, query, columns))

    return put


def keep_columns(sandbox: Seams, of: Table, *names: str) -> None:
    """Never update these columns of a table; the documents beside them are."""

    @sandbox.replace("store.objects", "Table.update")
    async def _(
        real: Any, table: Table, db: Connection, world: World, doc: Json, **columns: Any
    ) -> bytes:
        if table is of:
            row = await db.fetch_one(
                f"SELECT {', '.join(names)} FROM {TABLES[of]}"
                " WHERE tenant = $1 AND environment = $2 AND id = $3",
                *world,
                doc["id"],
            )
            assert row is not None
            columns |= dict(zip(names, row, strict=True))
        body: bytes = await real(table, db, world, doc, **columns)
        return body
