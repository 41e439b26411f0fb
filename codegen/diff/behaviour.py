"""Decides whether a change of a behaviour extension, such as `x-events`, is breaking."""

from collections.abc import Callable
from typing import Any, TypeAlias

from codegen.diff.change import NOTHING, REQUESTS, RESPONSES, Surface
from codegen.document import is_list

Judge: TypeAlias = Callable[[Any, Any], frozenset[Surface]]
"""Takes the old and the new value, `None` if the extension is absent, and returns what the change breaks."""


def _promise(before: Any, after: Any) -> frozenset[Surface]:
    """Judge a guarantee about responses and events: adding one is compatible."""
    if is_list(before) and is_list(after):
        return RESPONSES if any(item not in after for item in before) else NOTHING
    return NOTHING if before is None else RESPONSES


def _limits(before: Any, after: Any) -> frozenset[Surface]:
    """Judge the list of fields that an operation changes: adding one is breaking."""
    if is_list(before) and is_list(after):
        return RESPONSES if any(item not in before for item in after) else NOTHING
    return NOTHING if before is None else RESPONSES


def _condition(before: Any, after: Any) -> frozenset[Surface]:
    """Judge a condition that a request has to meet: removing one is compatible."""
    if is_list(before) and is_list(after):
        return REQUESTS if any(item not in before for item in after) else NOTHING
    return NOTHING if after is None else REQUESTS


def _meaning(before: Any, after: Any) -> frozenset[Surface]:
    """Judge what a request means: changing it is breaking, documenting it for the first time is not."""
    return NOTHING if before is None else REQUESTS


def _requirements(before: Any, after: Any) -> frozenset[Surface]:
    """Judge what an operation requires: dropping a rule is compatible, and so is allowing more values."""
    known: list[Any] = before or []
    is_known = all(any(_is_weaker(rule, old) for old in known) for rule in after or ())
    return NOTHING if is_known else REQUESTS


def _is_weaker(rule: Any, old: Any) -> bool:
    if {**rule, "then": None} != {**old, "then": None}:
        return False
    return all(_allows(schema, old["then"].get(place)) for place, schema in rule["then"].items())


def _allows(schema: Any, old: Any) -> bool:
    match schema, old:
        case {"enum": [*values], **rest}, {"enum": [*fewer], **same}:
            return rest == same and all(value in values for value in fewer)
        case _:
            return bool(schema == old)


def _ceiling(before: Any, after: Any) -> frozenset[Surface]:
    """Judge the maximum size of a request: lowering it is breaking."""
    return NOTHING if after is None or (before is not None and after > before) else REQUESTS


def _time(before: Any, after: Any) -> frozenset[Surface]:
    """Judge how long something is stored: shortening it is breaking."""
    return NOTHING if before is None or (after is not None and after > before) else REQUESTS


def _tolerance(before: Any, after: Any) -> frozenset[Surface]:
    """Judge the maximum age of an event: raising it breaks a receiver that rejects old events."""
    return NOTHING if before is None or (after is not None and after < before) else RESPONSES


BEHAVIOUR: dict[str, Judge] = {
    "x-cascade": _promise,
    "x-causes": _promise,
    "x-changes": _limits,
    "x-constraints": _promise,
    "x-due": _promise,
    "x-events": _promise,
    "x-filter": _meaning,
    "x-grants": _promise,
    "x-inside": _promise,
    "x-invariants": _promise,
    "x-lasts": _promise,
    "x-max-bytes": _ceiling,
    "x-merge": _meaning,
    "x-requires": _requirements,
    "x-results": _promise,
    "x-retention-seconds": _time,
    "x-tolerance-seconds": _tolerance,
    "x-unique": _condition,
}
"""The extensions that describe behaviour, each with the function that judges a change of it."""
