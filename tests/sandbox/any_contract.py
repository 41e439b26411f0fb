"""A contract with an operation of every form."""

from __future__ import annotations

from tests.sandbox.grown_contract import (
    IDEMPOTENCY,
    Json,
    grown,
    json_body,
    operation,
    path,
    query,
    ref,
    returns,
)

OK = {"200": returns({"type": "object", "examples": [{"done": True}]})}
ITEMS = {"type": "array", "items": ref("Level")}


def body(media_type: str, schema: Json) -> Json:
    return json_body(schema, media_type)


FORM: Json = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "size": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "about": {"type": "object", "additionalProperties": {"type": "integer"}},
        "lines": {
            "type": "array",
            "items": {"type": "object", "properties": {"n": {"type": "integer"}}},
        },
    },
}
UPLOAD: Json = FORM | {
    "properties": FORM["properties"]
    | {
        "file": {"contentMediaType": "image/png", "maxLength": 1000},
        "about": {"type": "object", "required": ["by"], "properties": {"by": {"type": "string"}}},
    }
}


def any_contract() -> Json:
    """A contract with an operation of each form."""
    contract = grown()
    contract["components"]["schemas"]["Level"] = {"type": "integer", "enum": [1, 2]}
    # A nullable reference to itself.
    contract["components"]["schemas"]["Folder"] = {
        "type": "object",
        "required": ["id", "name", "parent"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "name": {"type": "string"},
            "parent": {"anyOf": [ref("Folder"), {"type": "null"}]},
        },
    }
    contract["components"]["securitySchemes"] |= {
        "Token": {"type": "http", "scheme": "bearer"},
        "User": {"type": "http", "scheme": "basic"},
        "Signature": {
            "type": "apiKey",
            "in": "header",
            "name": "X-Signature",
            "x-pattern": "^[a-z]+$",
        },
    }
    levels = query("levels", ITEMS, style="form", explode=False)
    dry = {"name": "X-Dry-Run", "in": "header", "required": True, "schema": {"type": "boolean"}}
    contract["paths"] |= {
        "/reports": {"post": operation("report", OK, levels, dry, body=body("application/json", {"type": "array", "items": {"type": "integer"}}))},
        "/forms": {"post": operation("send_form", OK, body=json_body(FORM, "application/x-www-form-urlencoded", encoding={"lines": {"style": "deepObject", "explode": True}}))},
        "/uploads": {"post": operation("upload", OK, body=body("multipart/form-data", UPLOAD))},
        "/blobs": {"put": operation("put_blob", {"204": returns()}, body=body("application/octet-stream", {}))},
        "/texts": {"post": operation("send_text", {"202": returns()}, body=body("text/plain", {"type": "string", "maxLength": 5}))},
        "/search": {"query": operation("search", OK, body=body("application/json", FORM))},
        "/invoice": {"get": operation("get_invoice", {"200": returns({}, "application/pdf", example="%PDF-1.7")})},
        "/stream": {"get": operation("get_stream", {"200": returns({}, "text/event-stream", example=[{"event": "a", "data": {"n": 1}}, "b"])})},
        "/lines": {"get": operation("get_lines", {"200": returns({}, "application/jsonl", example=[{"n": 1}, {"n": 2}])})},
        "/table": {"get": operation("get_table", {"200": {"description": "A table.", "content": {
            "application/json": {"example": [[1]]}, "text/csv": {"example": "a,b\r\n"}}}})},
        "/latest": {"get": operation("get_latest", {"303": returns() | {"headers": {"Location": {"schema": {"type": "string"}, "example": "/v1/customers"}}}})},
        "/status": {"get": operation("get_status", OK, security=[], deprecated=True, **{"x-deprecation": {"since": "1.1.0", "sunset": "2030-01-31"}})},
        "/me": {"get": operation("get_me", OK, security=[{"Token": []}, {"User": []}, {"ApiKey": [], "Tenant": []}])},
        "/folders": {"post": operation("create_folder", {"201": returns(ref("Folder"))}, body=json_body(ref("Folder")))},
        "/folders/{id}": {"get": operation("get_folder", {"200": returns(ref("Folder"))}, path("id", {"type": "string"}))},
        "/folders/{id}:archive": {"post": operation("archive_folder", OK, path("id", {"type": "string"}))},
        "/reports/{year}-{month}.csv": {"get": operation("get_report", OK, path("year", {"type": "integer"}), path("month", {"type": "integer", "maximum": 12}))},
        "/signed": {"get": operation("get_signed", OK, security=[{"ApiKey": [], "Tenant": [], "Signature": [], "Token": []}])},
        "/made": {"post": operation("make", {"201": returns({"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}) | {
            "headers": {"X-Cost": {"schema": {"type": "integer"}, "example": 5}}}}, IDEMPOTENCY)},
    }  # fmt: skip
    return contract
