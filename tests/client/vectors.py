"""The cases that every language's client must pass; tests/vectors/README.md says what they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from azotte import Operation

_FOLDER = Path(__file__).resolve().parents[1] / "vectors"


def vectors(name: str) -> pytest.MarkDecorator:
    """Run a test once for each case of a file."""
    document = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    cases: list[dict[str, Any]] = document["cases"]
    return pytest.mark.parametrize("case", cases, ids=[case["name"] for case in cases])


def retried_operation(case: dict[str, Any]) -> Operation[None]:
    """What a case of `retries` calls: something that may or may not be done twice."""
    method, idempotent = {
        "read": ("GET", False),
        "keyed": ("POST", True),
        "unkeyed": ("PUT", False),
    }[case["call"]]
    return Operation(
        id="some_operation",
        method=method,
        path="/",
        key_types=("secret",),
        results={200: None},
        idempotent=idempotent,
    )
