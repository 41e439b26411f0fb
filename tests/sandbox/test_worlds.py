"""Worlds: tenants with clocks of their own, made for a test and restored from snapshots."""

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


def subscribe(world: Tenant, email: str = "ada@example.com", plan: str = "plan_basic") -> Any:
    api = world.client()
    customer = api.post("/customers", json={"email": email}).json()["id"]
    return api.post("/subscriptions", json={"customer": customer, "plan": plan}).json()


def data(world: Tenant, environment: str = "development") -> list[Any]:
    api = world.client("secret", environment)
    return [api.get(path, params={"limit": 100}).json()["data"] for path in DATA]


# ------------------------------------------------------------------ creation


def test_a_new_world_has_a_key_of_each_kind(control: ControlClient) -> None:
    world = control.create_world(name="checkout")
    for type_, environment in world.keys:
        assert world.client(type_, environment).get("/bundles").status_code == 200
    found = control.do("get_world", world=world.id)
    assert (found["name"], found["clock"]["frozen"]) == ("checkout", False)
    assert found in control.do("list_worlds")["data"]


def test_a_world_can_have_a_chosen_id_once(control: ControlClient) -> None:
    name = f"tenant_{time.time_ns()}"
    assert control.create_world(id=name).id == name
    rejected(control.call("create_world", {"id": name}), 409, "conflict")
    rejected(control.call("create_world", {"id": "no id"}), 400, "invalid_request")


def test_the_same_seed_and_time_make_the_same_responses(control: ControlClient) -> None:
    seen: list[Any] = []
    for _ in range(2):
        world = control.create_world(ids_seed="checkout", time=NEW_YEAR, frozen=True)
        subscribe(world)
        api = world.client()
        assert api.post("/customers", json={"email": "ada@example.com"}).status_code == 409
        control.do("move_clock", {"advance": "40d"}, world=world.id)
        subscribe(world, "grace@example.com", "plan_daily")
        events = control.do("list_events", world=world.id)["data"]
        bodies = [event["body"] for event in events]
        for body in bodies:
            body["request"] = body["request"] and body["request"]["idempotency_key"]
        seen.append((data(world), bodies))
    assert seen[0] == seen[1]
    assert seen[0][0][0][-1]["created"] == NEW_YEAR


def test_worlds_with_different_seeds_have_different_ids(control: ControlClient) -> None:
    ids = {subscribe(control.create_world(ids_seed=seed))["id"] for seed in "ab"}
    assert len(ids) == 2


def test_a_deleted_world_is_gone_with_its_keys(control: ControlClient) -> None:
    world, other = control.create_world(), control.create_world()
    subscribe(world)
    kept = subscribe(other)
    control.do(
        "create_webhook_endpoint", {"url": "http://127.0.0.1:9/", "events": []}, world=world.id
    )
    control.do("create_snapshot", world=world.id)
    control.do("create_failure", {"type": "latency"}, world=world.id)
    subscribe(world, "grace@example.com")
    control.do("delete_world", world=world.id)
    error_of(world.client().get("/customers"), 401, "authentication_failed")
    rejected(control.call("get_world", world=world.id), 404, "not_found")
    assert other.client().get("/subscriptions").json()["data"] == [kept]


# ------------------------------------------------------------------ clocks


def test_a_clock_is_of_its_world_alone(control: ControlClient) -> None:
    world, other = control.create_world(), control.create_world()
    mine, theirs = subscribe(world), subscribe(other)
    moved = control.do("move_clock", {"advance": "15d"}, world=world.id)
    assert moved["changes"] == 2  # the notice and the end of the trial
    assert abs(moved["offset_seconds"] - 15 * DAY) <= 1
    assert world.client().get(f"/subscriptions/{mine['id']}").json()["status"] == "active"
    assert other.client().get(f"/subscriptions/{theirs['id']}").json() == theirs
    assert control.do("get_clock", world=other.id)["offset_seconds"] == 0


