"""Writes the changelog entry for a set of changes, and checks that CHANGELOG.md has one."""

import re
from collections.abc import Iterator

from codegen.diff.change import Change, Impact, surfaces

_HEADINGS = {Impact.MAJOR: "Breaking", Impact.MINOR: "Compatible", Impact.PATCH: "Texts"}


def entry(version: str, changes: list[Change]) -> str:
    """Return the entry: a section for the version, with a line for each change."""
    lines = [f"## {version}"]
    for heading, of_this in grouped(changes):
        lines += ["", f"### {heading}", "", *(f"- {one}" for one in of_this)]
    return "\n".join(lines) + "\n"


def grouped(changes: list[Change]) -> Iterator[tuple[str, list[str]]]:
    """Yield the headings of an entry with the changes below them, each as a sentence."""
    for impact, heading in _HEADINGS.items():
        if of_this := [line(change) for change in changes if change.impact is impact]:
            yield heading, of_this


def line(change: Change) -> str:
    """Return a change and what it breaks as a sentence."""
    return f"{change}. Breaks {surfaces(change.breaks)}." if change.breaks else f"{change}."


def section(changelog: str, version: str) -> str | None:
    """Return the section of a version, or None if the changelog does not have one."""
    pattern = rf"^## \[?{re.escape(version)}\]?(?: [^\n]*)?$(.*?)(?=^## |\Z)"
    found = re.search(pattern, changelog, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else None


def missing(changelog: str, version: str, changes: list[Change]) -> list[Change]:
    """Return the changes that the section of a version does not mention.

    A line can be reworded if it keeps the label. Changes that are not observable need a section, but not a line.
    """
    text = section(changelog, version)
    if not text:
        return changes
    return [change for change in changes if change.observable and f"`{change.label}`" not in text]
