# Copied from templates/python/runtime/_json.py: edit there, not here.
"""JSON to models and back, for all four model packages alike."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, cast, get_type_hints, is_typeddict

import msgspec

from azotte._errors import DecodeError, InvalidArgumentError
from azotte._model import EXACT, UNSET, extra_members, is_model, keep_extra, parts, shape_of

T = TypeVar("T")


def decode(body: bytes | str, model: type[T]) -> T:
    """Read JSON into a model of any of the four packages. Members that it does not know are kept.

    Args:
        body: The JSON text.
        model: A class of `azotte.models` or of its `pydantic`, `dataclasses` or `typeddicts`.

    Returns:
        An instance of the class.

    Raises:
        DecodeError: It is not JSON, a required member is missing or a member has another type. The message names it.
    """
    encoded = body.encode() if isinstance(body, str) else body
    try:
        if _is_pydantic(model):
            valid: T = _validate(model, EXACT.decode(encoded))
            return valid
        instance = _decoder(model).decode(encoded)
        if is_typeddict(model):
            # Valid, but without the members that the class does not declare.
            return cast("T", _in_order(EXACT.decode(encoded), model))
        keep_extra(instance, encoded)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DecodeError(f"not a valid {model.__name__}: {error}") from None
    return instance


def encode(instance: object) -> bytes:
    """Write a model of any of the four packages as JSON, what it does not know included and unset members left out.

    Raises:
        InvalidArgumentError: Text in it is not well-formed. The message names the member.
    """
    body = _plain(instance)
    try:
        return _ENCODER.encode(body)
    except UnicodeEncodeError:
        name = _ill_formed_member(body)
        raise InvalidArgumentError(
            f"{name} has half a surrogate pair in it; give well-formed text", name
        ) from None


def convert(instance: object, model: type[T]) -> T:
    """Turn a model into the class of another package.

    Args:
        instance: An instance of any of the four packages.
        model: The class to turn it into.

    Returns:
        The same object, as an instance of the class.

    Raises:
        DecodeError: The instance does not fit the class.
    """
    return decode(encode(instance), model)


def members(values: dict[str, Any]) -> dict[str, Any]:
    """Return the members of a body that were given."""
    return {name: value for name, value in values.items() if value is not UNSET}


_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODERS: dict[type[Any], msgspec.json.Decoder[Any]] = {}


def _decoder(model: type[T]) -> msgspec.json.Decoder[T]:
    decoder = _DECODERS.get(model)
    if decoder is None:
        decoder = _DECODERS[model] = msgspec.json.Decoder(model, float_hook=Decimal)
    return decoder


def _in_order(members: Any, model: Any) -> dict[str, Any]:
    """Return the members of a typed dictionary as the other packages write them: those of the contract first."""
    ordered: dict[str, Any] = {}
    for name, inner in _typed_members(model).items():
        if name in members:
            value = members[name]
            if inner is not None and isinstance(value, dict):
                value = _in_order(value, inner)
            elif inner is not None and isinstance(value, list):
                value = [_in_order(item, inner) for item in cast("list[object]", value)]
            ordered[name] = value
    return {**ordered, **{name: members[name] for name in members if name not in ordered}}


@cache
def _typed_members(model: Any) -> dict[str, Any]:
    """Return the members of a typed dictionary, each with the typed dictionary that it holds, if any."""
    return {
        name: next((part for part in parts(hint) if is_typeddict(part)), None)
        for name, hint in get_type_hints(model).items()
    }


def _is_pydantic(model: type[Any]) -> bool:
    return "__pydantic_fields__" in model.__dict__


def _validate(model: Any, value: Any) -> Any:
    import pydantic

    try:
        return model.model_validate(value)
    except pydantic.ValidationError as error:
        # Not pydantic's own text: it prints the values, which may be personal.
        problems = [
            f"{problem['msg']}: `{'.'.join(map(str, problem['loc']))}`"
            for problem in error.errors()
        ]
    raise DecodeError(f"not a valid {model.__name__}: {'; '.join(problems)}")


def _ill_formed_member(body: object) -> str:
    for name, value in cast("dict[str, object]", body).items() if isinstance(body, dict) else ():
        try:
            _ENCODER.encode(value)
        except UnicodeEncodeError:
            return name
    return "body"


def _plain(value: object) -> object:
    if isinstance(value, dict):
        members = cast("dict[object, object]", value)
        return {name: _plain(item) for name, item in members.items() if item is not UNSET}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in cast("list[object]", value)]
    cls = type(value)
    if is_model(cls):
        shape = shape_of(cls)
        own = {wire_name: getattr(value, name) for name, wire_name in shape.names.items()}
        return _plain({**shape.tag, **own, **extra_members(value)})
    if _is_pydantic(cls):
        return _plain(cast("Any", value).model_dump(by_alias=True))
    return value
