"""A request with an idempotency key acts once, whatever happens to its response."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.sandbox.servers import (
    Server,
    StartServer,
    Tenant,
    error_of,
    new_client,
    request,
)

KEY = {"idempotency-key": "4f1a0e2c-6d0b-4c59-9a53-0b7f2f5f8c11"}


def emails(api: httpx2.Client) -> list[str]:
    return [c["email"] for c in api.get("/customers", params={"limit": 100}).json()["data"]]


def test_the_same_request_gets_the_stored_response(api: httpx2.Client) -> None:
    first = api.post("/customers", json={"email": "a@example.com"}, headers=KEY)
    again = api.post("/customers", json={"email": "a@example.com"}, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert emails(api) == ["a@example.com"]


def test_a_body_that_is_only_written_differently_is_the_same_request(api: httpx2.Client) -> None:
    bodies = (
        b'{"email":"a@example.com","metadata":{"a":"1","b":"2"}}',
        b' { "metadata" : {"b":"2", "a":"1"} , "email": "\\u0061@example.com" } ',
    )
    headers = {**KEY, "content-type": "application/json"}
    responses = [api.post("/customers", content=body, headers=headers) for body in bodies]
    assert [response.status_code for response in responses] == [201, 201]
    assert responses[0].content == responses[1].content


def test_the_key_with_another_request_is_a_conflict(api: httpx2.Client, customer: str) -> None:
    plan = {"customer": customer, "plan": "plan_pro"}
    subscription = api.post("/subscriptions", json=plan, headers=KEY).json()["id"]
    for method, path, body in (
        ("POST", "/subscriptions", plan | {"metadata": {"a": "1"}}),
        ("POST", "/customers", {"email": "b@example.com"}),
        ("POST", f"/subscriptions/{subscription}/pause", None),
        ("POST", f"/subscriptions/{subscription}/cancel", None),
    ):
        response = api.request(method, path, json=body, headers=KEY)
        error = error_of(response, 409, "idempotency_key_reused")
        assert error["type"] == "conflict_error"
    assert api.get(f"/subscriptions/{subscription}").json()["status"] == "active"


def test_the_same_key_on_another_object_is_a_conflict(api: httpx2.Client, customer: str) -> None:
    ids = [
        api.post("/subscriptions", json={"customer": customer, "plan": "plan_pro"}).json()["id"]
        for _ in range(2)
    ]
    assert api.post(f"/subscriptions/{ids[0]}/pause", headers=KEY).status_code == 200
    response = api.post(f"/subscriptions/{ids[1]}/pause", headers=KEY)
    error_of(response, 409, "idempotency_key_reused")


def test_every_post_can_be_repeated(api: httpx2.Client, customer: str) -> None:
    subscription = api.post(
        "/subscriptions", json={"customer": customer, "plan": "plan_pro"}
    ).json()["id"]
    payment = {
        "customer": customer,
        "amount": 500,
        "currency": "usd",
        "payment_method": "tok_visa",
    }
    paid = api.post("/payments", json=payment).json()["id"]
    for number, (path, body) in enumerate(
        (
            ("/customers", {"email": "b@example.com"}),
            ("/payments", payment),
            (f"/payments/{paid}/refund", {"amount": 100}),
            ("/subscriptions", {"customer": customer, "plan": "plan_basic"}),
            (f"/subscriptions/{subscription}/pause", None),
            (f"/subscriptions/{subscription}/resume", None),
            (f"/subscriptions/{subscription}/cancel", {"reason": "test"}),
        )
    ):
        headers = {"idempotency-key": f"key-{number}"}
        first, again = (api.post(path, json=body, headers=headers) for _ in range(2))
        assert first.status_code in (200, 201), first.text
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers["idempotent-replayed"] == "true"
    assert api.get(f"/payments/{paid}").json()["amount_refunded"] == 100


def test_a_rejected_request_is_not_stored(api: httpx2.Client, customer: str) -> None:
    refused = (
        api.post("/customers", json={"email": "nobody"}, headers=KEY),
        api.post("/customers", json={"email": "ada@example.com"}, headers=KEY),
        api.post("/subscriptions", json={"customer": customer, "plan": "plan_none"}, headers=KEY),
    )
    assert [response.status_code for response in refused] == [422, 409, 404]
    done = api.post("/customers", json={"email": "b@example.com"}, headers=KEY)
    assert done.status_code == 201
    assert "idempotent-replayed" not in done.headers


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
def test_a_key_of_another_form_is_rejected(api: httpx2.Client, key: str) -> None:
    response = _create_with_key(api, key)
    assert response.status_code == 400, response.text
    assert response.json()["error"]["code"] == "malformed_request"


@pytest.mark.parametrize("key", ["a\x7f", "\x01"])
def test_a_key_with_a_control_character_is_rejected_by_the_server(
    api: httpx2.Client, key: str
) -> None:
    """No HTTP header may have one (RFC 9110, section 5.5), so the response is the server's own."""
    assert _create_with_key(api, key).status_code == 400


