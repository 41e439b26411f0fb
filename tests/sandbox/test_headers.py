"""The headers of every response, and what a browser may do."""

from __future__ import annotations

import re

import httpx2
import pytest

from tests.sandbox.contract_facts import OPERATIONS, PUBLIC_PATHS, Fact
from tests.sandbox.servers import StartServer, Tenant, error_of, request

SECURITY = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
ORIGIN = {"origin": "https://shop.example"}


def responses(tenant: Tenant) -> dict[str, httpx2.Response]:
    api = tenant.client()
    return {
        "list": api.get("/customers"),
        "created": api.post("/customers", json={"email": "a@example.com"}),
        "bad body": api.post(
            "/customers", content=b"{", headers={"content-type": "application/json"}
        ),
        "broken rule": api.post("/customers", json={}),
        "media type": api.post("/customers", content=b"x"),
        "missing": api.get("/customers/cus_none"),
        "conflict": api.post("/customers", json={"email": "A@example.com"}),
        "forbidden": tenant.client("publishable").get("/customers"),
        "unauthenticated": request("GET", f"{tenant.url}/v1/customers"),
        "no path": api.get("/nothing"),
        "outside": request("GET", f"{tenant.url}/nothing"),
        "no method": api.patch("/customers"),
        "preflight": api.options("/customers"),
        "health": request("GET", f"{tenant.url}/healthz"),
        "metrics": request("GET", f"{tenant.url}/metrics"),
    }


def test_every_response_has_a_request_id_and_the_security_headers(tenant: Tenant) -> None:
    seen = responses(tenant)
    for name, response in seen.items():
        assert re.fullmatch(r"req_[A-Za-z0-9]{32}", response.headers["x-request-id"]), name
        assert {key: response.headers.get(key) for key in SECURITY} == SECURITY, name
        assert "server" not in response.headers, name
        assert "strict-transport-security" not in response.headers, name
    assert len({response.headers["x-request-id"] for response in seen.values()}) == len(seen)


def test_responses_to_authenticated_requests_have_the_rate_limit_headers(tenant: Tenant) -> None:
    for name, response in responses(tenant).items():
        authenticated = name not in (
            "unauthenticated", "outside", "preflight", "health", "metrics",
        )  # fmt: skip
        for header in ("limit", "remaining", "reset"):
            value = response.headers.get(f"x-ratelimit-{header}")
            assert (value is not None and value.isdigit()) == authenticated, (name, header)


def test_a_client_cannot_choose_the_request_id(api: httpx2.Client) -> None:
    response = api.get("/customers", headers={"x-request-id": "req_mine"})
    assert response.headers["x-request-id"] != "req_mine"


@pytest.mark.parametrize(
    "fact", [fact for fact in OPERATIONS if fact.method == "GET"], ids=lambda fact: fact.id
)
def test_head_is_get_without_the_body(tenant: Tenant, fact: Fact) -> None:
    api = tenant.client()
    got, head = api.get(fact.example_path), api.head(fact.example_path)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers["content-type"] == got.headers["content-type"]
    if got.status_code == 200:
        assert head.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize("path", sorted({fact.path for fact in OPERATIONS}))
def test_options_lists_the_methods_and_needs_no_key(tenant: Tenant, path: str) -> None:
    facts = [fact for fact in OPERATIONS if fact.path == path]
    response = request("OPTIONS", f"{tenant.url}/v1{facts[0].example_path}")
    assert response.status_code == 204
    assert {fact.method for fact in facts} < set(response.headers["allow"].split(", "))


@pytest.mark.parametrize("path", sorted({fact.path for fact in OPERATIONS}))
def test_a_browser_may_call_only_what_takes_publishable_keys(tenant: Tenant, path: str) -> None:
    fact = next(fact for fact in OPERATIONS if fact.path == path)
    url = f"{tenant.url}/v1{fact.example_path}"
    preflight = request(
        "OPTIONS",
        url,
        headers={
            **ORIGIN,
            "access-control-request-method": "GET",
            "access-control-request-headers": "x-api-key,x-tn",
        },
    )
    call = request("GET", url, headers={**tenant.headers("publishable"), **ORIGIN})
    for response in (preflight, call):
        assert "access-control-allow-credentials" not in response.headers
        if path in PUBLIC_PATHS:
            assert response.headers["access-control-allow-origin"] == "*"
        else:
            assert not [name for name in response.headers if name.startswith("access-control")]
    if path in PUBLIC_PATHS:
        assert preflight.headers["access-control-allow-methods"] == "GET, HEAD"
        assert set(preflight.headers["access-control-allow-headers"].split(", ")) >= {
            "x-api-key",
            "x-tn",
        }


