"""What a contract can say: each construct with an example, and a remedy if it is rejected.

The reader takes the remedies of its rejections from this table, lint derives its rules from it, and a test reads the example of each
row: a supported one gives no rejection, a rejected one gives exactly its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["scalar", "array", "object"]
"""What a parameter or form field is as text. A union is the most complex of what its values are."""

STYLES: Mapping[tuple[str, str], Mapping[tuple[str, bool], tuple[Kind, ...]]] = {
    ("path", "simple"): {("simple", False): ("scalar", "array"), ("simple", True): ("scalar", "array")},
    ("header", "simple"): {("simple", False): ("scalar", "array"), ("simple", True): ("scalar", "array")},
    ("query", "form"): {
        ("form", True): ("scalar", "array"),
        ("form", False): ("scalar", "array"),
        ("spaceDelimited", False): ("array",),
        ("pipeDelimited", False): ("array",),
    },
}  # fmt: skip
"""The styles that are supported, with `explode` and the kinds of values: by location and its default style.

Beside these, any object or array in the query can have the style `deepObject` with `explode`.
"""

TEXT_FORMATS = ("date-time", "date", "uuid", "decimal", "byte", "binary")
"""Formats of strings with a type of their own. Any other format is only a limit."""

# Keywords of a schema that only restrict its values (JSON Schema 2020-12, validation).
LIMITS = frozenset(
    [
        *("minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"),
        *("minProperties", "maxProperties", "propertyNames", "dependentRequired"),
        *("dependentSchemas", "unevaluatedProperties", "unevaluatedItems"),
        *("not", "if", "then", "else"),
    ]
)
# Keywords that are for readers, or that have a meaning elsewhere in the model.
ANNOTATIONS = frozenset(
    [
        *("title", "description", "deprecated", "readOnly", "writeOnly", "default", "discriminator"),
        *("example", "examples", "externalDocs", "xml", "contentSchema"),
        *("$comment", "$schema", "$defs", "definitions"),
    ]
)  # fmt: skip
# Keywords from which the type is made.
STRUCTURE = frozenset(
    [
        *("$ref", "type", "enum", "const", "allOf", "oneOf", "anyOf", "items"),
        *("properties", "required", "additionalProperties", "patternProperties"),
    ]
)

Where: TypeAlias = Literal[
    "document", "operation", "parameter", "body", "response", "security", "schema"
]  # fmt: skip


@dataclass(frozen=True)
class Capability:
    """A construct of OpenAPI.

    Attributes:
        construct: Name of the construct.
        where: The part of a document that can have it.
        example: A part that has it. `where` says what it is: the fields of the document or of the operation, or a whole parameter,
            request body, response, security scheme or schema.
        remedy: What to write instead, or None if the construct is supported.
    """

    construct: str
    where: Where
    example: Any = field(hash=False)
    remedy: str | None = None


def _query(**parameter: Any) -> dict[str, Any]:
    return {"name": "q", "in": "query", **parameter}


def _content(media_type: str, schema: Any) -> dict[str, Any]:
    return {"description": "", "content": {media_type: {"schema": schema}}}


_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_FIELDS = {"type": "object", "properties": {"a": _TEXT}}
_FILE = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
_TAGGED = [
    {"type": "object", "required": ["kind"], "properties": {"kind": {"const": kind}}}
    for kind in ("a", "b")
]
_JSON = "application/json"


def _list(pagination: dict[str, Any], page: Any, *parameters: str) -> dict[str, Any]:
    return {
        "x-pagination": pagination,
        "parameters": [
            {"name": name, "in": "query", "schema": {"type": ["string", "integer"]}}
            for name in parameters
        ],
        "responses": {"200": _content(_JSON, page)},
    }


_ITEMS = {"type": "array", "items": {"type": "object", "properties": {"id": _TEXT}}}
_PAGE = {
    "type": "object",
    "properties": {
        "data": _ITEMS,
        "has_more": {"type": "boolean"},
        "next": {"type": ["string", "null"]},
        "total": {"type": "integer"},
    },
}

SUPPORTED = (
    Capability("OpenAPI 3.0", "document", {"openapi": "3.0.3"}),
    Capability("OpenAPI 3.1", "document", {"openapi": "3.1.1"}),
    Capability("OpenAPI 3.2", "document", {"openapi": "3.2.0"}),
    Capability(
        "a webhook",
        "document",
        {"webhooks": {"a.b": {"post": {"requestBody": _content(_JSON, _FIELDS), "responses": {}}}}},
    ),
    Capability("an operation without authentication", "operation", {"security": []}),
    Capability("optional authentication", "operation", {"security": [{}, {"Key": []}]}),
    Capability(
        "a deprecated operation",
        "operation",
        {"deprecated": True, "x-deprecation": {"since": "1.1.0", "sunset": "2030-01-31"}},
    ),
    Capability(
        "pagination by object ID",
        "operation",
        _list({"style": "cursor", "after": "after", "items": "data", "cursor": "id"}, _PAGE, "after"),
    ),
    Capability(
        "pagination by token",
        "operation",
        _list({"style": "token", "token": "token", "items": "data", "next": "next"}, _PAGE, "token"),
    ),
    Capability(
        "pagination by page number",
        "operation",
        _list({"style": "page", "page": "page", "items": "data", "total": "total"}, _PAGE, "page"),
    ),
    Capability(
        "pagination by offset",
        "operation",
        _list({"style": "offset", "offset": "offset", "items": "data"}, _PAGE, "offset"),
    ),
    Capability("pagination by Link header", "operation", _list({"style": "link"}, _ITEMS)),
    Capability("a scalar parameter", "parameter", _query(schema={"type": "boolean"})),
    Capability("a nullable parameter", "parameter", _query(schema={"type": ["integer", "null"]})),
    Capability("a deprecated parameter", "parameter", _query(schema=_TEXT, deprecated=True)),
    Capability("a header parameter", "parameter", {"name": "X-A", "in": "header", "schema": _TEXTS}),
    Capability("an exploded array", "parameter", _query(schema=_TEXTS)),
    Capability("an array with commas", "parameter", _query(schema=_TEXTS, explode=False)),
    Capability(
        "a space-delimited array",
        "parameter",
        _query(schema=_TEXTS, style="spaceDelimited", explode=False),
    ),
    Capability(
        "a pipe-delimited array",
        "parameter",
        _query(schema=_TEXTS, style="pipeDelimited", explode=False),
    ),
    Capability(
        "an object as deepObject",
        "parameter",
        _query(schema=_FIELDS, style="deepObject", explode=True),
    ),
    Capability(
        "arrays and objects in deepObject",
        "parameter",
        _query(schema={"type": "array", "items": _FIELDS}, style="deepObject", explode=True),
    ),
    Capability("a parameter as JSON", "parameter", _query(content={_JSON: {"schema": _FIELDS}})),
    Capability("a JSON body", "body", _content(_JSON, _TEXTS)),
    Capability("a merge patch", "body", _content("application/merge-patch+json", _FIELDS)),
    Capability("a form", "body", _content("application/x-www-form-urlencoded", _FIELDS)),
    Capability("a multipart body", "body", _content("multipart/form-data", _FILE)),
    Capability("a body of bytes", "body", _content("application/pdf", {})),
    Capability("a body of text", "body", _content("text/csv", _TEXT)),
    Capability("a body of JSON lines", "body", _content("application/jsonl", _TEXTS)),
    Capability("a JSON response", "response", _content(_JSON, _TEXTS)),
    Capability("an empty response", "response", {"description": ""}),
    Capability("a response of bytes", "response", _content("application/pdf", {})),
    Capability("a response of text", "response", _content("text/csv", _TEXT)),
    Capability("server-sent events", "response", _content("text/event-stream", _FIELDS)),
    Capability("JSON lines", "response", _content("application/jsonl", _TEXTS)),
    Capability(
        "a response header",
        "response",
        {"description": "", "headers": {"ETag": {"schema": _TEXT}}},
    ),
    Capability("an API key", "security", {"type": "apiKey", "in": "header", "name": "x-key"}),
    Capability("a bearer token", "security", {"type": "http", "scheme": "bearer"}),
    Capability("a user name and password", "security", {"type": "http", "scheme": "basic"}),
    Capability("OAuth 2", "security", {"type": "oauth2", "flows": {}}),
    Capability("a string", "schema", _TEXT),
    *(
        Capability(f"a string in the format {name}", "schema", {"type": "string", "format": name})
        for name in TEXT_FORMATS
    ),
    Capability("an integer", "schema", {"type": "integer"}),
    Capability("a number", "schema", {"type": "number"}),
    Capability("a boolean", "schema", {"type": "boolean"}),
    Capability("null", "schema", {"type": "null"}),
    Capability("any value", "schema", {}),
    Capability("a nullable value", "schema", {"type": ["string", "null"]}),
    Capability("a string enumeration", "schema", {"type": "string", "enum": ["a", "b"]}),
    Capability("an integer enumeration", "schema", {"type": "integer", "enum": [1, 2]}),
    Capability("a boolean enumeration", "schema", {"type": "boolean", "enum": [True]}),
    Capability("a constant", "schema", {"const": "a"}),
    Capability("an array", "schema", _TEXTS),
    Capability("an array of arrays", "schema", {"type": "array", "items": _TEXTS}),
    Capability(
        "nullable items", "schema", {"type": "array", "items": {"type": ["integer", "null"]}}
    ),
    Capability("an object", "schema", _FIELDS),
    Capability("a closed object", "schema", {**_FIELDS, "additionalProperties": False}),
    Capability("an object with typed other fields", "schema", {**_FIELDS, "additionalProperties": _TEXT}),
    Capability("a map", "schema", {"type": "object", "additionalProperties": _FIELDS}),
    Capability(
        "a read-only and a write-only field",
        "schema",
        {
            "type": "object",
            "properties": {"a": {"readOnly": True, **_TEXT}, "b": {"writeOnly": True, **_TEXT}},
        },
    ),
    Capability(
        "a field with a default",
        "schema",
        {"type": "object", "properties": {"a": {"type": "integer", "default": 1}}},
    ),
    Capability("allOf", "schema", {"allOf": [_FIELDS, {"properties": {"b": _TEXT}}]}),
    Capability(
        "a discriminated union",
        "schema",
        {"oneOf": _TAGGED, "discriminator": {"propertyName": "kind"}},
    ),
    Capability("a plain union", "schema", {"anyOf": [_TEXT, _FIELDS]}),
    Capability(
        "recursion",
        "schema",
        {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Example"}}},
    ),
)  # fmt: skip

MALFORMED = Capability(
    "a malformed document",
    "document",
    {"tags": "none"},
    "Correct it: the OpenAPI specification says what this field holds.",
)
VERSION = Capability(
    "another version of OpenAPI", "document", {"openapi": "2.0"}, "Write `openapi: 3.1.1` or 3.2.0."
)
REFERENCE = Capability(
    "a reference that leads nowhere",
    "schema",
    {"$ref": "other.json"},
    "Refer to a place in this document, `#/components/schemas/Name`.",
)
SERVERS = Capability(
    "servers of a path or operation",
    "operation",
    {"servers": [{"url": "https://example.com"}]},
    "Write the path in full, and list servers only at the root of the document.",
)
CALLBACK = Capability(
    "a callback",
    "operation",
    {"callbacks": {"done": {}}},
    "Describe the request as a webhook, and delete `callbacks`.",
)
DUPLICATE = Capability(
    "an operationId that exists twice",
    "operation",
    {"operationId": "other"},
    "Rename one of the operations.",
)
PATH = Capability(
    "a path that does not match its parameters",
    "parameter",
    {"name": "q", "in": "path", "required": True, "schema": _TEXT},
    "Make the names in braces and the parameters with `in: path` match.",
)
COOKIE = Capability(
    "a cookie",
    "parameter",
    {"name": "q", "in": "cookie", "schema": _TEXT},
    "Send the value in a header or in the query.",
)
QUERY_STRING = Capability(
    "the whole query as a parameter",
    "parameter",
    {"name": "q", "in": "querystring", "content": {_JSON: {"schema": _FIELDS}}},
    "Define a parameter for each name in the query.",
)
STYLE = Capability(
    "a style of parameters",
    "parameter",
    _query(schema=_FIELDS),
    "Write a scalar or an array as `form` (query) or `simple`, an object or nested values in the query as"
    " `style: deepObject` with `explode: true`, and anything else as JSON with `content`.",
)
PARAMETER_CONTENT = Capability(
    "a parameter in another format than JSON",
    "parameter",
    _query(content={"text/csv": {"schema": _TEXT}}),
    "Use `application/json` as the only media type of `content`, or a `schema`.",
)
XML = Capability(
    "XML",
    "response",
    _content("application/xml", _FIELDS),
    "Use `application/json`, or a schema of `type: string` if the client passes the XML on.",
)
MEDIA_TYPE = Capability(
    "fields in a format that is not JSON",
    "response",
    _content("application/yaml", _FIELDS),
    "Use `application/json`, or a schema of `type: string` with `format: binary` if the content is bytes.",
)
FORM_OF_OTHER = Capability(
    "a form that is not an object",
    "body",
    _content("application/x-www-form-urlencoded", _TEXTS),
    "Give the form a schema with `type: object` and `properties`.",
)
FORM_FIELD = Capability(
    "a form field without an encoding",
    "body",
    _content(
        "application/x-www-form-urlencoded",
        {"type": "object", "properties": {"a": {"type": "array", "items": _FIELDS}}},
    ),
    "Use a scalar or an array of scalars, or write `contentType: application/json` for the field under `encoding`.",
)
NO_SUCCESS = Capability(
    "an operation without a success response",
    "operation",
    {"responses": {"404": {"description": ""}}},
    "Add a response with a status from 200 to 399.",
)
PAGINATION = Capability(
    "pagination that does not match the operation",
    "operation",
    {"x-pagination": {"style": "cursor", "after": "none", "items": "data", "cursor": "id"}},
    "Name parameters of the operation and fields of its JSON response in `x-pagination`, and one of the styles cursor, token, page,"
    " offset and link.",
)
WEBHOOK = Capability(
    "a webhook that is not a POST of JSON",
    "document",
    {"webhooks": {"a": {"post": {"responses": {}}}}},
    "Write one `post` with a body of `application/json`.",
)
SECURITY_COOKIE = Capability(
    "an API key in a cookie",
    "security",
    {"type": "apiKey", "in": "cookie", "name": "session"},
    "Send the key in a header.",
)
SECURITY_SCHEME = Capability(
    "another kind of security scheme",
    "security",
    {"type": "mutualTLS"},
    "Use `apiKey` in a header or in the query, or `http` with the scheme `bearer` or `basic`.",
)
KEYWORD = Capability(
    "an unknown keyword of a schema",
    "schema",
    {"type": "string", "nullable": True},
    "Use a keyword of JSON Schema 2020-12, or start the name with `x-`. A nullable value is `type: [string, 'null']`.",
)
PATTERN_PROPERTIES = Capability(
    "fields by a pattern, beside others",
    "schema",
    {**_FIELDS, "patternProperties": {"^x": _TEXT}},
    "Write `additionalProperties` with a schema for all of these values.",
)
TUPLE = Capability(
    "an array with a schema for each position",
    "schema",
    {"type": "array", "prefixItems": [_TEXT]},
    "Write an object with a field for each position, or `items` with a union.",
)
ENUM = Capability(
    "an enumeration of other values",
    "schema",
    {"enum": [0.5]},
    "List strings, integers, booleans or `null`.",
)
NOTHING = Capability(
    "a schema without values",
    "schema",
    {"allOf": [_TEXT, {"type": "integer"}]},
    "Correct the parts of the schema, which exclude each other.",
)
UNIONS = Capability(
    "several unions in one schema",
    "schema",
    {"oneOf": [_TEXT, _FIELDS], "anyOf": [_TEXT, _TEXTS]},
    "Keep one `oneOf` or `anyOf`, and name the other schemas that it combines.",
)
LOOP = Capability(
    "a schema that is its own part",
    "schema",
    {"anyOf": [_TEXT, {"$ref": "#/components/schemas/Example"}]},
    "Put the recursion into a field, an array or a map, and refer to a schema in `components`.",
)
DEPTH = Capability(
    "a schema of many levels",
    "schema",
    None,
    "Move inner schemas to `components` and refer to them.",
)

REJECTED = (
    *(MALFORMED, VERSION, REFERENCE, SERVERS, CALLBACK, DUPLICATE, PATH, COOKIE, QUERY_STRING, STYLE),
    *(PARAMETER_CONTENT, XML, MEDIA_TYPE, FORM_OF_OTHER, FORM_FIELD, NO_SUCCESS, PAGINATION, WEBHOOK),
    *(SECURITY_COOKIE, SECURITY_SCHEME, KEYWORD, PATTERN_PROPERTIES, TUPLE, ENUM, NOTHING, UNIONS, LOOP),
    DEPTH,
)  # fmt: skip

CAPABILITIES = (*SUPPORTED, *REJECTED)