def _create_with_key(api: httpx2.Client, key: str) -> httpx2.Response:
    headers = {b"idempotency-key": key.encode("latin-1")}
    return api.post("/customers", json={"email": "a@example.com"}, headers=headers)


@pytest.mark.parametrize("key", ["x", "x" * 255, "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"])
def test_every_printable_key_is_accepted(api: httpx2.Client, key: str) -> None:
    response = api.post(
        "/customers", json={"email": "a@example.com"}, headers={"idempotency-key": key}
    )
    assert response.status_code == 201, response.text


def test_environments_do_not_share_keys(server: Server, tenant: Tenant) -> None:
    other = server.create_tenant()
    clients = [tenant.client(), tenant.client("secret", "production"), other.client()]
    responses = [
        client.post("/customers", json={"email": f"{n}@example.com"}, headers=KEY)
        for n, client in enumerate(clients)
    ]
    assert [response.status_code for response in responses] == [201] * 3
    assert len({response.json()["id"] for response in responses}) == 3


def test_many_concurrent_requests_run_once_in_two_processes(start_server: StartServer) -> None:
    one = start_server("--limits", "off")
    two = start_server("--limits", "off", database=one.database)
    tenant = one.create_tenant()

    def call(number: int) -> tuple[int, bytes]:
        response = request(
            "POST",
            f"{(one, two)[number % 2].url}/v1/customers",
            json={"email": "a@example.com"},
            headers={**tenant.headers(), **KEY},
        )
        return response.status_code, response.content

    with ThreadPoolExecutor(24) as pool:
        responses = set(pool.map(call, range(120)))
    assert len(responses) == 1
    assert next(iter(responses))[0] == 201


def test_a_key_is_forgotten_after_its_retention(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    api = server.create_tenant().client()
    assert api.post("/customers", json={"email": "a@example.com"}, headers=KEY).status_code == 201
    server.run("clock", "advance", "23h")
    again = api.post("/customers", json={"email": "a@example.com"}, headers=KEY)
    assert again.headers["idempotent-replayed"] == "true"
    server.run("clock", "advance", "2h")
    another = api.post("/customers", json={"email": "b@example.com"}, headers=KEY)
    assert another.status_code == 201
    assert "idempotent-replayed" not in another.headers


@pytest.mark.slow
def test_kill_9_loses_no_response_and_does_nothing_twice(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenant = server.create_tenant()
    acknowledged: dict[int, bytes] = {}
    numbers = iter(range(1_000_000))
    lock = threading.Lock()

    def write(url: str) -> None:
        with new_client(base_url=f"{url}/v1", headers=tenant.headers()) as api:
            while True:
                with lock:
                    number = next(numbers)
                try:
                    response = create(api, number)
                except httpx2.HTTPError:
                    return
                assert response.status_code == 201, response.text
                acknowledged[number] = response.content

    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            for _ in range(8):
                pool.submit(write, server.url)
            enough = len(acknowledged) + 100
            while len(acknowledged) < enough:
                assert server.process.poll() is None
                threading.Event().wait(0.01)
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
        server = start_server("--limits", "off", database=server.database)
        tenant.url = server.url

    tried = next(numbers)
    with new_client(base_url=f"{server.url}/v1", headers=tenant.headers()) as api:
        for number in range(tried):
            response = create(api, number)
            assert response.status_code == 201, response.text
            if number in acknowledged:
                assert response.content == acknowledged[number]
                assert response.headers["idempotent-replayed"] == "true"
        found: list[str] = []
        page = api.get("/customers", params={"limit": 100}).json()
        while True:
            found += [customer["email"] for customer in page["data"]]
            if not page["has_more"]:
                break
            after = page["data"][-1]["id"]
            page = api.get("/customers", params={"limit": 100, "starting_after": after}).json()
    assert sorted(found) == sorted(f"{number}@example.com" for number in range(tried))


def create(api: httpx2.Client, number: int) -> httpx2.Response:
    return api.post(
        "/customers",
        json={"email": f"{number}@example.com"},
        headers={"idempotency-key": f"key-{number}"},
    )
