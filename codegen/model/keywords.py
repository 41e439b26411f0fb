"""Reads the keywords of schemas. A list of parts is a conjunction: schemas that all apply to one value."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from codegen.document import is_list
from codegen.model.capabilities import (
    ANNOTATIONS,
    ENUM,
    MALFORMED,
    NOTHING,
    STRUCTURE,
    TEXT_FORMATS,
)
from codegen.model.place import Place, follow
from codegen.model.types import (
    Constant,
    Default,
    Enum,
    EnumValue,
    Json,
    Limit,
    Null,
    Nullable,
    Ref,
    Scalar,
    Text,
    TextFormat,
    Type,
    Union,
    Unknown,
    same,
)

_SCHEMAS = "/components/schemas/"
_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
ARRAY_LIMITS = ("minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains")
OBJECT_LIMITS = ("minProperties", "maxProperties", "propertyNames", "dependentRequired")
NUMBER_LIMITS = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "format",
)
_TEXT_LIMITS = (
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "contentEncoding",
    "contentMediaType",
)


def nullable(type: Type) -> Type:
    """Return a type that can also be `null`."""
    return type if isinstance(type, Nullable | Null | Unknown) else Nullable(type)


def default(place: Place) -> Default | None:
    """Return the default of a schema."""
    found = place.get("default") if place.is_object else None
    return None if found is None else Default(found.value)


def alias_of(place: Place) -> Place | None:
    """Return the place of `$ref`, if the schema is nothing but this reference with texts."""
    if not place.is_object:
        return None
    keys = {key for key in place.fields() if key not in ANNOTATIONS and not key.startswith("x-")}
    if keys == {"$ref"}:
        return place
    if keys == {"allOf"}:
        inner = place.elements_of("allOf")
        return alias_of(inner[0]) if len(inner) == 1 else None
    return None


def without_nullable(place: Place) -> Place:
    """Return a schema of OpenAPI 3.0 without `nullable`."""
    return Place(
        {key: one for key, one in place.fields().items() if key != "nullable"}, place.pointer
    )


def component_name(pointer: str) -> str | None:
    """Return the name of a schema in `components`, or None if the pointer leads elsewhere."""
    name = pointer.removeprefix(_SCHEMAS)
    return None if name == pointer or "/" in name else _unescaped(name)


def _unescaped(name: str) -> str:
    return name.replace("~1", "/").replace("~0", "~")


def direct_references(type: Type) -> list[str]:
    """Return the names that a type refers to without an object, an array or a map between."""
    match type:
        case Ref(name=name):
            return [name]
        case Nullable(type=inner):
            return direct_references(inner)
        case Union(variants=variants):
            return [name for variant in variants for name in direct_references(variant.type)]
        case _:
            return []


def only_restricts(branch: Place) -> bool:
    """Whether a branch says only which fields are required: `anyOf: [{required: [a]}, {required: [b]}]`."""
    return (
        branch.is_object
        and branch.value != {}
        and all(key in ("required", "not", "title", "description") for key in branch.fields())
    )


def is_structural(part: Place) -> bool:
    """Whether a part says what the value is, not only how it is restricted."""
    return any(key in part.value for key in STRUCTURE - {"$ref", "allOf", "required"})


def is_null(branch: Place) -> bool:
    """Whether a branch is `type: 'null'`."""
    return branch.is_object and branch.value.get("type") == "null"


def branch_name(branch: Place) -> str | None:
    """Return the name or title of a branch."""
    if not branch.is_object:
        return None
    reference, title = branch.value.get("$ref"), branch.value.get("title")
    if isinstance(reference, str):
        return reference.rpartition("/")[2]
    return title if isinstance(title, str) and title else None


def kinds_of(first: Place, parts: list[Place]) -> list[str] | None:
    """Return the types that all parts allow, or None if any value is valid."""
    kinds: list[str] | None = None
    for part in parts:
        found = part.get("type")
        if found is None:
            continue
        places = [found] if isinstance(found.value, str) else found.elements()
        own = [place.string() for place in places]
        for place in places:
            if place.value not in _TYPES:
                raise place.rejected(MALFORMED, f"{place.value!r} is not a type")
        if "number" in own:
            own = [kind for kind in own if kind != "integer"]
        kinds = own if kinds is None else _both(kinds, own)
    if kinds == []:
        raise first.rejected(NOTHING, "the types of the schema exclude each other")
    if kinds is None:
        if any(
            key in part
            for part in parts
            for key in ("properties", "additionalProperties", "patternProperties")
        ):
            return ["object"]
        if any("items" in part for part in parts):
            return ["array"]
        return None
    return [*dict.fromkeys(kinds)]


def _both(kinds: list[str], others: list[str]) -> list[str]:
    whole = {"integer", "number"}
    common = [kind for kind in kinds if kind in others]
    if "integer" not in common and whole <= {*kinds, *others} and not whole & {*common}:
        common.append("integer")
    return common


def values_of(first: Place, parts: list[Place]) -> list[Json] | None:
    """Return the values of `enum` and `const`, or None if there are none."""
    values: list[Json] | None = None
    for part in parts:
        own: list[Json] | None = None
        if "const" in part:
            own = [part["const"].value]
        elif "enum" in part:
            own = [place.value for place in part.elements_of("enum")]
        if own is not None:
            values = (
                own
                if values is None
                else [one for one in values if any(equal(one, other) for other in own)]
            )
    if values == []:
        raise first.rejected(NOTHING, "no value of the enumeration is valid")
    return values


def type_of_values(
    first: Place, parts: list[Place], kinds: list[str] | None, values: list[Json]
) -> Type:
    """Return the enumeration or constant of the values of `enum` and `const`."""
    for value in values:
        if value is not None and not isinstance(value, str | int | bool):
            raise first.rejected(ENUM, f"{value!r} is a value of the schema")
    scalars: list[Scalar] = [value for value in values if value is not None]
    # `type: [string, 'null']` with an enumeration without null does not allow null.
    can_be_null = None in values and (kinds is None or "null" in kinds)
    if kinds is not None:
        scalars = [value for value in scalars if _kind_of(value) in _wider(kinds)]
    if not scalars:
        if can_be_null:
            return Null()
        raise first.rejected(NOTHING, "no value of the enumeration has the type of the schema")
    is_constant = len(scalars) == 1 and any("const" in part for part in parts)
    type = Constant(scalars[0]) if is_constant else _enum(parts, scalars)
    return nullable(type) if can_be_null else type


def _enum(parts: list[Place], scalars: list[Scalar]) -> Enum:
    descriptions: dict[str, str] = {}
    for part in parts:
        found = part.get("x-enumDescriptions") or part.get("x-enum-descriptions")
        if found is not None and is_list(found.value):  # as other generators have it
            texts = [place.string() for place in found.elements()]
            values = [_shown(place.value) for place in part.elements_of("enum")]
            descriptions |= dict(zip(values, texts, strict=False))
        elif found is not None:
            descriptions |= {key: place.string() for key, place in found.items()}
    # Unless the contract says otherwise, values can be added: a client that is closed would fail then. A boolean has no others.
    is_open = not any(
        part.get("x-open-enum") is not None and not part.flag("x-open-enum") for part in parts
    )
    unique = {(type(value), value): value for value in scalars}.values()
    return Enum(
        tuple(EnumValue(value, descriptions.get(_shown(value), "")) for value in unique),
        is_open and not all(isinstance(value, bool) for value in scalars),
    )


def enum_of_constants(kept: list[tuple[Type, Place]], owner: Place) -> Enum | None:
    """Return the enumeration that a union of constants, or of an enumeration and any string, is."""
    types = [type for type, _ in kept]
    if all(isinstance(type, Constant) for type in types):
        values = tuple(
            EnumValue(type.value, " ".join(branch.text("description").split()))
            for type, branch in kept
            if isinstance(type, Constant)
        )
        is_open = owner.flag("x-open-enum") if "x-open-enum" in owner else True
        return Enum(values, is_open and not all(isinstance(one.value, bool) for one in values))
    match types:
        case [Enum() as enum, Text(format="plain")] | [Text(format="plain"), Enum() as enum]:
            return (
                replace(enum, open=True)
                if all(isinstance(one.value, str) for one in enum.values)
                else None
            )
        case _:
            return None


def _kind_of(value: Scalar) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "string"


def _wider(kinds: Iterable[str]) -> set[str]:
    return {"integer" if kind == "number" else kind for kind in kinds}


def text_of(parts: list[Place]) -> Text:
    """Return the type of a string."""
    limits = limits_of(
        parts, "minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType"
    )
    format: TextFormat = "plain"
    for limit in limits:
        if limit.keyword == "format" and limit.value in TEXT_FORMATS:
            format = limit.value
        elif limit.keyword == "contentEncoding" and limit.value in ("base64", "base64url"):
            format = "byte"
        elif (
            limit.keyword == "contentMediaType"
            and format == "plain"
            and not any(one.keyword == "contentEncoding" for one in limits)
            and limit.value == "application/octet-stream"
        ):
            format = "binary"
    if format != "plain":
        limits = tuple(limit for limit in limits if limit.keyword != "format")
    return Text(format, limits)


def limits_of(parts: list[Place], *keywords: str) -> tuple[Limit, ...]:
    """Return the limits with these keywords. Those of a later part override those of an earlier one."""
    found: dict[str, Json] = {}
    for part in parts:
        for keyword in keywords:
            if keyword in part:
                found[keyword] = part[keyword].value
    return tuple(Limit(keyword, value) for keyword, value in found.items())


def examples_of(place: Place) -> tuple[Json, ...]:
    """Return the examples of a schema."""
    own = [one.value for one in place.elements_of("examples")]
    return (*own, *([place["example"].value] if "example" in place else []))


def tag_values(place: Place) -> list[str]:
    """Return the strings that a schema has as its only values."""
    if not place.is_object:
        return []
    const: Any = place.value.get("const")
    if isinstance(const, str):
        return [const]
    values: Any = place.value.get("enum")
    if not is_list(values) or not all(isinstance(one, str) for one in values):
        return []
    return values


def has_flag(root: Place, place: Place, key: str) -> bool:
    """Whether a schema, or what it refers to, has a flag."""
    return place.is_object and follow(root, place).flag(key)


def equal(one: Json, other: Json) -> bool:
    """Whether two JSON values are equal."""
    if isinstance(one, str | bool | int):
        return same(one, other)
    return bool(one == other)


def _shown(value: Json) -> str:
    """Return a value of an enumeration as the key of its description."""
    return value if isinstance(value, str) else json.dumps(value)
