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

from azotte._choices import choice_of
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


def keep_text(value: object, text: bytes, model: Any) -> None:
    """Let the models in a decoded value remember the text that they were decoded from.

    Args:
        value: The value.
        text: Its text.
        model: The type that it was decoded into.
    """
    if isinstance(value, Model):
        shape_of(type(value))
        vars(value)["_text"] = text
    else:
        for each in _models_in(model):
            shape_of(each)
        _hand_down(value, msgspec.Raw(text))


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
        known: The names in JSON of all fields that it declares.
    """

    names: dict[str, str]
    known: frozenset[str]


def shape_of(cls: type[Any]) -> Shape:
    """Return the shape of a class: worked out once."""
    shape = _SHAPES.get(cls)
    if shape is None:
        hints = get_type_hints(cls)
        encoded = dict(zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True))
        names = {name: encoded[name] for name in hints if name in encoded}
        # Known before those inside it, which may refer back to it.
        shape = _SHAPES[cls] = Shape(names, frozenset(names.values()))
        for name, wire_name in names.items():
            models = _models_in(hints[name])
            if models:
                setattr(cls, name, _Field(getattr(cls, name), name, wire_name))
            for model in models:
                shape_of(model)
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


def _models_in(hint: Any) -> list[type[Model]]:
    return [part for part in parts(hint) if isinstance(part, type) and issubclass(part, Model)]


def parts(hint: Any) -> Iterable[Any]:
    """Return a type and all that it is made of, the variants of unions too."""
    seen: set[object] = set()
    left = [hint]
    while left:
        part = left.pop()
        yield part
        choice = choice_of(part)
        if choice is None:
            left += reversed(get_args(getattr(part, "__value__", part)))
        elif choice not in seen:
            # A union may contain itself.
            seen.add(choice)
            left += [*choice.branches(), *([choice.unknown] if choice.unknown else [])]


def _fields(instance: Model) -> dict[str, Any]:
    return {name: getattr(instance, name) for name in instance.__struct_fields__}


def _restore(cls: type[_Model], fields: dict[str, Any], extra: dict[str, Any]) -> _Model:
    instance = cls(**fields)
    vars(instance)["_extra"] = extra
    return instance
