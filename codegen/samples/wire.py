"""Writes values as a request has them (OpenAPI 3.1, 4.8.12.3)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, assert_never
from urllib.parse import quote

from codegen.document import is_list, is_map
from codegen.model.operations import Encoding, JsonText, Style, Styled

_SEPARATORS: dict[Style, str] = {"spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True)
class Pair:
    """A name and a value of a query or form.

    Attributes:
        name: Name, not encoded.
        value: Value, not encoded.
        encoded: Value as the request has it. Only in an array with commas it is not the percent-encoded `value`, because there a
            comma between items is not encoded.
    """

    name: str
    value: str
    encoded: str

    @property
    def is_plain(self) -> bool:
        """Whether any library that encodes values gives the same."""
        return self.encoded == quote(self.value, safe="")

    def __str__(self) -> str:
        return f"{quote(self.name, safe='')}={self.encoded}"


def pairs(name: str, encoding: Encoding, value: Any) -> list[Pair]:
    """Return a query parameter or form field as names and values. `null` has none."""
    if value is None:
        return []
    match encoding:
        case JsonText():
            return [_pair(name, json.dumps(value, ensure_ascii=False, separators=(",", ":")))]
        case Styled(style="deepObject"):
            return [*_deep_object(name, value)]
        case Styled(style=style, explode=explode):
            if not is_list(value):
                return [_pair(name, scalar(value))]
            texts = [scalar(one) for one in value if one is not None]
            if explode:
                return [_pair(name, text) for text in texts]
            if style in _SEPARATORS:
                return [_pair(name, _SEPARATORS[style].join(texts))]
            return [Pair(name, ",".join(texts), ",".join(quote(text, safe="") for text in texts))]
        case _:
            assert_never(encoding)


def _deep_object(name: str, value: Any) -> Iterator[Pair]:
    """Yield each scalar in an object or array, with the fields and indices that lead to it in brackets."""
    fields: Iterable[tuple[object, Any]]
    if is_map(value):
        fields = value.items()
    elif is_list(value):
        fields = enumerate(one for one in value if one is not None)
    else:
        yield from [] if value is None else [_pair(name, scalar(value))]
        return
    for field, one in fields:
        yield from _deep_object(f"{name}[{field}]", one)


def query(given: Iterable[Pair]) -> str:
    """Return a query."""
    return "&".join(map(str, given))


def by_name(given: Iterable[Pair]) -> list[tuple[str, list[str]]]:
    """Return the values of each name, not encoded."""
    found: dict[str, list[str]] = {}
    for pair in given:
        found.setdefault(pair.name, []).append(pair.value)
    return [*found.items()]


def simple(encoding: Encoding, value: Any) -> list[str]:
    """Return the items of a path or header parameter, which commas separate. A scalar is one item."""
    if isinstance(encoding, JsonText):
        return [json.dumps(value, ensure_ascii=False, separators=(",", ":"))]
    return [scalar(one) for one in value if one is not None] if is_list(value) else [scalar(value)]


def scalar(value: Any) -> str:
    """Return a scalar as text."""
    return value if isinstance(value, str) else json.dumps(value)


def _pair(name: str, value: str) -> Pair:
    return Pair(name, value, quote(value, safe=""))
