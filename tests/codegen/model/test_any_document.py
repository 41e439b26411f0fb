"""Reading never fails, whatever the document is: what is not supported is rejected."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.document import is_list, is_map
from codegen.model.capabilities import SUPPORTED
from codegen.model.read import read
from codegen.model.types import references
from tests.codegen.model.documents import contract, document_with

KEYS = st.sampled_from(
    ["$ref", "type", "properties", "allOf", "oneOf", "anyOf", "items", "enum", "const", "required", "schema", "content", "in",
     "name", "parameters", "headers", "discriminator", "mapping", "default", "nullable", "x-pagination", "x-error-codes", "a"]
)  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        ["object", "array", "string", "#", "#/", "#/components/schemas/Customer", "#/components/schemas/-", "#/paths/~", "%"]
    )
)  # fmt: skip
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


def keys_of(value: Any) -> list[Any]:
    if is_map(value):
        return [*value]
    return [*range(len(value))] if is_list(value) else []


def change(data: st.DataObject, document: Any) -> None:
    """Replace, delete or add a value at any place of a document."""
    container = document
    while True:
        key = data.draw(st.sampled_from(keys_of(container)))
        if not keys_of(container[key]) or data.draw(st.integers(0, 4)) == 0:
            break
        container = container[key]
    match data.draw(st.sampled_from(["replace", "delete", "add"])):
        case "replace":
            container[key] = data.draw(JSON)
        case "delete":
            del container[key]
        case _ if isinstance(container, dict):
            container[data.draw(KEYS)] = data.draw(JSON)
        case _:
            container.append(data.draw(JSON))


def check(document: Any) -> None:
    """Check that a document is read, and that the model is complete."""
    reading = read(document)
    types = reading.api.types
    assert all(references(named.type) <= types.keys() for named in types.values())
    assert all(one.found and one.remedy for one in reading.rejections)
    for name, named in types.items():
        assert named.name == name
        reading.api.object_of(named.type)


@given(JSON)
def test_any_json_is_read(document: Any) -> None:
    check(document)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_contract_with_any_value_at_any_place_is_read(data: st.DataObject) -> None:
    document = contract()
    for _ in range(data.draw(st.integers(1, 3))):
        change(data, document)
    check(document)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_an_example_of_any_construct_with_any_value_at_any_place_is_read(
    data: st.DataObject,
) -> None:
    document = document_with(data.draw(st.sampled_from(SUPPORTED)))
    for _ in range(data.draw(st.integers(1, 3))):
        change(data, document)
    check(document)


@pytest.mark.parametrize(
    "reference", ["#", "#/", "#/components", "#/components/schemas", "#/components/schemas/-"]
)
def test_a_reference_to_any_place_is_read(reference: str) -> None:
    document = contract()
    document["components"]["schemas"]["Customer"]["properties"]["name"] = {"$ref": reference}
    check(document)
    document["components"]["schemas"]["Customer"] = {"$ref": reference, "type": "object"}
    check(document)
