"""Each row of the table of capabilities says what the reader does."""

from typing import Any

import pytest

from codegen.model.capabilities import CAPABILITIES, DEPTH, REJECTED, SUPPORTED, Capability
from codegen.model.read import read
from tests.codegen.model.documents import document_with


def named(capability: Capability) -> str:
    return capability.construct


@pytest.mark.parametrize("capability", SUPPORTED, ids=named)
def test_a_supported_construct_is_read(capability: Capability) -> None:
    reading = read(document_with(capability))
    assert not reading.rejections
    assert len(reading.api.operations) == 2


@pytest.mark.parametrize("capability", [one for one in REJECTED if one is not DEPTH], ids=named)
def test_a_rejected_construct_gives_its_rejection_only(capability: Capability) -> None:
    document = document_with(capability)
    reading = read(document)
    assert {one.construct for one in reading.rejections} == {capability.construct}
    for rejection in reading.rejections:
        assert rejection.remedy == capability.remedy
        assert (
            str(rejection) == f"{rejection.pointer or '/'}: {rejection.found}. {rejection.remedy}"
        )


def test_a_schema_of_too_many_levels_is_rejected() -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(300):
        schema = {"type": "array", "items": schema}
    reading = read(document_with(Capability("many levels", "schema", schema)))
    assert [one.construct for one in reading.rejections] == [DEPTH.construct]


def test_constructs_have_different_names_and_a_remedy_if_rejected() -> None:
    names = [one.construct for one in CAPABILITIES]
    assert len(set(names)) == len(names)
    assert all(one.remedy for one in REJECTED) and not any(one.remedy for one in SUPPORTED)
