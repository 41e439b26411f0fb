"""Objects that have a table of their own, as the operations that the contract describes see them."""

from __future__ import annotations

from typing import Any

from azotte_sandbox.context import Call
from azotte_sandbox.contract.effects import Effect
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.documents import Stored
from azotte_sandbox.store.filters import filter_name
from azotte_sandbox.store.objects import Page, Table

_NONE: dict[str, str] = {}


class TabledObjects:
    """The objects of a kind with a table.

    Args:
        table: The table.
        effect: What the operation does.
    """

    def __init__(self, table: Table, effect: Effect) -> None:
        self._table = table
        self._effect = effect
        # Filters that no column helps with have the names that the table knows.
        self._names = {
            name: filter_name(wanted.field, wanted.operator, ignore_case=wanted.ignore_case)
            for name, wanted in effect.filters.items()
            if name.partition("[")[0] not in table.searchable
        }

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
        stored = Stored(0, object_id, "", b"")
        stored.doc = await self._table.change(db, world, object_id)
        return stored

    async def update(self, db: Connection, world: World, stored: Stored, doc: Any) -> bytes:
        """Store a changed object and return its JSON.

        Raises:
            UniqueViolationError: Another object has a value that must be unique.
        """
        del stored
        return await self._table.update(db, world, doc)

    async def page(self, call: Call, db: Connection) -> Page:
        """Return the page of a request.

        Raises:
            ApiError: `resource_missing` if the cursor does not exist.
        """
        query, columns, effect = call.query, _NONE, self._effect
        if self._names:
            query = {self._names.get(name, name): value for name, value in query.items()}
        if effect.parent_field is not None:
            columns = {effect.parent_field: str(call.path[effect.parents[-1].parameter])}
        return await self._table.page(db, call.context.world, query, **columns)
