"""What the hardening list requires and no other test shows.

`sandbox/HARDENING.md` has the list, and beside each requirement the tests that show it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import re
import socket
import sqlite3
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, TypeAlias, TypeGuard, TypeVar, cast

import httpx2
import jsonschema_rs
import pytest
import trustme

import azotte_sandbox
from azotte_sandbox import keys, seeding
from azotte_sandbox.app import create_app
from azotte_sandbox.contract import Contract
from azotte_sandbox.errors import missing
from azotte_sandbox.ids import ID_LENGTH, RandomIds
from azotte_sandbox.keys import IssuedKey
from azotte_sandbox.sandbox import Sandbox, Settings
from azotte_sandbox.store import Connection as StoreConnection
from azotte_sandbox.store import Row, Value, Work, World
from azotte_sandbox.store.objects import Table
from azotte_sandbox.store.sqlite import SqliteStore
from azotte_sandbox.webhooks.sign import new_secret
from tests.sandbox.contract_facts import CONTRACT, METHODS, OPERATIONS, Fact
from tests.sandbox.engines import ON_SQLITE, PostgresServer
from tests.sandbox.framing_cases import MALFORMED
from tests.sandbox.hostile import NOT_JSON, TEXTS
from tests.sandbox.raw_http import Connection
from tests.sandbox.raw_http import request as raw_request
from tests.sandbox.servers import ROOT, Server, StartServer, Tenant, error_of, new_client, request

REQUIREMENTS = 41
Result = TypeVar("Result")
Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | None"


def credentials(tenant: Tenant) -> list[str]:
    return [f"{name}: {value}" for name, value in tenant.headers().items()]


# ------------------------------------------------------------------ the list itself


def test_every_requirement_names_a_test_that_exists_or_a_reason() -> None:
    table = (ROOT / "sandbox" / "HARDENING.md").read_text()
    rows = dict(re.findall(r"^\| H(\d+) \| [^|]+ \| ([^|]+) \|$", table, re.MULTILINE))
    assert list(rows) == [str(number) for number in range(1, REQUIREMENTS + 1)]
    for number, shown_by in rows.items():
        named = re.findall(r"`(test_\w+)\.(test_\w+)`", shown_by)
        for module, test in named:
            source = (ROOT / "tests" / "sandbox" / f"{module}.py").read_text()
            assert re.search(rf"^def {test}\(", source, re.MULTILINE), f"H{number}: {test}"
        assert named or "Not here:" in shown_by, f"H{number} has neither test nor reason"


# ------------------------------------------------------------------ who gets in, and to what


GUESSES = [
    *("", "v1", "v1/", "v2", "api", "admin", "_sandbox", "sandbox", "debug", "reset", "seed", "clock", "console"),
    *("keys", "api_keys", "api-keys", "tenants", "webhooks", "webhook_endpoints", "events", "logs", "audit"),
    *("openapi.json", "openapi.yaml", "docs", "redoc", "swagger", "swagger-ui", "graphql", "trace", "env", "config"),
    *(".env", ".git/config", ".well-known/security.txt", "robots.txt", "favicon.ico", "server-status"),
    *("actuator/health", "healthz/", "metrics/", "health", "status"),
]  # fmt: skip


@ON_SQLITE
def test_only_paths_of_the_contract_exist(tenant: Tenant) -> None:
    for environment in ("development", "production"):
        with tenant.client("secret", environment) as client:
            for guess in GUESSES:
                for base in ("/", "/v1/", "/api/v1/"):
                    for method in ("GET", "POST"):
                        response = client.request(method, tenant.url + base + guess)
                        assert response.status_code in (404, 405), (method, base + guess)


@ON_SQLITE
def test_a_repeated_header_is_rejected(server: Server, tenant: Tenant) -> None:
    good = [
        *credentials(tenant),
        "Content-Type: application/json",
        "Idempotency-Key: a",
        "Authorization: Bearer a",
    ]
    for name in ("x-api-key", "x-tn", "Idempotency-Key", "Content-Type", "Authorization"):
        message = raw_request("/v1/customers", good, b"{}", "POST").decode()
        line = next(line for line in message.split("\r\n") if line.startswith(name))
        doubled = message.replace(f"{line}\r\n", f"{line}\r\n{line}\r\n", 1).encode()
        with Connection(server.address) as connection:
            connection.send(doubled)
            response = connection.response()
        assert response is not None
        assert (response.status, response.error["code"]) == (400, "malformed_request"), name


@ON_SQLITE
def test_a_key_outside_its_header_opens_nothing(server: Server, tenant: Tenant) -> None:
    secret = tenant.keys["secret", "development"]
    elsewhere: list[dict[str, Any]] = [
        {"params": {"x-api-key": secret}},
        {"params": {"api_key": secret, "x-tn": tenant.id}},
        {"headers": {"authorization": f"Bearer {secret}"}},
        {"headers": {"cookie": f"x-api-key={secret}"}},
        {"headers": {"api-key": secret, "x_api_key": secret}},
    ]
    for options in elsewhere:
        headers = {"x-tn": tenant.id, **options.pop("headers", {})}
        response = request("GET", f"{server.url}/v1/bundles", headers=headers, **options)
        error_of(response, 401, "authentication_failed")
    assert secret not in server.log.read_text()


def test_secrets_and_identifiers_cannot_be_guessed() -> None:
    bits = math.log2(62)
    assert keys.RANDOM_LENGTH * bits >= 128
    assert ID_LENGTH * bits >= 128
    made: list[tuple[Callable[[], str], int]] = [
        (lambda: keys.generate("sk_live_")[8:], 62),
        (lambda: RandomIds().new("cus")[-ID_LENGTH:], 62),
        (lambda: new_secret()[6:-1], 64),
    ]
    for make, alphabet in made:
        values = [make() for _ in range(500)]
        assert len(set(values)) == len(values)
        # Every place takes every character, or nearly: at least no place is fixed.
        for place in range(32 if alphabet == 62 else 42):
            if place < min(map(len, values)):
                assert len({value[place] for value in values}) > 14


def test_only_fields_of_the_contract_are_writable(tenant: Tenant) -> None:
    api = tenant.client()
    for path, item in CONTRACT["paths"].items():
        for method in METHODS:
            body = item.get(method, {}).get("requestBody")
            if body is None:
                continue
            media = body["content"]["application/json"]
            schema = media["schema"]
            example: dict[str, Any] = {}
            for reference in media.get("examples", {}).values():
                example = CONTRACT["components"]["examples"][reference["$ref"].rsplit("/")[-1]][
                    "value"
                ]
            offered = CONTRACT["components"]["schemas"][schema["$ref"].rsplit("/")[-1]][
                "properties"
            ]
            fact = next(f for f in OPERATIONS if (f.path, f.method) == (path, method.upper()))
            for name in ("id", "object", "created", "tenant", "environment", "hidden", "__proto__"):
                assert name not in offered
                sent = {**example, name: "x"}
                response = api.request(method.upper(), fact.example_path, json=sent)
                error = error_of(response, 422, "unknown_field")
                assert error["details"]["field"] == name


# ------------------------------------------------------------------ what leaves


def _closed(node: Json) -> Json:
    """The contract with no room for fields that it does not name."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {name: _closed(field) for name, field in node.items()}
    if isinstance(closed.get("properties"), dict) and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


