"""The README's examples, run as they stand against a real sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

import azotte
from tests.client.installed import readme

README = Path(azotte.__file__).parents[2] / "README.md"


def test_the_examples_run(platform: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in platform.items():
        monkeypatch.setenv(name, value)
    readme.run(README.read_text(encoding="utf-8"))
