"""The contract with more resources than the sandbox has behaviour for: what an API owner may add, and more."""

from __future__ import annotations

import copy
from typing import Any

from tests.sandbox.contract_facts import CONTRACT

Json = dict[str, Any]

_ERRORS = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "422": "UnprocessableContent",
    "429": "TooManyRequests",
    "500": "InternalError",
    "503": "ServiceUnavailable",
}
_WRITE_ERRORS = {"409": "Conflict", "413": "BodyTooLarge", "415": "UnsupportedMediaType"}


def ref(name: str, kind: str = "schemas") -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}


def json_body(schema: Json, media_type: str = "application/json", **more: Any) -> Json:
    return {"required": True, "content": {media_type: {"schema": schema, **more}}}


def operation(id_: str, success: Json, *parameters: Json, body: Any = None, **more: Any) -> Json:
    """An operation with the errors of the contract; `success` has the responses of successes by status."""
    errors = (
        _ERRORS
        | {"404": "NotFound"}
        | (_WRITE_ERRORS if body or id_ not in ("get", "list") else {})
    )
    node: Json = {
        "operationId": id_,
        "x-key-types": ["secret"],
        "parameters": list(parameters),
        "responses": success | {status: ref(name, "responses") for status, name in errors.items()},
        **more,
    }
    return node | ({"requestBody": body} if body else {})


def returns(schema: Json | None = None, media_type: str = "application/json", **more: Any) -> Json:
    content = {} if schema is None else {"content": {media_type: {"schema": schema, **more}}}
    return {"description": "A success.", **content}


def query(name: str, schema: Json, **more: Any) -> Json:
    return {"name": name, "in": "query", "schema": schema, **more}


