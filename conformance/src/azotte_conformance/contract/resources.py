"""The kinds of objects that operations act on, inferred from paths and schemas."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from azotte_conformance.contract.json_values import Json
from azotte_conformance.contract.operations import Operation
from azotte_conformance.contract.schemas import Schema


@dataclass
class Resource:
    """A kind of object, and the operations that act on one."""

    name: str
    """Of its schema, such as `Customer`."""
    schema: Schema
    id_schema: str
    """Name of the schema of its id; fields of that schema elsewhere are references to it."""
    create: Operation | None = None
    get: Operation | None = None
    update: Operation | None = None
    """`PATCH`, or else `PUT`."""
    delete: Operation | None = None
    listing: Operation | None = None
    actions: list[Operation] = field(default_factory=list[Operation])
    """`POST /things/{id}/action`."""
    sublists: list[Operation] = field(default_factory=list[Operation])
    """`GET /things/{id}/others`."""

    def __str__(self) -> str:
        return self.name

    @property
    def unique(self) -> list[Json]:
        """Fields whose value no two objects share (`x-unique`)."""
        return list(self.schema.full.get("x-unique", ()))

    @property
    def is_numbered(self) -> bool:
        """Whether the IDs are numbers, which objects of other tenants can have too."""
        return "integer" in self.schema.fields["id"].types

    def lists(self, operation: Operation) -> bool:
        """Whether an operation lists all of them."""
        return self.get is not None and operation.path == self.get.path.rpartition("/")[0]

    @property
    def writers(self) -> list[Operation]:
        """The operations that change one."""
        return [op for op in (self.update, *self.actions, self.delete) if op is not None]

    @property
    def of_one(self) -> list[Operation]:
        """Every operation that names one in its path."""
        return [
            op for op in (self.get, self.update, *self.actions, *self.sublists, self.delete) if op
        ]


def find_resources(operations: Sequence[Operation]) -> dict[str, Resource]:
    """The kinds of objects, by the name of their schema."""
    found: dict[str, Resource] = {}
    for operation in operations:
        segments = operation.path.strip("/").split("/")
        schema = operation.success.schema
        if (
            operation.method == "GET"
            and len(operation.path_parameters) == 1
            and segments[-1].startswith("{")
            and schema is not None
            and schema.name is not None
        ):
            id_schema = operation.path_parameters[0].schema.name or ""
            found[schema.name] = Resource(schema.name, schema, id_schema, get=operation)
    for resource in found.values():
        assert resource.get is not None
        _add_operations(resource, resource.get.path, operations)
    return found


def _add_operations(resource: Resource, path: str, operations: Sequence[Operation]) -> None:
    for operation in operations:
        parent, _, last = operation.path.rpartition("/")
        if operation.path == path:
            if operation.method == "PATCH" or (operation.method == "PUT" and not resource.update):
                resource.update = operation
            elif operation.method == "DELETE":
                resource.delete = operation
        elif operation.path == path.rpartition("/")[0]:
            if operation.method == "POST":
                resource.create = operation
            elif operation.pagination:
                resource.listing = operation
        elif parent == path and not last.startswith("{"):
            has_objects = any(o.path.startswith(f"{operation.path}/{{") for o in operations)
            if operation.method == "POST" and not has_objects:
                resource.actions.append(operation)
            elif operation.method == "GET" and operation.path_parameters:
                resource.sublists.append(operation)
