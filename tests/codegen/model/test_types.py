"""How schemas are read: each row with the right value."""

from typing import Any

import pytest

from codegen.model.read import read, read_api
from codegen.model.types import (
    Array,
    Boolean,
    Constant,
    Default,
    Deprecation,
    Enum,
    EnumValue,
    Field,
    Integer,
    Limit,
    Map,
    Null,
    Nullable,
    Number,
    Object,
    Ref,
    Text,
    Type,
    Union,
    Unknown,
    Variant,
)
from tests.codegen.model.documents import rejections, type_of, with_schema

TEXT = {"type": "string"}
EXAMPLE = {"$ref": "#/components/schemas/Example"}
OTHER = {"$ref": "#/components/schemas/Other"}


def enum(*values: Any, open: bool = True) -> Enum:
    return Enum(tuple(EnumValue(value) for value in values), open)


def tagged(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": kind}, **more},
    }


@pytest.mark.parametrize(
    ("schema", "type"),
    [
        ({}, Unknown()),
        (True, Unknown()),
        ({"type": "null"}, Null()),
        ({"type": "boolean"}, Boolean()),
        ({"type": "integer", "minimum": 1}, Integer((Limit("minimum", 1),))),
        ({"type": "number"}, Number()),
        (TEXT, Text()),
        ({**TEXT, "format": "date-time"}, Text("date-time")),
        ({**TEXT, "format": "email"}, Text("plain", (Limit("format", "email"),))),
        ({**TEXT, "contentEncoding": "base64"}, Text("byte", (Limit("contentEncoding", "base64"),))),
        ({"type": ["string", "null"]}, Nullable(Text())),
        ({"type": ["string", "integer"]}, Union((Variant(Text()), Variant(Integer())))),
        ({"enum": ["a", "b"]}, enum("a", "b")),
        ({"enum": ["a"], "x-open-enum": False}, enum("a", open=False)),
        ({"enum": ["a", None]}, Nullable(enum("a"))),
        ({"type": "string", "enum": ["a", None]}, enum("a")),
        ({"type": "integer", "enum": [1, 2]}, enum(1, 2)),
        ({"type": "boolean", "enum": [True]}, enum(True, open=False)),
        (
            {"enum": ["a"], "x-enumDescriptions": {"a": "First."}},
            Enum((EnumValue("a", "First."),), open=True),
        ),
        (
            {"oneOf": [{"const": "a", "description": "First."}, {"const": "b"}]},
            Enum((EnumValue("a", "First."), EnumValue("b")), open=True),
        ),
        ({"anyOf": [{"enum": ["a"], "x-open-enum": False}, TEXT]}, enum("a")),
        ({"const": 1}, Constant(1)),
        ({"type": "array", "items": TEXT}, Array(Text())),
        ({"type": "array", "items": {"type": "array", "items": TEXT}}, Array(Array(Text()))),
        ({"type": "array", "items": {"type": ["integer", "null"]}}, Array(Nullable(Integer()))),
        ({"type": "array"}, Array(Unknown())),
        ({"type": "object"}, Map(Unknown())),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, Map(Integer())),
        ({"type": "object", "patternProperties": {"^a": TEXT}}, Map(Text())),
        ({"type": "object", "additionalProperties": False}, Object((), None)),
        ({"oneOf": [TEXT, {"type": "null"}]}, Nullable(Text())),
        ({"anyOf": [TEXT, {"type": "integer"}, {"type": "null"}]},
         Nullable(Union((Variant(Text()), Variant(Integer()))))),
        ({"allOf": [TEXT, {"maxLength": 3}]}, Text("plain", (Limit("maxLength", 3),))),
        (
            {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Example"}}},
            Object((Field("a", Ref("Example"), required=False),), Unknown()),
        ),
    ],
)  # fmt: skip
def test_a_schema_is_read_as_its_type(schema: Any, type: Type) -> None:
    assert type_of(schema) == type


def test_a_field_has_its_properties_in_the_contract() -> None:
    schema = {
        "type": "object",
        "required": ["a"],
        "additionalProperties": False,
        "properties": {
            "a": {**OTHER, "description": "Own\ntext."},
            "b": {**OTHER, "readOnly": True, "x-parameter-name": "bee"},
            "c": {"type": "integer", "default": None, "writeOnly": True, "examples": [1]},
            "d": {**TEXT, "deprecated": True, "x-deprecation": {"since": "1.1", "sunset": "2030-01-31"}},
        },
    }  # fmt: skip
    read = type_of(schema, Other={**TEXT, "description": "Shared."})
    assert read == Object(
        (
            Field("a", Ref("Other"), required=True, description="Own text."),
            Field("b", Ref("Other"), False, read_only=True, argument="bee", description="Shared."),
            Field("c", Integer(), False, write_only=True, default=Default(None), examples=(1,)),
            Field("d", Text(), False, deprecation=Deprecation("1.1", "2030-01-31")),
        ),
        extra=None,
    )


