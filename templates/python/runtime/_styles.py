"""The styles of parameters and form fields that are not text, a number or a boolean (OpenAPI 3.1, 4.8.12.3)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from azotte._base_errors import InvalidArgumentError
from azotte._json import encode, is_object, plain_fields
from azotte._wire import (
    Encoded,
    QueryValue,
    Scalar,
    header_value,
    items_of,
    path_segment,
    query_value,
)


def header_list(values: Sequence[Scalar | None], name: str) -> str:
    """Write a sequence into a header, with commas between its values."""
    return header_value(",".join(plain_text(value, name) for value in items_of(values)), name)


def path_segments(values: Sequence[Scalar], name: str) -> str:
    """Encode a sequence as one segment of a path, with commas between its values."""
    items = [plain_text(value, name) for value in items_of(values)]
    return ",".join(path_segment(item, name) for item in items) if items else path_segment("", name)


def plain_text(value: Scalar, name: str) -> str:
    """Write a value as text: a boolean is `true` or `false`.

    Raises:
        InvalidArgumentError: It is not text, a number or a boolean.
    """
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float() if math.isfinite(value):
            return str(value)
        case _:
            raise InvalidArgumentError(
                f"{name} cannot be written as text: it is {type(value).__name__}; "
                "give text, a finite number or a boolean",
                name,
            )


def json_text(value: object, name: str, *, ascii_only: bool = False) -> str:
    """Write a value as JSON.

    Args:
        value: The value.
        name: Its name, for the message.
        ascii_only: Whether to write other characters as escapes, as in a header.

    Raises:
        InvalidArgumentError: It cannot be written as JSON.
    """
    try:
        text = encode(value).decode()
    except InvalidArgumentError as error:
        raise InvalidArgumentError(f"{name}: {error}", name) from None
    return (
        "".join(each if each.isascii() else json.dumps(each)[1:-1] for each in text)
        if ascii_only
        else text
    )


def delimited(
    values: Sequence[Scalar | None] | Scalar | None, delimiter: str, name: str
) -> Encoded | None:
    """Encode a sequence as one value of a query, with an encoded delimiter between its items."""
    if values is None:
        return None
    return Encoded(delimiter.join(query_value(value, name) for value in items_of(values)))


def deep_object(name: str, value: object) -> dict[str, QueryValue]:
    """Return the query parameters of an object or array: `name[field][0]` for each scalar in it.

    Raises:
        InvalidArgumentError: It contains itself.
    """
    try:
        return dict(_scalars(name, value))
    except RecursionError:
        raise InvalidArgumentError(f"{name} is nested too deep, or contains itself", name) from None


def _scalars(name: str, value: object) -> Iterator[tuple[str, Any]]:
    fields: Iterable[tuple[object, object]]
    if value is None:
        return
    if is_object(value):
        fields = plain_fields(value).items()
    elif isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        fields = enumerate(items_of(cast("object", value)))
    else:
        yield name, value
        return
    for field, each in fields:
        yield from _scalars(f"{name}[{field}]", each)
