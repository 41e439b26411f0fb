"""Filters of lists that no index supports: they read each object."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from azotte_sandbox.json_values import is_list, is_object

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gte": operator.ge,
    "gt": operator.gt,
    "lte": operator.le,
    "lt": operator.lt,
    "contains": operator.contains,
}
_IGNORE_CASE = "~"


def filter_name(field: str, comparison: str, *, ignore_case: bool) -> str:
    """Return the name of a filter that has the path of a field, for example `plan.id[eq]`."""
    return f"{field}[{comparison}{_IGNORE_CASE if ignore_case else ''}]"


def passes(doc: bytes, filters: Mapping[str, Any]) -> bool:
    """Return whether the JSON of an object passes filters, by the names of `filter_name`."""
    value = msgspec.json.decode(doc)
    return all(_passes(value, name, wanted) for name, wanted in filters.items())


def _passes(doc: Any, name: str, wanted: Any) -> bool:
    field, _, rest = name.partition("[")
    comparison = rest.rstrip("]")
    found = [value for value in values_of(doc, field) if value is not None]
    if wanted is None:
        return not found
    compare = _COMPARE[comparison.removesuffix(_IGNORE_CASE) or "eq"]
    if comparison.endswith(_IGNORE_CASE):
        found, wanted = [_folded(value) for value in found], _folded(wanted)
    if is_list(wanted):
        return any(value in wanted for value in found)
    return any(_kind(value) == _kind(wanted) and compare(value, wanted) for value in found)


def _kind(value: object) -> object:
    """Return the type of a value for comparison: JSON has one kind of number."""
    return float if isinstance(value, int) and not isinstance(value, bool) else type(value)


def folded(text: str) -> str:
    """Return a text for comparison without case."""
    return text.casefold()


def _folded(value: Any) -> Any:
    return folded(value) if isinstance(value, str) else value


def values_of(doc: Any, field: str) -> Sequence[Any]:
    """Return the values at the path of a field (`plan.id`); those of its items if it is an array."""
    found: list[Any] = [doc]
    for name in field.split("."):
        found = [each.get(name) for each in found if is_object(each)]
        found = [item for each in found for item in (each if is_list(each) else [each])]
    return found
