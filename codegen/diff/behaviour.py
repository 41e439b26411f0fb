"""Whom it breaks when the contract says something else about how the API behaves."""

from collections.abc import Callable
from typing import Any, TypeAlias

from codegen.diff.change import NOBODY, READERS, SENDERS, Party
from codegen.document import is_list

Judge: TypeAlias = Callable[[Any, Any], frozenset[Party]]
"""Takes what stood there and what stands there now, `None` for nothing."""


def _promise(before: Any, after: Any) -> frozenset[Party]:
    """Judge what a reader may count on: more of it breaks nobody."""
    if is_list(before) and is_list(after):
        return READERS if any(item not in after for item in before) else NOBODY
    return NOBODY if before is None else READERS


def _limits(before: Any, after: Any) -> frozenset[Party]:
    """Judge what a reader need not look at again: more of it changing breaks."""
    if is_list(before) and is_list(after):
        return READERS if any(item not in before for item in after) else NOBODY
    return NOBODY if before is None else READERS


def _condition(before: Any, after: Any) -> frozenset[Party]:
    """Judge what a request has to fulfil: less of it breaks nobody."""
    if is_list(before) and is_list(after):
        return SENDERS if any(item not in before for item in after) else NOBODY
    return NOBODY if after is None else SENDERS


def _meaning(before: Any, after: Any) -> frozenset[Party]:
    """Judge what a request means: another meaning breaks, saying it for the first time does not."""
    return NOBODY if before is None else SENDERS


def _transition(before: Any, after: Any) -> frozenset[Party]:
    """Judge from which states a move may be made: from more of them breaks nobody."""
    if before is None or after is None:
        return _condition(before, after)
    same = {**before, "from": None} == {**after, "from": None}
    return NOBODY if same and set(before["from"]) <= set(after["from"]) else SENDERS


def _ceiling(before: Any, after: Any) -> frozenset[Party]:
    """Judge how much may be sent: less of it breaks."""
    return NOBODY if after is None or (before is not None and after > before) else SENDERS


def _time(before: Any, after: Any) -> frozenset[Party]:
    """Judge how long something is kept for the sender: shorter breaks."""
    return NOBODY if before is None or (after is not None and after > before) else SENDERS


def _tolerance(before: Any, after: Any) -> frozenset[Party]:
    """Judge how old an event may be: older breaks a receiver that refuses what is too old."""
    return NOBODY if before is None or (after is not None and after < before) else READERS


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
    "x-results": _promise,
    "x-retention-seconds": _time,
    "x-tolerance-seconds": _tolerance,
    "x-transition": _transition,
    "x-unique": _condition,
}
"""The contract's extensions that say how the API behaves, each with its judge."""
