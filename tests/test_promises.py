"""Every promise of SECURITY.md names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TABLES = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## What is promised")[2]
ROWS = [
    (promise, re.findall(r"`([^`]+)`", tests))
    for promise, tests in re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", TABLES, re.MULTILINE)
    if promise not in ("Promise", "---")
]


def test_there_are_promises_for_each_section() -> None:
    sections = re.findall(r"^### (.+)\n\n\| Promise \| Tests \|$", TABLES, re.MULTILINE)
    assert sections == re.findall(r"^### (.+)$", TABLES, re.MULTILINE)
    assert len(ROWS) > len(sections) > 5


@pytest.mark.parametrize(("promise", "tests"), ROWS, ids=[promise[:60] for promise, _ in ROWS])
def test_the_tests_of_a_promise_exist(promise: str, tests: list[str]) -> None:
    assert tests, promise
    for test in tests:
        file, _, name = test.partition("::")
        source = (ROOT / "tests" / file).read_text(encoding="utf-8")
        if file.endswith(".py"):
            assert re.search(rf"^(async )?def {name}\(", source, re.MULTILINE), test
        else:
            assert f"test('{name}'" in source or f'test("{name}"' in source, test
