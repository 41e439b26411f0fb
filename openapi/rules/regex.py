"""Tells whether a pattern means the same, and takes linear time, in every engine that meets it.

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
    """Return what is wrong with a pattern, None if nothing is."""
    try:
        jsonschema_rs.Draft202012Validator(
            {"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions()
        )
        re.compile(pattern)
    except (ValueError, re.error):
        return f"`{pattern}` is no regular expression, or one that needs backtracking"
    if not (pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith(r"\$")):
        return f"`{pattern}` is not anchored at both ends"
    # For each open group, outermost first, whether it holds something that repeats without end.
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
            return f"`{pattern}` has alternatives outside a group, each anchored at one end only"
        elif piece[0] in "*+{" and closed:
            return f"`{pattern}` repeats what already repeats without end"
        elif piece[0] in "*+" or re.fullmatch(r"\{\d+,\}\??", piece):
            repeats[-1], closed = True, False
        else:
            closed = False
    return None
