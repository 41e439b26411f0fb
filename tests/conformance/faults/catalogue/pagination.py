"""Faults in how lists are walked."""

from __future__ import annotations

from typing import Any

from azotte_sandbox.errors import ApiError
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.objects import Page, Table
from tests.conformance.faults.fault import fault
from tests.conformance.faults.rows import (
    CURSORS,
    Query,
    cut,
    everything,
    id_of,
    lists,
    selecting,
    without_cursors,
)
from tests.conformance.faults.seams import Seams

LIMIT = "/components/parameters/Limit/schema"


@fault("cursor-inclusive", "The object that the cursor names is returned again.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        page: Page = await real(table, db, world, query, **columns)
        if "starting_after" not in query:
            return page
        try:
            again = await table.get(db, world, query["starting_after"])
        except ApiError:
            return page  # it was deleted
        more = page.has_more or len(page.docs) == query["limit"]
        return Page([again, *page.docs][: query["limit"]], more)


@fault("cursor-skips", "One object after the cursor is left out.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        if "starting_after" not in query:
            page: Page = await real(table, db, world, query, **columns)
            return page
        longer = {**query, "limit": query["limit"] + 1}
        page = await real(table, db, world, longer, **columns)
        return Page(page.docs[1:], page.has_more)


@fault("more-never", "`has_more` is always false.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(real: Any, *arguments: Any, **columns: str) -> Page:
        page: Page = await real(*arguments, **columns)
        return Page(page.docs, has_more=False)


@fault("more-when-full", "`has_more` is true for every full page.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        page: Page = await real(table, db, world, query, **columns)
        return Page(page.docs, len(page.docs) == query["limit"])


@fault("oldest-first", "Lists return the oldest object first.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        await real(table, db, world, query, **columns)  # rejects an unknown cursor
        docs = await everything(real, table, db, world, query, **columns)
        return cut(docs[::-1], query)


@fault("backward-not-reversed", "A previous page is in the order in which it was read.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        page: Page = await real(table, db, world, query, **columns)
        docs = page.docs[::-1] if "ending_before" in query else page.docs
        return Page(docs, page.has_more)


@fault("backward-from-the-top", "A previous page begins at the newest object, not at the cursor.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        page: Page = await real(table, db, world, query, **columns)
        if "ending_before" not in query:
            return page
        docs = await everything(real, table, db, world, query, **columns)
        newer = cut(docs, {**query, "limit": len(docs) + 1}).docs
        return Page(newer[: query["limit"]], page.has_more)


@fault("deleted-cursor-lost", "A cursor whose object was deleted leads nowhere.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        page: Page = await real(table, db, world, query, **columns)
        try:
            for cursor in query.keys() & CURSORS:
                await table.get(db, world, query[cursor])
        except ApiError:
            return Page((), has_more=False)
        return page


@fault("unknown-cursor-ignored", "A cursor that names nothing is ignored.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        try:
            page: Page = await real(table, db, world, query, **columns)
        except ApiError:
            return Page((), has_more=False)
        return page


@fault("limit-capped", "Pages have up to 50 objects.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        capped = {**query, "limit": min(query["limit"], 50)}
        page: Page = await real(table, db, world, capped, **columns)
        return page


@fault("limit-ignored-below", "Pages have at least five objects.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        raised = {**query, "limit": max(query["limit"], 5)}
        page: Page = await real(table, db, world, raised, **columns)
        return page


@fault("default-limit", "A page has twenty objects by default.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{LIMIT}/default", 20)


@fault("limit-zero", "The limit may be zero.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{LIMIT}/minimum", 0)


@fault("limit-unbounded", "A page may have any number of objects.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{LIMIT}/maximum", 1000)


@fault("order-by-id", "Lists are ordered by id.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        await real(table, db, world, query, **columns)  # rejects an unknown cursor
        docs = await everything(real, table, db, world, query, **columns)
        selected = cut(docs, {**query, "limit": len(docs) + 1}).docs
        backward = "ending_before" in query
        ordered = sorted(selected, key=id_of, reverse=True)
        page = ordered[-query["limit"] :] if backward else ordered[: query["limit"]]
        return Page(page, len(selected) > query["limit"])


@fault("more-than-one-more", "`has_more` is false for pages of five, ten and so on.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        page: Page = await real(table, db, world, query, **columns)
        return Page(page.docs, page.has_more and query["limit"] % 5 != 0)


@fault("more-backward-always", "`has_more` is true for every previous page.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        page: Page = await real(table, db, world, query, **columns)
        return Page(page.docs, page.has_more or "ending_before" in query)


@fault("largest-page-short", "The largest page lacks one object.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(real: Any, *arguments: Any, **columns: str) -> Page:
        page: Page = await real(*arguments, **columns)
        return Page(page.docs[:99], page.has_more)


@fault("cursor-with-filter-ignored", "A cursor beside a filter is ignored.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(
        real: Any, table: Table, db: Connection, world: World, query: Query, **columns: str
    ) -> Page:
        kept = without_cursors(query) if selecting(query) else query
        page: Page = await real(table, db, world, kept, **columns)
        return page
