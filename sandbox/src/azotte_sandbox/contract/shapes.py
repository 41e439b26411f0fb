"""The shape of an object: its fields, and what each holds if nobody says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from azotte_sandbox.contract.samples import Samples
from azotte_sandbox.contract.validation import Schemas
from azotte_sandbox.json_values import Json, is_list, is_object

_CREATED = frozenset({"created", "created_at", "create_time"})
_UPDATED = frozenset({"updated", "updated_at", "update_time", "modified_at", "last_modified"})


@dataclass(slots=True, eq=False)
class Field:
    """A field of an object.

    Attributes:
        initial: What it holds if it is required and nobody says so.
        is_constant: Whether it has one possible value, `initial`.
        time: `created` or `updated` if the clock sets it.
        schema: Name of its schema, or None.
    """

    shape: Shape
    required: bool
    initial: Any
    is_constant: bool
    is_sample: bool
    read_only: bool
    write_only: bool
    time: str | None
    is_text: bool
    is_nullable: bool
    is_object: bool
    schema: str | None


@dataclass(slots=True, eq=False)
class Shape:
    """The shape of a value.

    Attributes:
        fields: Fields of an object; none for all other values.
        items: Shape of the items of an array.
        is_open: Whether an object can have other fields.
    """

    fields: dict[str, Field] = field(default_factory=dict[str, Field])
    items: Shape | None = None
    is_open: bool = False

    def completed(self, value: Any) -> Any:
        """Return a value whose required fields are all there."""
        if is_list(value) and self.items is not None:
            return [self.items.completed(item) for item in value]
        if not is_object(value) or not self.fields:
            return value
        whole: Json = {
            name: field.shape.completed(value[name]) if name in value else field.initial
            for name, field in self.fields.items()
            if not field.write_only and (field.required or name in value)
        }
        return whole | {name: each for name, each in value.items() if name not in self.fields}


class Shapes:
    """Reads shapes from schemas, each once, so that a schema can refer to itself.

    Args:
        schemas: Resolves references.
        samples: Makes the values of fields that have no other.
    """

    def __init__(self, schemas: Schemas, samples: Samples) -> None:
        self._schemas = schemas
        self._samples = samples
        self._named: dict[str, Shape] = {}
        # By identity, with the schema, which has to live as long: a nullable reference can lead back to its own schema.
        self._inline: dict[int, tuple[dict[str, Any], Shape]] = {}

    def of(self, schema: dict[str, Any]) -> Shape:
        """Return the shape of a schema."""
        reference = schema.get("$ref")
        if reference in self._named:
            return self._named[reference]
        if id(schema) in self._inline:
            return self._inline[id(schema)][1]
        shape = Shape()
        if reference is not None:
            self._named[reference] = shape
        else:
            self._inline[id(schema)] = (schema, shape)
        full = self._schemas.resolve(schema)
        required = self._schemas.required(full)
        properties = self._schemas.properties(full)
        alternatives = [*full.get("oneOf", ()), *full.get("anyOf", ())]
        objects = [each for each in alternatives if "object" in self._schemas.types_of(each)]
        if len(objects) == 1:
            required |= self._schemas.required(objects[0])
        shape.is_open = full.get("additionalProperties", True) is not False
        shape.fields = {
            name: self._field(name, field_schema, required=name in required)
            for name, field_schema in properties.items()
        }
        if "items" in full:
            shape.items = self.of(full["items"])
        return shape

    def _field(self, name: str, schema: dict[str, Any], *, required: bool) -> Field:
        full = self._schemas.resolve(schema)
        types = self._schemas.types_of(schema)
        shape = self.of(schema)
        reference: str | None = schema.get("$ref")
        is_sample = False
        initial: Any
        if "const" in full or "default" in full:
            initial = full.get("const", full.get("default"))
        elif "null" in types and types != frozenset({"null"}) and len(types) < len(_ALL):
            initial = None
        elif types == frozenset({"array"}) and not full.get("minItems"):
            initial = []
        elif types == frozenset({"object"}) and not full.get("minProperties"):
            initial = shape.completed({}) if shape.fields else {}
        else:
            initial, is_sample = self._samples.of(schema), True
        moment = "created" if name in _CREATED else "updated" if name in _UPDATED else None
        return Field(
            shape=shape,
            required=required,
            initial=initial,
            is_constant="const" in full,
            is_sample=is_sample,
            read_only=full.get("readOnly", False),
            write_only=full.get("writeOnly", False),
            time=moment if types & {"string", "integer"} else None,
            is_text="string" in types,
            is_nullable="null" in types,
            is_object="object" in types,
            schema=None if reference is None else reference.rpartition("/")[2],
        )


_ALL = ("string", "integer", "number", "boolean", "null", "array", "object")
