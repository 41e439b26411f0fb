"""What the tests need to know of the contract, read from it."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from tests.sandbox.servers import ROOT

CONTRACT: dict[str, Any] = msgspec.json.decode((ROOT / "generated" / "openapi.json").read_bytes())
METHODS = ("get", "put", "post", "delete", "patch")


class Fact(NamedTuple):
    id: str
    method: str
    path: str
    key_types: tuple[str, ...]
    example_path: str
    """The path with ids of the right form that name nothing."""
    parameters: tuple[str, ...]
    """Names of the components that describe its parameters."""
    response_headers: frozenset[str]
    """Names of the headers that its responses may have."""


def resolved(node: dict[str, Any], document: dict[str, Any] = CONTRACT) -> dict[str, Any]:
    """What a reference of the contract refers to."""
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def id_prefix(schema: dict[str, Any]) -> str:
    """With what the IDs of a schema begin, for example `cus_`."""
    example = str(resolved(schema)["examples"][0])
    return example[: example.index("_") + 1]


def _example(path: str, operation: dict[str, Any]) -> str:
    for parameter in map(resolved, operation.get("parameters", [])):
        if parameter["in"] == "path":
            missing = id_prefix(parameter["schema"]) + "doesNotExist"
            path = path.replace(f"{{{parameter['name']}}}", missing)
    return path


def _headers(response: dict[str, Any]) -> dict[str, Any]:
    headers: dict[str, Any] = resolved(response).get("headers", {})
    return headers


OPERATIONS = [
    Fact(
        operation["operationId"],
        method.upper(),
        path,
        tuple(operation["x-key-types"]),
        _example(path, operation),
        tuple(p["$ref"].rpartition("/")[2] for p in operation.get("parameters", [])),
        frozenset(
            name for response in operation["responses"].values() for name in _headers(response)
        ),
    )
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
    if method in METHODS
]
PUBLIC_PATHS = {fact.path for fact in OPERATIONS if "publishable" in fact.key_types}
