"""redocly's comparison as a second opinion: what it calls breaking and we do not is known, and why."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from codegen.diff.change import NOBODY
from codegen.node import run_tool
from tests.diff.catalogue import CASES

# It judges a shared schema once, at its first use, and knows no extension of ours.
EXPLAINED = {
    ("parameter-removed", "ParameterList"): "moved from the operation to its path",
    ("parameter-became-required", "ParameterList"): "moved from the operation to its path",
    ("parameter-serialization-changed", "Parameter"): "the default, written out or not",
    ("schema-combinator-changed", "OneOf"): "`null` is spelled as a variant",
    ("schema-type-changed", "Schema"): "`null` is spelled as a variant, or a type as a list",
    ("enum-values-added", "Schema"): "an enumeration that is declared open",
    ("schema-constraint-changed", "Schema"): "a bound that became wider, of what is sent",
    ("response-removed", "Response"): "an error; readers take any",
    (
        "security-requirement-changed",
        "SecurityRequirementList",
    ): "spelled out where it was inherited",
}


@pytest.mark.slow
def test_redocly_finds_nothing_breaking_but_what_is_explained(
    contract: dict[str, Any], tmp_path: Path
) -> None:
    revision = copy.deepcopy(contract)
    for case in CASES:
        if case.breaks == NOBODY:
            case.edit(revision)
    found = redocly(contract, revision, tmp_path)
    assert found, "redocly compared nothing"
    assert found == EXPLAINED.keys()


def redocly(base: dict[str, Any], revision: dict[str, Any], folder: Path) -> set[tuple[str, str]]:
    """Return the rules by which redocly calls an edit breaking, and on what."""
    for name, document in (("base.json", base), ("revision.json", revision)):
        (folder / name).write_text(json.dumps(document), encoding="utf-8")
    # Without this it finds nothing breaking in anything.
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
