"""Checks the verdicts with generated requests: a compatible edit accepts them all, a breaking edit rejects some."""

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from codegen.diff.change import Surface
from tests.diff.catalogue import CASES, Case
from tests.diff.conftest import read_contract

CONTRACT = read_contract()
BODIES = [
    (operation["operationId"], method, path)
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
    if "requestBody" in operation
]


@cache
def revisions() -> list[tuple[Case, dict[str, Any]]]:
    """Return the contract after each edit of the catalogue that needs no other base."""
    found: list[tuple[Case, dict[str, Any]]] = []
    for case in CASES:
        if case.given is None:
            revision = copy.deepcopy(CONTRACT)
            case.edit(revision)
            found.append((case, revision))
    return found


def bodies(method: str, path: str) -> Iterator[tuple[Case, jsonschema_rs.Draft202012Validator]]:
    """Yield the schema of a JSON body after each edit that keeps it."""
    for case, revision in revisions():
        operation = revision["paths"].get(path, {}).get(method, {})
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content:
            schema = {**content["schema"], "components": revision["components"]}
            yield case, jsonschema_rs.Draft202012Validator(schema)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "method", "path"), BODIES, ids=[name for name, _, _ in BODIES])
def test_compatible_edits_accept_requests_that_were_valid(
    name: str, method: str, path: str
) -> None:
    # schemathesis types this only in part.
    operation = cast("Any", schemathesis.openapi.from_dict(CONTRACT))[path][method.upper()]
    lenient = [(case, schema) for case, schema in bodies(method, path) if not breaks_requests(case)]

    @settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
    @given(operation.as_strategy())
    def law(request: "schemathesis.Case[Any]") -> None:
        if isinstance(request.body, dict):
            for case, schema in lenient:
                assert schema.is_valid(request.body), case.name

    law()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "operation", "body"),
    [
        ("a field of a request becomes required", "create_customer", {"email": "a@example.com"}),
        (
            "a field of a request is removed",
            "create_customer",
            {"email": "a@example.com", "phone": "1"},
        ),
        ("a field of a request may no longer be null", "update_customer", {"name": None}),
        ("a field of a request gets a pattern", "cancel_subscription", {"reason": "Too dear"}),
        (
            "a value of a closed enumeration of requests is removed",
            "update_subscription",
            {"plan": "plan_pro", "proration": "none"},
        ),
        (
            "a field of a request requires another field",
            "create_customer",
            {"email": "a@example.com", "name": "Ada"},
        ),
    ],
)
def test_edits_that_break_requests_reject_a_request_that_was_valid(
    case: str, operation: str, body: dict[str, Any]
) -> None:
    method, path = next((method, path) for name, method, path in BODIES if name == operation)
    schemas = {edit.name: schema for edit, schema in bodies(method, path)}
    assert schemas["samples are added"].is_valid(body)
    assert not schemas[case].is_valid(body)


def breaks_requests(case: Case) -> bool:
    return Surface.REQUESTS in case.breaks
