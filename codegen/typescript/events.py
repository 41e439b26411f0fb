"""Describes the events of webhooks: `src/webhooks.ts`."""

from collections.abc import Sequence
from dataclasses import dataclass

from codegen.errors import GenerationError
from codegen.model.operations import Api
from codegen.model.types import Constant, Field, Nullable, Object, Ref, Text, Type
from codegen.typescript.comments import comment
from codegen.typescript.imports import Import, Imports
from codegen.typescript.literals import Value, key
from codegen.typescript.names import PackageNames
from codegen.typescript.shapes import Shapes
from codegen.typescript.types import TypeWriter, fields_of

_TOLERANCE_SECONDS = 300
_DEEPEST = 2


@dataclass(frozen=True)
class Webhooks:
    """The events of a package.

    Attributes:
        header: Header with the signature.
        tolerance: Seconds that a signature is valid.
        events: Type of the payload of each event.
        shapes: Shape of the payload of each event.
        unknown: Fields of an event of an unknown type.
        unknown_shape: What is checked of them.
        imports: Imports of the file.
    """

    header: str
    tolerance: int
    events: dict[str, str]
    shapes: dict[str, str]
    unknown: str
    unknown_shape: dict[str, Value]
    imports: tuple[Import, ...]


def webhooks(api: Api, names: PackageNames, shapes: Shapes) -> Webhooks | None:
    """Return the events, or None if the contract has none that are signed.

    Raises:
        GenerationError: The events do not share a single header for the signature.
    """
    if api.signature is None:
        if any(event.headers for event in api.events):
            raise GenerationError(
                "webhooks: the events have different parameters. Give each the same single header parameter for the signature."
            )
        return None
    imports = Imports(names.modules)
    types = TypeWriter(api, names, imports, is_models=False)
    payloads = [event.payload for event in api.events]
    tolerance = api.signature.extensions.get("x-tolerance-seconds", _TOLERANCE_SECONDS)
    events = {event.type: types.text(event.payload, "received") for event in api.events}
    unknown = _Common(api, types).object(payloads, depth=0)
    return Webhooks(
        header=api.signature.name,
        tolerance=int(tolerance),
        events=events,
        shapes={event.type: shapes.of(event.payload) for event in api.events},
        unknown=unknown,
        unknown_shape=_common_shape(api, payloads, shapes),
        imports=tuple(imports.statements()),
    )


class _Common:
    """Writes what several objects have in common."""

    def __init__(self, api: Api, types: TypeWriter) -> None:
        self._api = api
        self._types = types

    def object(self, types: Sequence[Type], depth: int) -> str:
        """Return an object with the fields of all objects: optional if one of them does not have it."""
        objects = [self._api.object_of(one) for one in types]
        if depth >= _DEEPEST or None in objects:
            return "Record<string, unknown>"
        fields = [one for one in objects if one is not None]
        names = dict.fromkeys(field.name for one in fields for field in fields_of(one, "received"))
        return f"{{ {chr(10).join(self._field(name, fields, depth) for name in names)} }}"

    def _field(self, name: str, objects: Sequence[Object], depth: int) -> str:
        found = _of_name(name, objects)
        is_optional = len(found) < len(objects) or not all(one.required for one in found)
        head = f"{key(name)}{'?' if is_optional else ''}"
        if depth == 0 and name == "type":
            # A known type does not have this form: `event.type === '…'` tells the event.
            return f"/** The type as received. The compiler excludes known types. */\n{head}: `unknown ${{string}}`;"
        text = comment(found[0].description) if len({one.description for one in found}) == 1 else ""
        return f"{text}\n{head}: {self._type([one.type for one in found], depth)};"

    def _type(self, types: Sequence[Type], depth: int) -> str:
        if len(set(types)) == 1 and not isinstance(types[0], Ref):
            return self._types.text(types[0], "received")
        is_nullable = any(isinstance(self._api.resolve(one), Nullable) for one in types)
        if all(self._api.object_of(one) is not None for one in types):
            return self.object(types, depth + 1) + (" | null" if is_nullable else "")
        if len(set(types)) == 1:
            return self._types.text(types[0], "received")
        resolved = [self._api.resolve(one) for one in types]
        if all(isinstance(one, Text) or _is_text(one) for one in resolved):
            return "string"
        return "unknown"


def _is_text(type: Type) -> bool:
    return isinstance(type, Constant) and isinstance(type.value, str)


def _of_name(name: str, objects: Sequence[Object]) -> list[Field]:
    return [field for one in objects for field in fields_of(one, "received") if field.name == name]


def _common_shape(api: Api, payloads: Sequence[Type], shapes: Shapes) -> dict[str, Value]:
    """Return what is checked of an event of an unknown type: the fields that all events require."""
    objects = [one for one in map(api.object_of, payloads) if one is not None]
    found: dict[str, Value] = {}
    for field in fields_of(objects[0], "received") if objects else ():
        same = _of_name(field.name, objects)
        if len(same) == len(payloads) and all(one.required for one in same):
            kinds = {shapes.of(one.type) for one in same}
            if all(api.object_of(one.type) for one in same):
                kinds = {"object"}
            found[field.name] = kinds.pop() if len(kinds) == 1 else "unknown"
    return found
