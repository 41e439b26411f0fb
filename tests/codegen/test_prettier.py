"""Formatted files are the same with and without the cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.errors import GenerationError
from codegen.paths import ROOT
from codegen.prettier import format_javascript

CACHE = ROOT / "node_modules" / ".cache" / "azotte" / "formatted-tests.json"


@pytest.fixture(autouse=True)
def no_cache() -> None:
    CACHE.unlink(missing_ok=True)


def formatted(folder: Path, text: str) -> str:
    file = folder / "a.mjs"
    file.write_text(text, encoding="utf-8")
    format_javascript(folder, "tests")
    return file.read_text(encoding="utf-8")


def test_the_cache_changes_nothing(tmp_path: Path) -> None:
    assert formatted(tmp_path, 'f( "a" )') == "f('a');\n"
    assert CACHE.exists()
    assert formatted(tmp_path, 'f( "a" )') == "f('a');\n"
    CACHE.write_text("{", encoding="utf-8")
    assert formatted(tmp_path, 'f( "b" )') == "f('b');\n"


def test_an_invalid_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match=r"a\.mjs: .*\(1:3\)"):
        formatted(tmp_path, "f(")


def test_a_file_of_another_kind_stays(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("  MIT\n", encoding="utf-8")
    format_javascript(tmp_path, "tests")
    assert (tmp_path / "LICENSE").read_text(encoding="utf-8") == "  MIT\n"
