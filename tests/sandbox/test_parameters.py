"""Parameters are read as the contract describes them, with their types."""

from __future__ import annotations

from typing import Any

import pytest

from azotte_sandbox.contract.parameters import HeaderReader, PathParameter, QueryReader
from azotte_sandbox.contract.validation import Schemas
from azotte_sandbox.errors import ApiError

SCHEMAS = Schemas({"components": {"schemas": {"Level": {"type": "integer", "enum": [1, 2]}}}})
INTEGERS = {"type": "array", "items": {"type": "integer"}}
TEXTS = {"type": "array", "items": {"type": "string"}}
OBJECT = {
    "type": "object",
    "properties": {"size": {"type": "integer"}, "color": {"type": "string"}, "ids": INTEGERS},
}


def query(text: str, schema: Any = None, **more: Any) -> Any:
    node = {"name": "a", "in": "query", **({} if schema is None else {"schema": schema}), **more}
    return QueryReader([node], SCHEMAS).read(text.encode()).get("a")


CASES: dict[str, tuple[str, Any, dict[str, Any], Any]] = {
    "a boolean": ("a=true", {"type": "boolean"}, {}, True),
    "a number": ("a=1.5", {"type": "number"}, {}, 1.5),
    "a whole number": ("a=1e3", {"type": "number"}, {}, 1000),
    "an integer of a named enumeration": ("a=2", {"$ref": "#/components/schemas/Level"}, {}, 2),
    "a nullable integer": ("a=7", {"type": ["integer", "null"]}, {}, 7),
    "null": ("a=null", {"type": ["integer", "null"]}, {}, None),
    "an integer or a word": ("a=all", {"oneOf": [{"type": "integer"}, {"const": "all"}]}, {}, "all"),
    "a text of digits": ("a=007", {"type": "string"}, {}, "007"),
    "repeated integers": ("a=1&a=2", INTEGERS, {}, [1, 2]),
    "repeated texts with a comma": ("a=1,2&a=3", TEXTS, {}, ["1,2", "3"]),
    "integers with commas": ("a=1,2", INTEGERS, {"explode": False}, [1, 2]),
    "integers with encoded commas": ("a=1%2C2", INTEGERS, {"explode": False}, [1, 2]),
    "texts with an encoded comma": ("a=x%2Cy,z", TEXTS, {"explode": False}, ["x,y", "z"]),
    "no items": ("a=", TEXTS, {"explode": False}, []),
    "spaces": ("a=1%202+3", INTEGERS, {"style": "spaceDelimited", "explode": False}, [1, 2, 3]),
    "pipes": ("a=x|y%7Cz", TEXTS, {"style": "pipeDelimited", "explode": False}, ["x", "y", "z"]),
    "an object's fields": ("size=3&color=red", OBJECT, {}, {"size": 3, "color": "red"}),
    "an object with commas": ("a=size,3,color,red", OBJECT, {"explode": False}, {"size": 3, "color": "red"}),
    "a deep object": ("a[size]=3&a%5Bcolor%5D=red", OBJECT, {"style": "deepObject"}, {"size": 3, "color": "red"}),
    "a deep object with an array": ("a[ids]=1&a[ids]=2", OBJECT, {"style": "deepObject"}, {"ids": [1, 2]}),
    "a deep map": ("a[x]=1", {"type": "object", "additionalProperties": {"type": "integer"}}, {"style": "deepObject"}, {"x": 1}),
    "a deep object with indices": ("a[ids][1]=2&a[ids][0]=1", OBJECT, {"style": "deepObject"}, {"ids": [1, 2]}),
    "a deep object with empty brackets": ("a[ids][]=1&a[ids][]=2", OBJECT, {"style": "deepObject"}, {"ids": [1, 2]}),
    "an array of deep objects": ("a[0][size]=3&a[0][ids][0]=1&a[1][color]=7", {"type": "array", "items": OBJECT}, {"style": "deepObject"}, [{"size": 3, "ids": [1]}, {"color": "7"}]),
    "a deep object in an object": ("a[x][y][size]=1", {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": OBJECT}}, {"style": "deepObject"}, {"x": {"y": {"size": 1}}}),
    "a text or a deep object": ("a=", {"anyOf": [OBJECT, {"type": "string", "enum": [""]}]}, {"style": "deepObject"}, ""),
    "JSON": ("a=%7B%22b%22%3A%5B1%5D%7D", None, {"content": {"application/json": {"schema": {"type": "object"}}}}, {"b": [1]}),
    "a default": ("", {"type": "integer", "default": 5}, {}, 5),
}  # fmt: skip


@pytest.mark.parametrize(("text", "schema", "more", "expected"), CASES.values(), ids=CASES)
def test_a_query_parameter_has_the_type_of_its_schema(
    text: str, schema: Any, more: dict[str, Any], expected: Any
) -> None:
    found = query(text, schema, **more)
    assert found == expected
    assert type(found) is type(expected)


REJECTED: dict[str, tuple[str, Any, dict[str, Any], str]] = {
    "a word for a boolean": ("a=yes", {"type": "boolean"}, {}, "invalid_format"),
    "a fraction for an integer": ("a=1.5", {"type": "integer"}, {}, "invalid_format"),
    "infinity": ("a=1e999", {"type": "number"}, {}, "invalid_format"),
    "a word among integers": ("a=1,x", INTEGERS, {"explode": False}, "invalid_format"),
    "a repeated scalar": ("a=1&a=2", {"type": "integer"}, {}, "invalid_format"),
    "a repeated field": ("a[size]=1&a[size]=2", OBJECT, {"style": "deepObject"}, "invalid_format"),
    "deep objects without indices": (
        "a[][size]=1&a[][size]=2",
        {"type": "array", "items": OBJECT},
        {"style": "deepObject"},
        "invalid_format",
    ),
    "a text and a field": (
        "a[size]=1&a[size][x]=2",
        OBJECT,
        {"style": "deepObject"},
        "invalid_format",
    ),
    "a word in a deep object": ("a[ids][0]=x", OBJECT, {"style": "deepObject"}, "invalid_format"),
    "no JSON": ("a=%7B", None, {"content": {"application/json": {"schema": {}}}}, "invalid_format"),
    "no value": ("", {"type": "integer"}, {"required": True}, "required_field"),
    "no UTF-8": ("a=%ff", {"type": "string"}, {}, "malformed_request"),
}


@pytest.mark.parametrize(("text", "schema", "more", "code"), REJECTED.values(), ids=REJECTED)
def test_other_values_are_rejected(text: str, schema: Any, more: dict[str, Any], code: str) -> None:
    with pytest.raises(ApiError) as caught:
        query(text, schema, **more)
    assert caught.value.code == code


def test_header_parameters_have_types_and_defaults() -> None:
    nodes: list[dict[str, Any]] = [
        {"name": "X-Dry-Run", "in": "header", "schema": {"type": "boolean", "default": False}},
        {"name": "X-Ids", "in": "header", "schema": INTEGERS},
        {"name": "X-Version", "in": "header", "required": True, "schema": {"type": "string"}},
        {"name": "X-Object", "in": "header", "explode": True, "schema": OBJECT},
        {"name": "Accept", "in": "header", "required": True, "schema": {"type": "string"}},
    ]
    reader = HeaderReader(nodes, SCHEMAS)
    assert reader.read({b"x-version": b"100%+1"}) == {"X-Dry-Run": False, "X-Version": "100%+1"}
    sent = {b"x-version": b"1", b"x-dry-run": b"true", b"x-ids": b"1, 2", b"x-object": b"size=1,color=red"}  # fmt: skip
    assert reader.read(sent) == {
        "X-Version": "1",
        "X-Dry-Run": True,
        "X-Ids": [1, 2],
        "X-Object": {"size": 1, "color": "red"},
    }
    with pytest.raises(ApiError) as caught:
        reader.read({})
    assert (caught.value.code, caught.value.details) == (
        "required_field",
        {"field": "X-Version", "constraint": "required"},
    )


def test_path_parameters_have_types() -> None:
    number = PathParameter({"name": "n", "in": "path", "schema": {"type": "integer"}}, SCHEMAS)
    assert number.read("12") == 12
    with pytest.raises(ValueError, match="n"):
        number.read("twelve")
    text = PathParameter({"name": "t", "in": "path", "schema": {"type": "string"}}, SCHEMAS)
    assert text.read("a+b%20c") == "a+b%20c"
    several = PathParameter({"name": "s", "in": "path", "schema": INTEGERS}, SCHEMAS)
    assert several.read("1,2") == [1, 2]
