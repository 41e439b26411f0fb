"""Tenants: tenants with clocks of their own, made for a test and restored from snapshots."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from azotte_sandbox.periods import DAY
from tests.sandbox.control import ControlClient, control, rejected
from tests.sandbox.servers import Server, Tenant, error_of

__all__ = ["control"]  # a fixture

NEW_YEAR = 1_767_225_600
DATA = ("/customers", "/subscriptions", "/payments", "/bundles")


def subscribe(tenant: Tenant, email: str = "ada@example.com", plan: str = "plan_basic") -> Any:
    api = tenant.client()
    customer = api.post("/customers", json={"email": email}).json()["id"]
    return api.post("/subscriptions", json={"customer": customer, "plan": plan}).json()


def data(tenant: Tenant, environment: str = "development") -> list[Any]:
    api = tenant.client("secret", environment)
    return [api.get(path, params={"limit": 100}).json()["data"] for path in DATA]


# ------------------------------------------------------------------ creation


def test_a_new_tenant_has_a_key_of_each_kind(control: ControlClient) -> None:
    tenant = control.create_tenant(name="checkout")
    for type_, environment in tenant.keys:
        assert tenant.client(type_, environment).get("/bundles").status_code == 200
    found = control.do("get_tenant", tenant=tenant.id)
    assert (found["name"], found["clock"]["frozen"]) == ("checkout", False)
    assert found in control.do("list_tenants")["data"]


def test_a_tenant_can_have_a_chosen_id_once(control: ControlClient) -> None:
    name = f"tenant_{time.time_ns()}"
    assert control.create_tenant(id=name).id == name
    rejected(control.call("create_tenant", {"id": name}), 409, "conflict")
    rejected(control.call("create_tenant", {"id": "no id"}), 400, "invalid_request")


def test_the_same_seed_and_time_make_the_same_responses(control: ControlClient) -> None:
    seen: list[Any] = []
    for _ in range(2):
        tenant = control.create_tenant(ids_seed="checkout", time=NEW_YEAR, frozen=True)
        subscribe(tenant)
        api = tenant.client()
        assert api.post("/customers", json={"email": "ada@example.com"}).status_code == 409
        control.do("move_clock", {"advance": "40d"}, tenant=tenant.id)
        subscribe(tenant, "grace@example.com", "plan_daily")
        events = control.do("list_events", tenant=tenant.id)["data"]
        bodies = [event["body"] for event in events]
        for body in bodies:
            body["request"] = body["request"] and body["request"]["idempotency_key"]
        seen.append((data(tenant), bodies))
    assert seen[0] == seen[1]
    assert seen[0][0][0][-1]["created"] == NEW_YEAR


def test_tenants_with_different_seeds_have_different_ids(control: ControlClient) -> None:
    ids = {subscribe(control.create_tenant(ids_seed=seed))["id"] for seed in "ab"}
    assert len(ids) == 2


def test_a_deleted_tenant_is_gone_with_its_keys(control: ControlClient) -> None:
    tenant, other = control.create_tenant(), control.create_tenant()
    subscribe(tenant)
    kept = subscribe(other)
    control.do(
        "create_webhook_endpoint", {"url": "http://127.0.0.1:9/", "events": []}, tenant=tenant.id
    )
    control.do("create_snapshot", tenant=tenant.id)
    control.do("create_failure", {"type": "latency"}, tenant=tenant.id)
    subscribe(tenant, "grace@example.com")
    control.do("delete_tenant", tenant=tenant.id)
    error_of(tenant.client().get("/customers"), 401, "authentication_failed")
    rejected(control.call("get_tenant", tenant=tenant.id), 404, "not_found")
    assert other.client().get("/subscriptions").json()["data"] == [kept]


# ------------------------------------------------------------------ clocks


def test_a_clock_is_of_its_tenant_alone(control: ControlClient) -> None:
    tenant, other = control.create_tenant(), control.create_tenant()
    mine, theirs = subscribe(tenant), subscribe(other)
    moved = control.do("move_clock", {"advance": "15d"}, tenant=tenant.id)
    assert moved["changes"] == 2  # the notice and the end of the trial
    assert abs(moved["offset_seconds"] - 15 * DAY) <= 1
    assert tenant.client().get(f"/subscriptions/{mine['id']}").json()["status"] == "active"
    assert other.client().get(f"/subscriptions/{theirs['id']}").json() == theirs
    assert control.do("get_clock", tenant=other.id)["offset_seconds"] == 0


def test_a_frozen_clock_moves_only_when_it_is_moved(control: ControlClient) -> None:
    tenant = control.create_tenant(time=NEW_YEAR, frozen=True)
    assert subscribe(tenant)["created"] == NEW_YEAR
    moved = control.do("move_clock", {"to": NEW_YEAR + DAY}, tenant=tenant.id)
    assert (moved["now"], moved["frozen"]) == (NEW_YEAR + DAY, True)
    time.sleep(1.1)
    assert control.do("get_clock", tenant=tenant.id)["now"] == NEW_YEAR + DAY
    moved = control.do("move_clock", {"frozen": False}, tenant=tenant.id)
    assert moved["now"] - (NEW_YEAR + DAY) <= 1
    assert not moved["frozen"]
    control.do("move_clock", {"frozen": True}, tenant=tenant.id)


@pytest.mark.parametrize(
    "body",
    [{"to": NEW_YEAR - 1}, {"advance": "1d", "to": NEW_YEAR + DAY}, {"advance": "1 day"}, {}],
)
def test_a_clock_does_not_go_back(control: ControlClient, body: dict[str, object]) -> None:
    tenant = control.create_tenant(time=NEW_YEAR, frozen=True)
    assert control.call("move_clock", body, tenant=tenant.id).status_code == 400
    assert control.do("get_clock", tenant=tenant.id)["now"] == NEW_YEAR


def test_keys_expire_by_the_clock_of_their_tenant(control: ControlClient) -> None:
    tenant, other = control.create_tenant(), control.create_tenant()
    key = control.do("create_key", {"expires_in": "1d"}, tenant=tenant.id)
    api = tenant.client()
    headers = {"x-api-key": key["key"]}
    control.do("move_clock", {"advance": "2d"}, tenant=other.id)
    assert api.get("/customers", headers=headers).status_code == 200
    control.do("move_clock", {"advance": "2d"}, tenant=tenant.id)
    error_of(api.get("/customers", headers=headers), 401, "authentication_failed")


# ------------------------------------------------------------------ snapshots


def test_a_restored_tenant_is_as_it_was(control: ControlClient) -> None:
    tenant = control.create_tenant(ids_seed="s", time=NEW_YEAR, frozen=True)
    api = tenant.client()
    subscription = subscribe(tenant)
    before = data(tenant)
    snapshot = control.do("create_snapshot", {"name": "subscribed"}, tenant=tenant.id)
    assert control.do("list_snapshots", tenant=tenant.id)["data"] == [snapshot]

    def go_on() -> list[Any]:
        control.do("move_clock", {"advance": "60d"}, tenant=tenant.id)
        api.post(f"/subscriptions/{subscription['id']}/cancel", json={})
        subscribe(tenant, "grace@example.com")
        return data(tenant)

    after = go_on()
    assert after != before
    restored = control.do("restore_tenant", {"snapshot": snapshot["id"]}, tenant=tenant.id)
    assert restored["clock"]["now"] == NEW_YEAR
    assert data(tenant) == before
    # Billing goes on from there, in the same way.
    assert go_on() == after


def test_a_restore_leaves_other_tenants_and_environments_apart(control: ControlClient) -> None:
    tenant, other = control.create_tenant(), control.create_tenant()
    live = tenant.client("secret", "production")
    live.post("/customers", json={"email": "live@example.com"})
    subscribe(tenant)
    subscribe(other)
    snapshot = control.do("create_snapshot", tenant=tenant.id)["id"]
    saved = data(tenant), data(tenant, "production"), data(other)
    subscribe(tenant, "grace@example.com")
    live.post("/customers", json={"email": "late@example.com"})
    control.do("restore_tenant", {"snapshot": snapshot}, tenant=tenant.id)
    assert (data(tenant), data(tenant, "production"), data(other)) == saved


def test_a_snapshot_has_the_records_of_idempotent_requests(control: ControlClient) -> None:
    tenant = control.create_tenant()
    api = tenant.client()
    body, key = {"email": "ada@example.com"}, {"idempotency-key": "once"}
    first = api.post("/customers", json=body, headers=key)
    snapshot = control.do("create_snapshot", tenant=tenant.id)["id"]
    control.do("reset_tenant", tenant=tenant.id)
    control.do("restore_tenant", {"snapshot": snapshot}, tenant=tenant.id)
    again = api.post("/customers", json=body, headers=key)
    assert (again.json(), again.headers["idempotent-replayed"]) == (first.json(), "true")


def test_a_tenant_can_start_with_a_snapshot_of_another_one(control: ControlClient) -> None:
    template = control.create_tenant(time=NEW_YEAR, frozen=True)
    subscribe(template)
    snapshot = control.do("create_snapshot", tenant=template.id)["id"]
    one, two = (control.create_tenant(snapshot=snapshot) for _ in range(2))
    assert data(one) == data(two) == data(template)
    assert control.do("get_clock", tenant=one.id)["now"] == NEW_YEAR
    subscribe(one, "grace@example.com")
    assert data(two) == data(template)


def test_a_snapshot_that_does_not_exist_changes_nothing(control: ControlClient) -> None:
    tenant = control.create_tenant()
    subscribe(tenant)
    before = data(tenant)
    rejected(
        control.call("restore_tenant", {"snapshot": "snap_none"}, tenant=tenant.id),
        404,
        "not_found",
    )
    assert data(tenant) == before
    tenants = len(control.do("list_tenants")["data"])
    rejected(control.call("create_tenant", {"snapshot": "snap_none"}), 404, "not_found")
    assert len(control.do("list_tenants")["data"]) == tenants


def test_a_deleted_snapshot_is_gone(control: ControlClient) -> None:
    tenant, other = control.create_tenant(), control.create_tenant()
    snapshot = control.do("create_snapshot", tenant=tenant.id)["id"]
    rejected(control.call("delete_snapshot", tenant=other.id, snapshot=snapshot), 404, "not_found")
    control.do("delete_snapshot", tenant=tenant.id, snapshot=snapshot)
    assert control.do("list_snapshots", tenant=tenant.id)["data"] == []


def test_a_reset_tenant_has_its_keys_and_no_data(control: ControlClient) -> None:
    tenant, other = control.create_tenant(), control.create_tenant()
    subscribe(tenant)
    kept = subscribe(other)
    control.do("move_clock", {"advance": "20d"}, tenant=tenant.id)
    control.do("reset_tenant", tenant=tenant.id)
    customers, subscriptions, payments, bundles = data(tenant)
    assert [customers, subscriptions, payments] == [[], [], []]
    assert len(bundles) == 4
    assert control.do("get_clock", tenant=tenant.id)["offset_seconds"] == 0
    assert other.client().get("/subscriptions").json()["data"] == [kept]


# ------------------------------------------------------------------ seeds and fixtures


def test_realistic_data_is_of_one_tenant(control: ControlClient) -> None:
    tenant, other = control.create_tenant(), control.create_tenant()
    seeded = control.do("seed_tenant", {"customers": 5}, tenant=tenant.id)
    assert seeded["customers"] == 5
    assert len(data(tenant)[0]) == 5
    assert data(other)[0] == []


def test_the_objects_of_the_examples_can_be_created(control: ControlClient) -> None:
    tenant = control.create_tenant()
    seeded = control.do("seed_tenant", {"examples": True}, tenant=tenant.id)
    assert "cus_1234567890" in seeded["examples"]
    assert tenant.client().get("/customers/cus_1234567890").status_code == 200
    assert control.call("seed_tenant", {"examples": True}, tenant=tenant.id).status_code == 400


def test_fixtures_refer_to_the_results_of_earlier_ones(control: ControlClient) -> None:
    tenant = control.create_tenant()
    created = control.do(
        "create_fixtures",
        {
            "fixtures": [
                {
                    "name": "ada",
                    "operation": "create_customer",
                    "body": {"email": "ada@example.com", "metadata": {"from": "fixtures"}},
                },
                {
                    "name": "sub",
                    "operation": "create_subscription",
                    "body": {"customer": "${ada:id}", "plan": "plan_pro"},
                },
                {"operation": "pause_subscription", "path": {"id": "${sub:id}"}},
                {
                    "operation": "update_customer",
                    "path": {"id": "${ada:id}"},
                    "body": {"name": "has ${sub:plan.id}"},
                },
            ]
        },
        tenant=tenant.id,
    )["data"]
    assert [each["operation"] for each in created][2] == "pause_subscription"
    [customer], [subscription], _, _ = data(tenant)
    assert customer["name"] == "has plan_pro"
    assert (subscription["customer"], subscription["status"]) == (customer["id"], "paused")
    assert created[2]["result"] == subscription


@pytest.mark.parametrize(
    ("fixture", "told"),
    [
        ({"operation": "create_coupon"}, "No such operation in fixture 1"),
        ({"operation": "create_customer", "body": {}}, "Fixture 1, create_customer"),
        ({"operation": "create_customer", "body": {"email": "${ada:email}"}}, "${ada:email}"),
        ({"operation": "get_customer", "path": {"id": "cus_none"}}, "No such customer"),
        ({"operation": "get_customer"}, "Fixture 1, get_customer, has no 'id'"),
    ],
)
def test_a_fixture_that_is_rejected_is_named(
    control: ControlClient, fixture: dict[str, object], told: str
) -> None:
    tenant = control.create_tenant()
    response = control.call("create_fixtures", {"fixtures": [fixture]}, tenant=tenant.id)
    assert response.status_code == 400
    assert told in response.json()["error"]["message"]


# ------------------------------------------------------------------ in parallel


def test_tenants_can_be_used_in_parallel(control: ControlClient, server: Server) -> None:
    def one(number: int) -> tuple[int, list[str]]:
        mine = ControlClient(server)
        tenant = mine.create_tenant(time=NEW_YEAR, frozen=True)
        subscribe(tenant, plan="plan_daily")
        mine.do("move_clock", {"advance": f"{number}d"}, tenant=tenant.id)
        [customers, _, payments, _] = data(tenant)
        return len(payments), [customer["email"] for customer in customers]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(one, range(1, 17)))
    assert found == [(number + 1, ["ada@example.com"]) for number in range(1, 17)]
