"""Checks that the first line of each generated file names its sources."""

import re
import subprocess

import pytest

from codegen.paths import GENERATED, ROOT

BANNER = re.compile(r"(?:Generated|Copied) from (.+): edit there, not here\.")
FILES = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "."],
    cwd=GENERATED,
    capture_output=True,
    text=True,
    check=True,
    timeout=60,
).stdout.splitlines()


@pytest.mark.parametrize(
    "name",
    # JSON has no comments, and a marker such as py.typed is empty.
    [name for name in FILES if not name.endswith(".json") and (GENERATED / name).stat().st_size],
)
def test_the_first_line_names_the_sources(name: str) -> None:
    lines = (GENERATED / name).read_text(encoding="utf-8").splitlines()
    # Facts in YAML begin with a line of their own.
    first = lines[1] if lines[0] == "---" else lines[0]
    found = BANNER.search(first)
    assert found is not None, first
    assert [source for source in found[1].split(" and ") if not (ROOT / source).exists()] == []
