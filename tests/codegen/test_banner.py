"""Each generated file says what it is made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen import banner
from codegen.paths import GENERATED, TEMPLATES

PYTHON = GENERATED / "python"


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PYTHON.rglob("*.*")) if path.suffix in (".py", ".md", ".toml")],
    ids=lambda path: str(path.relative_to(PYTHON)),
)
def test_its_first_line_names_a_file_to_edit(path: Path) -> None:
    # Facts in YAML begin with a line of their own.
    first = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n")[0]
    named = [word.rstrip(":") for word in first.split() if "/" in word]
    assert named, first
    assert all((TEMPLATES.parent / name).exists() for name in named), first


def test_a_copy_is_its_original_and_a_line(tmp_path: Path) -> None:
    source = tmp_path / "a.ts"
    source.write_text("export {};\n")
    banner.copy(source, tmp_path / "b" / "a.ts", "templates/a.ts")
    text = (tmp_path / "b" / "a.ts").read_text()
    assert text == "// Copied from templates/a.ts: edit there, not here.\nexport {};\n"


def test_an_empty_marker_stays_empty(tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "py.typed").touch()
    (tmp_path / "from" / ".hidden").write_text("x")
    banner.copy_tree(tmp_path / "from", tmp_path / "to", "from")
    assert [(path.name, path.read_text()) for path in (tmp_path / "to").iterdir()] == [
        ("py.typed", "")
    ]
