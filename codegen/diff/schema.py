"""Compares schemas. Direction matters: a request may allow more than before, a response less."""

import json
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from codegen.diff.change import NOTHING, REQUESTS, RESPONSES, TYPES, Surface
from codegen.diff.patterns import allows_all
from codegen.diff.record import DEPRECATION, TEXTS, Record, changed, differing, short
from codegen.document import Json, is_list, is_map

_REFERENCE = "#/components/schemas/"
# The bounds, with +1 if a larger value allows more. They are not part of the clients' types.
_BOUNDS = {
    "maxLength": 1,
    "maxItems": 1,
    "maxProperties": 1,
    "maximum": 1,
    "exclusiveMaximum": 1,
    "minLength": -1,
    "minItems": -1,
    "minProperties": -1,
    "minimum": -1,
    "exclusiveMinimum": -1,
}
# Bounds that a program relies on when it reads a response: a number can overflow a column or become negative, and an array can
# become empty. It does not rely on the length or pattern of a string.
_BOUNDS_READ = frozenset({"maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "minItems"})
# The keywords that this module compares.
_KNOWN = frozenset(
    [
        *_BOUNDS,
        *("type", "enum", "const", "x-open-enum", "pattern", "format", "uniqueItems", "default"),
        *("properties", "required", "additionalProperties", "propertyNames", "dependentRequired"),
        *("items", "oneOf", "anyOf", "discriminator"),
    ]
)


class Direction(Enum):
    """Whether the API receives a value (SENT) or returns it (READ)."""

    SENT = auto()
    READ = auto()


@dataclass(frozen=True)
class _Shape:
    """A schema with resolved references, and with `null` as a flag.

    Attributes:
        name: Name of the component, if it has one.
        beside: Fields beside the reference: the texts of this use.
        nullable: Whether the schema allows `null`.
        body: The schema without `null`.
    """

    name: str | None
    beside: Json
    nullable: bool
    body: Json

    @property
    def is_model(self) -> bool:
        """Whether the clients have a type with this name."""
        return self.name is not None and not is_scalar(self.body)


class Schemas:
    """Compares the schemas of two contracts, each pair of components once in each direction."""

    def __init__(self, base: Json, revision: Json, record: Record) -> None:
        self._base: Json = base["components"].get("schemas", {})
        self._revision: Json = revision["components"].get("schemas", {})
        self._record = record
        self._seen: set[tuple[str | None, str | None, Direction]] = set()

    def compare(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str = ""
    ) -> None:
        """Compare two schemas.

        Args:
            base: The older schema.
            revision: The newer schema.
            label: Name of the part that it describes. A component's name replaces it.
            direction: Whether the API receives or returns its values.
            place: The operation that uses it, if the label does not name one.
        """
        before, after = _shape(base, self._base), _shape(revision, self._revision)
        narrowed, widened = _breaks(direction)
        if before.nullable != after.nullable:
            text = "may now be `null`" if after.nullable else "may no longer be `null`"
            self._record.add(label, text, widened if after.nullable else narrowed, place=place)
        if before.is_model != after.is_model or (before.is_model and before.name != after.name):
            self._renamed(before, after, label, place)
        if before.name and after.name:
            self._record.texts(label, before.beside, after.beside, place=place)
            if (before.name, after.name, direction) in self._seen:
                return
            self._seen.add((before.name, after.name, direction))
            label, place = after.name, ""
        self._body(before.body, after.body, label, direction, place)

    def compare_unused(self, used: frozenset[str]) -> None:
        """Compare the components that no operation of the base uses, such as the union of events, as responses."""
        for name, schema in self._base.items():
            if name in used:
                continue
            if name in self._revision:
                reference = {"$ref": _REFERENCE + name}
                self.compare(reference, reference, name, Direction.READ)
            elif not is_scalar(schema):
                self._record.add(name, "removed", TYPES)

    def _renamed(self, before: _Shape, after: _Shape, label: str, place: str) -> None:
        was, now = (
            f"`{shape.name}`" if shape.is_model else "an unnamed schema"
            for shape in (before, after)
        )
        if before.name and after.name and before.name not in self._revision:
            self._record.add(before.name, f"renamed to {now}", TYPES)
        else:
            self._record.add(label, f"type changed from {was} to {now}", TYPES, place=place)

    def _body(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        self._record.texts(label, base, revision, place=place)
        self._record.deprecation(label, base, revision, place=place)
        self._types(base, revision, label, direction, place)
        self._values(base, revision, label, direction, place)
        self._bounds(base, revision, label, direction, place)
        self._form(base, revision, label, direction, place)
        self._fields(base, revision, label, direction, place)
        self._parts(base, revision, label, direction, place)
        self._variants(base, revision, label, direction, place)
        self._record.rest(label, base, revision, _KNOWN, place=place)

    def _types(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        before, after = (_type_set(schema) for schema in (base, revision))
        if before == after:
            return
        breaks = frozenset[Surface]()
        narrowed, widened = _breaks(direction)
        if not _within(before, after):
            breaks |= narrowed
        if not _within(after, before):
            breaks |= widened
        self._record.add(
            label,
            f"type {changed(base.get('type', 'any'), revision.get('type', 'any'))}",
            breaks,
            place=place,
        )

    def _values(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        before, after = (_values_of(schema) for schema in (base, revision))
        was_open, is_open = (bool(schema.get("x-open-enum")) for schema in (base, revision))
        sent = direction is Direction.SENT
        narrowed = REQUESTS | (NOTHING if is_open else TYPES) if sent else NOTHING
        widened = NOTHING if sent or was_open else RESPONSES | TYPES
        if before is None and after is not None:
            self._record.add(label, f"now limited to {_list(after)}", narrowed, place=place)
        elif before is not None and after is None:
            self._record.add(label, f"no longer limited to {_list(before)}", widened, place=place)
        elif before is not None and after is not None:
            if gone := [value for value in before if value not in after]:
                self._record.add(label, f"may no longer be {_list(gone)}", narrowed, place=place)
            if new := [value for value in after if value not in before]:
                self._record.add(label, f"may now be {_list(new)}", widened, place=place)
            if is_open != was_open:
                text = "enumeration opened" if is_open else "enumeration closed"
                # A program that reads it can no longer match all values; one that sends it can no longer pass any `str`.
                breaks = TYPES if is_open != sent else NOTHING
                self._record.add(label, text, breaks, place=place)

    def _bounds(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        for bound, sign in _BOUNDS.items():
            before, after = base.get(bound), revision.get(bound)
            if before == after:
                continue
            looser = after is None or (before is not None and sign * (after - before) > 0)
            if direction is Direction.SENT:
                breaks = NOTHING if looser else REQUESTS
            else:
                breaks = RESPONSES if looser and bound in _BOUNDS_READ else NOTHING
            self._record.add(label, f"`{bound}` {changed(before, after)}", breaks, place=place)

    def _form(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        sent = direction is Direction.SENT
        for keyword in differing(base, revision):
            before, after = base.get(keyword), revision.get(keyword)
            match keyword:
                case "pattern":
                    wider = after is None or (before is not None and allows_all(after, before))
                    breaks = REQUESTS if sent and not wider else NOTHING
                case "format":
                    breaks = (
                        (REQUESTS if after else NOTHING)
                        if sent
                        else (RESPONSES if before else NOTHING)
                    )
                case "uniqueItems":
                    breaks = (
                        (REQUESTS if after else NOTHING)
                        if sent
                        else (NOTHING if after else RESPONSES)
                    )
                case "default":
                    # A request without the field now means something else.
                    breaks = REQUESTS if sent and "default" in base else NOTHING
                case _:
                    continue
            self._record.add(
                label,
                f"`{keyword}` {changed(before, after)}",
                breaks,
                place=place,
            )

    def _fields(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        narrowed, widened = _breaks(direction)
        before, after = base.get("properties", {}), revision.get("properties", {})
        was_required, is_required = set(base.get("required", [])), set(revision.get("required", []))
        for name in before | after | dict.fromkeys(sorted(was_required | is_required)):
            field = f"{label}.{name}"
            if name in before and name not in after:
                gone = REQUESTS | TYPES if direction is Direction.SENT else RESPONSES | TYPES
                self._record.add(field, "removed", gone, place=place)
                continue
            if name in after and name not in before:
                required = name in is_required
                text = "added as required" if required else "added"
                self._record.add(field, text, narrowed if required else NOTHING, place=place)
                continue
            if (name in was_required) != (name in is_required):
                text = "now required" if name in is_required else "now optional"
                self._record.add(
                    field, text, narrowed if name in is_required else widened, place=place
                )
            if name in before:
                self.compare(before[name], after[name], field, direction, place)
        pairs = [
            {
                (name, other)
                for name, others in schema.get("dependentRequired", {}).items()
                for other in others
            }
            for schema in (base, revision)
        ]
        for name, other in sorted(pairs[1] - pairs[0]):
            self._record.add(
                f"{label}.{other}",
                f"now required if `{name}` is present",
                REQUESTS if direction is Direction.SENT else NOTHING,
                place=place,
            )
        for name, other in sorted(pairs[0] - pairs[1]):
            self._record.add(
                f"{label}.{other}",
                f"now optional if `{name}` is present",
                NOTHING if direction is Direction.SENT else RESPONSES,
                place=place,
            )

    def _parts(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        narrowed, widened = _breaks(direction)
        for keyword, part in (("items", f"{label}[]"), ("propertyNames", f"{label} (keys)")):
            before, after = base.get(keyword), revision.get(keyword)
            if before is not None and after is not None:
                self.compare(before, after, part, direction, place)
            elif after is not None:
                self._record.add(part, f"now limited to {short(after)}", narrowed, place=place)
            elif before is not None:
                self._record.add(
                    part, f"no longer limited to {short(before)}", widened, place=place
                )

        before, after = (schema.get("additionalProperties", True) for schema in (base, revision))
        if is_map(before) and is_map(after):
            self.compare(before, after, f"{label}.*", direction, place)
        elif before != after:
            less = _room(after) < _room(before)
            text = f"`additionalProperties` {changed(before, after)}"
            if direction is Direction.SENT:
                breaks = (REQUESTS | (TYPES if is_map(before) else NOTHING)) if less else NOTHING
            else:
                # Clients keep unknown fields. They break only if these fields had a type.
                breaks = RESPONSES | TYPES if is_map(before) and not less else NOTHING
            self._record.add(label, text, breaks, place=place)

    def _variants(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        if not any(
            keyword in schema for keyword in ("oneOf", "anyOf") for schema in (base, revision)
        ):
            return
        before, after = _variants_of(base), _variants_of(revision)
        for key in [key for key in before if key in after]:
            self.compare(before.pop(key), after.pop(key), label, direction, place)
        # If as many variants are removed as added, they are the same ones under new names.
        if len(before) == len(after):
            for one, other in zip(before.values(), after.values(), strict=True):
                self.compare(one, other, label, direction, place)
            before, after = {}, {}
        narrowed, widened = _breaks(direction)
        # A union with a discriminator may grow, because clients accept unknown variants.
        grows = "discriminator" in base
        for key in before:
            self._record.add(label, f"may no longer be a {key}", narrowed, place=place)
        for key in after:
            self._record.add(
                label, f"may now be a {key}", NOTHING if grows else widened, place=place
            )
        self._discriminator(
            base.get("discriminator", {}),
            revision.get("discriminator", {}),
            label,
            direction,
            place,
        )

    def _discriminator(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        broken = (REQUESTS if direction is Direction.SENT else RESPONSES) | TYPES
        if base.get("propertyName") != revision.get("propertyName"):
            self._record.add(
                label,
                f"discriminator {changed(base.get('propertyName'), revision.get('propertyName'))}",
                broken,
                place=place,
            )
        before, after = base.get("mapping", {}), revision.get("mapping", {})
        for value in differing(before, after):
            if value in before and value in after:
                names = [mapping[value].rpartition("/")[2] for mapping in (before, after)]
                # A renamed component is recorded where it is compared.
                if names[0] in self._revision:
                    self._record.add(
                        label,
                        f"`{value}` now selects `{names[1]}` instead of `{names[0]}`",
                        broken,
                        place=place,
                    )
            elif value in before and before[value] in after.values():
                self._record.add(
                    label, f"`{value}` no longer selects a schema", broken, place=place
                )


def _breaks(direction: Direction) -> tuple[frozenset[Surface], frozenset[Surface]]:
    """Return what breaks if a schema allows less, and what breaks if it allows more."""
    return (
        (REQUESTS | TYPES, NOTHING) if direction is Direction.SENT else (NOTHING, RESPONSES | TYPES)
    )


def _shape(schema: Json, components: Json) -> _Shape:
    name: str | None = None
    beside: Json = {}
    nullable = False
    while True:
        if "$ref" in schema:
            target: str = schema["$ref"].removeprefix(_REFERENCE)
            beside = {**{key: value for key, value in schema.items() if key != "$ref"}, **beside}
            name, schema = target, components[target]
            continue
        keyword = "anyOf" if "anyOf" in schema else "oneOf"
        variants: list[Json] = schema.get(keyword, [])
        if {"type": "null"} in variants:
            nullable = True
            others = [variant for variant in variants if variant != {"type": "null"}]
            rest = {key: value for key, value in schema.items() if key != keyword}
            schema = {**others[0], **rest} if len(others) == 1 else {**rest, keyword: others}
            if len(others) == 1:
                continue
        break
    types = schema.get("type")
    if is_list(types):
        remaining: list[str] = [kind for kind in types if kind != "null"]
        nullable = nullable or len(remaining) < len(types)
        schema = {**schema, "type": remaining[0] if len(remaining) == 1 else remaining}
        if "enum" in schema:
            schema["enum"] = [value for value in schema["enum"] if value is not None]
    if any(key not in TEXTS and key not in DEPRECATION for key in beside):
        # A reference with other fields than texts is a new schema.
        return _Shape(None, {}, nullable, {**schema, **beside})
    return _Shape(name, beside, nullable, schema)


def _type_set(schema: Json) -> frozenset[str] | None:
    types: str | list[str] | None = schema.get("type")
    if types is None:
        return None
    return frozenset([types] if isinstance(types, str) else types)


def _within(some: frozenset[str] | None, others: frozenset[str] | None) -> bool:
    """Whether every value of some types is a value of the others. `None` is any type."""
    if others is None:
        return True
    return some is not None and all(
        kind in others or (kind == "integer" and "number" in others) for kind in some
    )


def _values_of(schema: Json) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _variants_of(schema: Json) -> dict[str, Json]:
    """Return the variants of a union by name. A schema that is not a union is its only variant."""
    variants: list[Json] = schema.get("oneOf") or schema.get("anyOf") or [
        {key: value for key, value in schema.items() if key not in TEXTS}
    ]  # fmt: skip
    return {
        f"`{variant['$ref'].removeprefix(_REFERENCE)}`"
        if "$ref" in variant
        else f"`{json.dumps(variant, sort_keys=True, ensure_ascii=False)}`": variant
        for variant in variants
    }


def _room(additional: bool | Json) -> int:
    """Rank `additionalProperties`: 2 for any, 1 for those that match a schema, 0 for none."""
    return 1 if is_map(additional) else 2 * bool(additional)


def _list(values: list[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def is_scalar(schema: dict[str, Any]) -> bool:
    """Whether a schema is a string, number or boolean without an enumeration. It gets no class in the clients."""
    return schema.get("type") in ("string", "integer", "number", "boolean") and "enum" not in schema
