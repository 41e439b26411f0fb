"""The cases that every language's client must pass; tests/vectors/README.md says what they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).resolve().parents[1] / "vectors"


def vectors(name: str) -> pytest.MarkDecorator:
    """Run a test once for each case of a file."""
    document = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    cases: list[dict[str, Any]] = document["cases"]
    return pytest.mark.parametrize("case", cases, ids=[case["name"] for case in cases])
