"""Resources that only the contract describes: they work over a real socket, on every engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.sandbox.engines import Engine
from tests.sandbox.events import events_of
from tests.sandbox.grown_contract import grown
from tests.sandbox.servers import Server, StartServer, Tenant, error_of

Json = dict[str, Any]


@pytest.fixture(scope="module")
def grown_server(
    start_server: StartServer, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Server:
    file = tmp_path_factory.mktemp("contract") / "openapi.json"
    file.write_text(json.dumps(grown()))
    return start_server("--limits", "off", contract=file)


@pytest.fixture
def tenant(grown_server: Server) -> Tenant:
    return grown_server.create_tenant()


def create(api: httpx2.Client, code: str, **fields: Any) -> Json:
    response = api.post("/coupons", json={"code": code, "percent": 20, **fields})
    assert response.status_code == 201, response.text
    coupon: Json = response.json()
    return coupon


def codes(api: httpx2.Client, **query: Any) -> list[str]:
    response = api.get("/coupons", params=query)
    assert response.status_code == 200, response.text
    return [coupon["code"] for coupon in response.json()["data"]]


# ---------------------------------------------------------------- a resource of the usual shape


def test_a_new_object_has_the_fields_of_the_request_and_the_rest_from_the_contract(
    api: httpx2.Client, customer: str
) -> None:
    response = api.post(
        "/coupons",
        json={"code": "SPRING", "percent": 15, "customer": customer, "limits": {"uses": 3}},
    )
    assert response.status_code == 201, response.text
    coupon = response.json()
    assert coupon["id"].startswith("coup_")
    assert response.headers["location"] == f"/v1/coupons/{coupon['id']}"
    assert coupon == {
        "id": coupon["id"],
        "object": "coupon",
        "code": "SPRING",
        "percent": 15,
        "customer": customer,
        "valid_days": 30,
        "limits": {"uses": 3, "currency": None},
        "status": "active",
        "expired_at": None,
        "times_used": 0,
        "metadata": {},
        "payment": None,
        "created": coupon["created"],
    }
    assert abs(coupon["created"] - api.get(f"/customers/{customer}").json()["created"]) < 60
    assert api.get(f"/coupons/{coupon['id']}").json() == coupon


def test_an_update_merges_and_a_deleted_object_is_gone(api: httpx2.Client) -> None:
    coupon = create(api, "A", metadata={"a": "1"})
    updated = api.put(f"/coupons/{coupon['id']}", json={"percent": 30, "metadata": {"b": "2"}})
    assert updated.json() == coupon | {"percent": 30, "metadata": {"b": "2"}}
    deleted = api.delete(f"/coupons/{coupon['id']}")
    assert deleted.json() == {"id": coupon["id"], "object": "coupon", "deleted": True}
    for response in (
        api.get(f"/coupons/{coupon['id']}"),
        api.put(f"/coupons/{coupon['id']}", json={"percent": 1}),
        api.delete(f"/coupons/{coupon['id']}"),
        api.post(f"/coupons/{coupon['id']}/expire"),
    ):
        error_of(response, 404, "resource_missing")
    assert codes(api) == []


def test_an_action_changes_the_state_as_the_contract_says(
    grown_server: Server, tenant: Tenant, api: httpx2.Client
) -> None:
    coupon = create(api, "A")
    expired = api.post(f"/coupons/{coupon['id']}/expire").json()
    assert expired == coupon | {"status": "expired", "expired_at": expired["expired_at"]}
    assert expired["expired_at"] >= coupon["created"]
    error = error_of(api.post(f"/coupons/{coupon['id']}/expire"), 409, "invalid_state")
    assert error["details"] == {"field": "status", "value": "expired", "constraint": "transition"}
    error_of(api.put(f"/coupons/{coupon['id']}", json={"percent": 1}), 409, "invalid_state")
    small = create(api, "B", percent=5)
    api.post(f"/coupons/{small['id']}/expire")
    api.delete(f"/coupons/{small['id']}")
    told = [
        (each["type"], each["data"]["object"]["id"]) for each in events_of(grown_server, tenant)
    ]
    assert told == [
        ("coupon.created", coupon["id"]),
        ("coupon.expired", coupon["id"]),
        ("coupon.created", small["id"]),
        ("coupon.deleted", small["id"]),
    ]
    changed = events_of(grown_server, tenant)[1]["data"]
    assert changed["object"] == expired
    assert changed["previous_attributes"] == {"status": "active", "expired_at": None}


def test_a_list_is_filtered_and_walked_in_both_directions(
    api: httpx2.Client, customer: str
) -> None:
    made = [
        create(api, f"C{n}", percent=10 * n, **({"customer": customer} if n % 2 else {}))
        for n in range(1, 8)
    ]
    api.post(f"/coupons/{made[2]['id']}/expire")
    assert codes(api) == ["C7", "C6", "C5", "C4", "C3", "C2", "C1"]
    assert codes(api, customer=customer) == ["C7", "C5", "C3", "C1"]
    assert codes(api, customer=customer, status="active") == ["C7", "C5", "C1"]
    assert codes(api, status="expired") == ["C3"]
    assert codes(api, **{"percent[gte]": 50}) == ["C7", "C6", "C5"]
    assert codes(api, **{"percent[gte]": 50, "customer": customer}) == ["C7", "C5"]
    assert codes(api, **{"code[contains]": "5"}) == ["C5"]
    assert codes(api, **{"code[contains]": "c"}) == []
    assert codes(api, customer=customer, limit=2) == ["C7", "C5"]
    assert codes(api, customer=customer, limit=2, starting_after=made[4]["id"]) == ["C3", "C1"]
    assert codes(api, customer=customer, limit=1, ending_before=made[2]["id"]) == ["C5"]
    assert codes(api, limit=2, ending_before=made[4]["id"]) == ["C7", "C6"]
    page = api.get("/coupons", params={"limit": 3}).json()
    assert (page["object"], page["has_more"]) == ("list", True)
    api.delete(f"/coupons/{made[4]['id']}")
    assert codes(api, limit=2, starting_after=made[4]["id"]) == ["C4", "C3"]
    error = error_of(api.get("/coupons?starting_after=coup_none"), 404, "resource_missing")
    assert error["details"] == {"field": "starting_after"}


def test_a_filter_finds_objects_without_a_value(api: httpx2.Client) -> None:
    create(api, "NONE")
    create(api, "FIVE", limits={"uses": 5})
    assert codes(api, uses="null") == ["NONE"]
    assert codes(api, uses="5") == ["FIVE"]


def test_unique_fields_are_unique_in_each_environment(tenant: Tenant, api: httpx2.Client) -> None:
    first, second = create(api, "Summer"), create(api, "Winter")
    conflicts = (
        api.post("/coupons", json={"code": "SUMMER", "percent": 1}),
        api.put(f"/coupons/{second['id']}", json={"code": "summer"}),
    )
    for response in conflicts:
        error = error_of(response, 409, "duplicate_value")
        assert error["details"] == {"field": "code", "constraint": "unique"}
    assert api.put(f"/coupons/{first['id']}", json={"code": "SUMMER"}).status_code == 200
    api.delete(f"/coupons/{first['id']}")
    create(api, "summer")
    create(tenant.client("secret", "production"), "summer")


def test_a_reference_names_an_object_of_the_same_environment(
    grown_server: Server, tenant: Tenant, api: httpx2.Client
) -> None:
    elsewhere = grown_server.create_tenant().client()
    foreign = elsewhere.post("/customers", json={"email": "a@example.com"}).json()["id"]
    for missing in (foreign, "cus_none"):
        body = {"code": "A", "percent": 1, "customer": missing}
        error = error_of(api.post("/coupons", json=body), 404, "resource_missing")
        assert error["details"] == {"field": "customer"}
    assert codes(api) == []


def test_objects_that_a_request_names_belong_together(api: httpx2.Client, customer: str) -> None:
    other = api.post("/customers", json={"email": "b@example.com"}).json()["id"]
    paid = {"customer": customer, "amount": 1, "currency": "usd", "payment_method": "tok_visa"}
    payment = api.post("/payments", json=paid).json()["id"]
    body = {"code": "A", "percent": 1, "customer": other, "payment": payment}
    error = error_of(api.post("/coupons", json=body), 404, "resource_missing")
    assert error["details"] == {"field": "payment"}
    assert create(api, "A", customer=customer, payment=payment)["payment"] == payment


def test_objects_of_other_environments_do_not_exist(
    grown_server: Server, tenant: Tenant, api: httpx2.Client
) -> None:
    coupon = create(api, "A")
    others = (tenant.client("secret", "production"), grown_server.create_tenant().client())
    for other in others:
        assert codes(other) == []
        for response in (
            other.get(f"/coupons/{coupon['id']}"),
            other.put(f"/coupons/{coupon['id']}", json={"percent": 1}),
            other.delete(f"/coupons/{coupon['id']}"),
            other.post(f"/coupons/{coupon['id']}/expire"),
            other.get(f"/coupons?ending_before={coupon['id']}"),
        ):
            error_of(response, 404, "resource_missing")
    assert api.get(f"/coupons/{coupon['id']}").json() == coupon


def test_a_repeated_request_takes_effect_once(api: httpx2.Client) -> None:
    headers = {"idempotency-key": "order-1"}
    body = {"code": "A", "percent": 1}
    first = api.post("/coupons", json=body, headers=headers)
    again = api.post("/coupons", json=body, headers=headers)
    assert again.json() == first.json()
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert again.headers["location"] == first.headers["location"]
    reused = api.post("/coupons", json=body | {"percent": 2}, headers=headers)
    error_of(reused, 409, "idempotency_key_reused")
    assert codes(api) == ["A"]


def test_a_deleted_object_changes_those_that_name_it(api: httpx2.Client, customer: str) -> None:
    named, other = create(api, "A", customer=customer), create(api, "B")
    assert api.delete(f"/customers/{customer}").status_code == 200
    changed = api.get(f"/coupons/{named['id']}").json()
    assert changed == named | {"status": "expired", "expired_at": changed["expired_at"]}
    assert changed["expired_at"] >= named["created"]
    assert api.get(f"/coupons/{other['id']}").json() == other
    assert codes(api, status="expired") == ["A"]


def test_related_objects_are_embedded(api: httpx2.Client, customer: str) -> None:
    coupon = create(api, "A", customer=customer)
    expanded = api.get(f"/coupons/{coupon['id']}", params={"expand[]": "customer"}).json()
    assert expanded["customer"] == api.get(f"/customers/{customer}").json()


def test_requests_are_checked(api: httpx2.Client) -> None:
    error_of(api.post("/coupons", json={"percent": 1}), 422, "required_field")
    error_of(api.post("/coupons", json={"code": "A", "percent": 101}), 422, "out_of_range")
    error_of(api.post("/coupons", json={"code": "A", "percent": 1, "x": 1}), 422, "unknown_field")
    error_of(api.get("/coupons", params={"percent[gte]": "many"}), 422, "invalid_format")


# ---------------------------------------------------------------- a resource of another shape


def test_numbered_objects_inside_another_one(api: httpx2.Client, customer: str) -> None:
    notes = f"/customers/{customer}/notes"
    first = api.post(notes, json={"text": "one", "labels": {"a": "1"}, "secret": "s", "number": 9})
    assert first.status_code == 201, first.text
    note = first.json()
    assert note == {
        "number": note["number"],
        "text": "one",
        "labels": {"a": "1"},
        "author": {},
        "created_at": note["created_at"],
        "updated_at": note["created_at"],
    }
    second = api.post(notes, json={"text": "two"}).json()
    assert (note["number"], second["number"]) == (1, 2)
    patch = {"labels": {"a": None, "b": "2"}, "author": {"name": "Ada"}}
    headers = {"content-type": "application/merge-patch+json"}
    patched = api.patch(f"{notes}/1", content=json.dumps(patch), headers=headers).json()
    assert patched == note | {
        "labels": {"b": "2"},
        "author": {"name": "Ada"},
        "updated_at": patched["updated_at"],
    }
    other = api.post("/customers", json={"email": "b@example.com"}).json()["id"]
    error_of(api.get(f"/customers/{other}/notes/1"), 404, "resource_missing")
    assert api.get(f"/customers/{other}/notes").json()["notes"] == []
    error_of(api.get("/customers/cus_none/notes"), 404, "resource_missing")
    error_of(api.post("/customers/cus_none/notes", json={"text": "x"}), 404, "resource_missing")
    error_of(api.get(f"{notes}/one"), 404, "resource_missing")
    deleted = api.delete(f"{notes}/1")
    assert (deleted.status_code, deleted.content) == (204, b"")
    error_of(api.get(f"{notes}/1"), 404, "resource_missing")
    assert api.post(notes, json={"text": "three"}).json()["number"] == 3


def test_numbered_pages(api: httpx2.Client, customer: str) -> None:
    notes = f"/customers/{customer}/notes"
    for text in "abcde":
        api.post(notes, json={"text": text})
    first = api.get(notes)
    page = first.json()
    assert [note["text"] for note in page.pop("notes")] == ["e", "d"]
    assert page == {"page": 1, "per_page": 2, "total": 5}
    walked = [first]
    while "next" in walked[-1].links:
        walked.append(api.get(walked[-1].links["next"]["url"]))
    texts = [note["text"] for response in walked for note in response.json()["notes"]]
    assert texts == ["e", "d", "c", "b", "a"]


def test_an_unchanged_object_is_not_sent_again(api: httpx2.Client, customer: str) -> None:
    notes = f"/customers/{customer}/notes"
    number = api.post(notes, json={"text": "one"}).json()["number"]
    tag = api.get(f"{notes}/{number}").headers["etag"]
    unchanged = api.get(f"{notes}/{number}", headers={"if-none-match": f'"x", W/{tag}'})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == tag
    patch = api.patch(
        f"{notes}/{number}",
        content=b'{"text":"two"}',
        headers={"content-type": "application/merge-patch+json"},
    )
    assert patch.status_code == 200
    assert api.get(f"{notes}/{number}", headers={"if-none-match": tag}).status_code == 200


def test_an_object_with_an_id_of_the_client_in_a_wrapper(api: httpx2.Client) -> None:
    made = api.put("/labels/urgent", json={"label": {"color": "blue"}})
    assert made.status_code == 201, made.text
    label = made.json()["label"]
    assert label == {"id": "urgent", "color": "blue", "updated_at": label["updated_at"]}
    changed = api.put("/labels/urgent", json={"label": {"color": "red"}})
    assert (changed.status_code, changed.json()["label"]["color"]) == (200, "red")
    assert api.get("/labels/urgent").json() == changed.json()
    assert [each["id"] for each in api.get("/labels").json()] == ["urgent"]
    error_of(api.put("/labels/urgent", json={"label": {"color": "green"}}), 422, "invalid_enum")
    error_of(api.get("/labels/other"), 404, "resource_missing")
    assert api.delete("/labels/urgent").status_code == 204
    assert api.put("/labels/urgent", json={"label": {}}).status_code == 201


def test_a_single_object_has_defaults_until_it_is_changed(
    tenant: Tenant, api: httpx2.Client
) -> None:
    settings = {"currency": "usd", "reminders": False, "theme": None}
    assert api.get("/settings").json() == settings
    changed = api.patch("/settings", json={"reminders": True}).json()
    assert changed == settings | {"reminders": True}
    assert api.patch("/settings", json={"theme": "dark"}).json() == changed | {"theme": "dark"}
    assert tenant.client("secret", "production").get("/settings").json() == settings


def test_a_map_is_replaced_as_a_whole(api: httpx2.Client, customer: str) -> None:
    scores = f"/customers/{customer}/scores"
    assert api.put(scores, json={"a": 1, "b": 2}).json() == {"a": 1, "b": 2}
    assert api.put(scores, json={"b": 3}).json() == {"b": 3}
    assert api.get(scores).json() == {"b": 3}
    assert api.delete(scores).status_code == 204
    error_of(api.delete(scores), 404, "resource_missing")
    assert api.put(scores, json={"c": 4}).json() == {"c": 4}
    error_of(api.get("/customers/cus_none/scores"), 404, "resource_missing")


# ---------------------------------------------------------------- lists of every form


def rows_of(response: httpx2.Response) -> list[int]:
    assert response.status_code == 200, response.text
    page: Any = response.json()
    if "rows" in page:
        page = page["rows"]
    return [row["n"] for row in page]


@pytest.fixture
def entries(api: httpx2.Client) -> list[Json]:
    made = [api.post("/entries", json={"n": n}).json() for n in range(1, 6)]
    assert api.get(f"/entries/{made[0]['id']}").json() == made[0]
    return made


def test_a_list_is_walked_by_tokens(api: httpx2.Client, entries: list[Json]) -> None:
    del entries
    first = api.get("/lists/token")
    assert (rows_of(first), first.json()["meta"]["previous"]) == ([5, 4], None)
    second = api.get("/lists/token", params={"from": first.json()["next"]})
    third = api.get("/lists/token", params={"from": second.json()["next"]})
    assert (rows_of(second), rows_of(third), third.json()["next"]) == ([3, 2], [1], None)
    back = api.get("/lists/token", params={"until": third.json()["meta"]["previous"]})
    assert rows_of(back) == [3, 2]
    error_of(api.get("/lists/token", params={"from": "no"}), 422, "invalid_format")


def test_a_list_is_walked_by_offset_and_by_number(api: httpx2.Client, entries: list[Json]) -> None:
    del entries
    page = api.get("/lists/offset", params={"skip": 3})
    assert (rows_of(page), page.json()["all"], page.json()["more"]) == ([2, 1], 5, False)
    assert api.get("/lists/offset").json()["more"]
    page = api.get("/lists/page", params={"p": 1})
    assert (rows_of(page), page.json()["info"]) == ([3, 2], {"pages": 3})
    assert rows_of(api.get("/lists/page", params={"p": 9})) == []


def test_a_list_is_walked_by_links(api: httpx2.Client, entries: list[Json]) -> None:
    del entries
    walked = [api.get("/lists/link?limit=3")]
    while "next" in walked[-1].links:
        walked.append(api.get(walked[-1].links["next"]["url"]))
    assert [rows_of(each) for each in walked] == [[5, 4, 3], [2, 1]]


def test_a_list_has_the_order_of_the_contract(api: httpx2.Client, entries: list[Json]) -> None:
    assert rows_of(api.get("/lists/oldest")) == [1, 2]
    after = {"after": entries[1]["id"]}
    assert rows_of(api.get("/lists/oldest", params=after)) == [3, 4]
    assert rows_of(api.get("/lists/oldest", params={"before": entries[3]["id"]})) == [2, 3]


# ---------------------------------------------------------------- more operations on kinds with behaviour


def test_customers_are_filtered_by_fields_that_have_no_column(api: httpx2.Client) -> None:
    for n in range(1, 451):
        body: Json = {"email": f"c{n}@example.com", "name": f"Ada {n}"}
        if n % 50 == 0:
            body |= {"phone": "+1", "address": {"city": "Paris" if n % 100 else "Rome"}}
        assert api.post("/customers", json=body).status_code == 201

    def found(**params: Any) -> list[str]:
        response = api.get("/customers", params={"limit": 100, **params})
        return [customer["name"].removeprefix("Ada ") for customer in response.json()["data"]]

    nine = [str(n) for n in range(450, 0, -50)]
    assert found(phone="+1") == nine
    assert found(phone="+1", city=["Paris"]) == ["450", "350", "250", "150", "50"]
    assert found(city=["Paris", "Rome"]) == nine
    assert found(phone="+1", **{"email[contains]": "c4"}) == ["450", "400"]
    assert found(**{"name[contains]": "ADA 45"}) == ["450", "45"]
    assert found(phone="null", limit=2) == ["449", "448"]
    assert found(phone="+2") == []
    page = api.get("/customers", params={"phone": "+1", "limit": 2}).json()
    assert page["has_more"]
    cursor = page["data"][-1]["id"]
    assert found(phone="+1", starting_after=cursor, limit=3) == ["350", "300", "250"]
    assert found(phone="+1", ending_before=cursor) == ["450"]


def test_customers_have_the_operations_that_the_contract_adds(
    grown_server: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    before = api.get(f"/customers/{customer}").json()
    renamed = api.post(f"/customers/{customer}/rename", json={"name": "Ada"}).json()
    assert renamed == before | {"name": "Ada"}
    assert [each["type"] for each in events_of(grown_server, tenant)][-1] == "customer.updated"
    patched = api.patch(
        f"/customers/{customer}",
        content=b'{"metadata":{"a":"1"},"address":{"city":"Rome"},"name":null}',
        headers={"content-type": "application/merge-patch+json"},
    ).json()
    assert (patched["metadata"], patched["name"]) == ({"a": "1"}, None)
    assert patched["address"]["city"] == "Rome"
    api.post("/customers", json={"email": "b@example.com"})
    taken = api.patch(
        f"/customers/{customer}",
        content=b'{"email":"B@example.com"}',
        headers={"content-type": "application/merge-patch+json"},
    )
    error_of(taken, 409, "duplicate_value")


def test_payments_are_listed_for_a_customer(api: httpx2.Client, customer: str) -> None:
    other = api.post("/customers", json={"email": "b@example.com"}).json()["id"]
    body = {"amount": 1, "currency": "usd", "payment_method": "tok_visa"}
    paid = [
        api.post("/payments", json=body | {"customer": who}).json()["id"]
        for who in (customer, other, customer)
    ]
    page = api.get(f"/customers/{customer}/payments").json()
    assert [payment["id"] for payment in page["data"]] == [paid[2], paid[0]]
    error_of(api.get("/customers/cus_none/payments"), 404, "resource_missing")


# ---------------------------------------------------------------- the store


def test_data_survives_a_contract_that_filters_by_another_field(
    start_server: StartServer, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "openapi.json"
    document = grown()
    parameters = document["paths"]["/coupons"]["get"]["parameters"]
    document["paths"]["/coupons"]["get"]["parameters"] = [
        each for each in parameters if each.get("name") not in ("status", "customer")
    ]
    file.write_text(json.dumps(document))
    database = engine.new_database()
    before = start_server("--limits", "off", contract=file, database=database)
    tenant = before.create_tenant()
    coupon = create(tenant.client(), "A")
    tenant.client().post(f"/coupons/{coupon['id']}/expire")
    create(tenant.client(), "B")
    before.stop()
    file.write_text(json.dumps(grown()))
    after = start_server("--limits", "off", contract=file, database=database)
    api = Tenant(after.url, tenant.id, tenant.keys).client()
    assert codes(api, status="expired") == ["A"]
    assert codes(api) == ["B", "A"]


def test_the_examples_of_the_contract_can_be_created(
    start_server: StartServer, tmp_path: Path
) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(grown()))
    server = start_server("--limits", "off", contract=file)
    tenant = server.create_tenant()
    server.run("--contract", str(file), "seed", "--examples", "--tenant", tenant.id)
    api = tenant.client()
    assert api.get("/coupons/coup_1234567890").json()["percent"] == 20
    assert api.post("/coupons", json={"code": "SUMMER", "percent": 20}).status_code == 201


def test_a_reset_removes_the_objects(start_server: StartServer, tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(grown()))
    server = start_server("--limits", "off", contract=file)
    api = server.create_tenant().client()
    create(api, "A")
    server.run("reset", "--yes")
    assert codes(api) == []
