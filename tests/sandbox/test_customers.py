"""Customers: created, changed by merging, deleted permanently."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.sandbox.events import events_of
from tests.sandbox.servers import Server, Tenant, error_of

FULL: dict[str, Any] = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "phone": "+44 20 7946 0000",
    "address": {
        "line1": "12 St James's Square",
        "line2": None,
        "city": "London",
        "state": None,
        "postal_code": "SW1Y 4JH",
        "country": "GB",
    },
    "metadata": {"channel": "web"},
}


def test_a_customer_is_created_as_sent(api: httpx2.Client) -> None:
    created = api.post("/customers", json=FULL)
    assert created.status_code == 201
    body = created.json()
    assert {name: body[name] for name in FULL} == FULL
    assert body["object"] == "customer"
    assert api.get(f"/customers/{body['id']}").content == created.content
    assert api.get("/customers").json()["data"] == [body]


def test_missing_fields_are_null_or_empty(api: httpx2.Client) -> None:
    body = api.post("/customers", json={"email": "a@example.com"}).json()
    assert (body["name"], body["phone"], body["address"], body["metadata"]) == (
        None,
        None,
        None,
        {},
    )


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, {}),
        ({"name": "A."}, {"name": "A."}),
        ({"name": None}, {"name": None}),
        ({"phone": None}, {"phone": None}),
        ({"metadata": {"a": "1"}}, {"metadata": {"a": "1"}}),
        ({"metadata": {}}, {"metadata": {}}),
        ({"address": None}, {"address": None}),
        (
            {"address": {"city": "Paris"}},
            {"address": dict.fromkeys(FULL["address"]) | {"city": "Paris"}},
        ),
        ({"email": "Ada@Example.com"}, {"email": "Ada@Example.com"}),
    ],
    ids=str,
)
def test_a_change_merges(api: httpx2.Client, change: dict[str, Any], after: dict[str, Any]) -> None:
    before = api.post("/customers", json=FULL).json()
    changed = api.put(f"/customers/{before['id']}", json=change)
    assert changed.status_code == 200
    assert changed.json() == before | after
    assert api.get(f"/customers/{before['id']}").content == changed.content


@pytest.mark.parametrize(
    "change", [{"id": "cus_2"}, {"created": 1}, {"email": None}, {"object": "x"}]
)
def test_fields_that_cannot_be_changed_are_rejected(
    api: httpx2.Client, customer: str, change: dict[str, Any]
) -> None:
    before = api.get(f"/customers/{customer}").json()
    assert api.put(f"/customers/{customer}", json=change).status_code == 422
    assert api.get(f"/customers/{customer}").json() == before


def test_an_email_belongs_to_one_customer_ignoring_case(api: httpx2.Client, customer: str) -> None:
    taken = api.post("/customers", json={"email": "ADA@example.COM"})
    error = error_of(taken, 409, "duplicate_value")
    assert error["type"] == "conflict_error"
    other = api.post("/customers", json={"email": "b@example.com"}).json()["id"]
    error_of(
        api.put(f"/customers/{other}", json={"email": "Ada@example.com"}), 409, "duplicate_value"
    )
    assert api.get(f"/customers/{other}").json()["email"] == "b@example.com"


def test_a_deleted_customer_stays_gone(api: httpx2.Client, customer: str) -> None:
    deleted = api.delete(f"/customers/{customer}")
    assert (deleted.status_code, deleted.json()) == (
        200,
        {"id": customer, "object": "customer", "deleted": True},
    )
    error_of(api.get(f"/customers/{customer}"), 404, "resource_missing")
    error_of(api.put(f"/customers/{customer}", json={"name": "x"}), 404, "resource_missing")
    error_of(api.delete(f"/customers/{customer}"), 404, "resource_missing")
    error_of(api.get(f"/customers/{customer}/entitlements"), 404, "resource_missing")
    assert api.get("/customers").json()["data"] == []
    again = api.post("/customers", json={"email": "ada@example.com"})
    assert again.status_code == 201, "the email is free again"


def test_deleting_a_customer_cancels_the_subscriptions(api: httpx2.Client, customer: str) -> None:
    for plan in ("plan_basic", "plan_pro"):
        api.post("/subscriptions", json={"customer": customer, "plan": plan})
    api.delete(f"/customers/{customer}")
    left = api.get("/subscriptions", params={"customer": customer}).json()["data"]
    assert [s["status"] for s in left] == ["canceled", "canceled"]
    assert {s["cancellation_reason"] for s in left} == {"customer_deleted"}


def test_subscriptions_can_be_embedded(api: httpx2.Client, customer: str) -> None:
    made = [
        api.post("/subscriptions", json={"customer": customer, "plan": "plan_pro"}).json()
        for _ in range(11)
    ]
    plain = api.get(f"/customers/{customer}").json()
    assert "subscriptions" not in plain
    for query in ("expand[]=subscriptions", "expand%5B%5D=subscriptions&expand[]=subscriptions"):
        expanded = api.get(f"/customers/{customer}?{query}").json()
        embedded = expanded.pop("subscriptions")
        assert expanded == plain
        assert embedded == {"object": "list", "data": made[:0:-1], "has_more": True}


def test_entitlements_follow_the_subscriptions(api: httpx2.Client, customer: str) -> None:
    def held() -> list[tuple[str, int | None, str]]:
        data = api.get(f"/customers/{customer}/entitlements").json()["data"]
        return [(e["feature"], e["limit"], e["source"]) for e in data]

    assert held() == []
    subscription = api.post(
        "/subscriptions", json={"customer": customer, "plan": "plan_pro"}
    ).json()["id"]
    pro = [
        ("priority_support", None, subscription),
        ("storage_gb", 100, subscription),
        ("projects", 100, subscription),
    ]
    assert held() == pro
    api.post(f"/subscriptions/{subscription}/pause")
    assert held() == []
    api.post(f"/subscriptions/{subscription}/resume")
    assert held() == pro
    api.put(f"/subscriptions/{subscription}", json={"plan": "plan_basic"})
    assert held() == [("storage_gb", 5, subscription), ("projects", 10, subscription)]
    api.put(f"/subscriptions/{subscription}", json={"plan": "plan_pro_yearly"})
    assert held() == pro
    api.post(f"/subscriptions/{subscription}/cancel")
    assert held() == []


def test_entitlements_have_pages(api: httpx2.Client, customer: str) -> None:
    api.post("/subscriptions", json={"customer": customer, "plan": "plan_pro"})
    path = f"/customers/{customer}/entitlements"
    first = api.get(path, params={"limit": 2}).json()
    assert first["has_more"] is True
    rest = api.get(path, params={"starting_after": first["data"][-1]["id"]}).json()
    assert [e["feature"] for e in first["data"] + rest["data"]] == [
        "priority_support",
        "storage_gb",
        "projects",
    ]


def test_events_report_what_happened(server: Server, tenant: Tenant) -> None:
    api = tenant.client()
    created = api.post(
        "/customers", json={"email": "a@example.com"}, headers={"idempotency-key": "k"}
    )
    customer = created.json()["id"]
    api.put(f"/customers/{customer}", json={"name": "Ada"})
    api.put(f"/customers/{customer}", json={"name": "Ada"})
    api.delete(f"/customers/{customer}")
    events = events_of(server, tenant)
    assert [event["type"] for event in events] == [
        "customer.created",
        "customer.updated",
        "customer.deleted",
    ]
    assert events[0]["data"] == {"object": created.json()}
    assert events[0]["request"] == {
        "id": created.headers["x-request-id"],
        "idempotency_key": "k",
    }
    assert events[1]["data"]["previous_attributes"] == {"name": None}
    assert events[1]["request"]["idempotency_key"] is None
    assert events[2]["data"]["object"]["deleted"] is True


def test_a_rejected_change_sends_no_event(server: Server, tenant: Tenant) -> None:
    api = tenant.client()
    api.post("/customers", json={"email": "a@example.com"})
    api.post("/customers", json={"email": "a@example.com"})
    assert len(events_of(server, tenant)) == 1
