"""Reads README.md beside this file: the one place that says how to mend what breaks a rule, and where an extension stands."""

import re
from pathlib import Path

_ROW = re.compile(r"^\| `([^`]+)` \| (.+) \| (.+) \|$", re.MULTILINE)
_ROWS = _ROW.findall((Path(__file__).parent / "README.md").read_text(encoding="utf-8"))

# Rule → what to do, without the full stop.
REMEDIES: dict[str, str] = {
    name: remedy[0].lower() + remedy[1:].rstrip(".")
    for name, _, remedy in _ROWS
    if not name.startswith("x-")
}

# Extension → the kinds of part that it may stand on.
EXTENSIONS: dict[str, tuple[str, ...]] = {
    name: tuple(kinds.split(", ")) for name, kinds, _ in _ROWS if name.startswith("x-")
}
