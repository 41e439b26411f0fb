"""Reads README.md in this folder, which has the fix for each rule and the parts that each extension is for."""

import re
from pathlib import Path

_ROW = re.compile(r"^\| `([^`]+)` \| (.+) \| (.+) \|$", re.MULTILINE)
_ROWS = _ROW.findall((Path(__file__).parent / "README.md").read_text(encoding="utf-8"))

# Rule → fix, without the full stop.
REMEDIES: dict[str, str] = {
    name: remedy[0].lower() + remedy[1:].rstrip(".")
    for name, _, remedy in _ROWS
    if not name.startswith("x-")
}

# Extension → the kinds of part that it is for.
EXTENSIONS: dict[str, tuple[str, ...]] = {
    name: tuple(kinds.split(", ")) for name, kinds, _ in _ROWS if name.startswith("x-")
}
