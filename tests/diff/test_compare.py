"""Checks that every edit of the catalogue is found, with what it breaks and the version that it requires."""

import copy
import json
from typing import Any

import pytest

from codegen.diff.change import Change
from codegen.diff.compare import compare
from tests.diff.catalogue import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_edit_is_found(contract: dict[str, Any], case: Case) -> None:
    base = copy.deepcopy(contract)
    if case.given:
        case.given(base)
    revision = copy.deepcopy(base)
    case.edit(revision)
    assert json.dumps(revision) != json.dumps(base)
    changes = compare(base, revision)
    assert broken(changes) == case.breaks, "\n".join(map(str, changes))
    assert (changes[0].impact if changes else None) == case.impact
    if case.impact is not None:
        assert case.label in {change.label for change in changes if change.impact is case.impact}


def broken(changes: list[Change]) -> frozenset[Any]:
    return frozenset[Any]().union(*(change.breaks for change in changes))