def test_a_frozen_clock_moves_only_when_it_is_moved(control: ControlClient) -> None:
    world = control.create_world(time=NEW_YEAR, frozen=True)
    assert subscribe(world)["created"] == NEW_YEAR
    moved = control.do("move_clock", {"to": NEW_YEAR + DAY}, world=world.id)
    assert (moved["now"], moved["frozen"]) == (NEW_YEAR + DAY, True)
    time.sleep(1.1)
    assert control.do("get_clock", world=world.id)["now"] == NEW_YEAR + DAY
    moved = control.do("move_clock", {"frozen": False}, world=world.id)
    assert moved["now"] - (NEW_YEAR + DAY) <= 1
    assert not moved["frozen"]
    control.do("move_clock", {"frozen": True}, world=world.id)


@pytest.mark.parametrize(
    "body",
    [{"to": NEW_YEAR - 1}, {"advance": "1d", "to": NEW_YEAR + DAY}, {"advance": "1 day"}, {}],
)
def test_a_clock_does_not_go_back(control: ControlClient, body: dict[str, object]) -> None:
    world = control.create_world(time=NEW_YEAR, frozen=True)
    assert control.call("move_clock", body, world=world.id).status_code == 400
    assert control.do("get_clock", world=world.id)["now"] == NEW_YEAR


def test_keys_expire_by_the_clock_of_their_world(control: ControlClient) -> None:
    world, other = control.create_world(), control.create_world()
    key = control.do("create_key", {"expires_in": "1d"}, world=world.id)
    api = world.client()
    headers = {"x-api-key": key["key"]}
    control.do("move_clock", {"advance": "2d"}, world=other.id)
    assert api.get("/customers", headers=headers).status_code == 200
    control.do("move_clock", {"advance": "2d"}, world=world.id)
    error_of(api.get("/customers", headers=headers), 401, "authentication_failed")


# ------------------------------------------------------------------ snapshots


def test_a_restored_world_is_as_it_was(control: ControlClient) -> None:
    world = control.create_world(ids_seed="s", time=NEW_YEAR, frozen=True)
    api = world.client()
    subscription = subscribe(world)
    before = data(world)
    snapshot = control.do("create_snapshot", {"name": "subscribed"}, world=world.id)
    assert control.do("list_snapshots", world=world.id)["data"] == [snapshot]

    def go_on() -> list[Any]:
        control.do("move_clock", {"advance": "60d"}, world=world.id)
        api.post(f"/subscriptions/{subscription['id']}/cancel", json={})
        subscribe(world, "grace@example.com")
        return data(world)

    after = go_on()
    assert after != before
    restored = control.do("restore_world", {"snapshot": snapshot["id"]}, world=world.id)
    assert restored["clock"]["now"] == NEW_YEAR
    assert data(world) == before
    # Billing goes on from there, in the same way.
    assert go_on() == after


def test_a_restore_leaves_other_worlds_and_environments_apart(control: ControlClient) -> None:
    world, other = control.create_world(), control.create_world()
    live = world.client("secret", "production")
    live.post("/customers", json={"email": "live@example.com"})
    subscribe(world)
    subscribe(other)
    snapshot = control.do("create_snapshot", world=world.id)["id"]
    saved = data(world), data(world, "production"), data(other)
    subscribe(world, "grace@example.com")
    live.post("/customers", json={"email": "late@example.com"})
    control.do("restore_world", {"snapshot": snapshot}, world=world.id)
    assert (data(world), data(world, "production"), data(other)) == saved


def test_a_snapshot_has_the_records_of_idempotent_requests(control: ControlClient) -> None:
    world = control.create_world()
    api = world.client()
    body, key = {"email": "ada@example.com"}, {"idempotency-key": "once"}
    first = api.post("/customers", json=body, headers=key)
    snapshot = control.do("create_snapshot", world=world.id)["id"]
    control.do("reset_world", world=world.id)
    control.do("restore_world", {"snapshot": snapshot}, world=world.id)
    again = api.post("/customers", json=body, headers=key)
    assert (again.json(), again.headers["idempotent-replayed"]) == (first.json(), "true")


