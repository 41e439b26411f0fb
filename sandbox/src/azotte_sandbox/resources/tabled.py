"""Objects that have a table of their own, as the operations that the contract describes see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from azotte_sandbox.context import Call
from azotte_sandbox.contract.effects import Effect
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.documents import Stored
from azotte_sandbox.store.filters import filter_name
from azotte_sandbox.store.objects import Page, Table


class TabledObjects:
    """The objects of a kind with a table.

    Args:
        table: The table.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    async def read(self, db: Connection, world: World, object_id: str) -> Stored:
        """Return an object.

        Raises:
            ApiError: `resource_missing`.
        """
        return Stored(0, object_id, "", await self._table.get(db, world, object_id))

    async def find(self, db: Connection, world: World, object_id: str) -> Stored:
        """Return an object, locked until the end of the unit of work.

        Raises:
            ApiError: `resource_missing`.
        """
        doc = await self._table.change(db, world, object_id)
        return Stored(0, object_id, "", msgspec.json.encode(doc))

    async def update(self, db: Connection, world: World, stored: Stored, doc: Any) -> bytes:
        """Store a changed object and return its JSON.

        Raises:
            UniqueViolationError: Another object has a value that must be unique.
        """
        del stored
        return await self._table.update(db, world, doc)

    async def page(self, effect: Effect, call: Call, db: Connection) -> Page:
        """Return the page that a request asks for.

        Raises:
            ApiError: `resource_missing` if the cursor does not exist.
        """
        columns: dict[str, str] = {}
        if effect.member is not None:
            columns[effect.member] = str(call.path[effect.parents[-1].parameter])
        return await self._table.page(
            db, call.context.world, self._query(effect, call.query), **columns
        )

    def _query(self, effect: Effect, query: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the parameters of a list under the names that the table knows."""
        searchable = self._table.searchable
        if all(name.partition("[")[0] in searchable for name in effect.filters):
            return query
        names = {
            name: filter_name(wanted.member, wanted.operator, ignore_case=wanted.ignore_case)
            for name, wanted in effect.filters.items()
            if name.partition("[")[0] not in searchable
        }
        return {names.get(name, name): value for name, value in query.items()}
