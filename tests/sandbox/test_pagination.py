"""Lists are walked with an object's id, newest first, and stay whole while they change."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.sandbox.servers import Server, Tenant, error_of


def add(api: httpx2.Client, *names: object) -> list[str]:
    """Customers with these names, oldest first; their ids."""
    created = [api.post("/customers", json={"email": f"{name}@example.com"}) for name in names]
    return [str(response.json()["id"]) for response in created]


def page(api: httpx2.Client, **query: Any) -> tuple[list[str], bool]:
    response = api.get("/customers", params=query)
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["object"] == "list"
    return [str(customer["id"]) for customer in body["data"]], body["has_more"]


def walk(api: httpx2.Client, limit: int) -> Iterator[list[str]]:
    ids, more = page(api, limit=limit)
    yield ids
    while more:
        ids, more = page(api, limit=limit, starting_after=ids[-1])
        yield ids


def test_an_empty_list(api: httpx2.Client) -> None:
    assert page(api) == ([], False)


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8, 100])
def test_walking_forward_finds_everything_once(api: httpx2.Client, limit: int) -> None:
    ids = add(api, *range(7))
    pages = list(walk(api, limit))
    assert list(itertools.chain(*pages)) == ids[::-1]
    assert all(len(found) == limit for found in pages[:-1])
    assert 0 < len(pages[-1]) <= limit


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7])
def test_walking_back_finds_everything_once(api: httpx2.Client, limit: int) -> None:
    ids = add(api, *range(7))
    found, more, before = list[str](), True, ids[0]
    while more:
        part, more = page(api, limit=limit, ending_before=before)
        assert part == ids[::-1][: len(ids) - 1 - len(found)][-len(part) :]
        found = part + found
        before = part[0]
    assert found == ids[:0:-1]


def test_ten_objects_without_a_limit(api: httpx2.Client) -> None:
    add(api, *range(11))
    found, more = page(api)
    assert (len(found), more) == (10, True)


def test_what_lies_between_two_objects(api: httpx2.Client) -> None:
    ids = add(api, *range(7))
    between = {"ending_before": ids[1], "starting_after": ids[5]}
    assert page(api, **between) == ([ids[4], ids[3], ids[2]], False)
    assert page(api, limit=2, **between) == ([ids[3], ids[2]], True)
    assert page(api, ending_before=ids[5], starting_after=ids[1]) == ([], False)


def test_new_and_deleted_objects_do_not_disturb_a_walk(api: httpx2.Client) -> None:
    ids = add(api, *range(9))
    first, _ = page(api, limit=3)
    add(api, "new1", "new2")
    api.delete(f"/customers/{ids[5]}")
    api.delete(f"/customers/{first[-1]}")
    second, _ = page(api, limit=3, starting_after=first[-1])
    assert (first, second) == ([ids[8], ids[7], ids[6]], [ids[4], ids[3], ids[2]])


def test_a_cursor_that_names_nothing_here_is_missing(
    server: Server, tenant: Tenant, api: httpx2.Client
) -> None:
    add(api, *range(3))
    elsewhere = [
        add(server.create_tenant().client(), "x")[0],
        add(tenant.client("secret", "production"), "x")[0],
        "cus_doesNotExist",
    ]
    for cursor in ("starting_after", "ending_before"):
        responses = [api.get("/customers", params={cursor: id_}) for id_ in elsewhere]
        for response in responses:
            error = error_of(response, 404, "resource_missing")
            assert error["details"] == {"field": cursor}
        assert [response.json()["error"]["message"] for response in responses] == [
            f"No such customer: '{id_}'. Check the ID, the tenant and the environment of the key."
            for id_ in elsewhere
        ]


@pytest.fixture
def subscriptions(api: httpx2.Client) -> dict[str, dict[str, Any]]:
    """Subscriptions of two customers, on two plans, one of them canceled."""
    ada, alan = add(api, "ada", "alan")
    made: dict[str, dict[str, Any]] = {}
    for name, customer, plan in (
        ("ada basic", ada, "plan_basic"),
        ("ada pro", ada, "plan_pro"),
        ("alan pro", alan, "plan_pro"),
        ("ada pro 2", ada, "plan_pro"),
    ):
        response = api.post("/subscriptions", json={"customer": customer, "plan": plan})
        made[name] = response.json()
    api.post(f"/subscriptions/{made['ada pro']['id']}/cancel")
    return made


def test_subscriptions_are_filtered(
    api: httpx2.Client, subscriptions: dict[str, dict[str, Any]]
) -> None:
    ada = subscriptions["ada basic"]["customer"]
    names = {made["id"]: name for name, made in subscriptions.items()}

    def found(**query: str) -> list[str]:
        data = api.get("/subscriptions", params=query).json()["data"]
        return [names[subscription["id"]] for subscription in data]

    assert found() == ["ada pro 2", "alan pro", "ada pro", "ada basic"]
    assert found(customer=ada) == ["ada pro 2", "ada pro", "ada basic"]
    assert found(status="active") == ["ada pro 2", "alan pro"]
    assert found(status="canceled") == ["ada pro"]
    assert found(status="past_due") == []
    assert found(plan="plan_basic") == ["ada basic"]
    assert found(plan="plan_none") == []
    assert found(customer=ada, plan="plan_pro", status="active") == ["ada pro 2"]
    assert found(customer="cus_doesNotExist") == []
    assert found(customer=ada, starting_after=subscriptions["alan pro"]["id"]) == [
        "ada pro",
        "ada basic",
    ]


def test_customers_are_filtered_by_email(api: httpx2.Client) -> None:
    add(api, "Ada.Lovelace", "alan_turing", "grace%hopper", "ada+news", "bang!x")
    emails = {c["id"]: c["email"].partition("@")[0] for c in api.get("/customers").json()["data"]}

    def found(text: str) -> list[str]:
        return [emails[id_] for id_ in page(api, **{"email[contains]": text})[0]]

    assert found("ada") == found("ADA") == ["ada+news", "Ada.Lovelace"]
    assert found("_") == ["alan_turing"]
    assert found("%") == ["grace%hopper"]
    assert found("!") == ["bang!x"]
    assert found("ada+") == ["ada+news"]
    assert len(found("@example.com")) == 5
    assert found("nobody") == []


def test_customers_are_filtered_by_time(api: httpx2.Client) -> None:
    created = api.post("/customers", json={"email": "a@example.com"}).json()
    at = created["created"]
    for query, expected in (
        ({"created[gte]": at}, 1),
        ({"created[gte]": at + 1}, 0),
        ({"created[lte]": at}, 1),
        ({"created[lte]": at - 1}, 0),
        ({"created[gte]": at - 5, "created[lte]": at + 5}, 1),
    ):
        assert len(page(api, **query)[0]) == expected
