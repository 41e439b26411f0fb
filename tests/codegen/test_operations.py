"""Tests that a contract which the clients do not support stops the generator, with the operation and the fix."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from codegen.document import METHODS
from codegen.errors import GenerationError
from codegen.operations import read_resources
from codegen.paths import GENERATED

CONTRACT: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
LIST = ("/subscriptions", "get")
CREATE = ("/subscriptions", "post")
GET = ("/subscriptions/{id}", "get")

Change = Callable[[dict[str, Any], dict[str, Any]], object]


def with_parameter(**parameter: Any) -> Change:
    def change(contract: dict[str, Any], operation: dict[str, Any]) -> None:
        operation["parameters"].append({"name": "extra", "in": "query", **parameter})

    return change


def with_field(name: str, value: Any) -> Change:
    return lambda contract, operation: operation.__setitem__(name, value)


def with_response(status: str, **response: Any) -> Change:
    def change(contract: dict[str, Any], operation: dict[str, Any]) -> None:
        operation["responses"][status] = {"description": "?", **response}

    return change


def with_body(**content: Any) -> Change:
    return lambda contract, operation: operation.__setitem__("requestBody", {"content": content})


def with_path_item(contract: dict[str, Any], operation: dict[str, Any]) -> None:
    contract["paths"]["/other"] = {"$ref": "#/components/pathItems/Other"}


def with_same_name(contract: dict[str, Any], operation: dict[str, Any]) -> None:
    contract["paths"]["/payments"]["get"]["operationId"] = operation["operationId"]


def with_body_field(name: str, **schema: Any) -> Change:
    def change(contract: dict[str, Any], operation: dict[str, Any]) -> None:
        body = contract["components"]["schemas"]["SubscriptionCreate"]
        body["properties"][name] = {"type": "string", **schema}

    return change


TEXT = {"type": "string"}
JSON = "application/json"
INLINE = {JSON: {"schema": {"type": "object", "properties": {"a": TEXT}}}}
NAMED = {JSON: {"schema": {"$ref": "#/components/schemas/Subscription"}}}


@pytest.mark.parametrize(
    ("where", "change", "reason"),
    [
        (LIST, with_field("tags", ["subscriptions", "payments"]), "has 2 tags; keep one"),
        (LIST, with_field("tags", ["unknown"]), "unknown tag 'unknown'"),
        (LIST, with_field("operationId", "listSubscriptions"), "snake_case"),
        (LIST, with_field("operationId", ""), "invalid operationId ''"),
        (LIST, with_same_name, "has the same operationId"),
        (LIST, with_field("x-method-name", "get"), "already exists for list_subscriptions"),
        (LIST, with_field("security", [{"ApiKey": []}]), "overrides `security`"),
        (LIST, with_field("x-key-types", []), "no x-key-types"),
        (LIST, with_parameter(schema=TEXT, name="session", **{"in": "cookie"}), "cookie"),
        (
            LIST,
            with_parameter(schema={"type": "object"}, style="deepObject"),
            "object is not supported",
        ),
        (LIST, with_parameter(content={JSON: {"schema": TEXT}}), "ignored by openapi-python"),
        (LIST, with_parameter(schema={"type": "array", "items": TEXT}, explode=False), "style"),
        (LIST, with_parameter(schema=TEXT, name="timeout"), "already exists"),
        (LIST, with_parameter(schema=TEXT, name="from"), "not a valid name in Python"),
        (
            LIST,
            with_parameter(schema=TEXT, name="a[b]", **{"x-parameter-name": "a[b]"}),
            "not a valid name",
        ),
        (LIST, with_parameter(schema={"type": "array"}, name="X-A", **{"in": "header"}), "GET"),
        (
            LIST,
            with_field("x-pagination", {"style": "offset"}),
            "the style 'offset' is not supported",
        ),
        (LIST, with_response("default"), "default"),
        (LIST, with_response("418"), "no x-error-type"),
        (LIST, with_response("202", content={"text/plain": {"schema": TEXT}}), "response 202"),
        (LIST, with_response("202", content=INLINE), "schema without a name"),
        (LIST, with_field("responses", {}), "no success response"),
        (CREATE, with_body(**{"text/plain": {"schema": TEXT}}), "text/plain|application/json"),
        (CREATE, with_body(**NAMED, **{"application/xml": {"schema": TEXT}}), "application/xml"),
        (CREATE, with_body(**INLINE), "whose schema has no name"),
        (CREATE, with_body_field("import"), "not a valid name in Python"),
        (CREATE, with_body_field("timeout"), "already exists"),
        (GET, with_path_item, "/other"),
        (GET, with_parameter(schema=TEXT, name="id", **{"in": "path"}), "get_subscription|GET"),
    ],
)
def test_an_unsupported_contract_is_rejected_with_a_reason(
    where: tuple[str, str], change: Change, reason: str
) -> None:
    contract = copy.deepcopy(CONTRACT)
    path, method = where
    change(contract, contract["paths"][path][method])
    with pytest.raises(GenerationError, match=reason):
        read_resources(contract)


def test_every_operation_parameter_and_response_is_read() -> None:
    read = {
        operation.id: operation
        for resource in read_resources(CONTRACT)
        for operation in resource.operations
    }
    count = 0
    for path, item in CONTRACT["paths"].items():
        for method in METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            count += 1
            found = read[operation["operationId"]]
            assert (found.path, found.method) == (path, method.upper())
            assert len(found.parameters) == len(operation.get("parameters", []))
            assert set(map(str, found.results)) == {
                status for status in operation["responses"] if status.startswith("2")
            }
            assert (found.body is None) == ("requestBody" not in operation)
    assert count == len(read)


def test_a_parameter_of_an_operation_overrides_that_of_its_path() -> None:
    contract = copy.deepcopy(CONTRACT)
    item = contract["paths"]["/subscriptions/{id}"]
    item["parameters"] = [
        {"name": "id", "in": "path", "required": True, "schema": TEXT, "x-parameter-name": "other"}
    ]
    subscriptions = next(
        resource for resource in read_resources(contract) if resource.tag == "subscriptions"
    )
    names = {
        parameter.name
        for operation in subscriptions.operations
        for parameter in operation.parameters
    }
    assert "subscription_id" in names and "other" not in names


def test_x_parameter_name_renames_a_field_with_an_invalid_python_name() -> None:
    contract = copy.deepcopy(CONTRACT)
    with_body_field("import", **{"x-parameter-name": "import_"})(contract, {})
    subscriptions = next(
        resource for resource in read_resources(contract) if resource.tag == "subscriptions"
    )
    create = next(
        operation for operation in subscriptions.operations if operation.method_name == "create"
    )
    assert ("import_", "import") in {(field.name, field.wire_name) for field in create.body_members}
