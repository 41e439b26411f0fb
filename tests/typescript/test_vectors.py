"""The cases that every language's client must pass."""

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.paths import ROOT
from tests.typescript.conftest import HERE, run_node

VECTORS = ROOT / "tests" / "vectors"
CASES = [
    pytest.param(file.stem, case, id=f"{file.stem}: {case['name']}")
    for file in sorted(VECTORS.glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))["cases"]
]


@pytest.fixture(scope="module")
def results(client: Path, contract: dict[str, Any]) -> dict[str, dict[str, str]]:
    schemas = contract["components"]["schemas"]
    examples = json.dumps({name: schema["examples"][0] for name, schema in schemas.items()})
    # Far from UTC, which is still the zone of a date without one.
    ran = run_node(HERE / "vectors.mjs", client, VECTORS, EXAMPLES=examples, TZ="Asia/Tokyo")
    assert ran.returncode == 0, ran.stderr
    found: dict[str, dict[str, str]] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize(("subject", "case"), CASES)
def test_case(subject: str, case: dict[str, Any], results: dict[str, dict[str, str]]) -> None:
    assert results[subject][case["name"]] == "passed"
