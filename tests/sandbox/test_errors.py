"""Every kind of bad request gets the error that the contract has for it, and never a 5xx."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import httpx2
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azotte_sandbox.errors import ApiError
from azotte_sandbox.json_bodies import decode_json
from codegen.paths import GENERATED
from tests.sandbox.contract_facts import OPERATIONS, Fact
from tests.sandbox.servers import Tenant, error_of, request

JSON = {"content-type": "application/json"}
CONTRACT: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))


def post(api: httpx2.Client, body: bytes, **headers: str) -> httpx2.Response:
    return api.post("/customers", content=body, headers={**JSON, **headers})


@pytest.mark.parametrize(
    ("response", "example", "method", "target", "options"),
    [
        ("NotFound", "resource_missing", "GET", "/customers/cus_1234567890", {}),
        ("MethodNotAllowed", "method_not_allowed", "DELETE", "/customers", {}),
        (
            "BadRequest",
            "malformed_request",
            "POST",
            "/customers",
            {"content": b"{", "headers": JSON},
        ),
        ("UnprocessableContent", "required_field", "POST", "/customers", {"json": {}}),
        ("UnprocessableContent", "out_of_range", "GET", "/customers?limit=500", {}),
        ("UnprocessableContent", "invalid_enum", "GET", "/subscriptions?status=sleeping", {}),
        (
            "UnprocessableContent",
            "unknown_field",
            "POST",
            "/customers",
            {"json": {"email": "ada@example.com", "nickname": "Ada"}},
        ),
        (
            "UnsupportedMediaType",
            "unsupported_media_type",
            "POST",
            "/customers",
            {"content": b"{}", "headers": {"content-type": "text/plain"}},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_message_is_that_of_the_contracts_example(
    api: httpx2.Client,
    response: str,
    example: str,
    method: str,
    target: str,
    options: dict[str, Any],
) -> None:
    content = CONTRACT["components"]["responses"][response]["content"]["application/json"]
    expected = content["examples"][example]["value"]["error"]
    error = api.request(method, target, **options).json()["error"]
    assert error["message"] == expected["message"]
    assert error.get("details") == expected.get("details")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{}}",
        b"{'email': 'a@example.com'}",
        b'{"email": "a@example.com",}',
        b"nul",
        b'{"email": NaN}',
        b'{"email": Infinity}',
        b'\xef\xbb\xbf{"email": "a@example.com"}',
        b'{"email": "\xff@example.com"}',
        b'{"email": "\xed\xa0\x80@example.com"}',
        b'{"email": "\\ud800@example.com"}',
        b'{"email": "\\udc00\\ud800@example.com"}',
        b'{"email": "a\x00@example.com"}',
        b'{"email": "a\n@example.com"}',
        b'{"email": 1e999}',
        b'{"email": -1e999}',
        b'{"email": ' + b"9" * 5000 + b"}",
        b'{"email": 01}',
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"[" * 100_000,
        b'{"email": "a@example.com", "email": "b@example.com"}',
        b'{"email": "a@example.com", "metadata": {"k": "1", "k": "2"}}',
        b'{"email": "a@example.com", "\\u0065mail": "b@example.com"}',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_body_that_is_not_valid_json_is_malformed(api: httpx2.Client, body: bytes) -> None:
    error = error_of(post(api, body), 400, "malformed_request")
    assert error["type"] == "validation_error"


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "required_field", "email"),
        ({"email": None}, "invalid_format", "email"),
        ({"email": 5}, "invalid_format", "email"),
        ({"email": "nobody"}, "invalid_format", "email"),
        ({"email": "a" * 300 + "@example.com"}, "out_of_range", "email"),
        ({"email": "a@example.com", "nickname": "x"}, "unknown_field", "nickname"),
        ({"email": "a@example.com", "id": "cus_1"}, "unknown_field", "id"),
        ({"email": "a@example.com", "created": 1}, "unknown_field", "created"),
        ({"email": "a@example.com", "name": "x" * 201}, "out_of_range", "name"),
        ({"email": "a@example.com", "name": "a\nb"}, "invalid_format", "name"),
        ({"email": "a@example.com", "name": "a\0b"}, "invalid_format", "name"),
        ({"email": "a\0@example.com"}, "invalid_format", "email"),
        ({"email": "a@example.com", "address": 5}, "invalid_format", "address"),
        (
            {"email": "a@example.com", "address": {"country": "Germany"}},
            "out_of_range",
            "address.country",
        ),
        (
            {"email": "a@example.com", "address": {"planet": "Mars"}},
            "unknown_field",
            "address.planet",
        ),
        ({"email": "a@example.com", "metadata": {"k": 1}}, "invalid_format", "metadata.k"),
        ({"email": "a@example.com", "metadata": {"a b": "1"}}, "invalid_format", "metadata.a b"),
        ({"email": "a@example.com", "metadata": {"k": "x" * 501}}, "out_of_range", "metadata.k"),
        (
            {"email": "a@example.com", "metadata": {f"k{n}": "" for n in range(51)}},
            "out_of_range",
            "metadata",
        ),
        ([], "invalid_format", None),
        ("text", "invalid_format", None),
        (None, "invalid_format", None),
        (10**40, "invalid_format", None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_body_that_breaks_a_rule_names_the_field(
    api: httpx2.Client, body: Any, code: str, field: str | None
) -> None:
    error = error_of(post(api, json.dumps(body).encode()), 422, code)
    assert error["type"] == "validation_error"
    assert error["details"].get("field") == field
    assert error["details"]["constraint"]


@pytest.mark.parametrize("amount", [0, -1, 10**12, 10**30, -(10**30), 1.5, "100", True, None])
def test_numbers_outside_the_contract_are_rejected(api: httpx2.Client, amount: Any) -> None:
    response = api.post(
        "/payments",
        json={
            "customer": "cus_1",
            "amount": amount,
            "currency": "usd",
            "payment_method": "tok_visa",
        },
    )
    assert response.status_code == 422, response.text
    assert response.json()["error"]["details"]["field"] == "amount"


@pytest.mark.parametrize("amount", [b"100.0", b"1e2", b"1.0e2", b"10000e-2"])
def test_a_whole_number_is_an_integer_however_it_is_written(
    api: httpx2.Client, customer: str, amount: bytes
) -> None:
    body = b'{"customer":"%b","amount":%b,"currency":"usd","payment_method":"tok_visa"}' % (
        customer.encode(),
        amount,
    )
    response = api.post("/payments", content=body, headers=JSON)
    assert response.status_code == 201, response.text
    assert '"amount":100,' in response.text


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("limit=0", "out_of_range", "limit"),
        ("limit=101", "out_of_range", "limit"),
        ("limit=-1", "out_of_range", "limit"),
        ("limit=99999999999999999999999999999", "out_of_range", "limit"),
        ("limit=" + "9" * 500, "invalid_format", "limit"),
        ("limit=", "invalid_format", "limit"),
        ("limit=1.0", "invalid_format", "limit"),
        ("limit=1_0", "invalid_format", "limit"),
        ("limit=%2010", "invalid_format", "limit"),
        ("limit=+10", "invalid_format", "limit"),
        ("limit=%D9%A1", "invalid_format", "limit"),
        ("limit=%C2%B2", "invalid_format", "limit"),
        ("limit=1&limit=2", "invalid_format", "limit"),
        ("limit", "invalid_format", "limit"),
        ("starting_after=x", "out_of_range", "starting_after"),
        ("starting_after=cus_%00aaaa", "invalid_format", "starting_after"),
        ("created%5Bgte%5D=yesterday", "invalid_format", "created[gte]"),
        ("created[lte]=-1", "out_of_range", "created[lte]"),
        ("email[contains]=", "out_of_range", "email[contains]"),
        ("email[contains]=%00", "invalid_format", "email[contains]"),
    ],
)
def test_a_bad_parameter_is_named(api: httpx2.Client, query: str, code: str, field: str) -> None:
    error = error_of(api.get(f"/customers?{query}"), 422, code)
    assert error["details"]["field"] == field


@pytest.mark.parametrize("query", ["limi=1", "page=2", "utm_source=x&utm_source=y", "%00=1"])
def test_a_parameter_that_is_not_in_the_contract_changes_nothing(
    api: httpx2.Client, customer: str, query: str
) -> None:
    listed = api.get(f"/customers?{query}")
    assert listed.status_code == 200
    assert [item["id"] for item in listed.json()["data"]] == [customer]


def test_a_query_that_is_not_utf8_is_malformed(api: httpx2.Client) -> None:
    error_of(api.get("/customers?email[contains]=%ff"), 400, "malformed_request")


def test_an_enumeration_lists_what_it_takes(api: httpx2.Client) -> None:
    error = error_of(api.get("/subscriptions?status=sleeping"), 422, "invalid_enum")
    assert error["details"] == {
        "field": "status",
        "value": "sleeping",
        "constraint": "enum",
        "expected": ["trialing", "active", "past_due", "paused", "canceled"],
    }


def test_an_unknown_expansion_is_rejected(api: httpx2.Client, customer: str) -> None:
    error_of(api.get(f"/customers/{customer}?expand[]=orders"), 422, "invalid_enum")


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json2",
        "json",
        "",
    ],
)
def test_another_media_type_is_rejected(api: httpx2.Client, media_type: str) -> None:
    response = api.post(
        "/customers",
        content=b'{"email":"a@example.com"}',
        headers={"content-type": media_type},
    )
    error_of(response, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;"]
)
def test_parameters_and_case_of_the_media_type_do_not_matter(
    api: httpx2.Client, media_type: str
) -> None:
    response = api.post(
        "/customers",
        content=b'{"email":"a@example.com"}',
        headers={"content-type": media_type},
    )
    assert response.status_code == 201, response.text


def test_a_content_coding_is_rejected(api: httpx2.Client) -> None:
    response = post(api, b'{"email":"a@example.com"}', **{"content-encoding": "gzip"})
    error_of(response, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/",
        "/v2/customers",
        "/v1/nothing",
        "/v1/customers/",
        "/v1//customers",
        "/v1/customers/cus_1/",
        "/v1/customers/cus_1/orders",
        "/V1/customers",
        "/v1/Customers",
        "/api/customers",
        "/v1/customers%2fcus_1",
        "/v1/%63ustomers/%ff",
        "/api/api/v1/customers",
    ],
)
def test_an_unknown_path_is_missing(tenant: Tenant, path: str) -> None:
    error = error_of(
        request("GET", tenant.url + path, headers=tenant.headers()), 404, "resource_missing"
    )
    assert error["type"] == "not_found_error"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize("base", ["/v1/", "/api/v1/"])
def test_below_the_api_an_unknown_path_authenticates_and_counts_like_the_rest(
    tenant: Tenant, base: str, method: str
) -> None:
    url = f"{tenant.url}{base}nothing/here"
    good = request(method, url, headers=tenant.headers())
    assert good.status_code == 404
    assert {f"x-ratelimit-{name}" for name in ("limit", "remaining", "reset")} <= set(good.headers)
    for bad in ({}, tenant.headers() | {"x-tn": "tenant_other"}):
        refused = request(method, url, headers=bad)
        assert refused.status_code == 401
        assert "x-ratelimit-limit" not in refused.headers


def test_outside_the_api_an_unknown_path_requires_no_credentials(tenant: Tenant) -> None:
    for path in ("/", "/v1", "/v2/customers", "/nothing"):
        response = request("GET", tenant.url + path)
        error_of(response, 404, "resource_missing")
        assert "x-ratelimit-limit" not in response.headers


@pytest.mark.parametrize(
    "object_id",
    [
        "x",
        "cus_",
        "cus_doesNotExist",
        "sub_1234567890",
        "cus_%00",
        "cus_a%2fentitlements",
        "..",
        "%2e%2e",
        "cus_é",
        "cus_" + "a" * 500,
        "cus_1;drop",
        "cus_'--",
    ],
)
def test_an_id_that_names_nothing_is_missing(tenant: Tenant, object_id: str) -> None:
    response = request("GET", f"{tenant.url}/v1/customers/{object_id}", headers=tenant.headers())
    error_of(response, 404, "resource_missing")


def test_a_path_is_decoded_once(api: httpx2.Client, customer: str) -> None:
    encoded = "".join(f"%{byte:02x}" for byte in customer.encode())
    assert api.get(f"/customers/{encoded}").json()["id"] == customer
    twice = encoded.replace("%", "%25")
    error_of(api.get(f"/customers/{twice}"), 404, "resource_missing")


@pytest.mark.parametrize("fact", OPERATIONS, ids=lambda fact: fact.id)
def test_other_methods_get_the_list_of_methods(tenant: Tenant, fact: Fact) -> None:
    there = {other.method for other in OPERATIONS if other.path == fact.path}
    allowed = there | {"OPTIONS"} | ({"HEAD"} if "GET" in there else set[str]())
    for method in {"GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "TRACE"} - allowed:
        response = request(method, f"{tenant.url}/v1{fact.example_path}", headers=tenant.headers())
        assert response.status_code == 405, (method, response.text)
        assert set(response.headers["allow"].split(", ")) == allowed


# ---------------------------------------------------------------- laws


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_rejected(body: bytes) -> None:
    with contextlib.suppress(ApiError):
        msgspec.json.encode(decode_json(body))


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**64 - 1)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda values: (
        st.lists(values, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
            values,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_valid_json_is_read_as_it_is(value: Any) -> None:
    assert decode_json(json.dumps(value).encode()) == value


@pytest.mark.slow
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_request_makes_the_server_fail(api: httpx2.Client, data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from(OPERATIONS))
    body = data.draw(st.binary(max_size=60) | JSON_VALUES.map(lambda v: json.dumps(v).encode()))
    query = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(["limit", "starting_after", "status", "expand[]", "created[gte]"])
                | st.text(max_size=5),
                st.text(max_size=10) | st.integers().map(str),
            ),
            max_size=3,
        )
    )
    key = data.draw(
        st.none() | st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=8)
    )
    response = api.request(
        fact.method,
        fact.example_path,
        params=tuple(query),
        content=body,
        headers=JSON | ({"idempotency-key": key} if key is not None else {}),
    )
    assert response.status_code < 500, response.text
