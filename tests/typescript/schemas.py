"""Random schemas with valid values, of every kind that the table of capabilities supports.

A value can have what the contract does not know yet: other fields, enumeration values and variants.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
_SAFE = 2**53 - 1
# Names that are awkward in JavaScript, in TypeScript or in the notation of the checks.
_NAMES = st.one_of(
    st.sampled_from(
        [
            *("id", "type", "class", "constructor", "__proto__", "toString", "fooBar", "foo_bar"),
            *("a-b", "optional?", "many[]", "map{}", "2fa", "", 'a"b\\', "`${x}`", "ü", "*/"),
        ]
    ),
    st.text(st.characters(codec="utf-8"), max_size=4),
)
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-_SAFE, _SAFE) | _TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_NAMES, inner, max_size=2),
    max_leaves=4,
)


@dataclass
class Case:
    """A schema with its components, and valid values."""

    schema: Schema
    values: list[Any]
    components: dict[str, Schema] = field(default_factory=dict[str, Schema])


@st.composite
def cases(draw: st.DrawFn, prefix: str) -> Case:
    """Draw a schema.

    Args:
        draw: Draws values.
        prefix: Start of the names of its components.
    """
    numbers = count()
    components: dict[str, Schema] = {}
    schema, values = _draw(draw, components, lambda: f"{prefix}{next(numbers)}", depth=3)
    return Case(schema, draw(st.lists(values, min_size=1, max_size=3)), components)


def _draw(
    draw: st.DrawFn, components: dict[str, Schema], name: Callable[[], str], depth: int
) -> tuple[Schema, st.SearchStrategy[Any]]:
    kinds = [_scalar, _enum, _constant]
    if depth > 0:
        kinds += [_array, _map, _object, _object, _nullable, _union, _plain_union, _recursion]
        kinds += [_reference, _all_of]
    kind = draw(st.sampled_from(kinds))
    return kind(draw, components, name, depth)


def _scalar(draw: st.DrawFn, *_: Any) -> tuple[Schema, st.SearchStrategy[Any]]:
    return draw(
        st.sampled_from(
            [
                ({"type": "string"}, _TEXTS),
                ({"type": "string", "format": "date-time"}, st.just("2026-01-01T00:00:00Z")),
                ({"type": "string", "format": "decimal"}, st.just("12.50")),
                ({"type": "string", "format": "byte"}, st.just("AAEC")),
                ({"type": "integer"}, st.integers(-_SAFE, _SAFE)),
                ({"type": "number"}, st.floats(allow_nan=False, allow_infinity=False, width=32)),
                ({"type": "boolean"}, st.booleans()),
                ({"type": "null"}, st.none()),
                ({}, _ANYTHING),
            ]
        )
    )


def _enum(draw: st.DrawFn, *_: Any) -> tuple[Schema, st.SearchStrategy[Any]]:
    kind, values = draw(
        st.sampled_from(
            [
                ("string", st.lists(_TEXTS, min_size=1, max_size=3, unique=True)),
                ("integer", st.lists(st.integers(-9, 9), min_size=1, max_size=3, unique=True)),
                ("boolean", st.just([True])),
            ]
        )
    )
    unknown = {"string": _TEXTS, "integer": st.integers(10, 99), "boolean": st.booleans()}[kind]
    found = draw(values)
    return {"type": kind, "enum": found}, st.sampled_from(found) | unknown


def _constant(draw: st.DrawFn, *_: Any) -> tuple[Schema, st.SearchStrategy[Any]]:
    value = draw(_TEXTS | st.integers(0, 9) | st.booleans())
    return {"const": value}, st.just(value)


def _array(
    draw: st.DrawFn, components: dict[str, Schema], name: Callable[[], str], depth: int
) -> tuple[Schema, st.SearchStrategy[Any]]:
    schema, values = _draw(draw, components, name, depth - 1)
    return {"type": "array", "items": schema}, st.lists(values, max_size=3)


def _map(
    draw: st.DrawFn, components: dict[str, Schema], name: Callable[[], str], depth: int
) -> tuple[Schema, st.SearchStrategy[Any]]:
    schema, values = _draw(draw, components, name, depth - 1)
    found = st.dictionaries(_NAMES, values, max_size=3)
    return {"type": "object", "additionalProperties": schema}, found


def _object(
    draw: st.DrawFn, components: dict[str, Schema], name: Callable[[], str], depth: int
) -> tuple[Schema, st.SearchStrategy[Any]]:
    names = draw(st.lists(_NAMES, max_size=4, unique=True))
    fields = {one: _draw(draw, components, name, depth - 1) for one in names}
    required = [one for one in names if draw(st.booleans())]
    values = st.fixed_dictionaries(
        {one: fields[one][1] for one in required},
        optional={one: fields[one][1] for one in names if one not in required},
    )
    unknown = st.dictionaries(_NAMES.filter(lambda one: one not in names), _ANYTHING, max_size=2)
    schema: Schema = {
        "type": "object",
        "properties": {one: fields[one][0] for one in names},
        "required": required,
    }
    return schema, st.builds(lambda known, more: {**more, **known}, values, unknown)


def _nullable(
    draw: st.DrawFn, components: dict[str, Schema], name: Callable[[], str], depth: int
) -> tuple[Schema, st.SearchStrategy[Any]]:
    schema, values = _draw(draw, components, name, depth - 1)
    return {"anyOf": [schema, {"type": "null"}]}, st.none() | values


def _reference(
    draw: st.DrawFn, components: dict[str, Schema], name: Callable[[], str], depth: int
) -> tuple[Schema, st.SearchStrategy[Any]]:
    own = name()
    schema, values = _draw(draw, components, name, depth - 1)
    components[own] = schema
    return {"$ref": f"#/components/schemas/{own}"}, values


def _all_of(
    draw: st.DrawFn, components: dict[str, Schema], name: Callable[[], str], depth: int
) -> tuple[Schema, st.SearchStrategy[Any]]:
    first, values = _object(draw, components, name, depth - 1)
    field = {"type": "object", "properties": {"last field": {"type": "integer"}}}
    more = st.fixed_dictionaries({}, optional={"last field": st.integers(0, 9)})
    merged = st.builds(
        lambda one, two: {**{k: v for k, v in one.items() if k != "last field"}, **two},
        values,
        more,
    )
    return {"allOf": [first, field]}, merged


def _union(
    draw: st.DrawFn, components: dict[str, Schema], name: Callable[[], str], depth: int
) -> tuple[Schema, st.SearchStrategy[Any]]:
    variants: list[Schema] = []
    values: list[st.SearchStrategy[Any]] = []
    mapping: dict[str, str] = {}
    for tag in draw(st.lists(_TEXTS, min_size=2, max_size=3, unique=True)):
        schema, found = _object(draw, components, name, depth - 1)
        own = name()
        schema["properties"]["kind"] = draw(st.sampled_from([{"const": tag}, {"type": "string"}]))
        schema["required"] = [*{*schema["required"], "kind"}]
        components[own] = schema
        variants.append({"$ref": f"#/components/schemas/{own}"})
        mapping[tag] = f"#/components/schemas/{own}"
        values.append(found.map(lambda value, tag=tag: {**value, "kind": tag}))
    unknown = st.dictionaries(_NAMES, _ANYTHING, max_size=2).map(
        lambda value: {**value, "kind": "a variant of a later version"}
    )
    discriminator = {"propertyName": "kind", "mapping": mapping}
    return {"oneOf": variants, "discriminator": discriminator}, st.one_of(*values, unknown)


def _plain_union(
    draw: st.DrawFn, components: dict[str, Schema], name: Callable[[], str], depth: int
) -> tuple[Schema, st.SearchStrategy[Any]]:
    one, values = _object(draw, components, name, depth - 1)
    schema = {"anyOf": [{"type": "string"}, one]}
    return schema, st.one_of(_TEXTS, values, _ANYTHING.filter(lambda value: value is not None))


def _recursion(
    draw: st.DrawFn, components: dict[str, Schema], name: Callable[[], str], depth: int
) -> tuple[Schema, st.SearchStrategy[Any]]:
    own = name()
    itself = {"$ref": f"#/components/schemas/{own}"}
    if draw(st.booleans()):
        components[own] = {"type": "array", "items": itself}
        return itself, st.recursive(st.just([]), lambda inner: st.lists(inner, max_size=2))
    schema, values = _draw(draw, components, name, depth - 1)
    components[own] = {
        "type": "object",
        "required": ["value"],
        "properties": {
            "value": schema,
            "next": itself,
            "all": {"type": "array", "items": itself},
            "by_name": {"type": "object", "additionalProperties": itself},
        },
    }
    leaf = st.fixed_dictionaries({"value": values})
    tree = st.recursive(
        leaf,
        lambda inner: st.fixed_dictionaries(
            {"value": values},
            optional={
                "next": inner,
                "all": st.lists(inner, max_size=2),
                "by_name": st.dictionaries(_NAMES, inner, max_size=2),
            },
        ),
        max_leaves=4,
    )
    return itself, tree
