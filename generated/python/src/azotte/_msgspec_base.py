# Copied from templates/python/runtime/_msgspec_base.py: edit there, not here.
"""The base of `azotte.models`, and how fields that a model does not declare are kept.

msgspec leaves out fields that a class does not declare. Undeclared fields are kept without a cost for programs that do not read
them: a decoded object keeps its JSON text. Its models get their part of the text when they are first read, and undeclared fields
are decoded when they are first read.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple, Self, TypeVar, cast, get_args, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType

from azotte._plain_forms import PlainForms

__all__ = ["UNSET", "Model", "UnsetType"]


_Model = TypeVar("_Model", bound="Model")


class Model(PlainForms, msgspec.Struct, kw_only=True, dict=True):
    """An object of the API. A field that is `UNSET` is absent, one that is `None` is null."""

    @property
    def extra(self) -> dict[str, Any]:
        """The fields that the contract does not declare, numbers with a fraction as `Decimal` so that no digit is lost."""
        return extra_fields(self)

    def __copy__(self) -> Any:
        return _restore(type(self), _fields(self), dict(extra_fields(self)))

    def __replace__(self, /, **changes: Any) -> Self:
        """Return a changed copy, as `copy.replace` of Python 3.13 does."""
        return _restore(type(self), {**_fields(self), **changes}, dict(extra_fields(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), _fields(self), extra_fields(self))


def keep_text(instance: Model, text: bytes) -> None:
    """Let a decoded model remember the text that it was decoded from."""
    shape_of(type(instance))
    vars(instance)["_text"] = text


def extra_fields(instance: Model) -> dict[str, Any]:
    """Return the fields of a model that its class does not declare; the dictionary may be changed."""
    state = vars(instance)
    extra: dict[str, Any] | None = state.get("_extra")
    if extra is None:
        known = shape_of(type(instance)).known
        text: bytes = state.get("_text", b"{}")
        extra = state["_extra"] = {
            name: value for name, value in EXACT.decode(text).items() if name not in known
        }
    return extra


class Shape(NamedTuple):
    """What has to be known of a model.

    Attributes:
        names: The name in JSON of each attribute, in the contract's order.
        tag: The field that tells a model from the others of its union, with its value, where no attribute has it.
        known: The names in JSON of all fields that it declares.
    """

    names: dict[str, str]
    tag: dict[str, Any]
    known: frozenset[str]


def shape_of(cls: type[Any]) -> Shape:
    """Return the shape of a class: worked out once."""
    shape = _SHAPES.get(cls)
    if shape is None:
        shape = _SHAPES[cls] = _shape(cls)
    return shape


def exact_number(text: str) -> Decimal | float:
    """Read a number with a fraction or an exponent as it is written."""
    try:
        return Decimal(text)
    except ArithmeticError:
        # Its exponent is beyond what a decimal can have: 0 or infinity, as in every other reader.
        return float(text)


EXACT: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=exact_number)
"""Reads a number with a fraction as it is written; encoders write it so again."""

_FIELDS: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])
_SHAPES: dict[type[Any], Shape] = {}


class _Field:
    """A field that holds models; gives them their part of the text when it is first read."""

    def __init__(self, slot: Any, name: str, wire_name: str) -> None:
        self._slot = slot
        self._name = name
        self._wire_name = wire_name

    def __get__(self, instance: object | None, owner: type[Any]) -> object:
        value: object = self._slot.__get__(instance, owner)
        if instance is None:
            return value
        state = vars(instance)
        text: bytes | None = state.get("_text")
        if text is not None and self._name not in state.get("_read", ()):
            self._done(state)
            if value is not UNSET:
                _hand_down(value, _FIELDS.decode(text)[self._wire_name])
        return value

    def __set__(self, instance: object, value: object) -> None:
        # A value that is set was not in the text.
        self._done(vars(instance))
        self._slot.__set__(instance, value)

    def _done(self, state: dict[str, Any]) -> None:
        state["_read"] = (*state.get("_read", ()), self._name)


def _hand_down(value: object, text: msgspec.Raw) -> None:
    """Give each model in a value its part of the value's text."""
    if isinstance(value, Model):
        # Copied, so that an object that is kept does not hold the text of its whole page.
        vars(value)["_text"] = bytes(text)
    elif isinstance(value, list):
        for item, part in zip(cast("list[object]", value), _ITEMS.decode(text), strict=True):
            _hand_down(item, part)
    elif isinstance(value, dict):
        named = _FIELDS.decode(text)
        for name, item in cast("dict[str, object]", value).items():
            _hand_down(item, named[name])


def _shape(cls: type[Any]) -> Shape:
    hints = get_type_hints(cls)
    tag: dict[str, Any] = {}
    encoded = dict(zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True))
    tag_field = cls.__struct_config__.tag_field
    if tag_field is not None:
        if tag_field in hints:
            encoded[tag_field] = tag_field
        else:
            tag[tag_field] = cls.__struct_config__.tag
    names = {name: encoded[name] for name in hints if name in encoded}
    for name, wire_name in names.items():
        models = _models_in(hints[name])
        if models:
            setattr(cls, name, _Field(getattr(cls, name), name, wire_name))
        for model in models:
            shape_of(model)
    return Shape(names, tag, frozenset((*names.values(), *tag)))


def _models_in(hint: Any) -> list[type[Model]]:
    return [part for part in parts(hint) if isinstance(part, type) and issubclass(part, Model)]


def parts(hint: Any) -> Iterable[Any]:
    """Return a type and all that it is made of."""
    yield hint
    for part in get_args(hint):
        yield from parts(part)


def _fields(instance: Model) -> dict[str, Any]:
    return {name: getattr(instance, name) for name in instance.__struct_fields__}


def _restore(cls: type[_Model], fields: dict[str, Any], extra: dict[str, Any]) -> _Model:
    instance = cls(**fields)
    vars(instance)["_extra"] = extra
    return instance