def test_a_world_can_start_with_a_snapshot_of_another_one(control: ControlClient) -> None:
    template = control.create_world(time=NEW_YEAR, frozen=True)
    subscribe(template)
    snapshot = control.do("create_snapshot", world=template.id)["id"]
    one, two = (control.create_world(snapshot=snapshot) for _ in range(2))
    assert data(one) == data(two) == data(template)
    assert control.do("get_clock", world=one.id)["now"] == NEW_YEAR
    subscribe(one, "grace@example.com")
    assert data(two) == data(template)


def test_a_snapshot_that_does_not_exist_changes_nothing(control: ControlClient) -> None:
    world = control.create_world()
    subscribe(world)
    before = data(world)
    rejected(
        control.call("restore_world", {"snapshot": "snap_none"}, world=world.id), 404, "not_found"
    )
    assert data(world) == before
    worlds = len(control.do("list_worlds")["data"])
    rejected(control.call("create_world", {"snapshot": "snap_none"}), 404, "not_found")
    assert len(control.do("list_worlds")["data"]) == worlds


def test_a_deleted_snapshot_is_gone(control: ControlClient) -> None:
    world, other = control.create_world(), control.create_world()
    snapshot = control.do("create_snapshot", world=world.id)["id"]
    rejected(control.call("delete_snapshot", world=other.id, snapshot=snapshot), 404, "not_found")
    control.do("delete_snapshot", world=world.id, snapshot=snapshot)
    assert control.do("list_snapshots", world=world.id)["data"] == []


def test_a_reset_world_has_its_keys_and_no_data(control: ControlClient) -> None:
    world, other = control.create_world(), control.create_world()
    subscribe(world)
    kept = subscribe(other)
    control.do("move_clock", {"advance": "20d"}, world=world.id)
    control.do("reset_world", world=world.id)
    customers, subscriptions, payments, bundles = data(world)
    assert [customers, subscriptions, payments] == [[], [], []]
    assert len(bundles) == 4
    assert control.do("get_clock", world=world.id)["offset_seconds"] == 0
    assert other.client().get("/subscriptions").json()["data"] == [kept]


# ------------------------------------------------------------------ seeds and fixtures


def test_realistic_data_is_of_one_world(control: ControlClient) -> None:
    world, other = control.create_world(), control.create_world()
    seeded = control.do("seed_world", {"customers": 5}, world=world.id)
    assert seeded["customers"] == 5
    assert len(data(world)[0]) == 5
    assert data(other)[0] == []


def test_the_objects_of_the_examples_can_be_created(control: ControlClient) -> None:
    world = control.create_world()
    seeded = control.do("seed_world", {"examples": True}, world=world.id)
    assert "cus_1234567890" in seeded["examples"]
    assert world.client().get("/customers/cus_1234567890").status_code == 200
    assert control.call("seed_world", {"examples": True}, world=world.id).status_code == 400


def test_fixtures_refer_to_the_results_of_earlier_ones(control: ControlClient) -> None:
    world = control.create_world()
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
        world=world.id,
    )["data"]
    assert [each["operation"] for each in created][2] == "pause_subscription"
    [customer], [subscription], _, _ = data(world)
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
    world = control.create_world()
    response = control.call("create_fixtures", {"fixtures": [fixture]}, world=world.id)
    assert response.status_code == 400
    assert told in response.json()["error"]["message"]


# ------------------------------------------------------------------ in parallel


def test_worlds_can_be_used_in_parallel(control: ControlClient, server: Server) -> None:
    def one(number: int) -> tuple[int, list[str]]:
        mine = ControlClient(server)
        world = mine.create_world(time=NEW_YEAR, frozen=True)
        subscribe(world, plan="plan_daily")
        mine.do("move_clock", {"advance": f"{number}d"}, world=world.id)
        [customers, _, payments, _] = data(world)
        return len(payments), [customer["email"] for customer in customers]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(one, range(1, 17)))
    assert found == [(number + 1, ["ada@example.com"]) for number in range(1, 17)]
