"""Tests that no rule crashes on an `x-...` field of the wrong form, because redocly does not check those."""

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.paths import CONTRACT
from openapi.rules.check import house_findings
from openapi.rules.contract import Contract
from openapi.rules.sources import Node, Sources, load, parse


@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [{}], {"x": []}], ids=json.dumps)
def test_any_value_of_the_extensions_gives_findings(value: Any) -> None:
    sound = load(CONTRACT)
    files = {
        file: parse(file, json.dumps(_replaced(node, value))) for file, node in sound.files.items()
    }

    findings = [*house_findings(Contract(Sources(Path(sound.folder), files["azotte.yaml"], files)))]

    assert {"evidence", "key-types", "error-response"} <= {finding.rule for finding in findings}


def _replaced(node: Node, value: Any) -> Any:
    if isinstance(node.value, list):
        return [_replaced(field, value) for field in node.fields.values()]
    if not isinstance(node.value, dict):
        return node.value
    return {
        key: value if key.startswith("x-") else _replaced(field, value)
        for key, field in node.fields.items()
    }
