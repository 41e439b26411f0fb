"""The states of a subscription and the moves between them that requests make."""

from __future__ import annotations

import time
from typing import Any

import httpx2
import pytest

from tests.sandbox.events import events_of
from tests.sandbox.servers import Server, Tenant, error_of

DAY = 86_400


def subscribe(api: httpx2.Client, customer: str, plan: str, **more: Any) -> dict[str, Any]:
    response = api.post("/subscriptions", json={"customer": customer, "plan": plan, **more})
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def test_a_plan_with_a_trial_starts_trialing(api: httpx2.Client, customer: str) -> None:
    made = subscribe(api, customer, "plan_basic", metadata={"a": "1"})
    assert made["status"] == "trialing"
    assert made["trial_end"] == made["current_period_end"] == made["created"] + 14 * DAY
    assert abs(made["created"] - time.time()) < 10
    assert (made["customer"], made["bundle"], made["plan"]["id"]) == (
        customer,
        "bun_basic",
        "plan_basic",
    )
    assert made["metadata"] == {"a": "1"}
    assert api.get("/payments").json()["data"] == [], "a trial costs nothing"


def test_a_plan_without_a_trial_is_paid_and_active(api: httpx2.Client, customer: str) -> None:
    made = subscribe(api, customer, "plan_weekly")
    assert (made["status"], made["trial_end"]) == ("active", None)
    assert made["current_period_end"] == made["created"] + 7 * DAY
    (payment,) = api.get("/payments").json()["data"]
    assert (payment["subscription"], payment["amount"], payment["status"]) == (
        made["id"],
        500,
        "succeeded",
    )


def test_a_plan_that_costs_nothing_takes_no_payment(api: httpx2.Client, customer: str) -> None:
    assert subscribe(api, customer, "plan_free")["status"] == "active"
    assert api.get("/payments").json()["data"] == []


def test_a_first_payment_that_fails_leaves_it_active(
    server: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    body = {"customer": customer, "amount": 1, "currency": "usd", "payment_method": "tok_declined"}
    api.post("/payments", json=body)
    made = subscribe(api, customer, "plan_pro")
    assert made["status"] == "active"
    assert api.get(f"/subscriptions/{made['id']}").json() == made
    assert api.get("/payments").json()["data"][0]["failure_code"] == "card_declined"
    assert len(api.get(f"/customers/{customer}/entitlements").json()["data"]) == 3
    told = [event["type"] for event in events_of(server, tenant)]
    assert told[-2:] == ["subscription.created", "payment.failed"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"customer": "cus_doesNotExist", "plan": "plan_pro"}, "customer"),
        ({"plan": "plan_doesNotExist"}, "plan"),
    ],
)
def test_referenced_objects_must_exist(
    api: httpx2.Client, customer: str, body: dict[str, str], field: str
) -> None:
    response = api.post("/subscriptions", json={"customer": customer, **body})
    assert error_of(response, 404, "resource_missing")["details"] == {"field": field}


# ---------------------------------------------------------------- moves

MOVES = {
    # from: {action: status after}; what is not here is a 409
    "trialing": {"cancel": "canceled"},
    "active": {"cancel": "canceled", "pause": "paused"},
    "paused": {"cancel": "canceled", "resume": "active"},
    "canceled": {},
}


def in_status(api: httpx2.Client, customer: str, status: str) -> str:
    made = subscribe(api, customer, "plan_basic" if status == "trialing" else "plan_pro")
    path = f"/subscriptions/{made['id']}"
    if status in ("paused", "canceled"):
        api.post(f"{path}/{status.removesuffix('ed').replace('paus', 'pause')}")
    assert api.get(path).json()["status"] == status
    return path


@pytest.mark.parametrize("action", ["cancel", "pause", "resume"])
@pytest.mark.parametrize("status", MOVES)
def test_only_the_moves_of_the_contract_are_possible(
    api: httpx2.Client, customer: str, status: str, action: str
) -> None:
    path = in_status(api, customer, status)
    before = api.get(path).json()
    response = api.post(f"{path}/{action}")
    after = MOVES[status].get(action)
    if after is None:
        error = error_of(response, 409, "invalid_state")
        assert error["type"] == "conflict_error"
        assert error["details"]["value"] == status
        assert api.get(path).json() == before
    else:
        assert response.status_code == 200, response.text
        assert response.json()["status"] == after
        assert api.get(path).content == response.content


def test_canceling_says_when_and_why(api: httpx2.Client, customer: str) -> None:
    for body, reason in ((None, "customer_request"), ({"reason": "too dear"}, "too dear")):
        made = subscribe(api, customer, "plan_pro")
        ended = api.post(f"/subscriptions/{made['id']}/cancel", json=body).json()
        assert (ended["status"], ended["cancellation_reason"]) == ("canceled", reason)
        assert abs(ended["canceled_at"] - time.time()) < 10