def test_all_of_merges_the_fields_of_parent_and_child() -> None:
    parent = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": TEXT, "b": {**TEXT, "maxLength": 9, "description": "Parent."}},
    }
    child = {
        "allOf": [OTHER, {"properties": {"c": {"type": "integer"}}}],
        "required": ["b"],
        "properties": {"b": {"maxLength": 5, "description": "Child."}},
    }
    read = type_of(child, Other=parent)
    assert isinstance(read, Object)
    assert [(one.name, one.type, one.required) for one in read.fields] == [
        ("a", Text(), True),
        ("b", Text("plain", (Limit("maxLength", 5),)), True),
        ("c", Integer(), False),
    ]
    assert read.fields[1].description == "Child."


def test_all_of_with_one_reference_is_the_reference() -> None:
    schema = {"type": "object", "properties": {"a": {"allOf": [OTHER], "description": "Text."}}}
    read = type_of(schema, Other={"type": "object", "properties": {"b": TEXT}})
    assert isinstance(read, Object)
    assert read.fields == (Field("a", Ref("Other"), required=False, description="Text."),)


def test_a_reference_with_limits_beside_it_is_read_in_place() -> None:
    schema = {"type": "array", "items": {**OTHER, "maxLength": 3}}
    assert type_of(schema, Other=TEXT) == Array(Text("plain", (Limit("maxLength", 3),)))


def test_an_inline_object_gets_the_name_of_its_place() -> None:
    schema = {
        "type": "object",
        "properties": {
            "ship_to": {"type": "object", "properties": {"a": TEXT}},
            "lines": {"type": "array", "items": {"type": "object", "properties": {"b": TEXT}}},
        },
    }
    taken = {"type": "object", "properties": {"c": TEXT}}
    api = read_api(with_schema(schema, ExampleShipTo=taken))
    example = api.types["Example"].type
    assert isinstance(example, Object)
    assert [one.type for one in example.fields] == [
        Ref("ExampleShipTo2"),
        Array(Ref("ExampleLinesItem")),
    ]
    assert not api.types["ExampleShipTo2"].is_component
    assert api.types["ExampleShipTo2"].pointer == "/components/schemas/Example/properties/ship_to"


def test_an_object_that_can_be_null_gets_a_name() -> None:
    schema = {"type": ["object", "null"], "properties": {"a": TEXT}}
    assert type_of(schema) == Nullable(Ref("ExampleValue"))


def test_objects_are_only_named_types() -> None:
    def inner(type: Type) -> list[Type]:
        match type:
            case Array(items=one) | Map(values=one) | Nullable(type=one):
                return [one, *inner(one)]
            case Union(variants=variants):
                return [part for one in variants for part in (one.type, *inner(one.type))]
            case Object(fields=fields):
                return [part for one in fields for part in (one.type, *inner(one.type))]
            case _:
                return []

    schema = {
        "oneOf": [tagged("a", x={"type": ["object", "null"], "properties": {"y": TEXT}}), TEXT],
        "properties": {"z": {"additionalProperties": tagged("b")}},
    }
    types = [named.type for named in read(with_schema(schema)).api.types.values()]
    assert not any(isinstance(one, Object) for type in types for one in inner(type))


def test_a_discriminator_gives_each_variant_its_tags() -> None:
    schema = {
        "oneOf": [OTHER, {"$ref": "#/components/schemas/Third"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"x": "#/components/schemas/Other", "y": "Other"},
        },
    }
    thing = {"type": "object", "properties": {"kind": TEXT}}
    assert type_of(schema, Other=thing, Third=thing) == Union(
        (Variant(Ref("Other"), ("x", "y")), Variant(Ref("Third"), ("Third",))), "kind"
    )


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_required_constant_distinguishes_variants(keyword: str) -> None:
    third = {"$ref": "#/components/schemas/Third"}
    read = type_of({keyword: [OTHER, third]}, Other=tagged("a"), Third=tagged("b"))
    assert read == Union((Variant(Ref("Other"), ("a",)), Variant(Ref("Third"), ("b",))), "kind")


def test_an_id_or_an_object_is_a_plain_union() -> None:
    read = type_of({"anyOf": [{**TEXT, "maxLength": 9}, OTHER]}, Other=tagged("a"))
    text = Text("plain", (Limit("maxLength", 9),))
    assert read == Union((Variant(text), Variant(Ref("Other"))))


def test_fields_beside_a_union_are_in_each_variant() -> None:
    schema = {
        "type": "object",
        "properties": {"shared": TEXT},
        "oneOf": [tagged("a"), tagged("b")],
    }
    api = read_api(with_schema(schema))
    union = api.types["Example"].type
    assert isinstance(union, Union) and union.discriminator == "kind"
    for variant in union.variants:
        found = api.object_of(variant.type)
        assert found is not None
        assert [one.name for one in found.fields] == ["shared", "kind"]


def test_branches_that_only_require_fields_do_not_make_a_union() -> None:
    schema = {
        "type": "object",
        "properties": {"a": TEXT, "b": TEXT},
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    }
    read = type_of(schema)
    assert isinstance(read, Object)
    assert [(one.name, one.required) for one in read.fields] == [("a", False), ("b", False)]


