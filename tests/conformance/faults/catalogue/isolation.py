"""Faults that show one tenant's or environment's data to another."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any, TypeAlias

from azotte_sandbox.context import Json
from azotte_sandbox.errors import ApiError
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.objects import Page, Table
from azotte_sandbox.store.tables import CUSTOMERS
from tests.conformance.faults.edits import turn
from tests.conformance.faults.exchange import Response
from tests.conformance.faults.fault import fault
from tests.conformance.faults.rows import CURSORS, Listing, cut, lists, without_cursors
from tests.conformance.faults.seams import Seams

Beside: TypeAlias = Callable[[World, World], bool]


def of_any_tenant(own: World, other: World) -> bool:
    return own != other and own.environment == other.environment


def of_any_environment(own: World, other: World) -> bool:
    return own != other and own.tenant == other.tenant


def elsewhere(sandbox: Seams, method: str, beside: Beside) -> None:
    """Let a method that looks up one object find it in other environments too."""

    @sandbox.replace("store.objects", method)
    async def _(
        real: Any, table: Table, db: Connection, world: World, object_id: str, *field: str | None
    ) -> Any:
        try:
            return await real(table, db, world, object_id, *field)
        except ApiError:
            for other in await sandbox.worlds(db):
                if beside(world, other):
                    with contextlib.suppress(ApiError):
                        return await real(table, db, other, object_id, *field)
            raise


@fault("get-any-tenant", "Reading an object does not compare the tenant.")
def _(sandbox: Seams) -> None:
    elsewhere(sandbox, "Table.get", of_any_tenant)


@fault("get-any-environment", "Reading an object does not compare the environment.")
def _(sandbox: Seams) -> None:
    elsewhere(sandbox, "Table.get", of_any_environment)


@fault("change-any-tenant", "Changing an object does not compare the tenant.")
def _(sandbox: Seams) -> None:
    elsewhere(sandbox, "Table.change", of_any_tenant)


@fault("change-any-environment", "Changing an object does not compare the environment.")
def _(sandbox: Seams) -> None:
    elsewhere(sandbox, "Table.change", of_any_environment)


def listed_together(sandbox: Seams, beside: Beside) -> None:
    """List the objects of other environments too."""

    def created(doc: bytes) -> int:
        return int(json.loads(doc)["created"])

    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        with contextlib.suppress(ApiError):  # the cursor may be an object of another environment
            await asked.page()
        docs = await asked.everything()
        for other in await sandbox.worlds(asked.db):
            if beside(asked.world, other):
                docs += await asked.in_world(other).everything()
        return cut(sorted(docs, key=created, reverse=True), asked.query)


@fault("list-any-tenant", "Lists do not compare the tenant.")
def _(sandbox: Seams) -> None:
    listed_together(sandbox, of_any_tenant)


@fault("list-any-environment", "Lists do not compare the environment.")
def _(sandbox: Seams) -> None:
    listed_together(sandbox, of_any_environment)


async def is_foreign(sandbox: Seams, asked: Listing, object_id: str) -> bool:
    """Return whether another tenant has an object of this id."""
    for other in await sandbox.worlds(asked.db):
        if other.tenant != asked.world.tenant:
            with contextlib.suppress(ApiError):
                await asked.in_world(other).get(object_id)
                return True
    return False


@fault("cursor-any-tenant", "A cursor may be another tenant's object.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        try:
            page = await asked.page()
        except ApiError:
            # What is older than the cursor is what the tenant had before it was created; here, all.
            for cursor in asked.query.keys() & CURSORS:
                if not await is_foreign(sandbox, asked, asked.query[cursor]):
                    raise
            page = await asked.page(without_cursors(asked.query))
        return page


@fault("cursor-check-any-tenant", "Whether a cursor exists is checked over all tenants.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        try:
            page = await asked.page()
        except ApiError:
            for cursor in asked.query.keys() & CURSORS:
                if not await is_foreign(sandbox, asked, asked.query[cursor]):
                    raise
            return Page((), has_more=False)
        return page


@fault("email-unique-everywhere", "The unique index on email addresses forgets the tenant.")
def _(sandbox: Seams) -> None:
    sandbox.schema(
        "DROP INDEX customer_email",
        "CREATE UNIQUE INDEX customer_email ON customer (environment, email) WHERE hidden = 0",
    )


@fault(
    "email-unique-in-all-environments",
    "The unique index on email addresses forgets the environment.",
)
def _(sandbox: Seams) -> None:
    sandbox.schema(
        "DROP INDEX customer_email",
        "CREATE UNIQUE INDEX customer_email ON customer (tenant, email) WHERE hidden = 0",
    )


@fault("payer-not-checked", "A payment's customer is not looked up.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("store.objects", "Table.change")
    async def _(real: Any, table: Table, *arguments: Any) -> Json | None:
        unchecked = table is CUSTOMERS and sandbox.doing("create_payment")
        with contextlib.suppress(*([ApiError] if unchecked else [])):
            doc: Json = await real(table, *arguments)
            return doc
        return None


@fault(
    "entitlements-without-owner",
    "A customer's entitlements are listed without looking up the customer.",
)
def _(sandbox: Seams) -> None:
    @sandbox.replace("store.objects", "Table.get")
    async def _(real: Any, table: Table, *arguments: Any) -> bytes | None:
        unchecked = table is CUSTOMERS and sandbox.doing("list_customer_entitlements")
        with contextlib.suppress(*([ApiError] if unchecked else [])):
            doc: bytes = await real(table, *arguments)
            return doc
        return None


@fault("foreign-is-403", "Another tenant's object is a 403, not a 404.")
def _(sandbox: Seams) -> None:
    owners: dict[str, str | None] = {}

    @sandbox.response
    def _(response: Response) -> None:
        tenant = response.request.header(sandbox.tenant_header)
        if response.status == 201:
            owners[response.object["id"]] = tenant
        named = response.request.path.split("/")
        foreign = any(owners.get(part, tenant) != tenant for part in named)
        if response.status == 404 and foreign:
            turn(sandbox, response, "insufficient_permissions")
