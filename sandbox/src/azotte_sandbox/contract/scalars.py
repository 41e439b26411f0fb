"""Reads values from text, with the types that the contract's schemas have."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any
from urllib.parse import unquote_to_bytes

from azotte_sandbox.contract.validation import Schemas
from azotte_sandbox.errors import ApiError
from azotte_sandbox.json_values import is_object

# `int` and `float` accept underscores, spaces and digits of every script. No range here has more digits than this.
_INTEGER = re.compile(r"-?[0-9]{1,30}")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")
_BOOLEANS = {"true": True, "false": False}


def unquoted(raw: bytes) -> bytes:
    """Return the bytes of a percent-encoded text, in which `+` is a space."""
    return unquote_to_bytes(raw.replace(b"+", b" ")) if b"%" in raw or b"+" in raw else raw


def text_of(raw: bytes, place: str) -> str:
    """Return bytes as text.

    Raises:
        ApiError: `malformed_request`, which names the place, if they are not UTF-8.
    """
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise ApiError(
            "malformed_request", f"Invalid UTF-8 in the {place}. Encode it as UTF-8."
        ) from None


class Scalar:
    """Reads a boolean, a number, `null` or a string from text.

    A text that none of the types of the schema accepts stays a string, so that the check against the schema names the
    expected type.

    Args:
        types: The JSON types that the value can have.
    """

    __slots__ = ("_types",)

    def __init__(self, types: frozenset[str]) -> None:
        self._types = types

    def read(self, text: str) -> Any:
        """Return the value that a text has."""
        types = self._types
        if "integer" in types and _INTEGER.fullmatch(text):
            return int(text)
        if "number" in types and _NUMBER.fullmatch(text):
            value = float(text)
            if value.is_integer():
                return int(value)  # JSON has one kind of number: 1.0 is an integer
            return value if isfinite(value) else text
        if "boolean" in types and text in _BOOLEANS:
            return _BOOLEANS[text]
        if "null" in types and (text == "null" or (not text and "string" not in types)):
            return None
        return text


class Fields:
    """Reads the fields of an object from text.

    Args:
        schema: The schema of the object.
        schemas: Resolves its references.
    """

    def __init__(self, schema: dict[str, Any], schemas: Schemas) -> None:
        full = schemas.resolve(schema)
        self.names: tuple[str, ...] = tuple(schemas.properties(full))
        self._fields = {
            name: _Field(field, schemas) for name, field in schemas.properties(full).items()
        }
        rest: object = full.get("additionalProperties")
        self._rest = _Field(rest if is_object(rest) else {"type": "string"}, schemas)

    def add(self, value: dict[str, Any], name: str, text: str) -> None:
        """Add a field to an object; a repeated field of an array adds an item.

        Raises:
            KeyError: The field is repeated, and is not an array.
        """
        field = self._fields.get(name, self._rest)
        if field.is_array:
            value.setdefault(name, []).append(field.scalar.read(text))
        elif name in value:
            raise KeyError(name)
        else:
            value[name] = field.scalar.read(text)


class _Field:
    __slots__ = ("is_array", "scalar")

    def __init__(self, schema: dict[str, Any], schemas: Schemas) -> None:
        full = schemas.resolve(schema)
        self.is_array = schemas.types_of(full) == frozenset({"array"})
        item: dict[str, Any] = full.get("items", {}) if self.is_array else full
        self.scalar = Scalar(schemas.types_of(item))
