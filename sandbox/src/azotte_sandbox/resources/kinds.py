"""The objects of every kind, whether they have a table of their own or not, by the names of their schemas."""

from __future__ import annotations

from http import HTTPStatus

from azotte_sandbox import errors
from azotte_sandbox.contract import Contract, Operation
from azotte_sandbox.contract.effects import Effect, Resource
from azotte_sandbox.errors import ApiError
from azotte_sandbox.resources.tabled import TabledObjects
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.documents import Condition, Documents, Index, Wanted, indexed
from azotte_sandbox.store.objects import Page
from azotte_sandbox.store.tables import TABLES

EMBEDDED = 10
"""Number of objects in an embedded list."""


class Kinds:
    """Finds objects of every kind.

    Args:
        contract: Describes the kinds.
    """

    def __init__(self, contract: Contract) -> None:
        self.resources = contract.resources
        self.documents = documents_of(contract)
        """The objects of each kind that has no table of its own."""

    def objects(self, kind: str, effect: Effect) -> Documents | TabledObjects:
        """Return the objects of a kind, for an operation."""
        if kind in self.documents:
            return self.documents[kind]
        return TabledObjects(TABLES[kind], effect)

    async def find(self, kind: str, object_id: str, world: World, db: Connection) -> bytes | None:
        """Return the JSON of an object, or None."""
        if kind in self.documents:
            return await self.documents[kind].get(db, world, object_id)
        try:
            return await TABLES[kind].get(db, world, object_id)
        except ApiError:
            return None

    async def check_parent(self, kind: str, object_id: str, world: World, db: Connection) -> None:
        """Check that an object in the path exists.

        Raises:
            ApiError: `resource_missing`.
        """
        if kind in TABLES:
            await TABLES[kind].get(db, world, object_id)
        elif kind in self.documents and await self.find(kind, object_id, world, db) is None:
            raise errors.missing(self.resources[kind].kind, object_id)

    async def check_reference(
        self,
        kind: str,
        object_id: str,
        field: str,
        operation: Operation,
        world: World,
        db: Connection,
    ) -> None:
        """Check that an object that a field of a request names exists. It is locked until the end of the unit of work.

        Raises:
            ApiError: `resource_missing`, or `invalid_format` if the operation does not document a 404.
        """
        try:
            if kind not in self.documents:
                await TABLES[kind].change(db, world, object_id, field)
            elif await self.documents[kind].find(db, world, object_id) is None:
                raise errors.missing(self.resources[kind].kind, object_id, field)
        except ApiError as error:
            if HTTPStatus.NOT_FOUND in operation.responses:
                raise
            details = {"field": field, "value": object_id[:64], "constraint": "reference"}
            raise ApiError("invalid_format", error.message, details) from None

    async def page(
        self, resource: Resource, field: str, object_id: str, world: World, db: Connection
    ) -> bytes:
        """Return the JSON of the newest objects of a kind that refer to an object in a field."""
        if resource.name not in self.documents:
            query = {"limit": EMBEDDED}
            page = await TABLES[resource.name].page(db, world, query, **{field: object_id})
            return page.encode()
        wanted = Wanted(EMBEDDED, [Condition(field, "eq", indexed(object_id))])
        rows = await self.documents[resource.name].page(db, world, wanted)
        docs = [doc for doc, _ in rows[:EMBEDDED]]
        return Page(docs, len(rows) > EMBEDDED).encode()


def documents_of(contract: Contract) -> dict[str, Documents]:
    """Return the objects of each kind that has no table of its own."""
    return {
        name: Documents(name, _indexes(resource))
        for name, resource in contract.resources.items()
        if name not in TABLES
    }


def _indexes(resource: Resource) -> list[Index]:
    unique = {(each.field, each.ignore_case) for each in resource.unique}
    return [
        Index(field, ignore_case, (field, ignore_case) in unique)
        for field, forms in resource.indexed.items()
        for ignore_case in sorted(forms)
    ]
