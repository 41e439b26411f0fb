"""Faults in what lists select."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from azotte_sandbox.context import Json
from azotte_sandbox.store.objects import Page
from azotte_sandbox.store.tables import SUBSCRIPTIONS
from tests.conformance.faults.fault import fault
from tests.conformance.faults.rows import (
    Listing,
    cut,
    keep_columns,
    lists,
    selecting,
    without_filters,
)
from tests.conformance.faults.seams import Seams

CONTAINS = "email[contains]"


def filtered_as(sandbox: Seams, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Select with changed filters."""

    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        changed = without_filters(asked.query) | change(selecting(asked.query))
        return await asked.page(changed)


def matching(sandbox: Seams, name: str, matches: Callable[[Json, str], bool]) -> None:
    """Let a function decide which objects match one filter."""

    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        if name not in asked.query:
            return page
        others = {k: v for k, v in asked.query.items() if k != name}
        docs = await asked.everything(others)
        return cut(
            [doc for doc in docs if matches(json.loads(doc), asked.query[name])], asked.query
        )


@fault("gte-exclusive", "`created[gte]` leaves out the moment itself.")
def _(sandbox: Seams) -> None:
    filtered_as(sandbox, lambda f: {k: v + 1 if k == "created[gte]" else v for k, v in f.items()})


@fault("lte-ignored", "`created[lte]` selects everything.")
def _(sandbox: Seams) -> None:
    filtered_as(sandbox, lambda f: {k: v for k, v in f.items() if k != "created[lte]"})


@fault("gte-truncated-to-minutes", "`created[gte]` counts in whole minutes.")
def _(sandbox: Seams) -> None:
    filtered_as(
        sandbox, lambda f: {k: v // 60 * 60 if k == "created[gte]" else v for k, v in f.items()}
    )


@fault("second-filter-ignored", "Of several filters only the first counts.")
def _(sandbox: Seams) -> None:
    filtered_as(sandbox, lambda f: dict(islice(f.items(), 1)))


@fault("filters-or", "Of two filters one has to match.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        filters = selecting(asked.query)
        if len(filters) < 2:
            return page
        matched: set[bytes] = set()
        for name, value in filters.items():
            matched.update(await asked.everything({name: value}))
        docs = await asked.everything({})
        return cut([doc for doc in docs if doc in matched], asked.query)


@fault("contains-case", "`email[contains]` is case-sensitive.")
def _(sandbox: Seams) -> None:
    matching(sandbox, CONTAINS, lambda doc, text: text in doc["email"])


@fault("contains-wildcards", "`%` and `_` in `email[contains]` are wildcards.")
def _(sandbox: Seams) -> None:
    def matches(doc: Json, text: str) -> bool:
        pattern = re.escape(text.casefold()).replace("%", ".*").replace("_", ".")
        return re.search(pattern, doc["email"].casefold(), re.DOTALL) is not None

    matching(sandbox, CONTAINS, matches)


@fault("contains-is-prefix", "`email[contains]` compares only the beginning.")
def _(sandbox: Seams) -> None:
    matching(
        sandbox,
        CONTAINS,
        lambda doc, text: doc["email"].casefold().startswith(text.casefold()),
    )


@fault("equal-is-prefix", "A filter by id accepts the beginning of one.")
def _(sandbox: Seams) -> None:
    matching(sandbox, "customer", lambda doc, text: doc["customer"].startswith(text))
    matching(sandbox, "plan", lambda doc, text: doc["plan"]["id"].startswith(text))


@fault("status-column-stale", "The column that status is filtered by is never updated.")
def _(sandbox: Seams) -> None:
    keep_columns(sandbox, SUBSCRIPTIONS, "status")


@fault("plan-column-stale", "The plan that is filtered by is the one of the beginning.")
def _(sandbox: Seams) -> None:
    keep_columns(sandbox, SUBSCRIPTIONS, "plan")


@fault("expanded-always", "The subscriptions are embedded even if this was not requested.")
def _(sandbox: Seams) -> None:
    @sandbox.objects("customer")
    def _(customer: Json) -> None:
        none: Json = {"object": "list", "data": [], "has_more": False}
        customer.setdefault("subscriptions", none)


@fault("expanded-all", "The embedded subscriptions are those of all customers.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        if sandbox.doing("get_customer"):
            asked = replace(asked, columns={})
        return await asked.page()


@fault("more-with-filter", "`has_more` is always true with a filter by email.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        return Page(page.docs, page.has_more or (bool(page.docs) and CONTAINS in asked.query))
