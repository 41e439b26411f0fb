"""A finding is only what a machine-readable part of the contract demands."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import jsonpointer
import pytest

from azotte_conformance.contract import Contract, as_array, as_object
from azotte_conformance.findings import Rule
from azotte_conformance.rule_list import all_rules

PROSE = frozenset(("description", "summary", "example", "examples", "externalDocs", "info"))
"""Parts of a contract that are for people."""


def pointers(value: Any, pointer: str = "") -> Iterator[str]:
    """Every pointer into a document."""
    yield pointer
    for name, child in (as_object(value) or {}).items():
        yield from pointers(child, f"{pointer}/{jsonpointer.escape(name)}")
    for index, child in enumerate(as_array(value) or ()):
        yield from pointers(child, f"{pointer}/{index}")


@pytest.fixture(scope="module")
def places(contract: Contract) -> list[str]:
    return list(pointers(contract.json))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_the_place_that_demands_a_rule_is_in_the_contract(rule: Rule, places: list[str]) -> None:
    found = [place for place in places if rule.by and fnmatchcase(place, rule.by)]
    assert found, f"nothing in the contract matches {rule.by!r}"
    if rule.severity == "finding":
        for_machines = [place for place in found if not PROSE.intersection(place.split("/"))]
        assert for_machines, f"only prose matches {rule.by!r}: make the rule a note"
