"""Faults in how lists are walked."""

from __future__ import annotations

from azotte_sandbox.errors import ApiError
from azotte_sandbox.store.objects import Page
from tests.conformance.faults.fault import fault
from tests.conformance.faults.rows import (
    CURSORS,
    Listing,
    cut,
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
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        if "starting_after" not in asked.query:
            return page
        try:
            again = await asked.get(asked.query["starting_after"])
        except ApiError:
            return page  # it was deleted
        more = page.has_more or len(page.docs) == asked.query["limit"]
        return Page([again, *page.docs][: asked.query["limit"]], more)


@fault("cursor-skips", "One object after the cursor is missing.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        if "starting_after" not in asked.query:
            return await asked.page()
        longer = {**asked.query, "limit": asked.query["limit"] + 1}
        page = await asked.page(longer)
        return Page(page.docs[1:], page.has_more)


@fault("more-never", "`has_more` is always false.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        return Page(page.docs, has_more=False)


@fault("more-when-full", "`has_more` is true for every full page.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        return Page(page.docs, len(page.docs) == asked.query["limit"])


@fault("oldest-first", "Lists return the oldest object first.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        await asked.page()  # rejects an unknown cursor
        docs = await asked.everything()
        return cut(docs[::-1], asked.query)


@fault("backward-not-reversed", "A previous page is in the order in which it was read.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        docs = page.docs[::-1] if "ending_before" in asked.query else page.docs
        return Page(docs, page.has_more)


@fault("backward-from-the-top", "A previous page begins at the newest object, not at the cursor.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        if "ending_before" not in asked.query:
            return page
        docs = await asked.everything()
        newer = cut(docs, {**asked.query, "limit": len(docs) + 1}).docs
        return Page(newer[: asked.query["limit"]], page.has_more)


@fault("deleted-cursor-lost", "A cursor whose object was deleted leads nowhere.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        try:
            for cursor in asked.query.keys() & CURSORS:
                await asked.get(asked.query[cursor])
        except ApiError:
            return Page((), has_more=False)
        return page


@fault("unknown-cursor-ignored", "A cursor that names nothing is ignored.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        try:
            page = await asked.page()
        except ApiError:
            return Page((), has_more=False)
        return page


@fault("limit-capped", "Pages have up to 50 objects.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        capped = {**asked.query, "limit": min(asked.query["limit"], 50)}
        return await asked.page(capped)


@fault("limit-ignored-below", "Pages have at least five objects.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        raised = {**asked.query, "limit": max(asked.query["limit"], 5)}
        return await asked.page(raised)


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
    async def _(asked: Listing) -> Page:
        await asked.page()  # rejects an unknown cursor
        docs = await asked.everything()
        selected = cut(docs, {**asked.query, "limit": len(docs) + 1}).docs
        backward = "ending_before" in asked.query
        ordered = sorted(selected, key=id_of, reverse=True)
        page = ordered[-asked.query["limit"] :] if backward else ordered[: asked.query["limit"]]
        return Page(page, len(selected) > asked.query["limit"])


@fault("more-than-one-more", "`has_more` is false for pages of five, ten and so on.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        return Page(page.docs, page.has_more and asked.query["limit"] % 5 != 0)


@fault("more-backward-always", "`has_more` is true for every previous page.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        return Page(page.docs, page.has_more or "ending_before" in asked.query)


@fault("largest-page-short", "The largest page lacks one object.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        return Page(page.docs[:99], page.has_more)


@fault("cursor-with-filter-ignored", "A cursor beside a filter is ignored.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        kept = without_cursors(asked.query) if selecting(asked.query) else asked.query
        return await asked.page(kept)
