"""The server is what the contract says, also when that is another contract, and tells where it is not."""

from __future__ import annotations

import copy
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from azotte_sandbox import logs
from azotte_sandbox.contract import Contract, ContractError
from azotte_sandbox.contract.checking import Checker, Checking, ContractBrokenError
from azotte_sandbox.handlers import handlers
from azotte_sandbox.store.objects import Page
from tests.sandbox.contract_facts import CONTRACT, OPERATIONS
from tests.sandbox.servers import StartServer, error_of, request

EXAMPLES = CONTRACT["components"]["examples"]


def changed(change: Any) -> Contract:
    document = copy.deepcopy(CONTRACT)
    change(document)
    return Contract(document)


def example(name: str) -> bytes:
    return msgspec.json.encode(EXAMPLES[name]["value"])


def test_every_operation_has_a_handler() -> None:
    contract = Contract(CONTRACT)
    assert handlers(contract).keys() == {fact.id for fact in OPERATIONS}


def test_an_operation_without_behaviour_of_its_own_has_a_handler_too() -> None:
    def add(document: dict[str, Any]) -> None:
        operation = copy.deepcopy(document["paths"]["/customers"]["get"])
        document["paths"]["/orders"] = {"get": operation | {"operationId": "list_orders"}}

    assert "list_orders" in handlers(changed(add))


def test_a_contract_that_cannot_be_served_is_rejected_with_the_reason() -> None:
    def cookie(document: dict[str, Any]) -> None:
        node: dict[str, Any] = {"name": "session", "in": "cookie", "schema": {}}
        document["paths"]["/customers"]["get"]["parameters"].append(node)

    def no_keys(document: dict[str, Any]) -> None:
        del document["components"]["securitySchemes"]["ApiKey"]

    with pytest.raises(ContractError, match="session is in a cookie"):
        changed(cookie)
    with pytest.raises(ContractError, match="x-key-kinds"):
        changed(no_keys)


def test_every_error_code_has_one_status_and_type() -> None:
    errors = Contract(CONTRACT).errors
    for response in CONTRACT["components"]["responses"].values():
        for code in response["x-error-codes"]:
            assert errors[code].type == response["x-error-type"]
    assert errors["authentication_failed"].status == 401
    assert errors["method_not_allowed"].status == 405


def test_routes_are_those_of_the_contract() -> None:
    contract = Contract(CONTRACT)
    for fact in OPERATIONS:
        for base in ("/v1", "/api/v1"):
            found = contract.find(f"{base}{fact.example_path}".encode())
            assert found is not None
            assert found[0].operations[fact.method].id == fact.id
    assert contract.find(b"/customers") is None


def test_the_rules_come_from_the_contract_that_is_served(
    start_server: StartServer, tmp_path: Path
) -> None:
    document = copy.deepcopy(CONTRACT)
    document["components"]["parameters"]["Limit"]["schema"]["maximum"] = 3
    document["paths"]["/customers"]["get"]["x-key-types"] = ["publishable", "secret"]
    document["paths"]["/bundles"]["get"]["x-key-types"] = ["secret"]
    document["components"]["securitySchemes"]["ApiKey"]["x-rate-limits"]["development"] = {
        "per_minute": 50,
        "burst": 7,
    }
    path = tmp_path / "contract.json"
    path.write_text(json.dumps(document))
    server = start_server("--limits", "platform", contract=path)
    tenant = server.create_tenant()
    headers = tenant.headers("publishable")
    listed = request("GET", f"{server.url}/v1/customers?limit=3", headers=headers)
    assert listed.status_code == 200
    assert listed.headers["x-ratelimit-limit"] == "7"
    refused = request("GET", f"{server.url}/v1/customers?limit=4", headers=headers)
    assert error_of(refused, 422, "out_of_range")["details"]["expected"] == 3
    forbidden = request("GET", f"{server.url}/v1/bundles", headers=headers)
    error_of(forbidden, 403, "insufficient_permissions")


# ---------------------------------------------------------------- checking of our own responses


@pytest.fixture
def log() -> Iterator[io.BytesIO]:
    stream = io.BytesIO()
    handlers_before = logging.getLogger().handlers[:]
    logs.configure(stream)
    yield stream
    logs.close()
    logging.getLogger().handlers[:] = handlers_before


def logged(log: io.BytesIO) -> bytes:
    """What was logged so far."""
    logs.close()  # writes what is queued
    logs.configure(log)
    return log.getvalue()


