"""How operations are read: each row with the right value."""

import json
from typing import Any

import pytest

from codegen.errors import GenerationError
from codegen.model.operations import (
    ApiKey,
    Basic,
    Bearer,
    Body,
    BytesContent,
    Empty,
    EventStream,
    Example,
    Form,
    FormField,
    Header,
    Idempotency,
    JsonContent,
    JsonLines,
    JsonText,
    LinkHeader,
    MergePatch,
    Multipart,
    ObjectCursor,
    Offset,
    PageNumber,
    Pagination,
    Parameter,
    Part,
    Requirement,
    Styled,
    TextContent,
    Token,
)
from codegen.model.read import read, read_api
from codegen.model.types import (
    Array,
    Default,
    Deprecation,
    Integer,
    Nullable,
    Ref,
    Text,
)
from tests.codegen.model.documents import document, operation_of, rejections

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
OBJECT = {"type": "object", "properties": {"a": TEXT}}
ITEM = {"type": "object", "properties": {"id": TEXT}}


def parameter(**fields: Any) -> Parameter:
    operation = operation_of({"parameters": [{"name": "q", "in": "query", **fields}]})
    return operation.parameters[0]


@pytest.mark.parametrize(
    ("fields", "encoding"),
    [
        ({"schema": {"type": "boolean"}}, Styled("form", True)),
        ({"schema": TEXTS}, Styled("form", True)),
        ({"schema": TEXTS, "explode": False}, Styled("form", False)),
        ({"schema": TEXTS, "style": "spaceDelimited"}, Styled("spaceDelimited", False)),
        ({"schema": TEXTS, "style": "pipeDelimited"}, Styled("pipeDelimited", False)),
        ({"schema": OBJECT, "style": "deepObject"}, Styled("deepObject", True)),
        (
            {"schema": {"anyOf": [{"type": "integer"}, OBJECT]}, "style": "deepObject"},
            Styled("deepObject", True),
        ),
        ({"schema": TEXTS, "style": "deepObject"}, Styled("deepObject", True)),
        (
            {"schema": {"type": "object", "properties": {"a": OBJECT}}, "style": "deepObject"},
            Styled("deepObject", True),
        ),
        ({"schema": TEXTS, "in": "header"}, Styled("simple", False)),
        ({"schema": TEXTS, "in": "header", "explode": True}, Styled("simple", True)),
        ({"content": {"application/json": {"schema": OBJECT}}}, JsonText()),
    ],
)
def test_a_parameter_has_its_encoding(fields: dict[str, Any], encoding: object) -> None:
    assert parameter(**fields).encoding == encoding


@pytest.mark.parametrize(
    "fields",
    [
        {"schema": OBJECT},
        {"schema": OBJECT, "in": "header"},
        {"schema": {"type": "array", "items": TEXTS}},
        {"schema": TEXT, "style": "deepObject"},
        {"schema": OBJECT, "style": "deepObject", "explode": False},
        {"schema": TEXT, "style": "pipeDelimited"},
        {"schema": TEXTS, "style": "spaceDelimited", "explode": True},
        {"schema": TEXT, "style": "matrix"},
        {"schema": {}},
    ],
)
def test_another_style_is_rejected(fields: dict[str, Any]) -> None:
    value = {"name": "q", "in": "query", **fields}
    (rejection,) = read(document({"parameters": [value]})).rejections
    assert rejection.construct == "a style of parameters"
    assert rejection.pointer == "/paths/~1a/post/parameters/0"


def test_a_parameter_has_its_properties_in_the_contract() -> None:
    read = parameter(
        required=True,
        description="Own\ntext.",
        deprecated=True,
        schema={"type": ["integer", "null"], "default": 3},
        example=4,
        **{"x-parameter-name": "query", "x-other": 1},
    )
    assert read == Parameter(
        name="q",
        location="query",
        type=Nullable(Integer()),
        encoding=Styled("form", True),
        required=True,
        pointer="/paths/~1a/post/parameters/0",
        argument="query",
        default=Default(3),
        deprecation=Deprecation(),
        description="Own text.",
        examples=(Example("", 4),),
        extensions={"x-parameter-name": "query", "x-other": 1},
    )
    assert read.default == Default(3) and read.examples == (Example("", 4),)


