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


def _transition(before: Any, after: Any) -> frozenset[Surface]:
    """Judge the states that allow a transition: adding one is compatible."""
    if before is None or after is None:
        return _condition(before, after)
    same = {**before, "from": None} == {**after, "from": None}
    return NOTHING if same and set(before["from"]) <= set(after["from"]) else REQUESTS


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
    "x-balance": _condition,
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
    "x-order": _promise,
    "x-results": _promise,
    "x-retention-seconds": _time,
    "x-same": _condition,
    "x-tolerance-seconds": _tolerance,
    "x-transition": _transition,
    "x-unique": _condition,
}
"""The extensions that describe behaviour, each with the function that judges a change of it."""
