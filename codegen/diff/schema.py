"""Compares schemas: what those who send may still send, and what those who read may come to see."""

import json
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from codegen.diff.change import NOBODY, READERS, SENDERS, TYPES, Party
from codegen.diff.record import TEXTS, Record, differing, short
from codegen.document import Json, is_list, is_map
from codegen.relax import is_scalar

_REFERENCE = "#/components/schemas/"
# The bounds: +1 where a larger value allows more. No client checks them, so that none breaks those who type-check.
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
# A reader counts on these: a number may overflow its column or turn negative, the first of no items is an error. The length
# and form of a string are nothing to count on: identifiers are opaque.
_BOUNDS_READ = frozenset({"maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "minItems"})
# The keywords that are compared below.
_KNOWN = frozenset(
    [
        *_BOUNDS,
        *("type", "enum", "const", "x-open-enum", "pattern", "format", "uniqueItems", "default"),
        *("properties", "required", "additionalProperties", "propertyNames", "dependentRequired"),
        *("items", "oneOf", "anyOf", "discriminator"),
    ]
)


class Direction(Enum):
    """Which way a value goes."""

    SENT = auto()
    READ = auto()


@dataclass(frozen=True)
class _Shape:
    """A schema with references followed and `null` set apart, however it is spelled.

    Attributes:
        name: The name of the component, if it has one.
        beside: What stands beside the reference: the texts of this use.
        body: The schema itself, without `null`.
    """

    name: str | None
    beside: Json
    nullable: bool
    body: Json

    @property
    def is_model(self) -> bool:
        """Whether the clients have a type of this name."""
        return self.name is not None and not is_scalar(self.body)


class Schemas:
    """Compares the schemas of two contracts; a pair of components once in each direction."""

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
            base: The schema as it was.
            revision: The schema as it is.
            label: What it describes; a component's name takes its place.
            direction: Which way its values go.
            place: The operation, if the label does not say it.
        """
        before, after = _shape(base, self._base), _shape(revision, self._revision)
        narrowed, widened = _breaks(direction)
        if before.nullable != after.nullable:
            text = "may be `null`" if after.nullable else "may no longer be `null`"
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
        """Compare the components that no operation of the base has, as what a reader reads: the union of events."""
        for name, schema in self._base.items():
            if name in used:
                continue
            if name in self._revision:
                reference = {"$ref": _REFERENCE + name}
                self.compare(reference, reference, name, Direction.READ)
            elif not is_scalar(schema):
                self._record.add(name, "is removed", TYPES)

    def _renamed(self, before: _Shape, after: _Shape, label: str, place: str) -> None:
        was, now = (
            f"`{shape.name}`" if shape.is_model else "without a name" for shape in (before, after)
        )
        if before.name and after.name and before.name not in self._revision:
            self._record.add(before.name, f"is called {now} now", TYPES)
        else:
            self._record.add(label, f"its type is {now}, and was {was}", TYPES, place=place)

    def _body(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        self._record.texts(label, base, revision, place=place)
        self._record.deprecation(label, base, revision, place=place)
        self._types(base, revision, label, direction, place)
        self._values(base, revision, label, direction, place)
        self._bounds(base, revision, label, direction, place)
        self._form(base, revision, label, direction, place)
        self._members(base, revision, label, direction, place)
        self._parts(base, revision, label, direction, place)
        self._variants(base, revision, label, direction, place)
        self._record.rest(label, base, revision, _KNOWN, place=place)

    def _types(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        before, after = (_type_set(schema) for schema in (base, revision))
        if before == after:
            return
        breaks = frozenset[Party]()
        narrowed, widened = _breaks(direction)
        if not _within(before, after):
            breaks |= narrowed
        if not _within(after, before):
            breaks |= widened
        self._record.add(
            label,
            f"is {short(revision.get('type', 'anything'))}, and was {short(base.get('type', 'anything'))}",
            breaks,
            place=place,
        )

    def _values(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        before, after = (_values_of(schema) for schema in (base, revision))
        was_open, is_open = (bool(schema.get("x-open-enum")) for schema in (base, revision))
        sent = direction is Direction.SENT
        narrowed = SENDERS | (NOBODY if is_open else TYPES) if sent else NOBODY
        widened = NOBODY if sent or was_open else READERS | TYPES
        if before is None and after is not None:
            self._record.add(label, f"is one of {_list(after)} now", narrowed, place=place)
        elif before is not None and after is None:
            self._record.add(
                label, f"is any value now, and was one of {_list(before)}", widened, place=place
            )
        elif before is not None and after is not None:
            if gone := [value for value in before if value not in after]:
                self._record.add(label, f"is {_list(gone)} no longer", narrowed, place=place)
            if new := [value for value in after if value not in before]:
                self._record.add(label, f"may be {_list(new)}", widened, place=place)
            if is_open != was_open:
                text = "may grow: keep a value that is not known" if is_open else "grows no more"
                # A match over the known values was exhaustive, and is no more; `str` is no longer taken.
                breaks = TYPES if is_open != sent else NOBODY
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
                breaks = NOBODY if looser else SENDERS
            else:
                breaks = READERS if looser and bound in _BOUNDS_READ else NOBODY
            self._record.add(
                label, f"`{bound}` is {short(after)}, and was {short(before)}", breaks, place=place
            )

    def _form(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        sent = direction is Direction.SENT
        for keyword in differing(base, revision):
            before, after = base.get(keyword), revision.get(keyword)
            match keyword:
                case "pattern":
                    # Whether one pattern takes all that another takes can not be told: another one counts as narrower.
                    breaks = SENDERS if sent and after is not None else NOBODY
                case "format":
                    breaks = (
                        (SENDERS if after else NOBODY) if sent else (READERS if before else NOBODY)
                    )
                case "uniqueItems":
                    breaks = (
                        (SENDERS if after else NOBODY) if sent else (NOBODY if after else READERS)
                    )
                case "default":
                    # A request that leaves it out means something else now.
                    breaks = SENDERS if sent and "default" in base else NOBODY
                case _:
                    continue
            self._record.add(
                label,
                f"`{keyword}` is {short(after)}, and was {short(before)}",
                breaks,
                place=place,
            )

    def _members(
        self, base: Json, revision: Json, label: str, direction: Direction, place: str
    ) -> None:
        narrowed, widened = _breaks(direction)
        before, after = base.get("properties", {}), revision.get("properties", {})
        was_required, is_required = set(base.get("required", [])), set(revision.get("required", []))
        for name in before | after | dict.fromkeys(sorted(was_required | is_required)):
            member = f"{label}.{name}"
            if name in before and name not in after:
                gone = SENDERS | TYPES if direction is Direction.SENT else READERS | TYPES
                self._record.add(member, "is removed", gone, place=place)
                continue
            if name in after and name not in before:
                required = name in is_required
                text = "is new and required" if required else "is new"
                self._record.add(member, text, narrowed if required else NOBODY, place=place)
                continue
            if (name in was_required) != (name in is_required):
                text = "is required" if name in is_required else "may be left out"
                self._record.add(
                    member, text, narrowed if name in is_required else widened, place=place
                )
            if name in before:
                self.compare(before[name], after[name], member, direction, place)
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
                f"is required where `{name}` is there",
                SENDERS if direction is Direction.SENT else NOBODY,
                place=place,
            )
        for name, other in sorted(pairs[0] - pairs[1]):
            self._record.add(
                f"{label}.{other}",
                f"may be left out where `{name}` is there",
                NOBODY if direction is Direction.SENT else READERS,
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
                self._record.add(part, f"must be {short(after)}", narrowed, place=place)
            elif before is not None:
                self._record.add(
                    part, f"may be anything, and was {short(before)}", widened, place=place
                )

        before, after = (schema.get("additionalProperties", True) for schema in (base, revision))
        if is_map(before) and is_map(after):
            self.compare(before, after, f"{label}.*", direction, place)
        elif before != after:
            less = _room(after) < _room(before)
            text = f"other members: {short(after)}, and was {short(before)}"
            if direction is Direction.SENT:
                breaks = (SENDERS | (TYPES if is_map(before) else NOBODY)) if less else NOBODY
            else:
                # A reader keeps members that it does not know, unless it knew their type.
                breaks = READERS | TYPES if is_map(before) and not less else NOBODY
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
        # What is left on both sides at the same number of places is the same variant under another name.
        if len(before) == len(after):
            for one, other in zip(before.values(), after.values(), strict=True):
                self.compare(one, other, label, direction, place)
            before, after = {}, {}
        narrowed, widened = _breaks(direction)
        # A union with a discriminator may grow: a client reads a kind that it does not know as an unknown one.
        grows = "discriminator" in base
        for key in before:
            self._record.add(label, f"is no {key} any more", narrowed, place=place)
        for key in after:
            self._record.add(label, f"may be a {key}", NOBODY if grows else widened, place=place)
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
        party = (SENDERS if direction is Direction.SENT else READERS) | TYPES
        if base.get("propertyName") != revision.get("propertyName"):
            self._record.add(
                label,
                f"is told apart by {short(revision.get('propertyName'))}, and was by {short(base.get('propertyName'))}",
                party,
                place=place,
            )
        before, after = base.get("mapping", {}), revision.get("mapping", {})
        for value in differing(before, after):
            if value in before and value in after:
                names = [mapping[value].rpartition("/")[2] for mapping in (before, after)]
                # A renamed component is told where it is compared.
                if names[0] in self._revision:
                    self._record.add(
                        label,
                        f"`{value}` stands for `{names[1]}`, and stood for `{names[0]}`",
                        party,
                        place=place,
                    )
            elif value in before and before[value] in after.values():
                self._record.add(
                    label, f"`{value}` stands for nothing any more", party, place=place
                )


def _breaks(direction: Direction) -> tuple[frozenset[Party], frozenset[Party]]:
    """Return whom it breaks that less is allowed, and whom that more is."""
    return (SENDERS | TYPES, NOBODY) if direction is Direction.SENT else (NOBODY, READERS | TYPES)


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
    if any(key not in TEXTS and key != "deprecated" for key in beside):
        # More than texts beside the reference: the use is a schema of its own.
        return _Shape(None, {}, nullable, {**schema, **beside})
    return _Shape(name, beside, nullable, schema)


def _type_set(schema: Json) -> frozenset[str] | None:
    types: str | list[str] | None = schema.get("type")
    if types is None:
        return None
    return frozenset([types] if isinstance(types, str) else types)


def _within(some: frozenset[str] | None, others: frozenset[str] | None) -> bool:
    """Whether every value of some types is one of others; `None` is any type."""
    if others is None:
        return True
    return some is not None and all(
        kind in others or (kind == "integer" and "number" in others) for kind in some
    )


def _values_of(schema: Json) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _variants_of(schema: Json) -> dict[str, Json]:
    """Return the variants of a union by what tells them apart; what is no union is its only variant."""
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
    """Rank `additionalProperties`: any member, those that fit a schema, none."""
    return 1 if is_map(additional) else 2 * bool(additional)


def _list(values: list[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values)