def test_a_parameter_of_the_operation_overrides_that_of_its_path() -> None:
    one = document({"parameters": [{"name": "q", "in": "query", "schema": {"type": "integer"}}]})
    shared = [{"name": name, "in": "query", "schema": TEXT} for name in ("p", "q")]
    one["paths"]["/a"]["parameters"] = shared
    parameters = read_api(one).operations[0].parameters
    assert [(each.name, each.type) for each in parameters] == [("p", Text()), ("q", Integer())]


def test_headers_that_openapi_ignores_are_not_parameters() -> None:
    value = {"name": "Authorization", "in": "header", "schema": TEXT}
    assert operation_of({"parameters": [value]}).parameters == ()


def test_names_in_the_path_have_to_be_parameters() -> None:
    one = document()
    one["paths"]["/b/{id}"] = {"get": {"responses": {"204": {"description": ""}}}}
    (rejection,) = read(one).rejections
    assert rejection.construct == "a path that does not match its parameters"
    assert "{id}" in rejection.found


# --- Contents -----------------------------------------------------------------------------------------------------------------


def body(media_type: str, schema: Any, **media: Any) -> object:
    content = {media_type: {"schema": schema, **media}}
    read = operation_of({"requestBody": {"content": content}}).body
    assert read is not None
    return read.contents[0]


def response(media_type: str, **media: Any) -> object:
    content = {media_type: media}
    operation = operation_of({"responses": {"200": {"description": "", "content": content}}})
    return operation.responses[0].contents[0]


@pytest.mark.parametrize(
    ("media_type", "schema", "content"),
    [
        ("application/json", TEXTS, JsonContent("application/json", Array(Text()))),
        ("application/vnd.a+json; charset=utf-8", TEXT, JsonContent("application/vnd.a+json", Text())),
        (
            "application/merge-patch+json",
            OBJECT,
            MergePatch("application/merge-patch+json", Ref("ABody")),
        ),
        ("application/pdf", {}, BytesContent("application/pdf")),
        ("application/pdf", {**TEXT, "format": "binary"}, BytesContent("application/pdf")),
        ("text/csv", TEXT, TextContent("text/csv")),
        ("application/xml", TEXT, TextContent("application/xml")),
        ("application/x-ndjson", TEXTS, JsonLines("application/x-ndjson", Text())),
    ],
)  # fmt: skip
def test_a_body_is_read_by_its_media_type(media_type: str, schema: Any, content: object) -> None:
    assert body(media_type, schema) == content


def test_a_form_has_an_encoding_for_each_field() -> None:
    schema = {
        "type": "object",
        "properties": {"a": TEXT, "b": TEXTS, "c": OBJECT, "d": OBJECT, "e": TEXTS},
    }
    encoding = {"d": {"style": "deepObject"}, "e": {"explode": False}}
    assert body("application/x-www-form-urlencoded", schema, encoding=encoding) == Form(
        "application/x-www-form-urlencoded",
        Ref("ABody"),
        (
            FormField("a", Styled("form", True)),
            FormField("b", Styled("form", True)),
            FormField("c", JsonText()),
            FormField("d", Styled("deepObject", True)),
            FormField("e", Styled("form", False)),
        ),
    )


def test_a_multipart_body_has_files_texts_and_json() -> None:
    file = {**TEXT, "format": "binary"}
    schema = {
        "type": "object",
        "properties": {
            "file": file,
            "files": {"type": "array", "items": file},
            "image": {},
            "name": TEXT,
            "tags": TEXTS,
            "meta": OBJECT,
        },
    }
    encoding = {"image": {"contentType": "image/png, image/jpeg"}}
    assert body("multipart/form-data", schema, encoding=encoding) == Multipart(
        "multipart/form-data",
        Ref("ABody"),
        (
            Part("file", "file"),
            Part("files", "file", many=True),
            Part("image", "file", media_types=("image/png", "image/jpeg")),
            Part("name", "text"),
            Part("tags", "text", many=True),
            Part("meta", "json"),
        ),
    )


def test_a_body_has_its_alternatives_in_order() -> None:
    content = {"application/json": {"schema": TEXT}, "text/csv": {"schema": TEXT}}
    read = operation_of({"requestBody": {"description": "What.", "content": content}}).body
    contents = (JsonContent("application/json", Text()), TextContent("text/csv"))
    assert read == Body(required=False, contents=contents, description="What.")


