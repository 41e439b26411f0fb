"""Decides whether a change of a behaviour extension, such as `x-effects`, is breaking."""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from codegen.diff.change import NOTHING, REQUESTS, RESPONSES, Surface
from codegen.document import is_list

Judge: TypeAlias = Callable[[Any, Any], frozenset[Surface]]
"""Takes the old and the new value, `None` if the extension is absent, and returns what the change breaks."""

_CONSEQUENCES = frozenset({"then", "changes", "creates", "updates", "events"})


def _promise(before: Any, after: Any) -> frozenset[Surface]:
    """Judge a guarantee about responses and events: adding one is compatible."""
    if is_list(before) and is_list(after):
        return RESPONSES if any(item not in after for item in before) else NOTHING
    return NOTHING if before is None else RESPONSES


def _effects(before: Any, after: Any) -> frozenset[Surface]:
    """Judge what is true after a success: adding to it is compatible, except to the fields that can change."""
    promises, limits = _facts(before)
    kept, wider = _facts(after)
    is_limited = not limits or (wider and wider <= limits)
    return NOTHING if is_limited and promises <= kept else RESPONSES


def _facts(rules: Any) -> tuple[set[str], set[str]]:
    """Return what rules say, each thing as text with its condition: promises, and fields that can change."""
    promises: set[str] = set()
    limits: set[str] = set()
    for rule in rules or ():
        condition = {key: value for key, value in rule.items() if key not in _CONSEQUENCES}
        for key in ("then", "creates", "updates"):
            for one in rule.get(key, {}).items():
                promises.add(json.dumps([condition, key, one]))
        promises |= {json.dumps([condition, "events", one]) for one in rule.get("events", ())}
        fields = rule.get("changes", ())
        names = [fields] if isinstance(fields, str) else fields
        limits |= {json.dumps([condition, name]) for name in names}
    return promises, limits


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
    "x-constraints": _promise,
    "x-due": _effects,
    "x-effects": _effects,
    "x-filter": _meaning,
    "x-grants": _promise,
    "x-invariants": _promise,
    "x-max-bytes": _ceiling,
    "x-requires": _requirements,
    "x-retention-seconds": _time,
    "x-tolerance-seconds": _tolerance,
    "x-unique": _condition,
}
"""The extensions that describe behaviour, each with the function that judges a change of it."""
