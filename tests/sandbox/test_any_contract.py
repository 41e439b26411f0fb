"""Operations of every form are served: their requests are checked, and their responses are what the contract has."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import httpx2
import pytest

from tests.sandbox.any_contract import any_contract
from tests.sandbox.engines import ON_SQLITE
from tests.sandbox.servers import TIMEOUT_SECONDS, Server, StartServer, Tenant, error_of, request

pytestmark = ON_SQLITE


@pytest.fixture(scope="module")
def odd_server(start_server: StartServer, tmp_path_factory: pytest.TempPathFactory) -> Server:
    file = tmp_path_factory.mktemp("contract") / "openapi.json"
    file.write_text(json.dumps(any_contract()))
    return start_server("--limits", "off", contract=file)


@pytest.fixture
def tenant(odd_server: Server) -> Tenant:
    return odd_server.create_tenant()


def test_an_operation_that_nothing_describes_returns_its_example_and_says_so(
    odd_server: Server, api: httpx2.Client
) -> None:
    response = api.post("/made")
    assert (response.status_code, response.json()) == (201, {"n": 0})
    assert response.headers["x-sandbox-response"] == "example"
    assert response.headers["x-cost"] == "5"
    assert "x-sandbox-response" not in api.get("/customers").headers
    api.get("/customers")
    until = time.monotonic() + TIMEOUT_SECONDS
    while not (lines := [x for x in odd_server.log_lines() if x.get("operation_id") == "make"]):
        assert time.monotonic() < until
        time.sleep(0.01)
    assert lines[-1]["response"] == "example"


def test_parameters_and_a_body_of_any_schema_are_checked(api: httpx2.Client) -> None:
    dry = {"x-dry-run": "true"}
    assert api.post("/reports?levels=1,2", json=[1], headers=dry).json() == {"done": True}
    for response, code in (
        (api.post("/reports", json=[1]), "required_field"),
        (api.post("/reports", json=[1], headers={"x-dry-run": "perhaps"}), "invalid_format"),
        (api.post("/reports?levels=1,3", json=[1], headers=dry), "invalid_enum"),
        (api.post("/reports", json=["a"], headers=dry), "invalid_format"),
        (api.post("/reports", json={}, headers=dry), "invalid_format"),
    ):
        error_of(response, 422, code)


def test_a_form_has_typed_fields(api: httpx2.Client) -> None:
    assert (
        api.post("/forms", data={"name": "a b", "size": "3", "tags": ["x", "y"]}).status_code == 200
    )
    more = {"about": '{"n": 1}', "lines[0][n]": "1", "lines[1][n]": "2"}
    assert api.post("/forms", data={"name": "a", **more}).status_code == 200
    for wrong in ({"about": '{"n": "x"}'}, {"lines[0][n]": "x"}, {"size": "x"}):
        error_of(api.post("/forms", data={"name": "a", **wrong}), 422, "invalid_format")
    error_of(api.post("/forms", data={"name": "a", "other": "x"}), 422, "unknown_field")
    error_of(api.post("/forms", data={"size": "3"}), 422, "required_field")
    error_of(api.post("/forms", data={"name": ["a", "b"]}), 400, "malformed_request")
    error_of(api.post("/forms", json={"name": "a"}), 415, "unsupported_media_type")


def test_a_multipart_form_has_fields_json_and_files(api: httpx2.Client) -> None:
    file = bytes(range(256)) + b"\r\n--x\r\n"
    files: dict[str, Any] = {"file": ("a.png", file, "image/png"), "about": (None, b'{"by":"Ada"}')}
    sent = api.post("/uploads", data={"name": "a", "size": "3"}, files=files)
    assert sent.status_code == 200, sent.text
    large: dict[str, Any] = {"file": ("a.png", b"x" * 1001, "image/png")}
    error_of(api.post("/uploads", data={"name": "a"}, files=large), 422, "out_of_range")
    wrong: dict[str, Any] = {"about": (None, b"{}")}
    error_of(api.post("/uploads", data={"name": "a"}, files=wrong), 422, "required_field")
    error_of(api.post("/uploads", files=files), 422, "required_field")
    broken = {"content-type": "multipart/form-data; boundary=b"}
    error_of(api.post("/uploads", content=b"no parts", headers=broken), 400, "malformed_request")


def test_the_method_query_of_openapi_3_2_is_served(api: httpx2.Client) -> None:
    assert api.request("QUERY", "/search", json={"name": "a"}).json() == {"done": True}
    error_of(api.request("QUERY", "/search", json={}), 422, "required_field")
    assert api.options("/search").headers["allow"] == "QUERY, OPTIONS"


def test_bytes_and_texts_are_taken_as_they_are(api: httpx2.Client) -> None:
    octets = {"content-type": "application/octet-stream"}
    response = api.put("/blobs", content=b"\x00\xff", headers=octets)
    assert (response.status_code, response.content) == (204, b"")
    assert "content-type" not in response.headers
    text = {"content-type": "text/plain; charset=utf-8"}
    response = api.post("/texts", content="äöü".encode(), headers=text)
    assert (response.status_code, response.content) == (202, b"")
    error_of(api.post("/texts", content=b"too long", headers=text), 422, "out_of_range")
    error_of(api.post("/texts", content=b"\xff", headers=text), 400, "malformed_request")


def test_responses_have_the_media_types_of_the_contract(api: httpx2.Client) -> None:
    expected = {
        "/invoice": ("application/pdf", b"%PDF-1.7"),
        "/stream": ("text/event-stream", b'event: a\ndata: {"n":1}\n\ndata: b\n\n'),
        "/lines": ("application/jsonl", b'{"n":1}\n{"n":2}\n'),
        "/table": ("application/json", b"[[1]]"),
    }
    for path, (media_type, content) in expected.items():
        response = api.get(path)
        assert (response.headers["content-type"], response.content) == (media_type, content)
    table = api.get("/table", headers={"accept": "text/csv, */*;q=0.1"})
    assert (table.headers["content-type"], table.content) == ("text/csv", b"a,b\r\n")
    elsewhere = api.get("/latest", follow_redirects=False)
    assert (elsewhere.status_code, elsewhere.headers["location"]) == (303, "/v1/customers")


def test_an_operation_without_authentication_is_open_to_all(
    odd_server: Server, api: httpx2.Client
) -> None:
    url = f"{odd_server.url}/v1/status"
    for headers in ({}, {"x-api-key": "wrong"}, dict(api.headers)):
        assert request("GET", url, headers=headers).json() == {"done": True}
    error_of(request("GET", f"{odd_server.url}/v1/customers"), 401, "authentication_failed")


def test_a_deprecated_operation_says_so(api: httpx2.Client) -> None:
    headers = api.get("/status").headers
    assert headers["deprecation"] == "@0"
    assert headers["sunset"] == "Thu, 31 Jan 2030 00:00:00 GMT"
    assert "deprecation" not in api.get("/customers").headers


def test_a_key_can_be_sent_as_a_token_where_the_contract_says_so(
    odd_server: Server, tenant: Tenant
) -> None:
    key = tenant.keys["secret", "development"]
    user = base64.b64encode(f"{key}:".encode()).decode()
    url = f"{odd_server.url}/v1/me"
    for headers in (
        {"authorization": f"Bearer {key}"},
        {"authorization": f"Basic {user}"},
        tenant.headers(),
    ):
        assert request("GET", url, headers=headers).status_code == 200
    for headers in (
        {},
        {"x-api-key": key},
        {"authorization": f"Bearer {key}x"},
        {"authorization": f"Basic {key}"},
        {"authorization": key},
    ):
        error_of(request("GET", url, headers=headers), 401, "authentication_failed")
    bearer = {"authorization": f"Bearer {key}"}
    error_of(
        request("GET", f"{odd_server.url}/v1/customers", headers=bearer),
        401,
        "authentication_failed",
    )


def test_secrets_that_are_required_together_have_to_be_sent(
    odd_server: Server, tenant: Tenant
) -> None:
    url = f"{odd_server.url}/v1/signed"
    more = {"x-signature": "any", "authorization": "Bearer any"}
    assert request("GET", url, headers=tenant.headers() | more).status_code == 200
    for headers in (
        tenant.headers(),
        tenant.headers() | {"x-signature": "any"},
        tenant.headers() | more | {"authorization": "Basic any"},
        tenant.headers() | more | {"authorization": "Bearer"},
        more,
    ):
        error_of(request("GET", url, headers=headers), 401, "authentication_failed")


def test_an_object_can_have_one_of_its_kind(api: httpx2.Client) -> None:
    top = {"id": "folder_1", "name": "top", "parent": None}
    created = api.post("/folders", json={"name": "sub", "parent": top}).json()
    assert created["parent"] == top
    assert api.get(f"/folders/{created['id']}").json() == created


def test_a_segment_of_a_path_can_have_text_and_several_parameters(api: httpx2.Client) -> None:
    assert api.get("/reports/2026-12.csv").json() == {"done": True}
    assert api.post("/folders/a%3Ab:archive").json() == {"done": True}
    for path in (
        "/reports/2026-13.csv",
        "/reports/2026-x.csv",
        "/reports/2026.csv",
        "/reports/-1.csv",
    ):
        assert api.get(path).status_code == 404, path