def path(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def event(type_: str, schema: str) -> Json:
    body: Json = copy.deepcopy(CONTRACT["components"]["schemas"]["CustomerCreatedEvent"])
    body["properties"]["type"] = {"type": "string", "const": type_}
    body["properties"]["data"] = {
        "type": "object",
        "required": ["object"],
        "properties": {"object": ref(schema), "previous_attributes": ref("PreviousAttributes")},
    }
    return {"post": {"requestBody": json_body(body), "responses": {"200": {"description": "OK."}}}}


IDEMPOTENCY = ref("IdempotencyKey", "parameters")
LIMIT = ref("Limit", "parameters")
CUSTOMER = path("id", ref("CustomerId"))


def grown() -> Json:
    """The contract with all additions."""
    document = copy.deepcopy(CONTRACT)
    _add_coupons(document)
    _add_notes(document)
    _add_labels(document)
    _add_lists(document)
    _add_settings(document)
    _grow_customers(document)
    return document


def _add(document: Json, *, schemas: Json, paths: Json, webhooks: Json | None = None) -> None:
    document["components"]["schemas"] |= schemas
    document["paths"] |= paths
    document["webhooks"] |= webhooks or {}


ACTIVE: Json = {"then": {"/status": {"enum": ["active"]}}, "otherwise": "invalid_state"}
OF_CUSTOMER: Json = {
    "when": {"$request.body#/payment": {"type": "string"}},
    "then": {"$request.body#/payment#/customer": {"const": {"$data": "$request.body#/customer"}}},
    "otherwise": "resource_missing",
}


def _add_coupons(document: Json) -> None:
    """A resource of the shape that those of the contract have."""
    changeable: Json = {
        "code": {"type": "string", "minLength": 1, "maxLength": 40},
        "percent": {"type": "integer", "minimum": 1, "maximum": 100},
        "customer": {"oneOf": [ref("CustomerId"), {"type": "null"}]},
        "valid_days": {"type": "integer", "default": 30, "minimum": 1, "maximum": 365},
        "limits": {"oneOf": [ref("CouponLimitsInput"), {"type": "null"}]},
        "metadata": ref("Metadata"),
        "payment": {"oneOf": [ref("PaymentId"), {"type": "null"}]},
    }
    example = {
        "id": "coup_1234567890", "object": "coupon", "code": "SUMMER", "percent": 20, "customer": None, "valid_days": 30,
        "limits": {"uses": 5, "currency": None}, "status": "active", "expired_at": None, "times_used": 0,
        "metadata": {}, "payment": None, "created": 1767225600,
    }  # fmt: skip
    coupon: Json = {
        "title": "Coupon",
        "type": "object",
        "required": list(example),
        "properties": {
            "id": ref("CouponId"),
            "object": {"type": "string", "const": "coupon"},
            **changeable,
            "customer": {"oneOf": [ref("CustomerId"), ref("Customer"), {"type": "null"}]},
            "limits": {"oneOf": [ref("CouponLimits"), {"type": "null"}]},
            "status": ref("CouponStatus"),
            "expired_at": {"oneOf": [ref("UnixTime"), {"type": "null"}]},
            "times_used": {"type": "integer"},
            "created": ref("UnixTime"),
        },
        "x-unique": [{"field": "code", "ignore_case": True}],
        "examples": [example],
    }
    schemas: Json = {
        "CouponId": {"type": "string", "pattern": "^coup_[A-Za-z0-9]{1,64}$", "examples": ["coup_1234567890"]},
        "CouponStatus": {"type": "string", "enum": ["active", "expired"]},
        "CouponLimits": {
            "type": "object",
            "required": ["uses", "currency"],
            "properties": {"uses": {"type": ["integer", "null"]}, "currency": {"type": ["string", "null"]}},
        },
        "CouponLimitsInput": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"uses": {"type": ["integer", "null"]}, "currency": {"type": ["string", "null"]}},
        },
        "Coupon": coupon,
        "CouponCreate": {
            "type": "object",
            "additionalProperties": False,
            "required": ["code", "percent"],
            "properties": changeable,
        },
        "CouponUpdate": {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: field for name, field in changeable.items() if name != "valid_days"},
        },
        "CouponList": {
            "type": "object",
            "required": ["object", "data", "has_more"],
            "properties": {
                "object": {"type": "string", "const": "list"},
                "data": {"type": "array", "maxItems": 100, "items": ref("Coupon")},
                "has_more": {"type": "boolean"},
            },
        },
        "DeletedCoupon": {
            "type": "object",
            "required": ["id", "object", "deleted"],
            "properties": {
                "id": ref("CouponId"),
                "object": {"type": "string", "const": "coupon"},
                "deleted": {"type": "boolean", "const": True},
            },
        },
    }  # fmt: skip
    pagination = {
        "style": "cursor", "limit": "limit", "after": "starting_after", "before": "ending_before",
        "items": "data", "more": "has_more", "cursor": "id",
    }  # fmt: skip
    one = path("id", ref("CouponId"))
    location = {"Location": {"schema": {"type": "string"}, "example": "/v1/coupons/coup_1"}}
    paths: Json = {
        "/coupons": {
            "get": operation(
                "list_coupons",
                {"200": returns(ref("CouponList"))},
                LIMIT,
                query("starting_after", ref("CouponId")),
                query("ending_before", ref("CouponId")),
                query("customer", ref("CustomerId"), **_filter("customer")),
                query("status", ref("CouponStatus"), **_filter("status")),
                query("percent[gte]", {"type": "integer"}, **_filter("percent", "gte")),
                query("code[contains]", {"type": "string", "minLength": 1}, **_filter("code", "contains")),
                query("uses", {"type": ["integer", "null"]}, **_filter("limits.uses")),
                **{"x-pagination": pagination},
            ),
            "post": operation(
                "create_coupon",
                {"201": returns(ref("Coupon")) | {"headers": location}},
                IDEMPOTENCY,
                body=json_body(ref("CouponCreate")),
                **{"x-requires": [OF_CUSTOMER], "x-effects": [{"events": ["coupon.created"]}]},
            ),
        },
        "/coupons/{id}": {
            "get": operation("get_coupon", {"200": returns(ref("Coupon"))}, one, query("expand[]", {"type": "array", "items": {"type": "string"}})),
            "put": operation(
                "update_coupon",
                {"200": returns(ref("Coupon"))},
                one,
                body=json_body(ref("CouponUpdate")),
                **{"x-requires": [ACTIVE]},
            ),
            "delete": operation(
                "delete_coupon",
                {"200": returns(ref("DeletedCoupon"))},
                one,
                **{"x-effects": [{"events": ["coupon.deleted"]}]},
            ),
        },
        "/coupons/{id}/expire": {
            "post": operation(
                "expire_coupon",
                {"200": returns(ref("Coupon"))},
                one,
                IDEMPOTENCY,
                **{
                    "x-requires": [ACTIVE],
                    "x-effects": [
                        {"then": {"/status": {"const": "expired"}, "/expired_at": {"type": "integer"}}},
                        {"when": {"/percent": {"minimum": 10}}, "events": ["coupon.expired"]},
                    ],
                },
            )
        },
    }  # fmt: skip
    webhooks = {
        "coupon.created": event("coupon.created", "Coupon"),
        "coupon.expired": event("coupon.expired", "Coupon"),
        "coupon.deleted": event("coupon.deleted", "DeletedCoupon"),
    }
    (of_deletion,) = document["paths"]["/customers/{id}"]["delete"]["x-effects"]
    of_deletion["updates"]["Coupon"] = {
        "/status": {"const": "expired"},
        "/expired_at": {"type": "integer"},
    }
    _add(document, schemas=schemas, paths=paths, webhooks=webhooks)


def _filter(field: str, operator: str = "eq") -> Json:
    return {"x-filter": {"field": field, "operator": operator}}


