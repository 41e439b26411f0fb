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
    answer_headers: frozenset[str]
    """Names of the headers that its answers may have."""


def _example(path: str) -> str:
    prefix = {"customers": "cus", "subscriptions": "sub", "bundles": "bun", "payments": "pay"}
    return path.replace("{id}", prefix[path.split("/")[1]] + "_doesNotExist")


def _headers(answer: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in answer:
        answer = CONTRACT["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    headers: dict[str, Any] = answer.get("headers", {})
    return headers


OPERATIONS = [
    Fact(
        operation["operationId"],
        method.upper(),
        path,
        tuple(operation["x-key-types"]),
        _example(path),
        tuple(p["$ref"].rpartition("/")[2] for p in operation.get("parameters", [])),
        frozenset(name for answer in operation["responses"].values() for name in _headers(answer)),
    )
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
    if method in METHODS
]
PUBLIC_PATHS = {fact.path for fact in OPERATIONS if "publishable" in fact.key_types}
