"""docs/clients.md says what both clients have."""

from __future__ import annotations

import pytest

from tests.parity.document import FILE, INSTEAD, document

pytestmark = pytest.mark.slow


def test_the_page_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run `python -m tests.parity`"


def test_every_explained_difference_exists() -> None:
    page = document()
    for names in INSTEAD.values():
        for name, instead in names.items():
            assert f"| `{name}` | {instead} |" in page or f"| {instead} | `{name}` |" in page, name
