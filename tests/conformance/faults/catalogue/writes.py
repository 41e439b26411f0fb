"""Faults in what is stored."""

from __future__ import annotations

import asyncio
import html
import unicodedata
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import msgspec

from azotte_sandbox.context import Call, Context, Json
from azotte_sandbox.errors import ApiError
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.objects import Page, Table
from azotte_sandbox.store.tables import CUSTOMERS, SUBSCRIPTIONS
from tests.conformance.faults.exchange import Request, Response
from tests.conformance.faults.fault import fault
from tests.conformance.faults.rows import (
    Listing,
    cut,
    keep_columns,
    lists,
    selecting,
    stored,
)
from tests.conformance.faults.seams import Handler, Seams

NOT_UNIQUE = (
    "DROP INDEX customer_email",
    "CREATE INDEX customer_email ON customer (tenant, environment, email)",
)


def taken() -> ApiError:
    return ApiError(
        "duplicate_value",
        "Another customer has this email.",
        {"field": "email", "constraint": "unique"},
    )


def stored_as(sandbox: Seams, field: str, change: Callable[[Any], Any]) -> None:
    """Store a field of a new customer differently."""

    @sandbox.creates("customer")
    def _(customer: Json) -> None:
        customer[field] = change(customer[field])


def if_text(change: Callable[[str], str]) -> Callable[[str | None], str | None]:
    """Change a text, and leave null and the empty text alone."""
    return lambda text: change(text) if text else text


# A change.