def test_only_fields_of_the_contract_are_returned(
    start_server: StartServer, tmp_path: Path
) -> None:
    """The server checks its own responses, here against a contract that is closed everywhere."""
    path = tmp_path / "closed.json"
    path.write_text(json.dumps(_closed(CONTRACT)))
    server = start_server("--limits", "off", contract=path)
    api = server.create_tenant().client()
    with api:
        customer = api.post("/customers", json={"email": "ada@example.com"}).json()["id"]
        plan = api.get("/bundles").json()["data"][0]["plans"][0]["id"]
        subscribed = api.post("/subscriptions", json={"customer": customer, "plan": plan})
        subscription = subscribed.json()["id"]
        paid = api.post(
            "/payments",
            json={
                "customer": customer,
                "amount": 500,
                "currency": "usd",
                "payment_method": "tok_visa",
            },
        )
        payment = paid.json()["id"]
        bundle = api.get("/bundles").json()["data"][0]["id"]
        ids = {
            "customers": customer,
            "subscriptions": subscription,
            "payments": payment,
            "bundles": bundle,
        }
        assert (subscribed.status_code, paid.status_code) == (201, 201)
        responded: set[str] = {"create_customer", "create_subscription", "create_payment"}
        bodies: dict[str, Any] = {
            "update_customer": {"name": "Ada"},
            "refund_payment": {"amount": 100},
        }
        for fact in sorted(OPERATIONS, key=lambda fact: _ORDER.index(fact.method)):
            if fact.id in responded:
                continue
            target = fact.path.replace("{id}", ids[fact.path.split("/")[1]])
            body = bodies.get(fact.id, {}) if fact.method in ("POST", "PUT") else None
            response = api.request(fact.method, target, json=body)
            if response.status_code == 409:  # the move is not possible from where it is
                continue
            assert response.status_code == 200, (fact.id, response.text)
            responded.add(fact.id)
    assert len(responded) >= len(OPERATIONS) - 2, {fact.id for fact in OPERATIONS} - responded


_ORDER = ["GET", "PUT", "POST", "DELETE"]


@ON_SQLITE
def test_a_response_that_violates_the_contract_is_not_sent(
    start_server: StartServer, tmp_path: Path
) -> None:
    contract: Any = _closed(CONTRACT)
    contract["components"]["schemas"]["Customer"]["required"].remove("phone")
    del contract["components"]["schemas"]["Customer"]["properties"]["phone"]
    path = tmp_path / "without_phone.json"
    path.write_text(json.dumps(contract))
    server = start_server("--limits", "off", contract=path)
    server.may_break_the_contract = True
    with server.create_tenant().client() as api:
        response = api.post("/customers", json={"email": "ada@example.com", "phone": "+44 20"})
        error = error_of(response, 500, "internal_error")
        assert api.get("/customers").json()["data"] == [], "the change was taken back"
    assert "phone" not in json.dumps(error)
    assert "+44 20" not in response.text
    server.stop()
    assert "contract_broken" in server.log.read_text()
    assert "+44 20" not in server.log.read_text()