def test_an_alternative_that_is_not_supported_leaves_the_operation() -> None:
    content = {"application/json": {"schema": OBJECT}, "application/xml": {"schema": OBJECT}}
    reading = read(document({"requestBody": {"content": content}}))
    assert [one.construct for one in reading.rejections] == ["XML"]
    assert reading.rejections[0].pointer == "/paths/~1a/post/requestBody/content/application~1xml"
    found = reading.api.operations[0].body
    assert found is not None and len(found.contents) == 1


@pytest.mark.parametrize(
    ("media_type", "media", "content"),
    [
        ("application/json", {"schema": TEXT}, JsonContent("application/json", Text())),
        ("*/*", {"schema": TEXTS}, JsonContent("application/json", Array(Text()))),
        ("application/pdf", {}, BytesContent("application/pdf")),
        ("text/plain", {}, TextContent("text/plain")),
        ("text/event-stream", {"schema": TEXT}, EventStream("text/event-stream", Text())),
        (
            "text/event-stream",
            {"itemSchema": {"properties": {"data": {**TEXT, "contentSchema": {"type": "integer"}}}}},
            EventStream("text/event-stream", Integer()),
        ),
        ("application/jsonl", {"itemSchema": TEXT}, JsonLines("application/jsonl", Text())),
    ],
)  # fmt: skip
def test_a_response_is_read_by_its_media_type(
    media_type: str, media: dict[str, Any], content: object
) -> None:
    assert response(media_type, **media) == content


def test_successes_and_errors_are_distinguished() -> None:
    statuses = ("200", "202", "303", "304", "404", "5XX", "default")
    operation = operation_of({"responses": {status: {"description": ""} for status in statuses}})
    assert [(one.status, one.code) for one in operation.responses] == [
        ("200", 200),
        ("202", 202),
        ("303", 303),
        ("304", 304),
    ]
    assert [(one.status, one.code) for one in operation.errors] == [
        ("404", 404),
        ("5XX", None),
        ("default", None),
    ]
    assert all(one.contents == (Empty(),) for one in operation.responses)


def test_a_default_response_is_the_success_if_there_is_no_other() -> None:
    operation = operation_of(
        {"responses": {"default": {"description": ""}, "404": {"description": ""}}}
    )
    assert [one.status for one in operation.responses] == ["default"]


def test_response_headers_are_typed() -> None:
    headers = {
        "ETag": {"required": True, "description": "Tag.", "schema": TEXT},
        "Content-Type": {},
    }
    operation = operation_of({"responses": {"200": {"description": "", "headers": headers}}})
    assert operation.responses[0].headers == (Header("ETag", Text(), True, "Tag."),)


# --- Pagination ---------------------------------------------------------------------------------------------------------------

PAGE = {
    "type": "object",
    "properties": {
        "data": {"type": "array", "items": ITEM},
        "more": {"type": "boolean"},
        "meta": {"type": "object", "properties": {"next": TEXT, "previous": TEXT, "total": TEXT}},
    },
}


def list_of(page: Any, pagination: dict[str, Any], *parameters: str) -> dict[str, Any]:
    content = {"application/json": {"schema": page}}
    return {
        "x-pagination": pagination,
        "parameters": [{"name": name, "in": "query", "schema": TEXT} for name in parameters],
        "responses": {"200": {"description": "", "content": content}},
    }


ITEMS = Ref("AResponseDataItem")


