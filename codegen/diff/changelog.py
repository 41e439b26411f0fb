"""Writes the changelog's entry for a set of changes, and holds CHANGELOG.md to it."""

import re

from codegen.diff.change import Change, Impact, parties

_HEADINGS = {Impact.MAJOR: "Breaking", Impact.MINOR: "Compatible", Impact.PATCH: "Texts"}


def entry(version: str, changes: list[Change]) -> str:
    """Write the entry: a section for the version, with a line for each change."""
    lines = [f"## {version}"]
    for impact, heading in _HEADINGS.items():
        if of_this := [change for change in changes if change.impact is impact]:
            lines += ["", f"### {heading}", ""]
            lines += [f"- {line(change)}" for change in of_this]
    return "\n".join(lines) + "\n"


def line(change: Change) -> str:
    """Write one change, and whom it breaks."""
    return f"{change}. Breaks {parties(change.breaks)}." if change.breaks else f"{change}."


def section(changelog: str, version: str) -> str | None:
    """Return what the changelog says about a version; nothing if it has no such section."""
    pattern = rf"^## \[?{re.escape(version)}\]?(?: [^\n]*)?$(.*?)(?=^## |\Z)"
    found = re.search(pattern, changelog, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else None


def missing(changelog: str, version: str, changes: list[Change]) -> list[Change]:
    """Return the changes that the version's section does not name.

    A line may be reworded as long as it keeps the label. Reworded texts need no line of their own, only a section.
    """
    text = section(changelog, version)
    if not text:
        return changes
    return [change for change in changes if change.told and f"`{change.label}`" not in text]