@ON_SQLITE
def test_an_internal_failure_gets_an_error_without_details(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    with server.create_tenant().client() as api:
        customer = api.post("/customers", json={"email": "ada@example.com"}).json()["id"]
        with contextlib.closing(sqlite3.connect(server.database)) as database:
            database.execute("PRAGMA foreign_keys = OFF")
            database.execute("DROP TABLE payment")
        for response in (
            api.get("/payments"),
            api.get("/payments/pay_doesNotExist"),
            api.post(
                "/payments",
                json={
                    "customer": customer,
                    "amount": 500,
                    "currency": "usd",
                    "payment_method": "tok_visa",
                },
            ),
        ):
            error = error_of(response, 500, "internal_error")
            assert set(error) == {"code", "message", "type", "request_id"}
            assert not re.search(r"(?i)sqlite|payment|table|traceback|\.py", error["message"])
            assert response.headers["x-content-type-options"] == "nosniff"
            assert response.headers["cache-control"] == "no-store"
        assert api.get("/customers").status_code == 200
    server.stop()
    failures = [line for line in server.log_lines() if line["event"] == "exception"]
    assert len(failures) == 3
    assert all(line["request_id"].startswith("req_") and line["stack"] for line in failures)


KNOWN_HEADERS = {
    "access-control-allow-headers", "access-control-allow-methods", "access-control-allow-origin",
    "access-control-expose-headers", "access-control-max-age", "allow", "cache-control", "connection",
    "content-length", "content-security-policy", "content-type", "date", "idempotent-replayed",
    "referrer-policy", "retry-after", "vary", "x-content-type-options", "x-ratelimit-limit",
    "x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-retry-after", "x-request-id",
}  # fmt: skip


@ON_SQLITE
def test_nothing_of_a_request_gets_into_the_headers_of_its_response(
    server: Server, tenant: Tenant
) -> None:
    marker = "Marker7731"
    codes = ["%0d%0aset-cookie:%20", "%0a", "%00", "%e5%98%8a%e5%98%8d", "\t", "%0d"]
    for code in codes:
        value = f"{marker}{code}{marker}"
        path = value.replace("\t", "%09")
        headers = [
            *credentials(tenant),
            f"idempotency-key: {value}",
            f"x-request-id: {value}",
            f"origin: {value}",
            f"access-control-request-method: {value}",
            f"access-control-request-headers: {value}",
            f"content-type: application/json; charset={value}",
        ]
        for method, target in (
            ("GET", f"/v1/customers/{path}"),
            ("GET", f"/v1/bundles?limit={path}&{path}=1"),
            ("OPTIONS", f"/v1/bundles?{path}"),
            ("POST", "/v1/customers"),
            ("DELETE", f"/{path}"),
        ):
            with Connection(server.address) as connection:
                connection.send(raw_request(target, headers, b"", method))
                response = connection.response()
            assert response is not None
            assert response.status < 500
            assert {name for name, _ in response.headers} <= KNOWN_HEADERS
            assert not [field for field in response.headers if marker in "".join(field)]
            assert re.fullmatch(r"req_[A-Za-z0-9]{1,60}", response.header("x-request-id") or "")


# ------------------------------------------------------------------ what is taken in


def _schemas_of_requests() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in CONTRACT["paths"].items():
        for method in METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            for reference in operation.get("parameters", []):
                parameter = CONTRACT["components"]["parameters"][reference["$ref"].rsplit("/")[-1]]
                yield f"{method} {path} {parameter['name']}", parameter["schema"]
            if "requestBody" in operation:
                yield (
                    f"{method} {path}",
                    operation["requestBody"]["content"]["application/json"]["schema"],
                )


def _unbounded(where: str, schema: Any) -> Iterator[str]:
    """Places of a schema where a client could send without end."""
    if "$ref" in schema:
        schema = CONTRACT["components"]["schemas"][schema["$ref"].rsplit("/")[-1]] | {
            name: value for name, value in schema.items() if name != "$ref"
        }
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if "string" in types and not {"maxLength", "enum", "const"} & schema.keys():
        yield f"{where}: a text without maxLength"
    if "integer" in types and not ({"maximum", "minimum"} <= schema.keys() or "enum" in schema):
        yield f"{where}: an integer without minimum and maximum"
    if "array" in types:
        if "maxItems" not in schema:
            yield f"{where}: an array without maxItems"
        yield from _unbounded(f"{where}[]", schema["items"])
    if "object" in types:
        more = schema.get("additionalProperties", True)
        if more is True or (isinstance(more, dict) and "maxProperties" not in schema):
            yield f"{where}: an object without bounds"
        if isinstance(more, dict):
            yield from _unbounded(f"{where}.*", more)
            yield from _unbounded(
                f"{where} (names)", {"type": "string", **schema.get("propertyNames", {})}
            )
        for name, field in schema.get("properties", {}).items():
            yield from _unbounded(f"{where}.{name}", field)
    for keyword in ("oneOf", "anyOf", "allOf"):
        for branch in schema.get(keyword, []):
            yield from _unbounded(where, branch)


def test_everything_that_can_be_sent_is_bounded() -> None:
    unbounded = [
        problem for where, schema in _schemas_of_requests() for problem in _unbounded(where, schema)
    ]
    assert unbounded == []


HOSTILE_PATHS = [
    "/v1/customers/..", "/v1/customers/../customers", "/v1/./customers", "/v1/../v1/customers", "/v1//customers",
    "/v1/customers/%2e%2e", "/v1/%2e%2e/healthz", "/v1/customers/%2e%2e%2f%2e%2e%2fhealthz", "//healthz", "/healthz/",
    "/v1/customers%00", "/healthz%00", "/v1/customers/%00", "/v1%2fcustomers", "/v1/customers%2f", "/%2fhealthz",
    "/v1/customers;a=b", "/v1/customers%3b", "/v1\\customers", "/v1/customers%5c..", "/v1/customers%20", "/v1/customers%0a",
    "/v1/%25%36%33ustomers", "/v1/customers%", "/v1/customers%2", "/v1/customers%zz", "/v1/customers%ff", "/v1/cust%c0%af",
    "/v1/customers/%c0%ae%c0%ae", "/v1/customers/%ef%bc%8f", "/v1/customers%u002f", "/v1/customers/*", "/v1/customers/~",
]  # fmt: skip


@ON_SQLITE
@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_a_path_means_one_thing(server: Server, tenant: Tenant, path: str) -> None:
    with Connection(server.address) as connection:
        connection.send(raw_request(path, credentials(tenant)))
        response = connection.response()
    assert response is not None
    assert response.status in (400, 404)


@ON_SQLITE
def test_methods_are_taken_as_they_are(server: Server, tenant: Tenant) -> None:
    headers = [*credentials(tenant), "X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE"]
    for method in ("TRACE", "PATCH", "PROPFIND", "PURGE", "LINK", "QUERY", "LOCK"):
        with Connection(server.address) as connection:
            connection.send(raw_request("/v1/customers", headers, method=method))
            response = connection.response()
        assert response is not None
        assert response.status == 405, method
        assert response.header("allow") == "GET, HEAD, POST, OPTIONS"
        assert tenant.keys["secret", "development"].encode() not in response.body
    created = tenant.client().post("/customers", json={"email": "ada@example.com"}).json()["id"]
    override = {"x-http-method-override": "DELETE", "x-http-method": "DELETE", "_method": "DELETE"}
    assert tenant.client().get(f"/customers/{created}", headers=override).status_code == 200
    assert tenant.client().get(f"/customers/{created}").json()["id"] == created


# ------------------------------------------------------------------ on the wire


@ON_SQLITE
def test_over_tls_every_response_has_hsts(start_server: StartServer, tmp_path: Path) -> None:
    authority = trustme.CA()
    server = start_server(*_certificate(tmp_path, authority))
    assert server.url.startswith("https://")
    tenant = server.create_tenant()
    trusting = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    with httpx2.Client(verify=trusting, trust_env=False, base_url=server.url) as client:
        responses = {
            200: client.get("/v1/customers", headers=tenant.headers()),
            401: client.get("/v1/customers"),
            404: client.get("/nothing"),
            405: client.patch("/v1/customers", headers=tenant.headers()),
            413: client.post("/v1/customers", headers=tenant.headers(), content=b"x" * 300_000),
            422: client.post("/v1/customers", headers=tenant.headers(), json={}),
        }
    for status, response in responses.items():
        assert response.status_code == status
        hsts = response.headers["strict-transport-security"]
        assert re.fullmatch(r"max-age=(\d+); includeSubDomains", hsts), status
        assert int(re.findall(r"\d+", hsts)[0]) >= 365 * 24 * 3600
    # Plain HTTP on that port gets no response, so no redirect that would send the key twice.
    with Connection(server.address) as connection:
        connection.send(raw_request("/v1/customers", credentials(tenant)))
        connection.receive()
        assert b"HTTP" not in connection.unread


def _certificate(folder: Path, authority: trustme.CA) -> list[str]:
    """The options that serve HTTPS on 127.0.0.1."""
    issued = authority.issue_cert("127.0.0.1")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    issued.cert_chain_pems[0].write_to_path(str(certificate))
    issued.private_key_pem.write_to_path(str(key))
    return ["--tls-cert", str(certificate), "--tls-key", str(key)]


@ON_SQLITE
def test_a_client_cannot_choose_its_address(start_server: StartServer) -> None:
    server = start_server("--limits", "failed_attempts=1/3")
    statuses: list[int] = []
    for number in range(5):
        forged = {
            "x-forwarded-for": f"198.51.100.{number}",
            "x-real-ip": f"198.51.100.{number}",
            "forwarded": f"for=198.51.100.{number};proto=https",
            "x-forwarded-proto": "https",
            "x-api-key": "sk_dev_wrong",
            "x-tn": "tenant_wrong",
        }
        response = request("GET", f"{server.url}/v1/bundles", headers=forged)
        statuses.append(response.status_code)
        assert "strict-transport-security" not in response.headers
    assert statuses == [401, 401, 401, 429, 429]
    server.stop()
    clients = {line["client"] for line in server.log_lines() if line["event"] == "request"}
    assert clients == {"127.0.0.1"}


# ------------------------------------------------------------------ what is kept


def test_concurrent_changes_do_not_undo_each_other(tenant: Tenant) -> None:
    api = tenant.client()
    customer = api.post("/customers", json={"email": "ada@example.com"}).json()["id"]
    fields = {
        "name": "Ada",
        "phone": "+44",
        "email": "ada2@example.com",
        "address": {"line1": "12 St James's Square", "city": "London", "country": "GB"},
    }

    def change(field: str) -> None:
        with new_client(base_url=f"{tenant.url}/v1", headers=tenant.headers()) as client:
            for _ in range(10):
                response = client.put(f"/customers/{customer}", json={field: fields[field]})
                assert response.status_code == 200, response.text

    threads = [threading.Thread(target=change, args=(field,)) for field in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = api.get(f"/customers/{customer}").json()
    assert {name: kept[name] for name in ("name", "phone", "email")} == {
        name: fields[name] for name in ("name", "phone", "email")
    }
    assert kept["address"]["city"] == "London"


INJECTIONS = [
    "' OR '1'='1",
    "x' UNION SELECT hash FROM api_key --",
    "%",
    "_%",
    "a%' --",
    "\\",
    '"; DROP TABLE customer; --',
]


def test_sql_in_a_value_is_a_value(tenant: Tenant) -> None:
    api = tenant.client()
    api.post("/customers", json={"email": "ada@example.com"}).raise_for_status()
    for text in INJECTIONS:
        found = api.get("/customers", params={"email[contains]": text})
        assert found.status_code in (200, 422), found.text
        if found.status_code == 200:
            assert found.json()["data"] == [], text
        for filtered in ("customer", "status", "plan", "starting_after"):
            response = api.get("/subscriptions", params={filtered: text})
            assert response.status_code in (200, 404, 422), (filtered, response.text)
            if response.status_code == 200:
                assert response.json()["data"] == []
        named = api.post("/customers", json={"email": f"{len(text)}@example.com", "name": text})
        if named.status_code == 201:
            assert named.json()["name"] == text


class Recorded(StoreConnection):
    """A connection that keeps the text of every statement."""

    def __init__(self, connection: StoreConnection, statements: set[str]) -> None:
        self._connection = connection
        self._statements = statements

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        self._statements.add(sql)
        return await self._connection.fetch(sql, *values)

    async def fetch_one(self, sql: str, *values: Value) -> Row | None:
        self._statements.add(sql)
        return await self._connection.fetch_one(sql, *values)

    async def execute(self, sql: str, *values: Value) -> None:
        self._statements.add(sql)
        await self._connection.execute(sql, *values)


class RecordedStore(SqliteStore):
    """A store that keeps the text of every statement."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.statements: set[str] = set()

    async def read(self, world: World | None, work: Work[Result]) -> Result:
        return await super().read(world, lambda db: work(Recorded(db, self.statements)))

    async def write(self, world: World | None, work: Work[Result]) -> Result:
        return await super().write(world, lambda db: work(Recorded(db, self.statements)))


def client_in_process(sandbox: Sandbox, issued: list[IssuedKey], prefix: str) -> httpx2.AsyncClient:
    """A client of the application itself, without a server between, with one of these keys."""
    key = next(key for key in issued if key.secret.startswith(prefix))
    app: Any = create_app(sandbox)
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app),
        base_url="http://localhost/v1",
        headers={"x-api-key": key.secret, "x-tn": key.world.tenant},
    )


def test_a_foreign_object_takes_the_work_of_a_missing_one(tmp_path: Path) -> None:
    """So that the time of a response says nothing: the database runs as many instructions for either."""

    async def scenario() -> None:
        sandbox = await Sandbox.open(Settings(str(tmp_path / "data.db")))
        mine = await sandbox.create_tenant(None, None, "test")
        theirs = await sandbox.create_tenant(None, None, "test")
        work = 0

        def count() -> int:
            nonlocal work
            work += 1
            return 0

        store = cast("SqliteStore", sandbox.store)
        for connection in (store._reader_connection, store._writer_connection):  # pyright: ignore[reportPrivateUsage]
            connection.set_progress_handler(count, 1)
        others = [(mine, "sk_live_"), (theirs, "sk_dev_"), (theirs, "sk_live_")]
        async with client_in_process(sandbox, mine, "sk_dev_") as client:

            async def cost(method: str, path: str, **options: Any) -> tuple[int, int]:
                await client.get("/bundles")  # now the key is known, whatever was written before
                before = work
                response = await client.request(method, path, **options)
                return response.status_code, work - before

            await furnish(client)
            for issued, prefix in others:
                async with client_in_process(sandbox, issued, prefix) as other:
                    foreign = await furnish(other)
                missing = {kind: f"{id_[:4]}{'0' * len(id_[4:])}" for kind, id_ in foreign.items()}
                for name, request_ in REQUESTS_THAT_NAME.items():
                    costs = [
                        await cost(*request_(ids)[:2], **request_(ids)[2])
                        for ids in (foreign, missing)
                    ]
                    assert costs[0] == costs[1], (name, prefix)
                    assert costs[0][0] in (200, 404), name
                    assert costs[0][1] > 10, name
        await sandbox.close()

    asyncio.run(scenario())


@pytest.mark.slow
def test_on_postgresql_a_foreign_object_takes_the_work_of_a_missing_one(
    postgres_server: PostgresServer,
) -> None:
    """The same statements with the same plans find as many rows in as many pages for either."""
    work = compared_work(postgres_server, REQUESTS_THAT_NAME)
    assert len(work) == 3 * len(REQUESTS_THAT_NAME)
    for name, (foreign, absent) in work.items():
        assert foreign == absent, name
        assert pages(absent[2:]) > 0, f"{name}: it looked for the key alone"


@pytest.mark.slow
def test_work_on_postgresql_shows_when_a_foreign_object_is_read(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the test above can fail: here an object is found by its id alone, and then its tenant and environment are compared."""

    async def get(table: Table, db: StoreConnection, world: World, object_id: str) -> bytes:
        name = table._name  # pyright: ignore[reportPrivateUsage]
        sql = f"SELECT doc, tenant, environment FROM {name} WHERE id = $1"
        row = await db.fetch_one(sql, object_id)
        if row is None or (row[1], row[2]) != world:
            raise missing(name, object_id)
        return cast("bytes", row[0])

    monkeypatch.setattr(Table, "get", get)
    leaks = "CREATE INDEX leak ON customer (id)", "ALTER POLICY world ON customer USING (true)"
    read = {"get_customer": REQUESTS_THAT_NAME["get_customer"]}
    for foreign, absent in compared_work(postgres_server, read, *leaks).values():
        assert pages(foreign) > pages(absent)


CUSTOMERS_EACH = 150
"""In each environment: enough for indexes to be used as they are in a database of any size."""
Plans: TypeAlias = "list[dict[str, Any]]"


def compared_work(
    postgres_server: PostgresServer, requests: Mapping[str, Named], *changes: str
) -> dict[str, tuple[Plans, Plans]]:
    """What PostgreSQL does for each request when it names what is in another environment, and when it names nothing.

    Args:
        postgres_server: where.
        requests: by name; each is made with three other environments.
        changes: statements that change the schema first.
    """
    url = postgres_server.new_database()
    mine, theirs = asyncio.run(two_full_tenants(url))
    # The last makes the plans those of a database in use, and leaves nothing to do in the background.
    for change in (*changes, "VACUUM (ANALYZE)"):
        postgres_server.run(url, change)
    postgres_server.explain(url)
    work: dict[str, tuple[Plans, Plans]] = {}

    async def scenario() -> None:
        sandbox = await Sandbox.open(Settings(url))
        async with client_in_process(sandbox, mine, "sk_dev_") as client:

            async def plans(request_: Named, ids: dict[str, str]) -> Plans:
                method, path, options = request_(ids)
                asked = client.request(method, path, **options)
                response, made = await postgres_server.plans_of(asked)
                assert response.status_code in (200, 404), response.text
                return [comparable(plan) for plan in made]

            await furnish(client)
            for issued, prefix in [(mine, "sk_live_"), (theirs, "sk_dev_"), (theirs, "sk_live_")]:
                async with client_in_process(sandbox, issued, prefix) as other:
                    foreign = await furnish(other)
                # Beside each other, so that they lead to one place of an index, which may be the end of a page.
                absent = {kind: id_[:-1] + "01"[id_[-1] == "0"] for kind, id_ in foreign.items()}
                for name, request_ in requests.items():
                    # A connection's first look into an index reads a page more: that one is not compared.
                    await plans(request_, absent)
                    key = f"{name}, {prefix} of {issued[0].world.tenant}"
                    work[key] = await plans(request_, foreign), await plans(request_, absent)
        await sandbox.close()

    asyncio.run(scenario())
    return work


async def two_full_tenants(database: str) -> list[list[IssuedKey]]:
    """The keys of each."""
    sandbox = await Sandbox.open(Settings(database))
    issued = [await sandbox.create_tenant(None, None, "test") for _ in range(2)]
    for world in {key.world: None for keys_ in issued for key in keys_}:
        await seeding.seed(sandbox, world, CUSTOMERS_EACH, 1)
    await sandbox.close()
    return issued


def comparable(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan without what chance decides: whether a page was in memory, and who wrote it back."""
    made = {
        name: value
        for name, value in plan.items()
        if not name.startswith(("Shared ", "Local ", "Query Parameters"))
    }
    if "Plan" in plan:
        made["Plan"] = comparable(plan["Plan"])
    if "Plans" in plan:
        made["Plans"] = [comparable(part) for part in plan["Plans"]]
    return made | {"Pages": plan.get("Shared Hit Blocks", 0) + plan.get("Shared Read Blocks", 0)}


def pages(plans: Plans) -> int:
    """How many pages were read in all."""
    return sum(plan["Plan"]["Pages"] for plan in plans)


async def furnish(client: httpx2.AsyncClient) -> dict[str, str]:
    """One object of each kind; their ids by the path's first segment."""
    made: dict[str, str] = {}
    for kind, body in (
        ("customers", {"email": "ada@example.com"}),
        ("subscriptions", {"plan": "plan_basic"}),
        ("payments", {"amount": 500, "currency": "usd", "payment_method": "tok_visa"}),
    ):
        owner = {"customer": made["customers"]} if made else {}
        response = await client.post(f"/{kind}", json=owner | body)
        assert response.status_code == 201, response.text
        made[kind] = response.json()["id"]
    return made


Named = Callable[[dict[str, str]], tuple[str, str, dict[str, Any]]]


def _on_path(fact: Fact) -> Named:
    body: dict[str, Any] = {} if fact.method in ("GET", "DELETE") else {"json": {}}
    return lambda ids: (fact.method, fact.path.replace("{id}", ids[fact.path.split("/")[1]]), body)


def _in_query(path: str, parameter: str, kind: str) -> Named:
    return lambda ids: ("GET", path, {"params": {parameter: ids[kind]}})


def _in_body(path: str, kinds: tuple[str, ...], **more: Any) -> Named:
    return lambda ids: ("POST", path, {"json": more | {kind[:-1]: ids[kind] for kind in kinds}})


REQUESTS_THAT_NAME = {
    **{
        fact.id: _on_path(fact)
        for fact in OPERATIONS
        if "{id}" in fact.path and "bundles" not in fact.path
    },
    **{
        f"{kind} {cursor}": _in_query(f"/{kind}", cursor, kind)
        for kind in ("customers", "subscriptions", "payments")
        for cursor in ("starting_after", "ending_before")
    },
    "subscriptions of": _in_query("/subscriptions", "customer", "customers"),
    "subscribe": _in_body("/subscriptions", ("customers",), plan="plan_basic"),
    "pay": _in_body(
        "/payments",
        ("customers", "subscriptions"),
        amount=1,
        currency="usd",
        payment_method="tok_visa",
    ),
}


def test_no_value_gets_into_a_statement(tmp_path: Path) -> None:
    """Every text that a client can send, in every place, reaches the database beside the SQL, never in it."""
    marker = "Marker7731'--"

    async def scenario() -> set[str]:
        contract = Contract.load()
        store = RecordedStore(tmp_path / "data.db")
        sandbox = Sandbox(contract, store, Settings(str(tmp_path / "data.db")))
        issued = await sandbox.create_tenant(None, marker, "test")
        async with client_in_process(sandbox, issued, "sk_dev_") as client:
            body = {"email": "ada@example.com", "name": marker, "metadata": {"note": marker}}
            customer = (await client.post("/customers", json=body)).json()["id"]
            for fact in OPERATIONS:
                names = [
                    CONTRACT["components"]["parameters"][name]["name"] for name in fact.parameters
                ]
                for target in {fact.example_path, fact.path.replace("{id}", customer)}:
                    for params in [{}, *({name: marker} for name in names if name != "id")]:
                        content = {
                            "name": marker,
                            "customer": marker,
                            "plan": marker,
                            "reason": marker,
                        }
                        response = await client.request(
                            fact.method,
                            target,
                            params=params,
                            json=None if fact.method in ("GET", "DELETE") else content,
                            headers={"idempotency-key": marker},
                        )
                        assert response.status_code < 500
            renamed = await client.put(f"/customers/{customer}", json={"phone": marker})
            assert renamed.status_code in (200, 404)
        await sandbox.close()
        return store.statements

    statements = asyncio.run(scenario())
    assert len(statements) > 20
    assert not [sql for sql in statements if "Marker7731" in sql]


def _patterns(node: Json) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name in ("pattern", "x-pattern") and isinstance(value, str):
                yield value
            yield from _patterns(value)
    elif isinstance(node, list):
        for item in node:
            yield from _patterns(item)


def _is_pattern(value: object) -> TypeGuard[re.Pattern[Any]]:
    return isinstance(value, re.Pattern)


def _hostile_strings(size: int) -> list[str]:
    units = [
        "a",
        "0",
        "-",
        ".",
        "_",
        "@",
        " ",
        "a@",
        "a.",
        "aA0",
        "sk_dev_",
        "v1=",
        "ab" * 32 + ",",
        "=",
        "[:",
        "%2e",
    ]
    ends = ["", "!", "\n", "\0", "@"]
    strings = [(unit * size)[:size] + end for unit in units for end in ends]
    return strings + [
        start + "a" * size + "!" for start in ("cus_", "https://", "t=1,v1=", "pk_live_")
    ]


def test_regular_expressions_take_no_longer_than_they_are_long() -> None:
    strings = _hostile_strings(20_000)
    for pattern in sorted(set(_patterns(CONTRACT))):
        schema = jsonschema_rs.validator_for({"type": "string", "pattern": pattern})
        for text in strings:
            start = time.perf_counter()
            schema.is_valid(text)
            assert time.perf_counter() - start < 0.5, (pattern, text[:20])
    own: list[tuple[str, re.Pattern[Any]]] = []
    for module in walk_packages(azotte_sandbox.__path__, "azotte_sandbox."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(import_module(module.name)).items():
            if _is_pattern(value):
                own.append((f"{module.name}.{name}", value))
    assert len(own) > 5
    for where, expression in own:
        for text in strings:
            subject: Any = text.encode() if isinstance(expression.pattern, bytes) else text
            for match in (expression.match, expression.fullmatch, expression.search):
                start = time.perf_counter()
                match(subject)
                assert time.perf_counter() - start < 0.5, (where, text[:20])


@ON_SQLITE
def test_security_events_are_logged(start_server: StartServer) -> None:
    server = start_server("--limits", "development=60/2")
    tenant = server.create_tenant()
    url = f"{server.url}/v1/customers"
    request("GET", url, headers=tenant.headers() | {"x-api-key": "sk_dev_wrong"})
    request("GET", url, headers=tenant.headers("publishable"))
    for _ in range(3):
        request("GET", url, headers=tenant.headers())
    printed = server.run("keys", "create", "--tenant", tenant.id, "--name", "new\nforged")
    secret, key_id = printed.split()[-2:]
    server.issued.append(secret)
    rotated = server.run("keys", "rotate", key_id.strip("()"))
    server.issued.append(rotated.split()[0])
    server.run("keys", "revoke", key_id.strip("()"))
    trail = server.run("keys", "audit", "--tenant", tenant.id)
    server.stop()
    for action in ("key.created", "key.rotated", "key.revoked"):
        assert action in trail
    for hidden in (secret, *tenant.keys.values()):
        assert hidden not in trail

    lines = [line for line in server.log_lines() if line["event"] == "request"]
    told = {line.get("code"): line for line in lines}
    assert {"authentication_failed", "insufficient_permissions", "rate_limit_exceeded"} <= set(told)
    for line in lines:
        assert line["time"].endswith("Z")
        assert line["request_id"].startswith("req_")
        assert line["client"] == "127.0.0.1"
    for code in ("insufficient_permissions", "rate_limit_exceeded"):
        assert told[code]["key_id"].startswith("key_")
        assert told[code]["tenant"] == tenant.id


@ON_SQLITE
def test_no_input_forges_a_log_line(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenant = server.create_tenant()
    forged = '\n{"event":"forged"}'
    coded = forged.replace("\n", "%0d%0a").replace('"', "%22")
    latin = forged.replace("\n", "\x85")
    messages = [
        raw_request(f"/v1/{coded}", credentials(tenant)),
        raw_request(f"/v1/customers/{coded}?{coded}={coded}", credentials(tenant)),
        raw_request("/v1/customers", [*credentials(tenant), f"user-agent: {latin}"]),
        raw_request("/v1/customers", [f"x-api-key: {latin}", f"x-tn: {latin}"]),
        raw_request(
            "/v1/customers", [*credentials(tenant), f"idempotency-key: {latin}"], b"{", "POST"
        ),
        raw_request("/", [f"x-request-id: {latin}", f"x-forwarded-for: {latin}"]),
    ]
    for message in messages:
        with Connection(server.address) as connection:
            connection.send(message)
            assert connection.response()
    for _, message in MALFORMED[:20]:
        # For the rest of some of them the server waits longer than the test.
        with Connection(server.address, timeout=0.5) as connection:
            connection.send(message)
            with contextlib.suppress(TimeoutError):
                connection.response()
    for body in [*NOT_JSON, *(json.dumps({"email": text}).encode() for text in TEXTS)]:
        with Connection(server.address) as connection:
            headers = [*credentials(tenant), "content-type: application/json"]
            connection.send(raw_request("/v1/customers", headers, body, "POST"))
            assert connection.response()
    server.stop()
    text = server.log.read_bytes()
    assert text.isascii()
    lines = server.log_lines()
    assert len(lines) == text.count(b"\n")
    assert {line["event"] for line in lines} <= {"request", "library"}


# ------------------------------------------------------------------ the end


@ON_SQLITE
def test_a_stop_under_load_loses_nothing(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenant = server.create_tenant()
    acknowledged: list[str] = []
    broken: list[str] = []

    def load(number: int) -> None:
        with (
            contextlib.suppress(httpx2.TransportError),
            new_client(base_url=f"{server.url}/v1", headers=tenant.headers()) as client,
        ):
            for count in range(10_000):
                email = f"{number}-{count}@example.com"
                response = client.post("/customers", json={"email": email})
                if response.status_code == 201:
                    acknowledged.append(response.json()["id"])
                else:
                    broken.append(response.text)

    threads = [threading.Thread(target=load, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 20
    while len(acknowledged) < 100 and time.monotonic() < deadline:
        time.sleep(0.01)
    started = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - started < 12
    for thread in threads:
        thread.join()
    assert broken == []
    assert len(acknowledged) >= 100
    log = Path(f"{server.database}-wal")
    assert not log.exists() or log.stat().st_size == 0
    with contextlib.closing(sqlite3.connect(server.database)) as database:
        kept = {row[0] for row in database.execute("SELECT id FROM customer")}
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert set(acknowledged) <= kept
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(server.address)


def test_every_dependency_is_pinned_with_its_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    entries = [
        entry for entry in re.split(r"^(?=[a-z])", lock, flags=re.MULTILINE) if entry.strip()
    ]
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    for name in ("uvicorn", "uvloop", "zttp", "msgspec", "jsonschema-rs", "click", "httpx2"):
        assert re.search(rf"^{name}==", lock, re.MULTILINE), name
