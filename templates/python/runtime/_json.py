"""JSON to models and back, for all model packages alike."""

from __future__ import annotations

import math
from codecs import BOM_UTF8
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints, is_typeddict

import msgspec

from azotte._base_errors import DecodeError, InvalidArgumentError
from azotte._choices import choice_of, read_choice, variant
from azotte._integers import options, with_integers
from azotte._msgspec_base import (
    EXACT,
    UNSET,
    Model,
    exact_number,
    extra_fields,
    keep_text,
    parts,
    shape_of,
)

T = TypeVar("T")


def decode(body: bytes | str, model: type[T]) -> T:
    """Read JSON into a model of any package. Fields that it does not declare are kept.

    Args:
        body: The JSON text.
        model: A class of `azotte.models`, `azotte.models.pydantic` or `azotte.models.typeddicts`.

    Returns:
        An instance of the class.

    Raises:
        DecodeError: The text is not JSON, a required field is missing or a field has another type. The message names it.
    """
    text = _utf8(body)
    try:
        return _read(text, model, text)
    except DecodeError as error:
        problem = error
    rewritten = with_integers(text, model)
    if rewritten is None:
        raise problem
    return _read(rewritten, model, text)


def encode(instance: object) -> bytes:
    """Write a model of any package as JSON, undeclared fields included and unset ones left out.

    Raises:
        InvalidArgumentError: Something in it cannot be written as JSON. The message names the field.
    """
    try:
        body = _plain(instance)
        return _ENCODER.encode(body)
    except RecursionError:
        raise InvalidArgumentError(
            "body is nested too deep, or contains itself; pass a flat object", "body"
        ) from None
    except (TypeError, ValueError, OverflowError) as error:
        name, reason = _culprit(instance) or ("body", str(error))
    raise InvalidArgumentError(f"{name} cannot be written as JSON: {reason}", name)


def convert(instance: object, model: type[T]) -> T:
    """Turn a model into the class of another package.

    Args:
        instance: An instance of a class of any package.
        model: The class to turn it into.

    Returns:
        The same object, as an instance of the class.

    Raises:
        DecodeError: The instance does not fit the class.
    """
    return decode(encode(instance), model)


def is_object(value: object) -> bool:
    """Whether a value is a model or a dictionary."""
    return isinstance(value, (Model, Mapping)) or _is_pydantic(type(value))


def plain_fields(instance: object) -> dict[str, Any]:
    """Return the fields of a model or dictionary that were given, by their names in JSON, without those that are null.

    Raises:
        InvalidArgumentError: It is neither.
    """
    fields: Any = instance
    if isinstance(instance, Model):
        fields = _own_fields(instance)
    elif _is_pydantic(type(instance)):
        fields = fields.model_dump(by_alias=True)
    if not isinstance(fields, Mapping):
        raise InvalidArgumentError(
            f"body must be a model or a dictionary, not {type(instance).__name__}", "body"
        )
    found = cast("Mapping[str, Any]", fields)
    return {
        name: value for name, value in found.items() if value is not UNSET and value is not None
    }


def given(**fields: object) -> Any:
    """Return the fields of a body that were given."""
    return {name: value for name, value in fields.items() if value is not UNSET}


_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODERS: dict[type[Any], msgspec.json.Decoder[Any]] = {}


def _read(text: bytes, model: type[T], original: bytes) -> T:
    """Read JSON into a model that keeps undeclared fields as they are in the original text."""
    try:
        target: Any = model
        package = _package(target)
        if package == "pydantic":
            valid: T = _validate(model, EXACT.decode(text))
            return valid
        instance = _decoder(model).decode(text)
        if package == "typeddicts":
            # Valid, but without the fields that the class does not declare.
            return cast("T", _in_order(EXACT.decode(text), model))
        keep_text(instance, original, model)
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError) as error:
        raise DecodeError(f"not a valid {_name(model)}: {error}") from None
    return instance


@cache
def _package(model: Any) -> str:
    """Return the model package of a type."""
    for part in parts(model):
        if is_typeddict(part):
            return "typeddicts"
        if hasattr(part, "__value__") or _is_pydantic(part):
            return "pydantic"
    return "msgspec"