@pytest.mark.parametrize("path", sorted(PUBLIC_PATHS))
def test_a_preflight_response_is_the_same_for_all_requests(tenant: Tenant, path: str) -> None:
    fact = next(fact for fact in OPERATIONS if fact.path == path)
    asked = [
        ("GET", "x-api-key,x-tn"),
        ("DELETE", "authorization"),
        ("NONE", ",".join(f"x-{number}" for number in range(500))),
        ("*", "a: b"),
    ]
    told: set[frozenset[tuple[str, str]]] = set()
    for method, names in asked:
        wanted = {"access-control-request-method": method, "access-control-request-headers": names}
        response = request(
            "OPTIONS", f"{tenant.url}/v1{fact.example_path}", headers=ORIGIN | wanted
        )
        assert (response.status_code, response.content) == (204, b"")
        told.add(frozenset(header for header in response.headers.items() if header[0] in PREFLIGHT))
    methods = {other.method for other in OPERATIONS if other.path == path}
    assert methods == {"GET"}, "what else is public has to be listed below"
    assert told == {frozenset(PREFLIGHT.items())}


PREFLIGHT = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": "x-api-key, x-tn, content-type",
    "access-control-max-age": "600",
}


@pytest.mark.parametrize(
    "fact", [f for f in OPERATIONS if f.path in PUBLIC_PATHS], ids=lambda f: f.id
)
def test_a_page_may_read_the_headers_that_the_contract_names(tenant: Tenant, fact: Fact) -> None:
    url = f"{tenant.url}/v1{fact.example_path}"
    response = request("GET", url, headers={**tenant.headers("publishable"), **ORIGIN})
    exposed = response.headers["access-control-expose-headers"].split(", ")
    assert set(exposed) == {name.lower() for name in fact.response_headers}
    assert {"x-request-id", "x-ratelimit-remaining", "retry-after"} <= set(exposed)


def test_errors_too_can_be_read_by_a_browser_that_may_call(tenant: Tenant) -> None:
    headers = {"x-api-key": "pk_dev_wrong", "x-tn": tenant.id, **ORIGIN}
    response = request("GET", f"{tenant.url}/v1/bundles", headers=headers)
    error_of(response, 401, "authentication_failed")
    assert response.headers["access-control-allow-origin"] == "*"


def test_without_an_origin_there_are_no_cors_headers(tenant: Tenant) -> None:
    response = tenant.client("publishable").get("/bundles")
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_health_and_metrics(tenant: Tenant) -> None:
    tenant.client().get("/customers")
    health = request("GET", f"{tenant.url}/healthz")
    assert (health.status_code, health.json()) == (200, {"status": "ok"})
    metrics = request("GET", f"{tenant.url}/metrics")
    assert metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert re.search(
        r'^azotte_sandbox_requests_total\{operation="list_customers",status="200"\} [1-9]',
        metrics.text,
        re.MULTILINE,
    )
    assert tenant.id not in metrics.text
    error_of(request("POST", f"{tenant.url}/metrics"), 405, "method_not_allowed")


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_plain_http_behind_a_proxy_is_rejected(start_server: StartServer, host: str) -> None:
    server = start_server("--host", host, "--trusted-proxy", "127.0.0.1")
    tenant = server.create_tenant()
    url = server.url.replace("0.0.0.0", "127.0.0.1") + "/v1/bundles"
    plain = {**tenant.headers(), "x-forwarded-proto": "http"}
    error_of(request("GET", url, headers=plain), 403, "https_required")
    error_of(request("GET", url, headers=tenant.headers()), 403, "https_required")
    secure = request("GET", url, headers={**tenant.headers(), "x-forwarded-proto": "https"})
    assert secure.status_code == 200
    assert "max-age=31536000" in secure.headers["strict-transport-security"]


def test_the_logs_name_the_request_and_the_key_but_no_secret(
    start_server: StartServer,
) -> None:
    server = start_server()
    tenant = server.create_tenant()
    response = request(
        "GET", f"{server.url}/v1/customers?email[contains]=ada", headers=tenant.headers()
    )
    request("GET", f"{server.url}/v1/customers", headers=tenant.headers() | {"x-tn": "other"})
    server.stop()
    lines = [line for line in server.log_lines() if line["event"] == "request"]
    assert [line["status"] for line in lines] == [200, 401]
    assert lines[0]["request_id"] == response.headers["x-request-id"]
    assert lines[0]["operation_id"] == "list_customers"
    assert lines[0]["tenant"] == tenant.id
    assert lines[0]["key_id"].startswith("key_")
    assert lines[1]["code"] == "authentication_failed"
    text = server.log.read_text()
    assert "ada" not in text
    for secret in tenant.keys.values():
        assert secret not in text