@pytest.mark.parametrize(
    ("pagination", "parameters", "expected"),
    [
        (
            {"style": "cursor", "after": "a", "before": "b", "items": "data", "more": "more", "cursor": "id", "limit": "n"},
            ("a", "b", "n"),
            ObjectCursor(("data",), ITEMS, "a", "b", ("id",), ("more",), "n"),
        ),
        (
            {"style": "cursor", "after": "a", "items": "/data", "cursor": "id"},
            ("a",),
            ObjectCursor(("data",), ITEMS, "a", None, ("id",), None, None),
        ),
        (
            {"style": "token", "token": "t", "next": "/meta/next", "before": "b", "previous": "/meta/previous", "items": "data"},
            ("t", "b"),
            Token(("data",), ITEMS, "t", ("meta", "next"), "b", ("meta", "previous"), None),
        ),
        (
            {"style": "page", "page": "p", "total": "/meta/total", "items": "data", "limit": "n"},
            ("p", "n"),
            PageNumber(("data",), ITEMS, "p", 1, None, ("meta", "total"), None, "n"),
        ),
        (
            {"style": "page", "page": "p", "first": 0, "more": "more", "items": "data"},
            ("p",),
            PageNumber(("data",), ITEMS, "p", 0, None, None, ("more",), None),
        ),
        (
            {"style": "offset", "offset": "o", "items": "data"},
            ("o",),
            Offset(("data",), ITEMS, "o", None, None, None),
        ),
    ],
)  # fmt: skip
def test_each_style_of_pagination_is_read(
    pagination: dict[str, Any], parameters: tuple[str, ...], expected: Pagination
) -> None:
    assert operation_of(list_of(PAGE, pagination, *parameters)).pagination == expected


def test_a_bare_array_is_a_page() -> None:
    operation = operation_of(list_of({"type": "array", "items": TEXT}, {"style": "link"}))
    assert operation.pagination == LinkHeader((), Text(), None)


@pytest.mark.parametrize(
    ("pagination", "place"),
    [
        ({"style": "other"}, "/style"),
        ({"style": "link", "items": "none"}, "/items"),
        ({"style": "link", "items": "more"}, "/items"),
        ({"style": "link", "items": "data", "cursor": "id"}, "/cursor"),
        ({"style": "page", "page": "none", "items": "data"}, "/page"),
        ({"style": "cursor", "after": "a", "items": "data", "cursor": "none"}, "/cursor"),
        ({"style": "cursor", "after": "a", "items": "data", "cursor": "/~"}, "/cursor"),
    ],
)
def test_pagination_that_does_not_match_is_rejected(pagination: dict[str, Any], place: str) -> None:
    (rejection,) = read(document(list_of(PAGE, pagination, "a"))).rejections
    assert rejection.pointer == f"/paths/~1a/post/x-pagination{place}"


# --- Security and the rest ------------------------------------------------------------------------------------------------------

SCHEMES: dict[str, dict[str, Any]] = {
    "Key": {"type": "apiKey", "in": "query", "name": "key", "x-environment-variable": "KEY"},
    "Token": {"type": "http", "scheme": "Bearer"},
    "User": {"type": "http", "scheme": "basic"},
    "Login": {"type": "oauth2", "flows": {}},
    "Cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
}


def test_security_schemes_are_read() -> None:
    reading = read(document(components={"securitySchemes": SCHEMES}))
    schemes = reading.api.security_schemes
    match [*schemes.values()]:
        case [ApiKey(location="query", name="key") as key, Bearer(), Basic(), Bearer()]:
            assert key.facts.environment_variable == "KEY"
        case found:
            pytest.fail(str(found))
    assert [one.construct for one in reading.rejections] == ["an API key in a cookie"]


@pytest.mark.parametrize(
    ("own", "security"),
    [
        ("{}", (Requirement(("Key", "Token")),)),
        ('{"security": []}', ()),
        ('{"security": [{}, {"User": []}]}', (Requirement(()), Requirement(("User",)))),
    ],
)
def test_an_operation_has_its_alternatives_of_security(
    own: str, security: tuple[Requirement, ...]
) -> None:
    supported = {name: scheme for name, scheme in SCHEMES.items() if name != "Cookie"}
    shared: list[dict[str, list[str]]] = [{"Key": [], "Token": []}]
    operation = operation_of(
        json.loads(own), components={"securitySchemes": supported}, security=shared
    )
    assert operation.security == security


def test_an_alternative_of_security_that_is_not_supported_leaves_the_operation() -> None:
    components = {"securitySchemes": SCHEMES}
    reading = read(document({"security": [{"Cookie": []}, {"User": []}]}, components=components))
    assert [one.id for one in reading.api.operations] == ["a", "other"]
    assert reading.api.operations[0].security == (Requirement(("User",)),)
    reading = read(document({"security": [{"Cookie": []}]}, components=components))
    assert [one.id for one in reading.api.operations] == ["other"]


