"""Narrows decoded JSON values to objects."""

from __future__ import annotations

from typing import Any, TypeGuard

Json = dict[str, Any]


def is_object(value: object) -> TypeGuard[Json]:
    """Return whether a decoded value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether a decoded value is a JSON array."""
    return isinstance(value, list)


def fields_of(value: object) -> Json:
    """Return the fields of a decoded value: none if it is not an object."""
    return value if is_object(value) else {}
