"""Failures on demand: what a client sees, and what has happened."""

from __future__ import annotations

import time
from typing import Any

import httpx2
import pytest

from tests.sandbox.control import ControlClient, control, rejected
from tests.sandbox.engines import ON_SQLITE
from tests.sandbox.servers import Tenant, error_of

__all__ = ["control"]  # a fixture

CUSTOMER = {"email": "ada@example.com"}


@pytest.fixture
def tenant(control: ControlClient) -> Tenant:
    return control.create_tenant()


@pytest.fixture
def api(tenant: Tenant) -> httpx2.Client:
    return tenant.client()


def emails(api: httpx2.Client) -> list[str]:
    return [customer["email"] for customer in api.get("/customers").json()["data"]]


def fail(control: ControlClient, tenant: Tenant, **rule: Any) -> dict[str, Any]:
    created: dict[str, Any] = control.do("create_failure", rule, tenant=tenant.id)
    return created


def test_an_error_has_the_envelope_of_the_contract(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    rule = fail(control, tenant, type="error", status=500, times=1)
    response = api.post("/customers", json=CUSTOMER)
    error = error_of(response, 500, "internal_error")
    assert error["type"] == "api_error"
    assert emails(api) == []
    [recorded] = control.do("list_requests", tenant=tenant.id, status="500")["data"]
    assert recorded["failure"] == rule["id"]


def test_an_error_can_be_named_by_its_code(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    fail(control, tenant, type="error", code="duplicate_value", operation="create_customer")
    error_of(api.post("/customers", json=CUSTOMER), 409, "duplicate_value")
    assert api.get("/customers").status_code == 200


def test_a_rule_applies_to_a_number_of_requests(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    fail(control, tenant, type="error", status=503, times=2)
    assert [api.get("/customers").status_code for _ in range(4)] == [503, 503, 200, 200]
    assert control.do("list_failures", tenant=tenant.id)["data"] == []


def test_a_rule_applies_to_one_key_operation_and_environment(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    key = control.do("create_key", {}, tenant=tenant.id)
    rule = fail(control, tenant, type="maintenance", key=key["id"], operation="list_customers")
    assert control.do("list_failures", tenant=tenant.id)["data"] == [rule]
    other = {"x-api-key": key["key"]}
    assert api.get("/customers").status_code == 200
    assert api.get("/bundles", headers=other).status_code == 200
    assert api.get("/customers", headers=other).status_code == 503
    assert tenant.client("secret", "production").get("/customers").status_code == 200


def test_a_rule_of_one_tenant_does_not_apply_to_another(
    control: ControlClient, tenant: Tenant
) -> None:
    fail(control, tenant, type="maintenance")
    assert control.create_tenant().client().get("/customers").status_code == 200


def test_rules_are_removed(control: ControlClient, tenant: Tenant, api: httpx2.Client) -> None:
    rule = fail(control, tenant, type="maintenance")
    fail(control, tenant, type="cut_connection", operation="list_bundles")
    control.do("delete_failure", tenant=tenant.id, failure=rule["id"])
    rejected(control.call("delete_failure", tenant=tenant.id, failure=rule["id"]), 404, "not_found")
    assert api.get("/customers").status_code == 200
    control.do("delete_failures", tenant=tenant.id)
    assert api.get("/bundles").status_code == 200


def test_a_rate_limit_says_when_to_retry(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    fail(control, tenant, type="rate_limit", retry_after=7, times=1)
    response = api.get("/customers")
    error_of(response, 429, "rate_limit_exceeded")
    assert response.headers["retry-after"] == "7"
    assert response.headers["x-ratelimit-remaining"] == "0"
    assert 5 <= int(response.headers["x-ratelimit-reset"]) - time.time() <= 9


def test_maintenance_says_when_to_retry(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    fail(control, tenant, type="maintenance", retry_after=30)
    for _ in range(3):
        response = api.get("/customers")
        error_of(response, 503, "service_unavailable")
        assert response.headers["retry-after"] == "30"


def test_latency_delays_the_response(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    fail(control, tenant, type="latency", latency_ms=300, times=1)
    started = time.monotonic()
    assert api.get("/customers").status_code == 200
    assert time.monotonic() - started >= 0.3


def test_a_cut_connection_has_no_effect(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    fail(control, tenant, type="cut_connection", times=1)
    with pytest.raises(httpx2.TransportError):
        api.post("/customers", json=CUSTOMER)
    assert emails(api) == []


def test_the_retry_of_a_lost_response_gets_the_stored_one(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    rule = fail(control, tenant, type="lose_response", operation="create_customer", times=1)
    key = {"idempotency-key": "once"}
    with pytest.raises(httpx2.TransportError):
        api.post("/customers", json=CUSTOMER, headers=key)
    assert emails(api) == ["ada@example.com"]
    retried = api.post("/customers", json=CUSTOMER, headers=key)
    assert (retried.status_code, retried.headers["idempotent-replayed"]) == (201, "true")
    lost, replayed = control.do("list_requests", tenant=tenant.id, operation="create_customer")[
        "data"
    ]
    assert (lost["status"], lost["failure"]) == (None, rule["id"])
    assert replayed["replayed"]


def test_without_an_idempotency_key_a_lost_response_makes_two(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    customer = api.post("/customers", json=CUSTOMER).json()["id"]
    fail(control, tenant, type="lose_response", operation="create_payment", times=1)
    body = {"customer": customer, "amount": 1, "currency": "usd", "payment_method": "tok_visa"}
    with pytest.raises(httpx2.TransportError):
        api.post("/payments", json=body)
    assert api.post("/payments", json=body).status_code == 201
    assert len(api.get("/payments").json()["data"]) == 2


def test_a_cut_connection_does_not_harm_others(
    control: ControlClient, tenant: Tenant, api: httpx2.Client
) -> None:
    other = control.create_tenant().client()
    assert other.get("/customers").status_code == 200
    fail(control, tenant, type="cut_connection", times=1)
    with pytest.raises(httpx2.TransportError):
        api.get("/customers")
    assert other.get("/customers").status_code == 200
    assert api.get("/customers").status_code == 200


@ON_SQLITE
@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"type": "error"}, "no error with status None"),
        ({"type": "error", "status": 418}, "no error with status 418"),
        ({"type": "error", "code": "teapot"}, "code teapot"),
        ({"type": "latency", "operation": "create_coupon"}, "No such operation"),
        ({"type": "error", "status": 409, "operation": "list_customers"}, "does not return"),
        ({"type": "latency", "environment": "staging"}, "No such environment"),
        ({"type": "explosion"}, "Send one of: error"),
    ],
)
def test_a_rule_that_the_contract_does_not_allow_is_rejected(
    control: ControlClient, tenant: Tenant, rule: dict[str, object], told: str
) -> None:
    response = control.call("create_failure", rule, tenant=tenant.id)
    assert response.status_code == 400
    assert told in response.json()["error"]["message"]
