"""What an operation does to which kind of object. `effect_reader` reads it from the contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from azotte_sandbox.contract.conditions import named_object
from azotte_sandbox.contract.identifiers import IdForm
from azotte_sandbox.contract.paging import Paging
from azotte_sandbox.contract.shapes import Shape
from azotte_sandbox.json_values import Json


class Does(Enum):
    """What an operation does."""

    CREATE = "create"
    GET = "get"
    LIST = "list"
    UPDATE = "update"
    DELETE = "delete"
    ACT = "act"
    UNKNOWN = "unknown"
    """The contract does not say, so the operation returns its example."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a list (`x-filter`)."""

    field: str
    operator: str
    ignore_case: bool


@dataclass(frozen=True, slots=True)
class Unique:
    """A field whose values are unique (`x-unique`)."""

    field: str
    ignore_case: bool
    other: Any
    """Another value than that of the example."""


@dataclass(slots=True, eq=False)
class Resource:
    """A kind of object.

    Attributes:
        name: Name of the schema.
        kind: For messages, for example `customer`.
        properties: Schemas of the fields.
        shape: The fields, and what each holds if nobody says so.
        id_field: Field with the ID, or None if the objects do not have theirs.
        id_form: Makes IDs.
        singleton: Whether there is only one in each place.
        references: Fields that hold the ID of an object, or IDs, with the names of their kinds.
        owners: Kinds of the objects in the path that an object belongs to, if no field names them.
        indexed: Fields that lists are filtered by, and whether case is ignored.
        sample: An example.
    """

    name: str
    kind: str
    schema: Json
    properties: dict[str, Json]
    shape: Shape
    required: frozenset[str]
    id_field: str | None
    id_schema: str | None
    id_form: IdForm
    singleton: bool
    unique: tuple[Unique, ...]
    sample: Any
    references: dict[str, str] = field(default_factory=dict[str, str])
    owners: tuple[str, ...] = ()
    indexed: dict[str, set[bool]] = field(default_factory=dict[str, set[bool]])

    def index(self, field: str, *, ignore_case: bool = False) -> None:
        """Have a field indexed."""
        self.indexed.setdefault(field, set()).add(ignore_case)


@dataclass(frozen=True, slots=True)
class Parent:
    """An object in the path that the objects of an operation belong to.

    Attributes:
        parameter: Path parameter with its ID.
        resource: Name of its kind.
    """

    parameter: str
    resource: str


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What an operation does.

    Attributes:
        parameter: Path parameter with the ID of the object.
        parents: Objects in the path before it.
        parent_field: Field with the ID of the last parent, or None if only the path has it.
        updates: What becomes of objects that refer to the deleted one: their kind, the field that does, and conditions.
        expand: Query parameter that embeds related objects.
        embedded: Fields that `expand` fills with a page of objects, with their kind and the field that refers to this one.
        creates: Whether an update of a missing object creates it.
        response: Shape of the response, if it is not the object itself.
        defaults: Defaults of the request body.
        envelope: Field of the request body with the fields of the object, or None if the body has them.
        marks: Extensions of the operation.
    """

    does: Does
    resource: Resource | None = None
    parameter: str | None = None
    parents: tuple[Parent, ...] = ()
    parent_field: str | None = None
    paging: Paging | None = None
    filters: dict[str, Filter] = field(default_factory=dict[str, Filter])
    updates: tuple[tuple[Resource, str, Json], ...] = ()
    expand: str | None = None
    embedded: dict[str, tuple[Resource, str]] = field(
        default_factory=dict[str, tuple[Resource, str]]
    )
    creates: bool = False
    response: Shape | None = None
    defaults: Json = field(default_factory=dict[str, Any])
    envelope: str | None = None
    marks: Json = field(default_factory=dict[str, Any])

    @property
    def effects(self) -> list[Json]:
        """What is true after a success (`x-effects`)."""
        rules: list[Json] = self.marks.get("x-effects", [])
        return rules

    @property
    def requires(self) -> list[Json]:
        """What the operation requires (`x-requires`), except of objects that the request names."""
        return [rule for rule in self._requires if not _names_objects(rule)]

    @property
    def requires_of_named(self) -> list[Json]:
        """What the operation requires of objects that the request names."""
        return [rule for rule in self._requires if _names_objects(rule)]

    @property
    def _requires(self) -> list[Json]:
        rules: list[Json] = self.marks.get("x-requires", [])
        return rules


def _names_objects(rule: Json) -> bool:
    return any(named_object(expression) for expression in rule["then"])
