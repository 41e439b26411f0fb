"""Tests what a bundle has in place of `x-operation-parts` and `x-union-of`."""

from typing import Any

import pytest

from codegen.errors import GenerationError
from codegen.expand import expand

_RESPONSES = {"404": "NotFound", "409": "Conflict", "415": "MediaType", "500": "ServerError"}


def document(**operation: Any) -> dict[str, Any]:
    """A contract of one operation, `post /notes/{id}` unless it says otherwise."""
    path = operation.pop("path", "/notes/{id}")
    method = operation.pop("method", "post")
    return {
        "x-operation-parts": [
            {"headers": ["X-Id"], "responses": {"500": "ServerError"}},
            {"when": ["{}"], "responses": {"404": "NotFound"}},
            {"when": ["post", "put"], "responses": {"409": "Conflict"}},
            {"when": ["requestBody"], "responses": {"415": "MediaType"}},
            {"when": ["post"], "parameters": ["Key"], "headers": ["X-Again"]},
        ],
        "paths": {path: {method: {"responses": {"200": {"description": "Fine."}}, **operation}}},
        "components": {
            "schemas": {},
            "parameters": {"Key": {"name": "key"}},
            "headers": {"X-Id": {}, "X-Again": {}},
            "responses": {name: {} for name in _RESPONSES.values()},
        },
    }


def expanded(**operation: Any) -> dict[str, Any]:
    """The only operation, expanded."""
    contract = document(**operation)
    expand(contract)
    assert "x-operation-parts" not in contract
    [item] = contract["paths"].values()
    result: dict[str, Any]
    [result] = item.values()
    return result


@pytest.mark.parametrize(
    ("operation", "statuses"),
    [
        ({"path": "/notes", "method": "get"}, ["200", "500"]),
        ({"path": "/notes/{id}", "method": "get"}, ["200", "404", "500"]),
        ({"path": "/notes", "method": "post"}, ["200", "409", "500"]),
        ({"path": "/notes", "method": "put", "requestBody": {}}, ["200", "409", "415", "500"]),
    ],
)
def test_an_operation_has_the_responses_for_its_method_fields_and_path(
    operation: dict[str, Any], statuses: list[str]
) -> None:
    responses = expanded(**operation)["responses"]

    assert [*responses] == statuses
    for status in statuses[1:]:
        assert responses[status] == {"$ref": f"#/components/responses/{_RESPONSES[status]}"}


def test_success_responses_have_the_headers() -> None:
    responses = expanded(
        responses={
            "200": {"description": "Fine.", "headers": {"Own": {}}},
            "202": {"$ref": "#/components/responses/Accepted"},
            "304": {"description": "Same."},
        }
    )["responses"]

    assert responses["200"] == {
        "description": "Fine.",
        "headers": {
            "X-Id": {"$ref": "#/components/headers/X-Id"},
            "X-Again": {"$ref": "#/components/headers/X-Again"},
            "Own": {},
        },
    }
    assert responses["202"] == {"$ref": "#/components/responses/Accepted"}
    assert responses["304"] == {"description": "Same."}


def test_parameters_follow_those_of_the_operation() -> None:
    assert expanded(parameters=[{"name": "id"}])["parameters"] == [
        {"name": "id"},
        {"$ref": "#/components/parameters/Key"},
    ]
    assert expanded()["parameters"] == [{"$ref": "#/components/parameters/Key"}]
    assert "parameters" not in expanded(method="get")


def test_a_response_of_the_operation_takes_precedence() -> None:
    own = {"description": "Not here."}

    responses = expanded(responses={"404": own, "200": {"description": "Fine."}})["responses"]

    assert responses["404"] == own
    assert [*responses] == ["200", "404", "409", "500"]


def test_a_missing_component_is_one_message() -> None:
    contract = document()
    del contract["components"]["responses"]["Conflict"]

    with pytest.raises(GenerationError, match=r"names Conflict, but components\.responses has no"):
        expand(contract)


def test_a_union_of_webhooks_has_the_body_of_each() -> None:
    contract = document()
    schemas = contract["components"]["schemas"]
    for name, type_ in (("Made", "note.made"), ("Gone", "note.gone")):
        schemas[name] = {"properties": {"type": {"const": type_}}}
    contract["webhooks"] = {
        name: {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}
                    }
                }
            }
        }
        for name in ("Made", "Gone")
    }
    schemas["Event"] = {
        "title": "Event",
        "x-union-of": "webhooks",
        "discriminator": {"propertyName": "type"},
        "examples": [{"type": "note.made"}],
    }

    expand(contract)

    assert schemas["Event"] == {
        "title": "Event",
        "oneOf": [{"$ref": "#/components/schemas/Made"}, {"$ref": "#/components/schemas/Gone"}],
        "discriminator": {
            "propertyName": "type",
            "mapping": {
                "note.made": "#/components/schemas/Made",
                "note.gone": "#/components/schemas/Gone",
            },
        },
        "examples": [{"type": "note.made"}],
    }
