import json
from pathlib import Path
from typing import Any

import pytest

from codegen.bundle import to_json
from codegen.paths import GENERATED


def read_contract() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The bundle. Tests must not change it."""
    return read_contract()


def keep_samples(bundle: Path, paths: tuple[str, ...]) -> None:
    """Remove the samples of all other paths, because running them all takes a minute."""
    contract = json.loads(bundle.read_text(encoding="utf-8"))
    for path, item in contract["paths"].items():
        for one in item.values():
            if path not in paths:
                del one["x-codeSamples"]
    bundle.write_text(to_json(contract), encoding="utf-8")
