"""Mistakes in the store that serves a resource without behaviour of its own, and the rules that have to find each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from azotte_sandbox.context import Call
from azotte_sandbox.errors import ApiError
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.documents import Documents, Stored, Wanted
from tests.conformance.faults.fault import Apply, Catalogue, Fault
from tests.conformance.faults.seams import Seams

FAULTS = Catalogue()


def fault(name: str, what: str, family: str) -> Callable[[Apply], Apply]:
    """Name the fault that the decorated function puts into a sandbox."""

    def add(apply: Apply) -> Apply:
        FAULTS.add(Fault(name, what, family, apply))
        return apply

    return add


@fault("update-not-stored", "An update is returned, but not stored.", "writes")
def _update_not_stored(sandbox: Seams) -> None:
    @sandbox.replace("store.documents", "Documents.update")
    async def _(
        real: Any, documents: Documents, db: Connection, world: World, stored: Stored, doc: Any
    ) -> bytes:
        if sandbox.doing("update_coupon"):
            return msgspec.json.encode(doc)
        body: bytes = await real(documents, db, world, stored, doc)
        return body


@fault("filter-ignored", "The second filter of a list is ignored.", "filters")
def _filter_ignored(sandbox: Seams) -> None:
    @sandbox.replace("store.documents", "Documents.page")
    async def _(
        real: Any, documents: Documents, db: Connection, world: World, wanted: Wanted
    ) -> list[tuple[bytes, int]]:
        kept = [each for each in wanted.conditions if each.index != "customer"]
        rows: list[tuple[bytes, int]] = await real(
            documents, db, world, replace(wanted, conditions=kept)
        )
        return rows


@fault("deleted-is-listed", "A deleted object stays in its list.", "writes")
def _deleted_is_listed(sandbox: Seams) -> None:
    @sandbox.replace("store.documents", "Documents._source")
    def _(real: Any, documents: Documents, wanted: Wanted, values: list[Any]) -> tuple[str, str]:
        source, seq = real(documents, wanted, values)
        return source.replace("object.hidden = 0", "object.doc <> CAST('null' AS BLOB)"), seq

    @sandbox.replace("store.documents", "Documents.hide")
    async def _(
        real: Any, documents: Documents, db: Connection, world: World, stored: Stored
    ) -> None:
        await real(documents, db, world, stored)
        await db.execute(
            "UPDATE object SET doc = $4 WHERE tenant = $1 AND environment = $2 AND seq = $3",
            *world,
            stored.seq,
            stored.body,
        )


@fault("transition-not-checked", "An action is done in every state.", "states")
def _transition_not_checked(sandbox: Seams) -> None:
    @sandbox.replace("requirements", "check")
    def _(real: Any, call: Any, before: Mapping[str, Any]) -> None:
        if not sandbox.doing("expire_coupon"):
            real(call, before)


@fault("unique-not-enforced", "Two objects can have the same code.", "writes")
def _unique_not_enforced(sandbox: Seams) -> None:
    @sandbox.replace("store.documents", "Documents._rows")
    def _(real: Any, documents: Documents, doc: Any) -> Iterator[tuple[Any, ...]]:
        for name, value, number, _ in real(documents, doc):
            yield name, value, number, 0

    @sandbox.replace("store.documents", "Documents.page")
    async def _(real: Any, *arguments: Any) -> list[tuple[bytes, int]]:
        is_check = sandbox.doing("create_coupon", "update_coupon")
        rows: list[tuple[bytes, int]] = [] if is_check else await real(*arguments)
        return rows


@fault("foreign-reference", "A field can name an object of another tenant.", "isolation")
def _reference_of_another_tenant(sandbox: Seams) -> None:
    @sandbox.replace("resources.kinds", "Kinds.check_reference")
    async def _(
        real: Any,
        kinds: Any,
        kind: str,
        object_id: str,
        field: str,
        operation: Any,
        world: World,
        db: Connection,
    ) -> None:
        try:
            await real(kinds, kind, object_id, field, operation, world, db)
        except ApiError:
            for other in await sandbox.worlds(db):
                if await kinds.find(kind, object_id, other, db) is not None:
                    return
            raise


@fault("event-not-sent", "An action sends no event.", "webhooks")
def _event_not_sent(sandbox: Seams) -> None:
    @sandbox.replace("resources.generic", "_Described._tell")
    async def _(real: Any, *arguments: Any) -> None:
        if not sandbox.doing("expire_coupon"):
            await real(*arguments)


@fault("cursor-is-listed", "A page begins with its cursor.", "pagination")
def _cursor_is_listed(sandbox: Seams) -> None:
    @sandbox.replace("store.documents", "Documents.page")
    async def _(
        real: Any, documents: Documents, db: Connection, world: World, wanted: Wanted
    ) -> list[tuple[bytes, int]]:
        after = None if wanted.after is None else wanted.after + 1
        rows: list[tuple[bytes, int]] = await real(
            documents, db, world, replace(wanted, after=after)
        )
        return rows


@fault("default-ignored", "A missing field has another value than its default.", "bounds")
def _default_ignored(sandbox: Seams) -> None:
    @sandbox.replace("resources.generic", "_Kept.create")
    async def _(real: Any, kept: Any, call: Call, db: Connection) -> bytes:
        body: bytes = await real(kept, call._replace(body={"transferable": False} | call.body), db)
        return body
