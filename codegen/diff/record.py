"""Collects the changes between two contracts, and compares the fields that have no rule of their own."""

import json
from collections.abc import Iterator
from typing import Any

from codegen.diff.behaviour import BEHAVIOUR
from codegen.diff.change import EVERYTHING, NOTHING, Change, Surface
from codegen.document import Json, is_list, is_map

# Fields that no program reads. `x-codeSamples` is generated from the other fields.
TEXTS = frozenset(
    [
        "title",
        "summary",
        "description",
        "example",
        "examples",
        "externalDocs",
        "x-evidence",
        "x-enumDescriptions",
        "x-enum-descriptions",  # as other generators have it
        "x-example",
        "x-codeSamples",
    ]
)
DEPRECATION = frozenset(["deprecated", "x-deprecation"])
NO_KEYS: frozenset[str] = frozenset()


class Record:
    """The changes so far. A change of a shared part is recorded once, with everything that it breaks."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[dict[str, None], frozenset[Surface], bool]] = {}

    def add(
        self,
        label: str,
        text: str,
        breaks: frozenset[Surface] = NOTHING,
        *,
        place: str = "",
        observable: bool = True,
    ) -> None:
        """Record a change.

        Args:
            label: What changed.
            text: The difference.
            breaks: What the change breaks.
            place: The operation that uses it, if the label does not name one.
            observable: Whether a program can observe the change.
        """
        places, before, _ = self._found.get((label, text), ({}, NOTHING, observable))
        if place:
            places[place] = None
        self._found[label, text] = (places, before | breaks, observable)

    def texts(self, label: str, base: Json, revision: Json, *, place: str = "") -> None:
        """Record the changed texts of a part."""
        changed = [
            key for key in sorted(TEXTS - {"x-codeSamples"}) if base.get(key) != revision.get(key)
        ]
        for key in changed:
            word = key.removeprefix("x-").replace("-", " ")
            self.add(
                label,
                f"{word} {'changed' if key in revision else 'removed'}",
                place=place,
                observable=False,
            )

    def deprecation(self, label: str, base: Json, revision: Json, *, place: str = "") -> None:
        """Record that a part is deprecated, or no longer."""
        if base.get("deprecated", False) != revision.get("deprecated", False):
            self.add(
                label,
                "deprecated" if revision.get("deprecated") else "no longer deprecated",
                place=place,
            )
        before, after = base.get("x-deprecation"), revision.get("x-deprecation")
        if before != after:
            self.add(label, f"deprecation {changed(before, after)}", place=place)

    def rest(
        self,
        label: str,
        base: Json,
        revision: Json,
        known: frozenset[str] = NO_KEYS,
        *,
        place: str = "",
    ) -> None:
        """Record the differences in all fields that are not known.

        `BEHAVIOUR` judges its extensions. A field without a rule counts as breaking everything, so that no change is missed.
        """
        for key in differing(base, revision):
            if key in known or key in TEXTS or key in DEPRECATION:
                continue
            before, after = base.get(key), revision.get(key)
            text = f"`{key}`: {contrast(before, after)}"
            if key in BEHAVIOUR:
                breaks = BEHAVIOUR[key](before, after)
            else:
                breaks = EVERYTHING
                text += " (counts as breaking; add a rule for this keyword to codegen/diff)"
            self.add(label, text, breaks, place=place)

    def changes(self) -> list[Change]:
        """Return the changes: breaking ones first, texts last, otherwise in the order of the contract."""
        found = [
            Change(label, tuple(places), text, breaks, observable)
            for (label, text), (places, breaks, observable) in self._found.items()
        ]
        return sorted(found, key=lambda change: -change.impact)


def differing(base: Json, revision: Json) -> Iterator[str]:
    """Yield the keys whose values differ: first those of the base, then those of the revision."""
    for key in base | revision:
        if base.get(key) != revision.get(key) or (key in base) != (key in revision):
            yield key


def contrast(before: Any, after: Any) -> str:
    """Describe how two values differ, item by item for lists and maps."""
    if is_list(before) and is_list(after):
        removed = [f"removed {short(item)}" for item in before if item not in after]
        added = [f"added {short(item)}" for item in after if item not in before]
        return ", ".join(removed + added) or "order changed"
    if is_map(before) and is_map(after):
        return ", ".join(
            f"{key} {contrast(before.get(key), after.get(key))}" for key in differing(before, after)
        )
    return changed(before, after)


def changed(before: Any, after: Any) -> str:
    """Describe how a single value changed."""
    return f"changed from {short(before)} to {short(after)}"


def short(value: Any) -> str:
    """Return a value of the contract as text for a message."""
    return "not set" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"
