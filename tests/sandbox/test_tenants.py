"""Nothing of one tenant or environment can be seen, changed, counted or guessed from another."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.sandbox.contract_facts import OPERATIONS, Fact
from tests.sandbox.servers import Server, Tenant

Ids = dict[str, str]


def furnish(api: httpx2.Client) -> Ids:
    """One object of each kind; their ids by the path's first segment."""
    customer = api.post("/customers", json={"email": "ada@example.com"}).json()["id"]
    subscription = api.post("/subscriptions", json={"customer": customer, "plan": "plan_pro"})
    payment = api.post(
        "/payments",
        json={
            "customer": customer,
            "amount": 500,
            "currency": "usd",
            "payment_method": "tok_visa",
        },
    )
    return {
        "customers": customer,
        "subscriptions": subscription.json()["id"],
        "payments": payment.json()["id"],
        "bundles": "bun_pro",
    }


def snapshot(api: httpx2.Client) -> list[Any]:
    return [
        api.get(path, params={"limit": 100}).json()
        for path in ("/customers", "/subscriptions", "/payments", "/bundles")
    ]


def essence(response: httpx2.Response, object_id: str) -> tuple[int, Any]:
    """Return what a response reveals: everything but the ID of the request and the ID that was sent."""
    body = response.json()
    if "error" in body:
        del body["error"]["request_id"]
        assert repr(object_id) in body["error"]["message"]
        body["error"]["message"] = body["error"]["message"].replace(object_id, "ID")
    return response.status_code, body


@pytest.fixture(scope="module")
def worlds(server: Server) -> tuple[Tenant, Tenant]:
    return server.create_tenant(), server.create_tenant()


WITH_ID = [fact for fact in OPERATIONS if "{id}" in fact.path and "bundles" not in fact.path]


@pytest.mark.parametrize("environment", ["development", "production"])
@pytest.mark.parametrize("fact", WITH_ID, ids=lambda fact: fact.id)
def test_a_foreign_object_is_like_a_missing_one(
    worlds: tuple[Tenant, Tenant], fact: Fact, environment: str
) -> None:
    mine, theirs = worlds
    api = mine.client("secret", environment)
    for other in (
        theirs.client("secret", environment),
        mine.client("secret", "production" if environment == "development" else "development"),
    ):
        ids = known(other) if other.get("/customers").json()["data"] else furnish(other)
        before = snapshot(other)
        path = fact.path.replace("{id}", ids[fact.path.split("/")[1]])
        foreign = api.request(fact.method, path, json={})
        missing = api.request(fact.method, fact.example_path, json={})
        assert foreign.status_code == 404
        assert essence(foreign, path.split("/")[2]) == essence(
            missing, fact.example_path.split("/")[2]
        )
        assert [*foreign.headers] == [*missing.headers]
        assert snapshot(other) == before


def known(api: httpx2.Client) -> Ids:
    return {
        path: api.get(f"/{path}").json()["data"][0]["id"]
        for path in ("customers", "subscriptions", "payments")
    }


@pytest.mark.parametrize(
    ("path", "field"),
    [("/subscriptions", "customer"), ("/payments", "customer"), ("/payments", "subscription")],
)
def test_a_foreign_object_cannot_be_referenced(
    server: Server, tenant: Tenant, path: str, field: str
) -> None:
    mine = furnish(tenant.client())
    bodies: dict[str, dict[str, Any]] = {
        "/subscriptions": {"customer": mine["customers"], "plan": "plan_basic"},
        "/payments": {
            "customer": mine["customers"],
            "subscription": mine["subscriptions"],
            "amount": 1,
            "currency": "usd",
            "payment_method": "tok_visa",
        },
    }
    api = tenant.client()
    before = snapshot(api)
    for other in (server.create_tenant().client(), tenant.client("secret", "production")):
        theirs = furnish(other)
        foreign_id, missing_id = theirs[f"{field}s"], f"{field[:3]}_doesNotExist"
        foreign = api.post(path, json=bodies[path] | {field: foreign_id})
        missing = api.post(path, json=bodies[path] | {field: missing_id})
        assert foreign.status_code == 404
        assert essence(foreign, foreign_id) == essence(missing, missing_id)
    assert snapshot(api) == before


def test_a_foreign_filter_finds_nothing(server: Server, tenant: Tenant) -> None:
    theirs = furnish(server.create_tenant().client())
    api = tenant.client()
    furnish(api)
    found = api.get("/subscriptions", params={"customer": theirs["customers"]})
    assert found.json() == {"object": "list", "data": [], "has_more": False}


def test_a_duplicate_is_rejected_only_within_an_environment(server: Server, tenant: Tenant) -> None:
    furnish(tenant.client())
    for other in (server.create_tenant().client(), tenant.client("secret", "production")):
        assert other.post("/customers", json={"email": "ADA@example.com"}).status_code == 201
    again = tenant.client().post("/customers", json={"email": "ADA@example.com"})
    assert again.status_code == 409
    assert again.json()["error"]["details"] == {"field": "email", "constraint": "unique"}


def test_an_idempotency_key_reveals_nothing_about_another_environment(
    server: Server, tenant: Tenant
) -> None:
    headers = {"idempotency-key": "shared"}
    tenant.client().post("/customers", json={"email": "a@example.com"}, headers=headers)
    for other in (server.create_tenant().client(), tenant.client("secret", "production")):
        response = other.post("/customers", json={"email": "b@example.com"}, headers=headers)
        assert response.status_code == 201
        assert "idempotent-replayed" not in response.headers


def test_a_tenant_header_does_not_open_another_tenant(server: Server, tenant: Tenant) -> None:
    other = server.create_tenant()
    furnish(other.client())
    response = tenant.client().get("/customers", headers={"x-tn": other.id})
    assert response.status_code == 401


def test_deleting_everything_of_one_environment_leaves_the_others(
    server: Server, tenant: Tenant
) -> None:
    others = [server.create_tenant().client(), tenant.client("secret", "production")]
    for other in others:
        furnish(other)
    before = [snapshot(other) for other in others]
    api = tenant.client()
    ids = furnish(api)
    assert api.delete(f"/customers/{ids['customers']}").status_code == 200
    assert [snapshot(other) for other in others] == before