@fault("update-not-stored", "A change is in the response, but not stored.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("store.objects", "Table.update")
    async def _(
        real: Any, table: Table, db: Connection, world: World, doc: Json, **columns: Any
    ) -> bytes:
        return msgspec.json.encode(doc)


@fault("update-replaces", "A change sets fields that are not sent to null.")
def _(sandbox: Seams) -> None:
    @sandbox.changes("customer", "update_customer")
    def _(customer: Json, before: Json) -> None:
        assert sandbox.call is not None
        for name in {"name", "phone"} - sandbox.call.body.keys():
            customer[name] = None


@fault("null-ignored", "Null does not clear a field.")
def _(sandbox: Seams) -> None:
    @sandbox.before("update_customer")
    async def _(call: Call, db: Connection) -> None:
        for name in [name for name, value in call.body.items() if value is None]:
            del call.body[name]


@fault("metadata-merged", "Metadata is merged, not replaced.")
def _(sandbox: Seams) -> None:
    @sandbox.changes("customer", "update_customer")
    def _(customer: Json, before: Json) -> None:
        customer["metadata"] = before["metadata"] | customer["metadata"]


@fault("address-merged", "The address is merged, not replaced.")
def _(sandbox: Seams) -> None:
    @sandbox.before("update_customer")
    async def _(call: Call, db: Connection) -> None:
        if call.body.get("address"):
            before: Json = (await stored(CUSTOMERS, call, db))["address"] or {}
            call.body["address"] = before | call.body["address"]


@fault("created-reset", "A change sets `created` again.")
def _(sandbox: Seams) -> None:
    @sandbox.changes("customer", "update_customer")
    def _(customer: Json, before: Json) -> None:
        customer["created"] = before["created"] + 1


@fault("empty-metadata-ignored", "Empty metadata does not replace what is there.")
def _(sandbox: Seams) -> None:
    @sandbox.before("update_subscription")
    async def _(call: Call, db: Connection) -> None:
        if call.body.get("metadata") == {}:
            del call.body["metadata"]


@fault("email-filter-stale", "A changed email address is still found under the old one.")
def _(sandbox: Seams) -> None:
    keep_columns(sandbox, CUSTOMERS, "email")


@fault("own-email-taken", "An email address in another case is taken, even by its own customer.")
def _(sandbox: Seams) -> None:
    @sandbox.changes("customer", "update_customer")
    def _(customer: Json, before: Json) -> None:
        new, old = customer["email"], before["email"]
        if new != old and new.lower() == old.lower():
            raise taken()


@fault("lost-update", "The object is read before the transaction that writes it.")
def _(sandbox: Seams) -> None:
    stale: ContextVar[dict[str, Json]] = ContextVar("stale")

    @sandbox.request
    async def _(request: Request) -> None:
        stale.set({})
        key = await sandbox.stored_key(request)
        if request.method != "PUT" or "/customers/" not in request.path or key is None:
            return
        world, customer = World(key.tenant, key.environment), request.path.rpartition("/")[2]

        async def read(db: Connection) -> None:
            try:
                stale.get()[customer] = msgspec.json.decode(
                    await CUSTOMERS.get(db, world, customer)
                )
            except ApiError:
                return  # the operation finds out

        await sandbox.store.read(world, read)
        await asyncio.sleep(0.02)

    @sandbox.replace("store.sqlite", "SqliteStore.write")
    async def _(real: Any, store: Any, world: World | None, work: Any) -> Any:
        # The unit of work runs in the task of the writer, not in that of the request.
        seen = stale.get({})

        async def with_stale(db: Connection) -> Any:
            token = stale.set(seen)
            try:
                return await work(db)
            finally:
                stale.reset(token)

        return await real(store, world, with_stale)

    @sandbox.replace("store.objects", "Table.change")
    async def _(
        real: Any, table: Table, db: Connection, world: World, object_id: str, *field: str | None
    ) -> Json:
        doc: Json = await real(table, db, world, object_id, *field)
        return stale.get({}).get(object_id, doc) if sandbox.doing("update_customer") else doc


# A new customer.


@fault("email-folded", "Email addresses are stored in lower case.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "email", str.lower)


@fault("name-trimmed", "Names are trimmed.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "name", if_text(str.strip))


@fault("name-cut", "Long names are cut.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "name", if_text(lambda name: name[:128]))


@fault("unicode-normalized", "Names are normalized.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "name", if_text(lambda name: unicodedata.normalize("NFC", name)))


@fault("html-escaped", "Names are escaped for a web page when they are stored.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "name", if_text(html.escape))


@fault("null-becomes-empty", "A name that is null is stored as an empty string.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "name", lambda name: name or "")


@fault("empty-becomes-null", "A name that is empty is stored as null.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "name", lambda name: name or None)


@fault("phone-forgotten", "One field is not stored for a new customer.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "phone", lambda phone: None)


@fault("phone-normalized", "Spaces are removed from phone numbers.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "phone", if_text(lambda phone: phone.replace(" ", "")))


@fault("empty-metadata-value-deletes", "A metadata entry that is empty is removed.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "metadata", lambda entries: {k: v for k, v in entries.items() if v})


@fault("metadata-names-folded", "Metadata keys are stored in lower case.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "metadata", lambda entries: {k.lower(): v for k, v in entries.items()})


@fault("metadata-value-cut", "Metadata values are cut at 255 characters.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "metadata", lambda entries: {k: v[:255] for k, v in entries.items()})


@fault("address-line-lost", "The second line of an address is not stored.")
def _(sandbox: Seams) -> None:
    stored_as(sandbox, "address", lambda address: address and address | {"line2": None})


# A deletion.


@fault("deleted-still-listed", "Deleted customers are still listed.")
def _(sandbox: Seams) -> None:
    @lists(sandbox)
    async def _(asked: Listing) -> Page:
        page = await asked.page()
        if asked.table is not CUSTOMERS or selecting(asked.query):
            return page
        rows = await asked.db.fetch(
            "SELECT doc FROM customer WHERE tenant = $1 AND environment = $2 ORDER BY seq DESC",
            *asked.world,
        )
        return cut([row[0] for row in rows], asked.query)


@fault("deleted-still-there", "Deleted customers can still be read.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("store.objects", "Table.get")
    async def _(real: Any, table: Table, db: Connection, world: World, object_id: str) -> bytes:
        try:
            doc: bytes = await real(table, db, world, object_id)
        except ApiError:
            row = await db.fetch_one(
                "SELECT doc FROM customer WHERE tenant = $1 AND environment = $2 AND id = $3",
                *world,
                object_id,
            )
            if row is None:
                raise
            doc = row[0]
        return doc


def after_deleting(sandbox: Seams, change: Callable[[Connection, World, Json], Any]) -> None:
    """Change what a customer's deletion left, given the customer as it was."""

    @sandbox.around("delete_customer")
    async def _(handler: Handler, call: Call, db: Connection) -> bytes | Page:
        before = await stored(CUSTOMERS, call, db)
        result = await handler(call, db)
        await change(db, call.context.world, before)
        return result


@fault("delete-does-nothing", "A deletion succeeds, but nothing is deleted.")
def _(sandbox: Seams) -> None:
    async def restore(db: Connection, world: World, before: Json) -> None:
        await CUSTOMERS.update(db, world, before, hidden=0)

    after_deleting(sandbox, restore)


@fault("deleted-email-kept", "The email address of a deleted customer stays taken.")
def _(sandbox: Seams) -> None:
    sandbox.schema(
        "DROP INDEX customer_email",
        "CREATE UNIQUE INDEX customer_email ON customer (tenant, environment, email)",
    )

    async def keep(db: Connection, world: World, before: Json) -> None:
        await db.execute(
            "UPDATE customer SET email = $4 WHERE tenant = $1 AND environment = $2 AND id = $3",
            *world,
            before["id"],
            before["email"].casefold(),
        )

    after_deleting(sandbox, keep)


@fault("delete-takes-payments", "Deleting a customer deletes the payments too.")
def _(sandbox: Seams) -> None:
    async def hide(db: Connection, world: World, before: Json) -> None:
        await db.execute(
            "UPDATE payment SET hidden = 1"
            " WHERE tenant = $1 AND environment = $2 AND customer = $3",
            *world,
            before["id"],
        )

    after_deleting(sandbox, hide)


@fault("wrong-neighbour-deleted", "Deleting a customer deletes the one before as well.")
def _(sandbox: Seams) -> None:
    async def hide(db: Connection, world: World, before: Json) -> None:
        await db.execute(
            "UPDATE customer SET hidden = 1 WHERE tenant = $1 AND environment = $2"
            " AND seq = (SELECT seq - 1 FROM customer WHERE id = $3)",
            *world,
            before["id"],
        )

    after_deleting(sandbox, hide)


@fault("delete-keeps-subscriptions", "Deleting a customer leaves the subscriptions running.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("resources.subscriptions", "cancel_all_of")
    async def _(real: Any, context: Context, db: Connection, customer: str) -> None:
        pass


# What is unique, and what exists.


@fault("email-not-unique", "Two customers may have the same email address.")
def _(sandbox: Seams) -> None:
    sandbox.schema(*NOT_UNIQUE)


@fault("email-unique-with-case", "Email addresses that differ in case are different.")
def _(sandbox: Seams) -> None:
    for method in ("Table.insert", "Table.update"):

        @sandbox.replace("store.objects", method)
        async def _(
            real: Any, table: Table, db: Connection, world: World, doc: Json, **columns: Any
        ) -> bytes:
            if table is CUSTOMERS:
                columns["email"] = doc["email"]
            body: bytes = await real(table, db, world, doc, **columns)
            return body


@fault(
    "email-race", "Whether an email address is free is checked before the insert, outside of it."
)
def _(sandbox: Seams) -> None:
    sandbox.schema(*NOT_UNIQUE)
    done: set[tuple[str | None, str | None]] = set()

    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 201:
            done.add(repetition(response.request))

    def repetition(request: Request) -> tuple[str | None, str | None]:
        return request.header(sandbox.tenant_header), request.header("idempotency-key")

    @sandbox.request
    async def _(request: Request) -> None:
        key = await sandbox.stored_key(request)
        if key is None or "/customers" not in request.path or request.method not in ("POST", "PUT"):
            return
        email = request.object.get("email")

        async def owner(db: Connection) -> str | None:
            row = await db.fetch_one(
                "SELECT id FROM customer WHERE tenant = $1 AND environment = $2"
                " AND email = $3 AND hidden = 0",
                key.tenant,
                key.environment,
                str(email).casefold(),
            )
            return None if row is None else str(row[0])

        other = await sandbox.store.read(World(key.tenant, key.environment), owner)
        again = request.header("idempotency-key") is not None and repetition(request) in done
        if other is not None and not request.path.endswith(other) and not again:
            raise taken()


@fault("reference-not-named", "The 404 does not say which reference is wrong.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("errors", "missing")
    def _(real: Any, kind: str, object_id: str, field: str | None = None) -> ApiError:
        error: ApiError = real(kind, object_id)
        return error


@fault("other-customers-subscription", "A payment may be for another customer's subscription.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("store.objects", "Table.change")
    async def _(real: Any, table: Table, *arguments: Any) -> Json:
        doc: Json = await real(table, *arguments)
        if table is SUBSCRIPTIONS and sandbox.doing("create_payment"):
            assert sandbox.call is not None
            doc["customer"] = sandbox.call.body["customer"]
        return doc