def test_responses_that_keep_the_contract_pass(log: io.BytesIO) -> None:
    contract = Contract(CONTRACT)
    checker = Checker(contract, Checking.STRICT)
    checker.response(contract.operations["get_customer"], example("Customer"))
    checker.response(contract.operations["get_customer"], example("CustomerWithSubscriptions"))
    page = Page((example("Subscription"), example("SubscriptionActive")), True)
    checker.page(contract.operations["list_subscriptions"], page)
    checker.event("customer.updated", EXAMPLES["CustomerUpdatedEvent"]["value"])
    assert logged(log) == b""


BROKEN = {
    "a field of the wrong type": {"email": 5},
    "a field that may not be null": {"metadata": None},
    "an enumeration's unknown value": {"object": "person"},
    "an id of another kind": {"id": "sub_1"},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_responses_that_violate_the_contract_are_found(
    log: io.BytesIO, change: dict[str, Any]
) -> None:
    contract = Contract(CONTRACT)
    operation = contract.operations["get_customer"]
    body = msgspec.json.encode(EXAMPLES["Customer"]["value"] | change)
    with pytest.raises(ContractBrokenError):
        Checker(contract, Checking.STRICT).response(operation, body)
    for again in range(1, 3):
        Checker(contract, Checking.REPORT).response(operation, body)
        lines = [json.loads(line) for line in logged(log).splitlines()]
        assert len(lines) == again + 1
        assert lines[-1]["event"] == "contract_broken"
        assert lines[-1]["operation_id"] == "get_customer"
        assert next(iter(change)) in lines[-1]["reason"]
    Checker(contract, Checking.OFF).response(operation, body)
    assert len(logged(log).splitlines()) == 3


def test_one_bad_object_of_a_page_is_found_also_among_known_ones(log: io.BytesIO) -> None:
    contract = Contract(CONTRACT)
    checker = Checker(contract, Checking.STRICT)
    operation = contract.operations["list_customers"]
    good = [
        msgspec.json.encode(EXAMPLES["Customer"]["value"] | {"id": f"cus_{n}"}) for n in range(20)
    ]
    bad = msgspec.json.encode(EXAMPLES["Customer"]["value"] | {"email": None})
    for _ in range(2):
        checker.page(operation, Page(good, False))
        with pytest.raises(ContractBrokenError):
            checker.page(operation, Page([*good[:7], bad, *good[7:]], False))
    assert b"email" in logged(log)


def test_a_missing_field_an_unknown_status_and_an_unknown_event_are_found(
    log: io.BytesIO,
) -> None:
    contract = Contract(CONTRACT)
    checker = Checker(contract, Checking.STRICT)
    operation = contract.operations["get_customer"]
    short = dict(EXAMPLES["Customer"]["value"])
    del short["phone"]
    with pytest.raises(ContractBrokenError, match="required"):
        checker.response(operation, msgspec.json.encode(short))
    with pytest.raises(ContractBrokenError, match="status 418"):
        checker.error(operation, 418, b'{"error":{}}')
    with pytest.raises(ContractBrokenError, match="Error/required"):
        checker.unrouted_error(b'{"error":{"message":"x","type":"y"}}')
    with pytest.raises(ContractBrokenError, match="not documented"):
        checker.event("customer.vanished", EXAMPLES["CustomerUpdatedEvent"]["value"])


def test_the_server_returns_500_rather_than_break_the_contract(
    start_server: StartServer, tmp_path: Path
) -> None:
    document = copy.deepcopy(CONTRACT)
    document["components"]["schemas"]["Customer"]["properties"]["phone"] = {"type": "integer"}
    path = tmp_path / "contract.json"
    path.write_text(json.dumps(document))
    server = start_server("--limits", "off", contract=path)
    server.may_break_the_contract = True
    api = server.create_tenant().client()
    for _ in range(2):
        response = api.post(
            "/customers",
            json={"email": "a@example.com"},
            headers={"idempotency-key": "k"},
        )
        error = error_of(response, 500, "internal_error")
        assert error["type"] == "api_error"
    assert api.get("/customers").json()["data"] == [], "nothing of it has happened"
    server.stop()
    told = [line for line in server.log_lines() if line["event"] == "contract_broken"]
    assert {line["operation_id"] for line in told} >= {"customer.created"}