def test_an_idempotency_key_is_known_with_its_retention() -> None:
    header = {"name": "Idempotency-Key", "in": "header", "schema": TEXT, "x-retention-seconds": 60}
    assert operation_of({"parameters": [header]}).idempotency == Idempotency("Idempotency-Key", 60)
    assert operation_of({}).idempotency is None


def test_an_operation_without_id_and_tag_gets_them() -> None:
    one = document()
    del one["paths"]["/a"]["post"]["operationId"]
    operation = read_api(one).operations[0]
    assert (operation.id, operation.tag) == ("post_a", "default")


def test_a_parameter_in_json_has_the_examples_of_its_content() -> None:
    media = {"schema": {}, "example": {"a": 1}}
    parameter = {"in": "query", "name": "x", "content": {"application/json": media}}
    (found,) = operation_of({"parameters": [parameter]}).parameters
    assert found.examples == (Example("", {"a": 1}),)


def test_the_links_of_a_response_are_read() -> None:
    link = {
        "operationId": "other",
        "parameters": {"path.id": "$response.body#/id"},
        "requestBody": {"a": "$response.body#/b"},
    }
    response = {
        "description": "",
        "links": {
            "Other": {"$ref": "#/components/links/Other"},
            "Far": {"operationRef": "a.json#/b"},
        },
    }
    operation = operation_of(
        {"responses": {"200": response}}, components={"links": {"Other": link}}
    )
    (found,) = operation.responses[0].links
    assert (found.name, found.operation) == ("Other", "other")
    assert found.parameters == {"path.id": "$response.body#/id"}
    assert found.body == {"a": "$response.body#/b"}


def test_a_deprecated_operation_says_since_when_and_what_to_use() -> None:
    details = {"since": "1.1.0", "sunset": "2030-01-31", "replacement": "other"}
    operation = operation_of({"deprecated": True, "x-deprecation": details})
    assert operation.deprecation == Deprecation("1.1.0", "2030-01-31", "other")


def test_methods_of_openapi_3_2_are_read() -> None:
    one = document(openapi="3.2.0")
    responses = {"responses": {"204": {"description": ""}}}
    one["paths"]["/b"] = {"query": responses, "additionalOperations": {"COPY": responses}}
    assert [each.method for each in read_api(one).operations[2:]] == ["QUERY", "COPY"]


def test_webhooks_and_their_union_are_read() -> None:
    def webhook(name: str) -> dict[str, Any]:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        parameters = [{"$ref": "#/components/parameters/Signature"}]
        return {"post": {"parameters": parameters, "requestBody": {"content": content}}}

    def event(type: str) -> dict[str, Any]:
        return {"type": "object", "required": ["type"], "properties": {"type": {"const": type}}}

    union = {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}
    api = read_api(
        document(
            webhooks={"a.a": webhook("A"), "a.b": webhook("B")},
            components={
                "schemas": {"A": event("a.a"), "B": event("a.b"), "AnyEvent": union},
                "parameters": {"Signature": {"name": "sig", "in": "header", "schema": TEXT}},
            },
        )
    )
    assert [(one.type, one.payload) for one in api.events] == [("a.a", Ref("A")), ("a.b", Ref("B"))]
    assert api.event_union == "AnyEvent"
    assert api.signature is not None and api.signature.name == "sig"


def test_a_contract_that_is_not_supported_stops_with_all_its_rejections() -> None:
    cookie = {"name": "q", "in": "cookie", "schema": {"type": "boolean"}}
    with pytest.raises(GenerationError) as error:
        read_api(document({"parameters": [cookie], "callbacks": {"a": {}}}))
    lines = [line.partition(": ")[0] for line in str(error.value).splitlines()]
    assert lines == ["/paths/~1a/post/callbacks", "/paths/~1a/post/parameters/0"]


@pytest.mark.parametrize(
    "value", [None, [], "text", 1, {}, {"openapi": 3}, {"openapi": "3.1.1", "paths": []}]
)
def test_a_value_that_is_not_a_document_is_rejected(value: object) -> None:
    assert rejections(value)


def test_an_operation_with_the_servers_of_the_document_has_none_of_its_own() -> None:
    servers = [{"url": "https://a.test/"}]
    assert rejections(document({"servers": servers}, servers=[{"url": "//a.test"}])) == []
    others = [{"url": "https://b.test"}]
    assert rejections(document({"servers": servers}, servers=others)) == [
        "servers of a path or operation"
    ]
