"""Chooses values for samples: examples of the contract, or else values made from the types."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from codegen.document import is_map
from codegen.model.operations import Api, Example, Parameter
from codegen.model.types import (
    Array,
    Boolean,
    Constant,
    Enum,
    Field,
    Integer,
    Limit,
    Map,
    Null,
    Nullable,
    Number,
    Object,
    Ref,
    Text,
    TextFormat,
    Type,
    Union,
    Unknown,
)

_TEXTS: Mapping[TextFormat, str] = {
    "plain": "text",
    "date-time": "2026-01-31T12:00:00Z",
    "date": "2026-01-31",
    "uuid": "4f1a0e2c-6d0b-4c59-9a53-0b7f2f5f8c11",
    "decimal": "9.99",
    "byte": "dGV4dA==",
    "binary": "text",
}
# Formats that are only limits (JSON Schema 2020-12, validation, 7.3).
_FORMATS = {
    "email": "ada@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com",
    "time": "12:00:00Z",
    "duration": "P1D",
}


def of_parameter(api: Api, parameter: Parameter) -> Any:
    """Return the value to show for a parameter."""
    return _shown(api, parameter.examples, parameter.type)


def of_content(api: Api, examples: tuple[Example, ...], type: Type) -> Any:
    """Return the value to show for a request body."""
    return _shown(api, examples, type)


def of_type(api: Api, type: Type, inside: frozenset[str] = frozenset()) -> Any:
    """Return an example of a type, or else a simple value that is valid except for `pattern`.

    Args:
        api: The contract.
        type: The type.
        inside: Named types that contain this one, which a recursive type leaves out.
    """
    match type:
        case Unknown():
            return {}
        case Null():
            return None
        case Boolean():
            return True
        case Integer(limits=limits) | Number(limits=limits):
            return _number(limits)
        case Text(format=name, limits=limits):
            return _text(name, limits)
        case Constant(value=value):
            return value
        case Enum(values=values):
            return values[0].value
        case Array(items=items, limits=limits):
            count = max(1, int(_limit(limits, "minItems", 1)))
            return [] if _is_inside(items, inside) else [of_type(api, items, inside)] * count
        case Map(values=values):
            return {} if _is_inside(values, inside) else {"key": of_type(api, values, inside)}
        case Nullable(type=inner):
            return None if _is_inside(inner, inside) else of_type(api, inner, inside)
        case Union(variants=variants, discriminator=discriminator):
            chosen = next(
                (one for one in variants if not _is_inside(one.type, inside)), variants[0]
            )
            value = of_type(api, chosen.type, inside)
            if discriminator is not None and is_map(value) and chosen.tags:
                return {discriminator: chosen.tags[0], **value}
            return value
        case Object(fields=fields):
            return {one.name: _field(api, one, inside) for one in fields if _is_sent(one)}
        case Ref(name=name):
            named = api.types[name]
            if named.examples:
                return named.examples[0]
            return of_type(api, named.type, inside | {name})
        case _:
            assert_never(type)


def _shown(api: Api, examples: Sequence[Example], type: Type) -> Any:
    return examples[0].value if examples else of_type(api, type)


def _is_sent(field: Field) -> bool:
    return field.required and not field.read_only


def _field(api: Api, field: Field, inside: frozenset[str]) -> Any:
    return field.examples[0] if field.examples else of_type(api, field.type, inside)


def _is_inside(type: Type, inside: frozenset[str]) -> bool:
    return isinstance(type, Ref) and type.name in inside


def _limit(limits: Sequence[Limit], keyword: str, default: Any) -> Any:
    return next((one.value for one in limits if one.keyword == keyword), default)


def _number(limits: Sequence[Limit]) -> Any:
    least = _limit(limits, "minimum", _limit(limits, "exclusiveMinimum", 0) + 1)
    greatest = _limit(limits, "maximum", _limit(limits, "exclusiveMaximum", math.inf) - 1)
    step = _limit(limits, "multipleOf", 1)
    wish = -(-least // step) * step
    return wish if wish <= greatest else greatest // step * step


def _text(name: TextFormat, limits: Sequence[Limit]) -> str:
    if name != "plain":
        return _TEXTS[name]
    text = _FORMATS.get(_limit(limits, "format", ""), _TEXTS["plain"])
    least = int(_limit(limits, "minLength", 0))
    text *= -(-least // len(text)) or 1
    return text[: int(_limit(limits, "maxLength", len(text)))]