def test_canceling_at_the_period_end_changes_nothing_yet(api: httpx2.Client, customer: str) -> None:
    made = subscribe(api, customer, "plan_pro")
    path = f"/subscriptions/{made['id']}"
    ending = api.post(f"{path}/cancel", json={"at_period_end": True}).json()
    assert ending == made | {
        "cancel_at_period_end": True,
        "cancellation_reason": "customer_request",
    }
    assert api.post(f"{path}/cancel").json()["status"] == "canceled", "it can still end immediately"


@pytest.mark.parametrize(
    ("proration", "plan", "charged"),
    [("immediate", "plan_pro", 2000), ("none", "plan_pro", 0), ("next_cycle", "plan_basic", 0)],
)
def test_a_plan_is_changed_with_proration(
    server: Server, tenant: Tenant, proration: str, plan: str, charged: int
) -> None:
    server.write(
        lambda db: db.execute(  # a plan like basic, but without a trial
            "INSERT INTO plan (tenant, environment, id, bundle) VALUES ($1, 'development', 'plan_test', 'bun_test')",
            tenant.id,
        )
    )
    server.write(
        lambda db: db.execute(
            "INSERT INTO bundle (tenant, environment, id, hidden, created, doc)"
            " SELECT tenant, environment, 'bun_test', 0, created, $2 FROM bundle"
            " WHERE tenant = $1 AND environment = 'development' AND id = 'bun_pro'",
            tenant.id,
            b'{"id":"bun_test","object":"bundle","name":"Test","description":null,"type":"subscription",'
            b'"entitlements":[],"plans":[{"id":"plan_test","object":"plan","amount":999,"currency":"usd",'
            b'"interval":"month","trial_days":0}],"created":1}',
        )
    )
    api = tenant.client()
    customer = api.post("/customers", json={"email": "a@example.com"}).json()["id"]
    made = subscribe(api, customer, "plan_test")
    changed = api.put(
        f"/subscriptions/{made['id']}", json={"plan": "plan_pro", "proration": proration}
    ).json()
    assert changed["plan"]["id"] == ("plan_test" if proration == "next_cycle" else "plan_pro")
    payments = api.get("/payments").json()["data"]
    extra = [payment["amount"] for payment in payments[:-1]]
    # Some seconds of the period may have passed.
    assert extra == [] if not charged else abs(extra[0] - charged) <= 1


def test_a_cheaper_plan_charges_nothing(api: httpx2.Client, customer: str) -> None:
    made = subscribe(api, customer, "plan_pro")
    changed = api.put(f"/subscriptions/{made['id']}", json={"plan": "plan_quarterly"}).json()
    assert changed["plan"]["id"] == "plan_quarterly"
    assert len(api.get("/payments").json()["data"]) == 1


@pytest.mark.parametrize("status", ["paused", "canceled"])
def test_the_plan_of_an_inactive_subscription_cannot_be_changed(
    api: httpx2.Client, customer: str, status: str
) -> None:
    path = in_status(api, customer, status)
    error_of(api.put(path, json={"plan": "plan_basic"}), 409, "invalid_state")


def test_a_paused_subscription_takes_notes(api: httpx2.Client, customer: str) -> None:
    path = in_status(api, customer, "paused")
    assert api.put(path, json={"metadata": {"a": "1"}}).json()["metadata"] == {"a": "1"}


def test_a_proration_without_a_plan_is_rejected(api: httpx2.Client, customer: str) -> None:
    made = subscribe(api, customer, "plan_pro")
    response = api.put(f"/subscriptions/{made['id']}", json={"proration": "none"})
    assert error_of(response, 422, "required_field")["details"]["field"] == "plan"


def test_events_report_every_transition(server: Server, tenant: Tenant) -> None:
    api = tenant.client()
    customer = api.post("/customers", json={"email": "a@example.com"}).json()["id"]
    path = f"/subscriptions/{subscribe(api, customer, 'plan_pro')['id']}"
    api.post(f"{path}/pause")
    api.post(f"{path}/resume")
    api.put(path, json={"metadata": {"a": "1"}})
    api.post(f"{path}/cancel")
    events = events_of(server, tenant)[1:]
    assert [event["type"] for event in events] == [
        "subscription.created",
        "payment.succeeded",
        "subscription.paused",
        "subscription.resumed",
        "subscription.updated",
        "subscription.cancelled",
    ]
    assert [
        event["data"]["previous_attributes"]
        for event in events
        if "previous_attributes" in event["data"]
    ] == [
        {"status": "active"},
        {"status": "paused"},
        {"metadata": {}},
        {"status": "active", "canceled_at": None, "cancellation_reason": None},
    ]
    assert all(event["request"]["id"].startswith("req_") for event in events)


def test_a_canceled_subscription_keeps_its_metadata(api: httpx2.Client, customer: str) -> None:
    created = api.post("/subscriptions", json={"customer": customer, "plan": "plan_basic"}).json()
    path = f"/subscriptions/{created['id']}"
    canceled = api.post(f"{path}/cancel").json()
    error_of(api.put(path, json={"metadata": {"late": "yes"}}), 409, "invalid_state")
    assert api.get(path).json() == canceled
