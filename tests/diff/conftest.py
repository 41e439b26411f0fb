import json
from typing import Any

import pytest

from codegen.paths import GENERATED


def read_contract() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The bundle; not to be changed."""
    return read_contract()
