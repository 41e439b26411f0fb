"""Checks that a pattern works the same, and runs in linear time, in every regex engine.

The patterns run in the server (Rust), in the clients' languages (Python, JavaScript) and in validators that backtrack.
"""

import re

import jsonschema_rs

# An escape, a class, the opening of a group, a quantifier, or one character.
_PIECE = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[:=!]|\(\?<[=!]|\(\?|\(|[*+?]\??|\{\d+(?:,\d*)?\}\??|.",
    re.DOTALL,
)


def regex_problem(pattern: str) -> str | None:
    """Return the problem with a pattern, or None if there is none."""
    try:
        jsonschema_rs.Draft202012Validator(
            {"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions()
        )
        re.compile(pattern)
    except (ValueError, re.error):
        return f"`{pattern}` is not a regular expression, or needs backtracking"
    if not (pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith(r"\$")):
        return f"`{pattern}` is not anchored at both ends"
    # For each open group, outermost first: whether it contains an unbounded repetition.
    repeats = [False]
    closed = False
    for piece in _PIECE.findall(pattern):
        if piece.startswith("("):
            repeats.append(False)
            closed = False
        elif piece == ")":
            closed = repeats.pop()
            repeats[-1] |= closed
        elif piece == "|" and len(repeats) == 1:
            return (
                f"`{pattern}` has alternatives outside a group, so each is anchored at one end only"
            )
        elif piece[0] in "*+{" and closed:
            return f"`{pattern}` repeats an unbounded repetition"
        elif piece[0] in "*+" or re.fullmatch(r"\{\d+,\}\??", piece):
            repeats[-1], closed = True, False
        else:
            closed = False
    return None
