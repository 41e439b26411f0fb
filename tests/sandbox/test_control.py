"""The control API: its document, and who can call it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from azotte_sandbox.control.access import Access, AccessError
from azotte_sandbox.control.api import OPERATIONS as IMPLEMENTED
from tests.sandbox.control import DOCUMENT, OPERATIONS, ControlClient, control, rejected
from tests.sandbox.engines import ON_SQLITE
from tests.sandbox.servers import ROOT, Server, StartServer, request, run_command

__all__ = ["control"]  # a fixture

TOKEN = "t0k3n" * 8


# ------------------------------------------------------------------ the document


def test_the_document_has_no_lint(tmp_path: Path) -> None:
    path = ROOT / "sandbox" / "src" / "azotte_sandbox" / "control" / "openapi.json"
    done = subprocess.run(
        ["node", "node_modules/@redocly/cli/bin/cli.js", "lint", "--extends", "recommended-strict", str(path)],
        cwd=ROOT,
        env=os.environ | {"REDOCLY_TELEMETRY": "off"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_operation_is_implemented_and_each_implemented_one_is_documented() -> None:
    assert set(OPERATIONS) == set(IMPLEMENTED)


def test_each_operation_and_each_field_is_described() -> None:
    for name, (_, _, operation) in OPERATIONS.items():
        assert operation["summary"], name
        assert operation["description"].strip().endswith("."), name
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field, described in schema.get("properties", {}).items():
            plain = field in {"object", "data"} or "$ref" in described
            assert plain or "description" in described or "required" in described, (name, field)


@ON_SQLITE
def test_the_start_prints_where_the_control_api_is(server: Server) -> None:
    assert f"{server.url}/control\n" in server.printed


@ON_SQLITE
def test_the_server_returns_the_document(control: ControlClient) -> None:
    assert control.do("get_document") == DOCUMENT


@ON_SQLITE
def test_the_sandbox_says_what_other_requests_can_use(control: ControlClient) -> None:
    sandbox = control.do("get_sandbox")
    assert "create_customer" in sandbox["operations"]
    assert "payment.failed" in sandbox["events"]
    assert sandbox["error_codes"]["rate_limit_exceeded"] == 429


# ------------------------------------------------------------------ requests that are not valid


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "field"),
    [({"colour": 1}, "colour"), ({"time": "now"}, "time"), ({"frozen": 1}, "frozen")],
)
def test_a_body_that_the_document_does_not_allow_is_rejected(
    control: ControlClient, body: dict[str, object], field: str
) -> None:
    error = control.call("create_tenant", body).json()["error"]
    assert error["details"]["field"] == field


@ON_SQLITE
def test_an_unknown_path_or_method_is_rejected(server: Server) -> None:
    rejected(request("GET", f"{server.url}/control/nothing"), 404, "not_found")
    response = request("GET", f"{server.url}/control/reset")
    rejected(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "POST"


@ON_SQLITE
def test_a_tenant_that_does_not_exist_is_a_404(control: ControlClient) -> None:
    for name, (_, path, operation) in OPERATIONS.items():
        if path.startswith("/tenants/{tenant}") and "requestBody" not in operation:
            others = {part: "x" for part in re.findall(r"\{(\w+)\}", path) if part != "tenant"}
            response = control.call(name, tenant="tenant_of_nobody", **others)
            error = rejected(response, 404, "not_found")
            assert "tenant_of_nobody" in error["message"], name


# ------------------------------------------------------------------ who can call it


@ON_SQLITE
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "attacker.example"},
        {"host": "127.0.0.1.attacker.example:8787"},
        {"host": "localhost.attacker.example"},
        {"host": ""},
        {"origin": "https://attacker.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"x-forwarded-for": "203.0.113.7"},
        {"via": "1.1 proxy"},
    ],
)
def test_a_page_of_another_origin_and_a_proxy_are_rejected(
    server: Server, headers: dict[str, str]
) -> None:
    for method in ("GET", "POST"):
        response = request(
            method,
            f"{server.url}/control/tenants",
            headers={"content-type": "application/json", **headers},
        )
        assert response.status_code in (400, 403), response.text
        assert "access-control-allow-origin" not in response.headers


@ON_SQLITE
def test_a_page_of_the_server_itself_is_allowed(server: Server) -> None:
    headers = {"origin": server.url, "sec-fetch-site": "same-origin"}
    response = request("GET", f"{server.url}/control/tenants", headers=headers)
    assert response.status_code == 200


@ON_SQLITE
@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_a_form_can_send_is_rejected(server: Server, media_type: str) -> None:
    headers = {"content-type": media_type} if media_type else {}
    response = request("POST", f"{server.url}/control/tenants", headers=headers, content=b"{}")
    rejected(response, 415, "unsupported_media_type")


@ON_SQLITE
def test_a_preflight_request_gets_no_permission(server: Server) -> None:
    headers = {"origin": "https://attacker.example", "access-control-request-method": "POST"}
    response = request("OPTIONS", f"{server.url}/control/tenants", headers=headers)
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control")]


@ON_SQLITE
def test_a_server_that_other_machines_can_reach_has_none(start_server: StartServer) -> None:
    for options in (
        ("--host", "0.0.0.0", "--plain-http"),
        ("--trusted-proxy", "127.0.0.1"),
        ("--control", "off"),
    ):
        server = start_server("--limits", "off", *options)
        url = server.url.replace("0.0.0.0", "127.0.0.1")
        response = request("GET", f"{url}/control")
        assert response.status_code == 404, options


@ON_SQLITE
def test_other_machines_need_two_options_and_a_token(
    start_server: StartServer, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN + "\n")
    (tmp_path / "x.db").touch()
    for options in (
        ("--control", "remote"),
        ("--control", "remote", "--control-host", "sandbox.example"),
        ("--control", "remote", "--control-token-file", str(token)),
        ("--control-host", "sandbox.example"),
    ):
        done = run_command(str(tmp_path / "x.db"), "serve", "--port", "0", *options)
        assert done.exit_code == 1, options
        assert "control" in done.stderr
    server = start_server(
        *("--host", "0.0.0.0", "--plain-http", "--limits", "off", "--control", "remote"),
        *("--control-host", "sandbox.example", "--control-token-file", str(token)),
    )
    url = server.url.replace("0.0.0.0", "127.0.0.1") + "/control"
    host = {"host": "sandbox.example:8787"}
    rejected(request("GET", url, headers=host), 401, "unauthorized")
    rejected(request("GET", url), 401, "unauthorized")
    wrong = {"authorization": f"Bearer {TOKEN}x"}
    rejected(request("GET", url, headers=host | wrong), 401, "unauthorized")
    good = {"authorization": f"Bearer {TOKEN}"}
    assert request("GET", url, headers=host | good).status_code == 200
    assert request("GET", url, headers=good).status_code == 200
    other = {"host": "attacker.example"}
    rejected(request("GET", url, headers=other | good), 403, "forbidden")
    assert TOKEN not in server.log.read_text()


def test_a_token_is_not_shown_and_not_short() -> None:
    assert TOKEN not in repr(Access(("sandbox.example",), TOKEN))
    with pytest.raises(AccessError, match="32 or more"):
        Access(token="short")
    with pytest.raises(AccessError, match="need a token"):
        Access(("sandbox.example",))


# ------------------------------------------------------------------ requests


def test_a_request_is_recorded_without_its_key(control: ControlClient) -> None:
    tenant = control.create_tenant()
    created = tenant.client().post("/customers", json={"email": "ada@example.com"})
    [recorded] = control.do("list_requests", tenant=tenant.id)["data"]
    assert recorded["id"] == created.headers["x-request-id"]
    assert (recorded["method"], recorded["path"]) == ("POST", "/v1/customers")
    assert (recorded["operation"], recorded["status"]) == ("create_customer", 201)
    assert json.loads(recorded["request_body"]) == {"email": "ada@example.com"}
    assert json.loads(recorded["response_body"]) == created.json()
    assert recorded["request_headers"]["x-api-key"] == "sk_dev_****"
    assert control.do("get_request", request=recorded["id"]) == recorded


def test_no_secret_is_in_what_is_recorded(control: ControlClient) -> None:
    tenant = control.create_tenant()
    secret = tenant.keys["secret", "development"]
    api = tenant.client()
    api.get("/customers", params={"name": secret})
    api.post("/customers", json={"email": "ada@example.com", "name": secret})
    api.get("/customers", headers={"authorization": f"Bearer {secret}", "cookie": "session=1"})
    text = json.dumps(control.do("list_requests", tenant=tenant.id))
    assert secret not in text
    assert "session=1" not in text


def test_requests_are_filtered(control: ControlClient) -> None:
    tenant = control.create_tenant()
    api = tenant.client()
    api.get("/customers")
    api.get("/customers/cus_none")
    api.post("/customers", json={})

    def found(**filters: object) -> list[str]:
        listed = control.do("list_requests", tenant=tenant.id, **filters)["data"]
        return [f"{each['method']} {each['status']}" for each in listed]

    assert found() == ["GET 200", "GET 404", "POST 422"]
    assert found(status="4xx") == ["GET 404", "POST 422"]
    assert found(status="404") == ["GET 404"]
    assert found(method="get") == ["GET 200", "GET 404"]
    assert found(operation="create_customer") == ["POST 422"]
    assert found(limit=1) == ["POST 422"]


def test_a_list_waits_for_the_next_request(control: ControlClient) -> None:
    tenant = control.create_tenant()
    api = tenant.client()
    api.get("/customers")
    last = control.do("list_requests", tenant=tenant.id)["data"][-1]["sequence"]
    started = time.monotonic()
    assert control.do("list_requests", tenant=tenant.id, after=last, wait=0.2)["data"] == []
    assert time.monotonic() - started >= 0.2
    api.get("/bundles")
    [found] = control.do("list_requests", tenant=tenant.id, after=last, wait=20)["data"]
    assert found["operation"] == "list_bundles"