def _add_notes(document: Json) -> None:
    """A resource of another shape: numbered, inside another one, in numbered pages, changed by merge patches."""
    note: Json = {
        "type": "object",
        "required": ["number", "text", "labels", "author", "created_at", "updated_at"],
        "properties": {
            "number": {"type": "integer", "minimum": 1, "readOnly": True},
            "text": {"type": "string", "maxLength": 1000},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "author": ref("Author"),
            "secret": {"type": "string", "writeOnly": True},
            "created_at": {"type": "string", "format": "date-time", "readOnly": True},
            "updated_at": {"type": "string", "format": "date-time", "readOnly": True},
        },
    }
    page: Json = {
        "type": "object",
        "required": ["notes", "page", "per_page", "total"],
        "properties": {
            "notes": {"type": "array", "items": ref("Note")},
            "page": {"type": "integer"},
            "per_page": {"type": "integer"},
            "total": {"type": "integer"},
        },
    }
    sent: Json = {
        "type": "object",
        "required": ["text"],
        "properties": {
            name: note["properties"][name] for name in ("text", "labels", "author", "secret")
        },
    }
    patch: Json = copy.deepcopy(sent | {"required": []})
    patch["properties"]["labels"]["additionalProperties"] = {"type": ["string", "null"]}
    number = path("number", {"type": "integer", "minimum": 1})
    etag = {"ETag": {"schema": {"type": "string"}, "example": '"1"'}}
    link = {"Link": {"schema": {"type": "string"}, "example": "<https://x>; rel=next"}}
    paths: Json = {
        "/customers/{id}/notes": {
            "get": operation(
                "list_notes",
                {"200": returns(ref("NotePage")) | {"headers": link}},
                CUSTOMER,
                query("page", {"type": "integer", "minimum": 1, "default": 1}),
                query("per_page", {"type": "integer", "minimum": 1, "maximum": 50, "default": 2}),
                **{
                    "x-pagination": {
                        "style": "page", "page": "page", "limit": "per_page", "items": "notes", "total": "total"
                    }
                },
            ),
            "post": operation(
                "create_note", {"201": returns(ref("Note"))}, CUSTOMER, IDEMPOTENCY, body=json_body(sent)
            ),
        },
        "/customers/{id}/notes/{number}": {
            "get": operation(
                "get_note",
                {"200": returns(ref("Note")) | {"headers": etag}, "304": returns() | {"headers": etag}},
                CUSTOMER,
                number,
            ),
            "patch": operation(
                "update_note",
                {"200": returns(ref("Note"))},
                CUSTOMER,
                number,
                body=json_body(patch, "application/merge-patch+json"),
            ),
            "delete": operation("delete_note", {"204": returns()}, CUSTOMER, number),
        },
    }  # fmt: skip
    author: Json = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
    }
    _add(document, schemas={"Author": author, "Note": note, "NotePage": page}, paths=paths)


