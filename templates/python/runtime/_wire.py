"""How arguments are checked and written into a URL (RFC 3986)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias, cast
from urllib.parse import quote

from azotte._base_errors import InvalidArgumentError

Scalar: TypeAlias = str | int | float | bool
QueryValue: TypeAlias = Scalar | Sequence[Scalar | None] | None


def path_segment(value: str, name: str) -> str:
    """Encode a path parameter, so that it cannot lead to another resource.

    Args:
        value: The parameter, usually an id.
        name: Its name, for the message.

    Returns:
        The percent-encoded segment.

    Raises:
        InvalidArgumentError: It is empty, a dot segment, has a slash in it, or is not text.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgumentError(
            f"{name} must be text, not {type(value).__name__}; give the object's id", name
        )
    if value in ("", ".", "..") or "/" in value or "\\" in value:
        raise InvalidArgumentError(
            f"{name}={value!r} would lead to another resource; give the object's id as the API returned it",
            name,
        )
    return _quote(value, name)


def query_string(parameters: Mapping[str, QueryValue]) -> str:
    """Encode query parameters: `None` is omitted, a sequence is repeated, a boolean is `true` or `false`."""
    pairs: list[str] = []
    for name, value in parameters.items():
        if value is None:
            continue
        items = items_of(value)
        if not items and isinstance(value, Sequence) and value:
            # Sent without items, it would filter nothing.
            raise InvalidArgumentError(
                f"{name} has null items only; give others, or leave it out", name
            )
        pairs += [f"{_quote_name(name)}={query_value(item, name)}" for item in items]
    return "&".join(pairs)


class Encoded(str):
    """A value of a query that is encoded already."""

    __slots__ = ()


def header_value(value: str, name: str) -> str:
    """Check text that becomes a header: printable ASCII without spaces at its ends.

    Raises:
        InvalidArgumentError: It could not be sent, or would end the header and begin another.
    """
    if not isinstance(value, str) or not _HEADER.fullmatch(value):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgumentError(
            f"{name} must be printable ASCII text without spaces around it", name
        )
    return value


def items_of(value: object) -> list[Any]:
    """Return the items of a sequence without those that are null (RFC 6570, 2.3), or a single value as the only item."""
    found: Any = value
    if isinstance(value, (str, int, float, bytes)) or not isinstance(value, Iterable):
        found = (cast("Any", value),)
    return [item for item in found if item is not None]


def seconds(value: float, name: str) -> float:
    """Check a length of time.

    Raises:
        InvalidArgumentError: It is not positive and finite.
    """
    if not (_is_number(value) and value > 0):
        raise InvalidArgumentError(
            f"{name} must be a positive, finite number of seconds, not {value!r}", name
        )
    return value


def count(value: int, name: str, least: int = 0) -> int:
    """Check a whole number.

    Raises:
        InvalidArgumentError: It is not one, or is too small.
    """
    if not (_is_number(value) and value == int(value) and value >= least):
        raise InvalidArgumentError(f"{name} must be {least} or more, not {value!r}", name)
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


# Printable ASCII, no space at either end: nothing that could end the header and begin another.
_HEADER = re.compile(r"[!-~](?:[ -~]*[!-~])?")


@cache
def _quote_name(name: str) -> str:
    return quote(name, safe="")


def query_value(value: object, name: str) -> str:
    match value:
        case Encoded():
            return value
        case str():
            return _quote(value, name)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            # An exponent has a plus sign.
            return _quote(str(value), name)
        case _:
            raise InvalidArgumentError(
                f"{name} cannot be written into a URL: it is {type(value).__name__}; "
                "give text, a number or a boolean",
                name,
            )


def _quote(value: str, name: str) -> str:
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        raise InvalidArgumentError(
            f"{name} has half a surrogate pair in it; give well-formed text", name
        ) from None
