"""Compares regular expressions by what they match."""

import re

import interegular

_GROUP = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|\([^()|]*(?:\|[^()|]*)*\)", re.DOTALL)


def allows_all(newer: str, older: str) -> bool:
    """Whether an anchored pattern matches everything that another one matches.

    A pattern that cannot be compared exactly, for example because it looks ahead, counts as one that does not.
    """
    # interegular has no types.
    try:
        before, after = (
            interegular.parse_pattern(_without_anchors(pattern)).to_fsm()  # pyright: ignore[reportUnknownMemberType]
            for pattern in (older, newer)
        )
    except (interegular.InvalidSyntax, interegular.Unsupported, ValueError):
        return False
    return bool(before.difference(after).empty())  # type: ignore[no-untyped-call]


def _without_anchors(pattern: str) -> str:
    inside = pattern[1:-1]
    rest, count = inside, 1
    while count:
        rest, count = _GROUP.subn("", rest)
    # In `^a|b$`, each anchor is only in one of the alternatives.
    if not (pattern.startswith("^") and pattern.endswith("$")) or "|" in rest or "\\" in rest:
        raise ValueError(f"{pattern} is not anchored as a whole.")
    return inside
