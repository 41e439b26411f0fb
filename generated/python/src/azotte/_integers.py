# Copied from templates/python/runtime/_integers.py: edit there, not here.
"""Integers as JSON Schema defines them: `1.0` and `1e9` are integers too.

JSON has one kind of number, and some languages write all of them with a fraction. msgspec and pydantic tell the two apart. So a body that
does not fit a model is read again with these numbers written as integers, wherever the model has an integer.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    NotRequired,
    Required,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import msgspec

from azotte._choices import Choice, choice_of, fits, variant
from azotte._msgspec_base import EXACT, Model, shape_of

# Beyond what any field holds: an exponent of a million would make a number of a million digits.
_LONGEST = 40
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def with_integers(body: bytes, model: object) -> bytes | None:
    """Rewrite a body for a model that has integers where the body has numbers with a fraction or an exponent.

    Args:
        body: The JSON text.
        model: A class of any model package.

    Returns:
        The text, or `None` if the body is not JSON.
    """
    try:
        return _ENCODER.encode(_rewritten(EXACT.decode(body), model))
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError):
        return None


def _rewritten(value: object, hint: object) -> object:
    found = options(hint)
    if choices := [choice for option in found if (choice := choice_of(option))]:
        return _rewritten_choice(value, choices[0])
    if isinstance(value, Decimal):
        return int(value) if int in found and _is_whole(value) else value
    if isinstance(value, list):
        items = cast("list[object]", value)
        for option in found:
            if get_origin(option) is list:
                items = [_rewritten(item, get_args(option)[0]) for item in items]
        return items
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        for option in found:
            fields = _with_fields(fields, option)
        return fields
    return value


def _rewritten_choice(value: object, choice: Choice) -> object:
    if choice.tag is not None:
        branch = variant(choice, value)
        return value if branch is None else _rewritten(value, branch)
    for branch in choice.branches():
        rewritten = _rewritten(value, branch)
        if fits(rewritten, branch):
            return rewritten
    return value


def _with_fields(value: dict[str, object], option: object) -> dict[str, object]:
    if get_origin(option) is dict:
        inner = get_args(option)[1]
        return {name: _rewritten(item, inner) for name, item in value.items()}
    hints = _hints(option) if isinstance(option, type) else {}
    return {
        name: _rewritten(item, hints[name]) if name in hints else item
        for name, item in value.items()
    }


def _is_whole(number: Decimal) -> bool:
    return number.adjusted() < _LONGEST and number == number.to_integral_value()


@cache
def _hints(cls: Any) -> dict[str, object]:
    """Return the type of each field, by its name in JSON."""
    hints: dict[str, object] = {}
    if issubclass(cls, Model):
        hints = get_type_hints(cls)
        return {wire_name: hints[name] for name, wire_name in shape_of(cls).names.items()}
    if is_typeddict(cls):
        return dict(get_type_hints(cls))
    # A pydantic model. Its package is not imported here, because it is optional.
    fields: dict[str, Any] = getattr(cls, "model_fields", {})
    return {field.alias or name: field.annotation for name, field in fields.items()}


def options(hint: Any) -> tuple[Any, ...]:
    """Return what a type may be: the parts of a union, without aliases and annotations."""
    hint = getattr(hint, "__value__", hint)
    origin = get_origin(hint)
    if origin in (Annotated, NotRequired, Required):
        return options(get_args(hint)[0])
    if origin in (Union, UnionType):
        return tuple(option for part in get_args(hint) for option in options(part))
    return (hint,)
