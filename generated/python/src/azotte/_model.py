# Copied from templates/python/runtime/_model.py: edit there, not here.
"""The bases of `azotte.models` and `azotte.models.dataclasses`, and how what a model does not know is kept.

msgspec leaves out members that a class does not declare. What the API sends beyond the contract must survive all the same, at no
cost for those who never look. So a decoded object remembers the body that it stood in and where (`Origin`), hands that on to the
models in it when they are read, and its undeclared members are fetched from the body when somebody asks for them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple, Self, TypeVar, cast, get_args, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType

__all__ = ["UNSET", "DataclassModel", "Model", "UnsetType"]


_Model = TypeVar("_Model", bound="Model")


class Model(msgspec.Struct, kw_only=True, dict=True):
    """An object of the API. A member that is `UNSET` is not there, one that is `None` is null."""

    @property
    def extra(self) -> dict[str, Any]:
        """The members that the contract does not know, numbers with a fraction as `Decimal` so that no digit is lost."""
        return extra_members(self)

    def __copy__(self) -> Any:
        return _restore(type(self), _fields(self), dict(extra_members(self)))

    def __replace__(self, /, **changes: Any) -> Self:
        """Return a changed copy, as `copy.replace` of Python 3.13 does."""
        return _restore(type(self), {**_fields(self), **changes}, dict(extra_members(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), _fields(self), extra_members(self))


class DataclassModel:
    """An object of the API. A member that is `UNSET` is not there, one that is `None` is null."""

    def __init_subclass__(cls) -> None:
        # In each class, because `dataclass` gives it one that drops what it does not declare, if it has none of its own.
        if "__replace__" not in vars(cls):
            cls.__replace__ = _replace  # type: ignore[attr-defined]


def keep_extra(instance: object, body: bytes) -> None:
    """Let what was decoded keep what its class does not declare."""
    if isinstance(instance, Model):
        shape_of(type(instance))
        vars(instance)["_origin"] = Origin(body)
    elif dataclasses.is_dataclass(instance):
        _attach_extra(instance, EXACT.decode(body))


def extra_members(instance: object) -> dict[str, Any]:
    """Return the members of a struct or dataclass that its class does not declare; the dictionary may be changed."""
    state = vars(instance)
    extra: dict[str, Any] | None = state.get("_extra")
    if extra is None:
        origin = _origin_of(state)
        known = shape_of(type(instance)).known
        members: dict[str, Any] = {} if origin is None else origin.locate()
        extra = state["_extra"] = {
            name: value for name, value in members.items() if name not in known
        }
    return extra


class Origin:
    """Where an object stood: in a body, or in a member of another object.

    Attributes:
        told: The members of the object whose models have been told their origin.
    """

    __slots__ = ("_around", "_index", "_member", "_tree", "told")

    def __init__(self, around: bytes | Origin, member: str = "", index: int | None = None) -> None:
        self._around = around
        self._member = member
        self._index = index
        self._tree: Any = None
        self.told: tuple[str, ...] = ()

    def locate(self) -> Any:
        """Return the object as it was sent."""
        if self._tree is None:
            if isinstance(self._around, bytes):
                self._tree = EXACT.decode(self._around)
            else:
                value = self._around.locate()[self._member]
                self._tree = value if self._index is None else value[self._index]
        return self._tree


def _origin_of(state: dict[str, Any]) -> Origin | None:
    origin = state.get("_origin")
    if isinstance(origin, tuple):
        # Most are never asked for, and a tuple is made in a tenth of the time.
        origin = state["_origin"] = Origin(*cast("tuple[Origin, str]", origin))
    return origin


class Shape(NamedTuple):
    """What has to be known of a struct or dataclass.

    Attributes:
        names: The name in JSON of each attribute, in the contract's order.
        tag: The member that tells a struct from the others of its union, with its value, where no attribute has it.
        known: The names in JSON of all members that it declares.
        models: The attributes that hold other models, or lists of them.
    """

    names: dict[str, str]
    tag: dict[str, Any]
    known: frozenset[str]
    models: tuple[str, ...]


def shape_of(cls: type[Any]) -> Shape:
    """Return the shape of a class: worked out once."""
    shape = _SHAPES.get(cls)
    if shape is None:
        shape = _SHAPES[cls] = _shape(cls)
    return shape


def is_model(cls: type[Any]) -> bool:
    """Whether a class is a struct or a dataclass."""
    return issubclass(cls, msgspec.Struct) or dataclasses.is_dataclass(cls)


EXACT: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=Decimal)
"""Reads a number with a fraction as it is written; encoders write it so again."""

_SHAPES: dict[type[Any], Shape] = {}


def _attach_extra(instance: object, members: Any) -> None:
    """Give a decoded dataclass, and those in it, what they do not declare: they can not tell when it is asked for."""
    shape = shape_of(type(instance))
    vars(instance)["_extra"] = {
        name: value for name, value in members.items() if name not in shape.known
    }
    for name in shape.models:
        value = getattr(instance, name)
        if isinstance(value, list):
            for item, raw in zip(cast("list[object]", value), members[name], strict=True):
                _attach_extra(item, raw)
        elif dataclasses.is_dataclass(value):
            _attach_extra(value, members[name])


class _Member:
    """A member of a struct that holds models; tells them their origin when it is first read."""

    def __init__(self, slot: Any, name: str, wire_name: str) -> None:
        self._slot = slot
        self._name = name
        self._wire_name = wire_name

    def __get__(self, instance: object | None, owner: type[Any]) -> object:
        value: object = self._slot.__get__(instance, owner)
        if instance is None:
            return value
        origin = _origin_of(vars(instance))
        if origin is not None and self._name not in origin.told:
            origin.told += (self._name,)
            if isinstance(value, msgspec.Struct):
                vars(value)["_origin"] = (origin, self._wire_name)
            elif isinstance(value, list):
                wire_name = self._wire_name
                for index, item in enumerate(cast("list[object]", value)):
                    item.__dict__["_origin"] = (origin, wire_name, index)
                return cast("object", value)
        return value

    def __set__(self, instance: object, value: object) -> None:
        origin = _origin_of(vars(instance))
        if origin is not None:
            # What is put in did not stand there.
            origin.told += (self._name,)
        self._slot.__set__(instance, value)


def _shape(cls: type[Any]) -> Shape:
    hints = get_type_hints(cls)
    tag: dict[str, Any] = {}
    if not issubclass(cls, msgspec.Struct):
        names = {field.name: field.name for field in dataclasses.fields(cls)}
        models = [name for name in names if _models_in(hints[name])]
        return Shape(names, tag, frozenset(names.values()), tuple(models))
    encoded = dict(zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True))
    tag_field = cls.__struct_config__.tag_field
    if tag_field is not None:
        if tag_field in hints:
            encoded[tag_field] = tag_field
        else:
            tag[tag_field] = cls.__struct_config__.tag
    names = {name: encoded[name] for name in hints if name in encoded}
    models = [name for name in names if _models_in(hints[name])]
    for name in models:
        setattr(cls, name, _Member(getattr(cls, name), name, names[name]))
        for model in _models_in(hints[name]):
            shape_of(model)
    return Shape(names, tag, frozenset((*names.values(), *tag)), tuple(models))


def _models_in(hint: Any) -> list[type[Any]]:
    return [part for part in parts(hint) if isinstance(part, type) and is_model(part)]


def parts(hint: Any) -> Iterable[Any]:
    """Return a type and all that it is made of."""
    yield hint
    for part in get_args(hint):
        yield from parts(part)


def _fields(instance: Model) -> dict[str, Any]:
    return {name: getattr(instance, name) for name in instance.__struct_fields__}


def _replace(instance: Any, /, **changes: Any) -> Any:
    """Return a changed copy, as `copy.replace` of Python 3.13 does."""
    copied = dataclasses.replace(instance, **changes)
    vars(copied)["_extra"] = dict(extra_members(instance))
    return copied


def _restore(cls: type[_Model], fields: dict[str, Any], extra: dict[str, Any]) -> _Model:
    instance = cls(**fields)
    vars(instance)["_extra"] = extra
    return instance