def test_a_parent_that_lists_its_children_is_their_union() -> None:
    parent = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": TEXT},
        "oneOf": [EXAMPLE],
        "discriminator": {"propertyName": "kind", "mapping": {"x": "Example"}},
    }
    child = {"allOf": [OTHER, {"properties": {"a": TEXT}}]}
    api = read_api(with_schema(child, Other=parent))
    assert api.types["Other"].type == Ref("Example")
    found = api.object_of(Ref("Example"))
    assert found is not None
    assert [one.name for one in found.fields] == ["kind", "a"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": EXAMPLE}},
        {"type": "object", "properties": {"a": OTHER}},
        {"type": "array", "items": EXAMPLE},
        {"type": "object", "additionalProperties": OTHER},
        {"type": "object", "properties": {"a": {"properties": {"b": {
            "$ref": "#/components/schemas/Example/properties/a"}}}}},
    ],
)  # fmt: skip
def test_recursion_through_an_object_array_or_map_is_supported(schema: dict[str, Any]) -> None:
    other = {"type": "object", "properties": {"back": EXAMPLE}}
    assert not rejections(with_schema(schema, Other=other))


@pytest.mark.parametrize(
    "schema",
    [
        EXAMPLE,
        OTHER,
        {"oneOf": [EXAMPLE, {"type": "null"}]},
        {"anyOf": [OTHER, TEXT]},
        {"type": "array", "items": {"anyOf": [{"$ref": "#/components/schemas/Example/items"}, TEXT]}},
    ],
)  # fmt: skip
def test_a_schema_that_is_only_itself_is_rejected(schema: dict[str, Any]) -> None:
    found = rejections(with_schema(schema, Other=EXAMPLE))
    assert set(found) == {"a schema that is its own part"}


def test_nullable_of_openapi_3_0_is_read() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string", "nullable": True},
            "b": {"nullable": True, "allOf": [OTHER]},
            "c": {"type": "string", "nullable": True, "enum": ["x"]},
        },
    }
    document = with_schema(schema, Other={"type": "object", "properties": {"d": TEXT}})
    example = read_api({**document, "openapi": "3.0.3"}).types["Example"].type
    assert isinstance(example, Object)
    assert [one.type for one in example.fields] == [
        Nullable(Text()),
        Nullable(Ref("Other")),
        Nullable(enum("x")),
    ]


def test_types_know_whether_requests_and_responses_use_them() -> None:
    document = with_schema(OTHER, Other={"type": "object", "properties": {"a": TEXT}}, Free=TEXT)
    del document["paths"]["/a"]["post"]["requestBody"]
    types = read_api(document).types
    use = {name: (type.sent, type.received) for name, type in types.items()}
    assert use == {"Example": (False, True), "Other": (False, True), "Free": (False, False)}


def test_an_unknown_keyword_is_rejected_where_it_is() -> None:
    (rejection,) = read(with_schema({"type": "object", "properties": {"a": {"foo": 1}}})).rejections
    assert rejection.pointer == "/components/schemas/Example/properties/a/foo"
    assert "'foo'" in rejection.found and "x-" in rejection.remedy


def test_all_rejections_are_collected_and_the_other_operations_are_supported() -> None:
    reading = read(
        with_schema({"type": "object", "properties": {"a": {"foo": 1}, "b": {"bar": 1}}})
    )
    assert len(reading.rejections) == 2
    assert [one.id for one in reading.api.operations] == ["other"]
    assert reading.operation_count == 2


def test_variants_with_the_same_tag_are_a_plain_union() -> None:
    third = {"$ref": "#/components/schemas/Third"}
    schema = {"oneOf": [OTHER, third], "discriminator": {"propertyName": "kind"}}
    read = type_of(schema, Other=tagged("a"), Third=tagged("a", b=TEXT))
    assert read == Union((Variant(Ref("Other")), Variant(Ref("Third"))))


def test_a_rejected_schema_gives_no_further_rejections_where_it_is_used() -> None:
    document = with_schema({"type": "object", "foo": 1, "properties": {"a": {"items": TEXT}}})
    operation = document["paths"]["/a"]["post"]
    operation["x-pagination"] = {"style": "link", "items": "a"}
    operation["parameters"] = [{"name": "q", "in": "query", "schema": {"bar": 1}}]
    pointers = [one.pointer for one in read(document).rejections]
    assert pointers == [
        "/components/schemas/Example/foo",
        "/paths/~1a/post/parameters/0/schema/bar",
    ]


@pytest.mark.parametrize(
    "descriptions",
    [
        {"x-enumDescriptions": {"1": "One.", "2": "Two."}},
        {"x-enum-descriptions": {"1": "One.", "2": "Two."}},
        {"x-enum-descriptions": ["One.", "Two."]},
    ],
)
def test_values_have_their_meanings_by_value_or_in_their_order(descriptions: Any) -> None:
    schema = {"type": "integer", "enum": [1, 2], **descriptions}
    values = (EnumValue(1, "One."), EnumValue(2, "Two."))
    assert type_of(schema) == Enum(values, open=True)


def test_a_boolean_value_has_its_meaning() -> None:
    schema = {"enum": [True], "x-enumDescriptions": {"true": "Yes."}}
    assert "Yes." in repr(type_of(schema))