def _add_lists(document: Json) -> None:
    """Entries that are listed in every way, each created with a number."""
    entry: Json = {
        "type": "object",
        "required": ["id", "n"],
        "properties": {"id": {"type": "string", "format": "uuid"}, "n": {"type": "integer"}},
    }
    entries: Json = {"type": "array", "items": ref("Entry")}
    token = {"type": ["string", "null"]}

    def page(**fields: Json) -> Json:
        return {
            "type": "object",
            "required": ["rows", *fields],
            "properties": {"rows": entries, **fields},
        }

    limit = query("limit", {"type": "integer", "default": 2, "minimum": 1})
    text = {"type": "string"}
    forms: dict[str, tuple[Json, Json, list[Json]]] = {
        "token": (
            {"style": "token", "token": "from", "next": "next", "before": "until", "previous": "/meta/previous", "items": "rows"},
            page(next=token, meta={"type": "object", "properties": {"previous": token}}),
            [query("from", text), query("until", text)],
        ),
        "offset": (
            {"style": "offset", "offset": "skip", "items": "rows", "total": "all", "more": "more"},
            page(all={"type": "integer"}, more={"type": "boolean"}),
            [query("skip", {"type": "integer", "minimum": 0})],
        ),
        "page": (
            {"style": "page", "page": "p", "first": 0, "pages": "/info/pages", "items": "rows"},
            page(info={"type": "object", "required": ["pages"], "properties": {"pages": {"type": "integer"}}}),
            [query("p", {"type": "integer", "minimum": 0})],
        ),
        "link": ({"style": "link"}, entries, []),
        "oldest": (
            {"style": "cursor", "after": "after", "before": "before", "cursor": "id", "items": "rows"},
            page(),
            [query("after", text), query("before", text)],
        ),
    }  # fmt: skip
    paths: Json = {"/entries": {"post": operation("create_entry", {"201": returns(ref("Entry"))}, body=json_body({
        "type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}))},
        "/entries/{id}": {"get": operation("get_entry", {"200": returns(ref("Entry"))}, path("id", text))}}  # fmt: skip
    link = {"Link": {"schema": {"type": "string"}, "example": "<https://x>; rel=next"}}
    for form, (mark, schema, parameters) in forms.items():
        order = {"ascending": "id"} if form == "oldest" else {}
        pagination = mark | order | {"limit": "limit"}
        success = {"200": returns(schema) | ({"headers": link} if form == "link" else {})}
        paths[f"/lists/{form}"] = {
            "get": operation(
                f"list_{form}", success, limit, *parameters, **{"x-pagination": pagination}
            )
        }
    _add(document, schemas={"Entry": entry}, paths=paths)


def _add_labels(document: Json) -> None:
    """Objects whose ID the client chooses, in a wrapper object, with what they inherit."""
    base: Json = {
        "type": "object",
        "required": ["id", "updated_at"],
        "properties": {"id": {"type": "string"}, "updated_at": ref("UnixTime")},
    }
    label: Json = {
        "allOf": [
            ref("LabelBase"),
            {
                "type": "object",
                "required": ["color"],
                "properties": {"color": {"type": "string", "enum": ["red", "blue"]}},
            },
        ]
    }
    whole: Json = {"type": "object", "required": ["label"], "properties": {"label": ref("Label")}}
    sent: Json = {
        "type": "object",
        "required": ["label"],
        "properties": {"label": {"type": "object", "properties": {"color": {"type": "string", "enum": ["red", "blue"]}}}},
    }  # fmt: skip
    one = path("id", {"type": "string", "pattern": "^[a-z]+$"})
    paths: Json = {
        "/labels": {"get": operation("list_labels", {"200": returns({"type": "array", "items": ref("Label")})})},
        "/labels/{id}": {
            "get": operation("get_label", {"200": returns(whole)}, one),
            "put": operation("put_label", {"200": returns(whole), "201": returns(whole)}, one, body=json_body(sent)),
            "delete": operation("delete_label", {"204": returns()}, one),
        },
    }  # fmt: skip
    _add(document, schemas={"LabelBase": base, "Label": label}, paths=paths)


def _add_settings(document: Json) -> None:
    """Single objects: one of a tenant with fields, and a map for each customer."""
    settings: Json = {
        "type": "object",
        "required": ["currency", "reminders", "theme"],
        "properties": {
            "currency": {"type": "string", "default": "usd"},
            "reminders": {"type": "boolean", "default": False},
            "theme": {"type": ["string", "null"]},
        },
    }
    update: Json = settings | {"required": []}
    labels: Json = {"type": "object", "additionalProperties": {"type": "integer"}}
    paths: Json = {
        "/settings": {
            "get": operation("get_settings", {"200": returns(ref("Settings"))}),
            "patch": operation("update_settings", {"200": returns(ref("Settings"))}, body=json_body(update)),
        },
        "/customers/{id}/scores": {
            "get": operation("get_scores", {"200": returns(ref("Scores"))}, CUSTOMER),
            "put": operation("update_scores", {"200": returns(ref("Scores"))}, CUSTOMER, body=json_body(ref("Scores"))),
            "delete": operation("delete_scores", {"204": returns()}, CUSTOMER),
        },
    }  # fmt: skip
    _add(document, schemas={"Settings": settings, "Scores": labels}, paths=paths)


def _grow_customers(document: Json) -> None:
    """More operations on kinds that have behaviour of their own."""
    phone = query("phone", {"type": ["string", "null"]}, **_filter("phone"))
    name = query("name[contains]", {"type": "string"}, **_filter("name", "contains"))
    name["x-filter"]["ignore_case"] = True
    city = query("city", {"type": "array", "items": {"type": "string"}}, **_filter("address.city"))
    document["paths"]["/customers"]["get"]["parameters"] += [phone, name, city]
    payments = document["paths"]["/payments"]["get"]
    paths: Json = {
        "/customers/{id}/payments": {
            "get": payments
            | {
                "operationId": "list_customer_payments",
                "parameters": [CUSTOMER, *payments["parameters"]],
            }
        },
        "/customers/{id}/rename": {
            "post": operation(
                "rename_customer",
                {"200": returns(ref("Customer"))},
                CUSTOMER,
                IDEMPOTENCY,
                body=json_body({"type": "object", "properties": {"name": {"type": "string"}}}),
                **{"x-effects": [{"events": ["customer.updated"]}]},
            )
        },
    }
    _add(document, schemas={}, paths=paths)
    document["paths"]["/customers/{id}"]["patch"] = operation(
        "patch_customer",
        {"200": returns(ref("Customer"))},
        CUSTOMER,
        body=json_body(ref("CustomerUpdate"), "application/merge-patch+json"),
    )
