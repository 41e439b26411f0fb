"""Tests that the model has the contract as it is."""

import cProfile
from typing import Any

from codegen.model.read import read, read_api
from codegen.model.types import Ref
from tests.codegen.model.documents import CONTRACT, contract

API = read_api(CONTRACT)


def test_the_contract_is_supported_as_a_whole() -> None:
    reading = read(CONTRACT)
    assert reading.rejections == ()
    operations: list[str] = [
        operation["operationId"]
        for item in CONTRACT["paths"].values()
        for operation in item.values()
        if "operationId" in operation
    ]
    assert reading.operation_count == len(API.operations) == len(operations)
    assert {one.id for one in API.operations} == {*operations}


def test_types_are_the_components() -> None:
    schemas = CONTRACT["components"]["schemas"]
    assert [*API.types] == [*schemas]
    assert all(named.is_component for named in API.types.values())
    for name, schema in schemas.items():
        found = API.object_of(Ref(name))
        assert (found is None) == ("properties" not in schema)
        if found is not None:
            assert {one.name for one in found.fields} == {*schema["properties"]}
            assert {one.name for one in found.fields if one.required} == {
                *schema.get("required", [])
            }


def test_events_servers_and_credentials_are_those_of_the_contract() -> None:
    assert API.event_union == "Event"
    assert [one.type for one in API.events] == [*CONTRACT["webhooks"]]
    assert API.signature is not None
    assert API.signature.extensions["x-tolerance-seconds"] > 0
    assert [one.url for one in API.servers] == [
        one["url"].format(
            **{name: each["default"] for name, each in one.get("variables", {}).items()}
        )
        for one in CONTRACT["servers"]
    ]
    for name, raw in CONTRACT["components"]["securitySchemes"].items():
        facts = API.security_schemes[name].facts
        assert facts.environment_variable == raw["x-environment-variable"]
        assert [one.prefix for one in facts.key_kinds] == [
            one["prefix"] for one in raw.get("x-key-kinds", [])
        ]


def with_copies(number: int) -> dict[str, Any]:
    """Return the contract with copies of its schemas and operations."""
    document = contract()
    schemas, paths = document["components"]["schemas"], document["paths"]
    for index in range(number):
        copy = contract()
        for name, schema in copy["components"]["schemas"].items():
            schemas[f"{name}{index}"] = schema
        for path, item in copy["paths"].items():
            for operation in item.values():
                operation["operationId"] += f"_{index}"
            paths[f"/v{index}{path}"] = item
    return document


def calls(document: dict[str, Any]) -> int:
    """Return the number of function calls that reading a document takes."""
    profile = cProfile.Profile(builtins=False)
    profile.runcall(read_api, document)
    return sum(entry.callcount for entry in profile.getstats())


def test_reading_is_linear() -> None:
    # Four times as much. Quadratic growth would be a factor of 16.
    assert calls(with_copies(3)) < 4.4 * calls(with_copies(0))
