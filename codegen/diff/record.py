"""Collects changes while two contracts are walked side by side, and tells what no walker needs to look into."""

import json
from collections.abc import Iterator
from typing import Any

from codegen.diff.behaviour import BEHAVIOUR
from codegen.diff.change import EVERYBODY, NOBODY, Change, Party
from codegen.document import Json, is_list, is_map

# What people and tests read; no program does. `x-codeSamples` follows from the rest.
TEXTS = frozenset(
    [
        "title",
        "summary",
        "description",
        "example",
        "examples",
        "externalDocs",
        "x-evidence",
        "x-enum-descriptions",
        "x-example",
        "x-codeSamples",
    ]
)
NO_KEYS: frozenset[str] = frozenset()


class Record:
    """The changes found so far; a shared part that is met twice is told once, with everyone it breaks."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[dict[str, None], frozenset[Party], bool]] = {}

    def add(
        self,
        label: str,
        text: str,
        breaks: frozenset[Party] = NOBODY,
        *,
        place: str = "",
        told: bool = True,
    ) -> None:
        """Note a change.

        Args:
            label: What changed.
            text: What is different.
            breaks: Who is broken.
            place: The operation that has it, if the label does not say.
            told: Whether a program can notice.
        """
        places, before, _ = self._found.get((label, text), ({}, NOBODY, told))
        if place:
            places[place] = None
        self._found[label, text] = (places, before | breaks, told)

    def texts(self, label: str, base: Json, revision: Json, *, place: str = "") -> None:
        """Note which of the texts of a part are other ones, in one change."""
        changed = [
            key for key in sorted(TEXTS - {"x-codeSamples"}) if base.get(key) != revision.get(key)
        ]
        for key in changed:
            word = key.removeprefix("x-").replace("-", " ")
            self.add(
                label, f"other {word}" if key in revision else f"no {word}", place=place, told=False
            )

    def deprecation(self, label: str, base: Json, revision: Json, *, place: str = "") -> None:
        """Note that a part is deprecated now, or no longer."""
        if base.get("deprecated", False) != revision.get("deprecated", False):
            self.add(
                label,
                "is deprecated" if revision.get("deprecated") else "is no longer deprecated",
                place=place,
            )

    def rest(
        self,
        label: str,
        base: Json,
        revision: Json,
        known: frozenset[str] = NO_KEYS,
        *,
        place: str = "",
    ) -> None:
        """Note what differs beyond the known keys: behaviour by its table, and what no table has as breaking everybody.

        So no change goes untold, whatever the contract comes to say.
        """
        for key in differing(base, revision):
            if key in known or key in TEXTS or key == "deprecated":
                continue
            before, after = base.get(key), revision.get(key)
            text = f"`{key}`: {contrast(before, after)}"
            if key in BEHAVIOUR:
                breaks = BEHAVIOUR[key](before, after)
            else:
                breaks = EVERYBODY
                text += " (codegen/diff has no rule for this, so it counts as breaking everybody)"
            self.add(label, text, breaks, place=place)

    def changes(self) -> list[Change]:
        """Return the changes: breaking ones first, texts last, else in the contract's order."""
        found = [
            Change(label, tuple(places), text, breaks, told)
            for (label, text), (places, breaks, told) in self._found.items()
        ]
        return sorted(found, key=lambda change: -change.impact)


def differing(base: Json, revision: Json) -> Iterator[str]:
    """Yield the keys whose values differ, in the order of the base, then of the revision."""
    for key in base | revision:
        if base.get(key) != revision.get(key) or (key in base) != (key in revision):
            yield key


def contrast(before: Any, after: Any) -> str:
    """Say how two values differ, item by item where they are lists or maps."""
    if is_list(before) and is_list(after):
        gone = [f"no longer {short(item)}" for item in before if item not in after]
        new = [f"new is {short(item)}" for item in after if item not in before]
        return ", ".join(gone + new) or "another order"
    if is_map(before) and is_map(after):
        return ", ".join(
            f"{key} {contrast(before.get(key), after.get(key))}" for key in differing(before, after)
        )
    return f"{short(after)}, and was {short(before)}"


def short(value: Any) -> str:
    """Write a value of the contract for a message."""
    return "nothing" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"
