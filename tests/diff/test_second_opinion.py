"""Compares our verdicts with those of redocly, and explains each difference."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from codegen.diff.change import NOTHING
from codegen.node import run_tool
from tests.diff.catalogue import CASES

# redocly checks a shared schema only at its first use, and ignores our extensions.
EXPLAINED = {
    ("parameter-removed", "ParameterList"): "moved from the operation to its path",
    ("parameter-became-required", "ParameterList"): "moved from the operation to its path",
    ("parameter-serialization-changed", "Parameter"): "the default is written or omitted",
    ("schema-combinator-changed", "OneOf"): "`null` is written as a variant",
    ("schema-type-changed", "Schema"): "`null` is written as a variant, or a type as an array",
    ("enum-values-added", "Schema"): "an enumeration that is declared open",
    ("schema-constraint-changed", "Schema"): "a bound of a request that became wider",
    ("response-removed", "Response"): "an error response: clients accept unknown errors",
    (
        "security-requirement-changed",
        "SecurityRequirementList",
    ): "repeated at an operation that inherits it",
}


@pytest.mark.slow
def test_each_difference_from_redocly_is_explained(
    contract: dict[str, Any], tmp_path: Path
) -> None:
    revision = copy.deepcopy(contract)
    for case in CASES:
        if case.breaks == NOTHING:
            case.edit(revision)
    found = redocly(contract, revision, tmp_path)
    assert found, "redocly found no changes"
    assert found == EXPLAINED.keys()


def redocly(base: dict[str, Any], revision: dict[str, Any], folder: Path) -> set[tuple[str, str]]:
    """Return the rules by which redocly finds an edit breaking, with the kind of part."""
    for name, document in (("base.json", base), ("revision.json", revision)):
        (folder / name).write_text(json.dumps(document), encoding="utf-8")
    # Without this configuration redocly finds no breaking changes.
    (folder / "redocly.yaml").write_text("extends: [diff-recommended]\n", encoding="utf-8")
    finished = run_tool(
        "redocly", *("diff", "base.json", "revision.json", "--format", "json"), cwd=folder
    )
    return {
        (verdict["ruleId"], change["typeName"])
        for change in json.loads(finished.stdout)["changes"]
        for verdict in change["verdicts"]
        if verdict["impact"] == "major"
    }