def _name(model: Any) -> str:
    return model.__name__ if isinstance(model, type) else str(model)


def _utf8(body: object) -> bytes:
    if isinstance(body, str):
        try:
            body = body.encode()
        except UnicodeEncodeError as error:
            raise DecodeError(f"not JSON text: {error}") from None
    if not isinstance(body, (bytes, bytearray, memoryview)):
        raise DecodeError(f"the body must be bytes or str, not {type(body).__name__}")
    # A byte order mark is not JSON, but may be ignored (RFC 8259, section 8.1).
    return bytes(cast("bytes", body)).removeprefix(BOM_UTF8)


def _decoder(model: type[T]) -> msgspec.json.Decoder[T]:
    decoder = _DECODERS.get(model)
    if decoder is None:
        decoder = _DECODERS[model] = msgspec.json.Decoder(
            model, dec_hook=read_choice, float_hook=exact_number
        )
    return decoder


def _in_order(value: object, hint: Any) -> object:
    """Return a value with the fields of typed dictionaries as the other packages write them: those of the contract first."""
    unchanged = value
    found = options(hint)
    for choice in filter(None, map(choice_of, found)):
        branch = variant(choice, value)
        return value if branch is None else _in_order(value, branch)
    for option in found:
        if isinstance(value, list) and get_origin(option) is list:
            (inner,) = get_args(option)
            return [_in_order(item, inner) for item in cast("list[object]", value)]
        if isinstance(value, dict):
            fields = cast("dict[str, object]", value)
            if get_origin(option) is dict:
                inner = get_args(option)[1]
                return {name: _in_order(item, inner) for name, item in fields.items()}
            if is_typeddict(option):
                hints = _hints(option)
                known = {
                    name: _in_order(fields[name], inner)
                    for name, inner in hints.items()
                    if name in fields
                }
                return {**known, **{name: fields[name] for name in fields if name not in hints}}
    return unchanged


_hints = cache(get_type_hints)


def _is_pydantic(model: Any) -> bool:
    return isinstance(model, type) and "__pydantic_fields__" in model.__dict__


def _validate(model: Any, value: Any) -> Any:
    import pydantic

    try:
        return _adapter(model).validate_python(value)
    except pydantic.ValidationError as error:
        # Not pydantic's own text: it prints the values, which may be personal.
        problems = [
            f"{problem['msg']}: `{'.'.join(map(str, problem['loc']))}`"
            for problem in error.errors()
        ]
    raise DecodeError(f"not a valid {_name(model)}: {'; '.join(problems)}")


@cache
def _adapter(model: Any) -> Any:
    import pydantic

    return pydantic.TypeAdapter(model)


def _culprit(body: object) -> tuple[str, str] | None:
    """Return the field of a body that cannot be written, and why."""
    if isinstance(body, Model):
        fields: dict[str, object] = _own_fields(body)
    elif isinstance(body, dict):
        fields = cast("dict[str, object]", body)
    else:
        return None
    for name, value in fields.items():
        try:
            _ENCODER.encode(_plain({name: value}))
        except UnicodeEncodeError:
            return name, "it has half a surrogate pair in it; pass well-formed text"
        except (TypeError, ValueError, OverflowError) as error:
            return name, str(error)
    return None


def _plain(value: object) -> object:
    if isinstance(value, dict):
        fields = cast("dict[object, object]", value)
        return {name: _plain(item) for name, item in fields.items() if item is not UNSET}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in cast("list[object]", value)]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"JSON has no {value!r}; pass a finite number")
    if isinstance(value, Model):
        return _plain(_own_fields(value))
    if _is_pydantic(type(value)):
        return _plain(cast("Any", value).model_dump(by_alias=True))
    return value


def _own_fields(model: Model) -> dict[str, object]:
    shape = shape_of(type(model))
    own = {wire_name: getattr(model, name) for name, wire_name in shape.names.items()}
    return {**own, **extra_fields(model)}
