"""Who may call: one and the same error for every bad credential, and keys only where they belong."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from azotte_sandbox import auth, keys
from azotte_sandbox.auth import Authenticator, public_part
from azotte_sandbox.clock import read_now
from azotte_sandbox.errors import ApiError
from azotte_sandbox.sandbox import Sandbox, Settings
from azotte_sandbox.store import Connection, StoredKey
from azotte_sandbox.store.engines import open_store
from tests.sandbox.contract_facts import OPERATIONS, Fact
from tests.sandbox.engines import Engine
from tests.sandbox.servers import Server, StartServer, Tenant, contract, error_of, request

TYPES = ("secret", "publishable")
ENVIRONMENTS = ("development", "production")


def without_request_id(response: httpx2.Response) -> tuple[int, dict[str, Any], dict[str, str]]:
    body = response.json()
    del body["error"]["request_id"]
    changing = ("date", "x-request-id")
    return (
        response.status_code,
        body,
        {k: v for k, v in response.headers.items() if k not in changing},
    )


def bad_credentials(tenant: Tenant, other: Tenant) -> dict[str, dict[str, str]]:
    key = tenant.keys["secret", "development"]
    return {
        "nothing": {},
        "no tenant": {"x-api-key": key},
        "no key": {"x-tn": tenant.id},
        "empty key": {"x-api-key": "", "x-tn": tenant.id},
        "malformed key": {"x-api-key": "hello", "x-tn": tenant.id},
        "unknown key": {"x-api-key": keys.generate("sk_dev_"), "x-tn": tenant.id},
        "mistyped key": {
            "x-api-key": key[:-1] + ("a" if key[-1] != "a" else "b"),
            "x-tn": tenant.id,
        },
        "right public part": {"x-api-key": with_its_public_part(key), "x-tn": tenant.id},
        "other kind's prefix": {"x-api-key": key.replace("_dev_", "_live_"), "x-tn": tenant.id},
        "key in upper case": {"x-api-key": key.upper(), "x-tn": tenant.id},
        "very long key": {"x-api-key": "sk_dev_" + "a" * 9000, "x-tn": tenant.id},
        "other tenant's key": {
            "x-api-key": other.keys["secret", "development"],
            "x-tn": tenant.id,
        },
        "tenant that is not there": {"x-api-key": key, "x-tn": "tenant_none"},
        "tenant in upper case": {"x-api-key": key, "x-tn": tenant.id.upper()},
        "empty tenant": {"x-api-key": key, "x-tn": ""},
        "bearer token": {"authorization": f"Bearer {key}", "x-tn": tenant.id},
    }


def test_every_bad_credential_gets_the_same_response(server: Server, tenant: Tenant) -> None:
    other = server.create_tenant()
    responses = {
        name: without_request_id(request("GET", f"{tenant.url}/v1/customers", headers=headers))
        for name, headers in bad_credentials(tenant, other).items()
    }
    expected = (
        401,
        {
            "error": {
                "code": "authentication_failed",
                "message": "Invalid API key provided",
                "type": "authentication_error",
            }
        },
    )
    assert {name: response[:2] for name, response in responses.items()} == dict.fromkeys(
        responses, expected
    )
    assert len({str(response) for response in responses.values()}) == 1


def test_a_wrong_secret_takes_the_work_of_an_unknown_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the time of a rejection says nothing about the secret: the hashes are compared as often for either."""
    compared: list[int] = []

    def compare_digest(one: bytes, other: bytes) -> bool:
        compared.append(len(one))
        return hmac.compare_digest(one, other)

    async def scenario() -> None:
        sandbox = await Sandbox.open(Settings(str(tmp_path / "data.db")))
        issued = (await sandbox.create_tenant(None, None, "test"))[0]
        authenticator = Authenticator(sandbox.contract, sandbox.store, imported_keys=False)

        async def comparisons(key: str) -> list[int]:
            compared.clear()
            headers = {b"x-api-key": key.encode(), b"x-tn": issued.world.tenant.encode()}
            with pytest.raises(ApiError):
                await authenticator.caller(headers, sandbox.contract.credentials)
            return list(compared)

        wrong = await comparisons(with_its_public_part(issued.secret))
        assert wrong == [hashlib.sha256().digest_size]
        assert await comparisons(keys.generate(issued.kind.prefix)) == wrong
        await sandbox.close()

    monkeypatch.setattr(auth, "hmac", SimpleNamespace(compare_digest=compare_digest))
    asyncio.run(scenario())


@pytest.mark.parametrize("header", ["x-api-key", "x-tn"])
def test_bytes_that_are_not_ascii_are_a_bad_credential(tenant: Tenant, header: str) -> None:
    headers: dict[str, Any] = {**tenant.headers(), header: "sk_dev_é\xff".encode("latin-1")}
    error_of(
        request("GET", f"{tenant.url}/v1/bundles", headers=headers), 401, "authentication_failed"
    )


@pytest.mark.parametrize("fact", OPERATIONS, ids=lambda fact: fact.id)
def test_every_operation_needs_credentials(server: Server, fact: Fact) -> None:
    response = request(fact.method, f"{server.url}/v1{fact.example_path}", json={})
    error_of(response, 401, "authentication_failed")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("fact", OPERATIONS, ids=lambda fact: fact.id)
def test_a_key_opens_what_the_contract_says(
    tenant: Tenant, fact: Fact, type_: str, environment: str
) -> None:
    response = request(
        fact.method,
        f"{tenant.url}/v1{fact.example_path}",
        headers=tenant.headers(type_, environment),
        json={},
    )
    if type_ in fact.key_types:
        assert response.status_code not in (401, 403), response.text
    else:
        error = error_of(response, 403, "insufficient_permissions")
        assert error["details"] == {"required_permissions": list(fact.key_types)}


def test_an_unknown_environment_of_a_key_is_separate(tenant: Tenant) -> None:
    tenant.client().post("/customers", json={"email": "dev@example.com"})
    assert tenant.client("secret", "production").get("/customers").json()["data"] == []


def test_a_secret_key_from_a_browser_is_rejected(tenant: Tenant) -> None:
    response = tenant.client().get("/bundles", headers={"origin": "https://shop.example"})
    error = error_of(response, 403, "insufficient_permissions")
    assert error["details"] == {"required_permissions": ["publishable"]}


@pytest.mark.parametrize("base", ["/v1", "/api/v1"])
def test_the_api_is_served_under_both_paths_of_the_documentation(tenant: Tenant, base: str) -> None:
    response = request("GET", f"{tenant.url}{base}/subscriptions", headers=tenant.headers())
    assert response.status_code == 200


def test_revocation_works_immediately(server: Server, tenant: Tenant, api: httpx2.Client) -> None:
    assert api.get("/customers").status_code == 200
    key_id = key_id_of(server, tenant, "secret", "development")

    async def revoke(sandbox: Sandbox) -> None:
        async def work(db: Connection) -> None:
            await sandbox.keys("test").revoke(db, key_id, await read_now(db, tenant.id))

        await sandbox.store.write(None, work)

    server.do(revoke)
    error_of(api.get("/customers"), 401, "authentication_failed")


def test_revocation_works_immediately_in_every_process(start_server: StartServer) -> None:
    one = start_server("--limits", "off")
    two = start_server("--limits", "off", database=one.database)
    tenant = one.create_tenant()
    key_id = key_id_of(one, tenant, "secret", "development")
    for server in (one, two):
        assert call(server, tenant).status_code == 200
    one.run("keys", "revoke", key_id)
    for server in (one, two):
        error_of(call(server, tenant), 401, "authentication_failed")


def test_last_use_is_kept(start_server: StartServer) -> None:
    server = start_server()
    tenant = server.create_tenant()
    assert call(server, tenant).status_code == 200
    server.stop()
    key = stored_key(server, key_id_of(server, tenant, "secret", "development"))
    assert key.last_used_at is not None
    assert abs(key.last_used_at - time.time()) < 60
    unused = stored_key(server, key_id_of(server, tenant, "secret", "production"))
    assert unused.last_used_at is None


@pytest.mark.slow
def test_of_several_processes_the_latest_use_is_kept(start_server: StartServer) -> None:
    early = start_server("--limits", "off")
    late = start_server("--limits", "off", database=early.database)
    tenant = early.create_tenant()
    assert call(early, tenant).status_code == 200
    early.run("clock", "advance", "1d")
    assert call(late, tenant).status_code == 200
    # Each stores what it saw when it ends.
    late.stop()
    early.stop()
    key = stored_key(early, key_id_of(early, tenant, "secret", "development"))
    assert key.last_used_at is not None
    assert key.last_used_at > time.time() + 86_000


@pytest.mark.slow
def test_an_imported_key_works_on_loopback_only(start_server: StartServer) -> None:
    literal = "sk_dev_1234567890abcdef"
    loopback = start_server("--limits", "off")
    loopback.run("tenants", "create", "tenant_abc123")
    loopback.run("keys", "import", literal, "--tenant", "tenant_abc123")
    headers = {"x-api-key": literal, "x-tn": "tenant_abc123"}
    assert request("GET", f"{loopback.url}/v1/subscriptions", headers=headers).status_code == 200
    loopback.stop()
    headers["x-forwarded-proto"] = "https"
    for options in (
        ("--host", "0.0.0.0", "--plain-http"),
        ("--host", "127.0.0.1", "--trusted-proxy", "127.0.0.1"),
    ):
        elsewhere = start_server(*options, database=loopback.database)
        url = elsewhere.url.replace("0.0.0.0", "127.0.0.1")
        response = request("GET", f"{url}/v1/subscriptions", headers=headers)
        error_of(response, 401, "authentication_failed")
        elsewhere.stop()


def test_imported_keys_with_the_same_prefix_are_distinguished(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenants = {f"sk_dev_1234567890abcde{last}": server.create_tenant().id for last in "fgh"}
    for literal, tenant in tenants.items():
        server.run("keys", "import", literal, "--tenant", tenant)

    def statuses(*literals: str) -> list[list[int]]:
        return [
            [call_with(server, literal, tenant).status_code for tenant in tenants.values()]
            for literal in literals
        ]

    own_only = [[200, 401, 401], [401, 200, 401], [401, 401, 200]]
    assert statuses(*tenants) == own_only
    assert statuses("sk_dev_1234567890abcdei") == [[401] * 3]
    revoked = next(iter(tenants))
    server.run("keys", "revoke", imported_id(server, tenants[revoked]))
    assert statuses(*tenants) == [[401] * 3, *own_only[1:]]


def test_failed_attempts_of_one_address_are_slowed_down(start_server: StartServer) -> None:
    server = start_server("--limits", "failed_attempts=60/5")
    tenant = server.create_tenant()
    guess = {"x-api-key": keys.generate("sk_dev_"), "x-tn": tenant.id}
    statuses = [
        request("GET", f"{server.url}/v1/bundles", headers=guess).status_code for _ in range(7)
    ]
    assert statuses[:5] == [401] * 5
    assert 429 in statuses
    limited = request("GET", f"{server.url}/v1/bundles", headers=guess)
    error_of(limited, 429, "rate_limit_exceeded")
    assert limited.headers["retry-after"] == "1"
    assert call(server, tenant).status_code == 200, "a good key is not punished"


def test_no_issued_key_is_stored(
    engine: Engine, server: Server, tenant: Tenant, api: httpx2.Client
) -> None:
    api.post("/customers", json={"email": "ada@example.com"}, headers={"idempotency-key": "k"})
    stored = engine.dump(server.database)
    assert b"ada@example.com" in stored
    content = stored + server.log.read_bytes()
    for secret in tenant.keys.values():
        assert secret.encode() not in content
        assert secret[7:].encode() not in content


@pytest.mark.parametrize(
    ("literal", "public"),
    [
        ("sk_dev_Zq7Xw9Kj2Vb8Pf4Hd6Tn3Rm5Lc1Gs0YyQxWvUu", "sk_dev_Zq7Xw9Kj"),  # as long as issued
        ("sk_dev_Zq7Xw9Kj2Vb8Pf4", "sk_dev_Zq7"),
        ("sk_dev_Zq7", "sk_dev_"),
    ],
)
def test_of_a_key_only_its_public_part_is_stored(engine: Engine, literal: str, public: str) -> None:
    database = engine.new_database()

    async def import_it() -> None:
        # Nothing here is random, so nothing has any of the letters by chance.
        settings = Settings(database, seeded_ids="1")
        sandbox = Sandbox(contract(), await open_store(database), settings)

        async def work(db: Connection) -> None:
            await db.execute("INSERT INTO tenant (id, created) VALUES ('acme', 0)")
            await sandbox.keys("test").import_literal(db, "acme", literal, 0)

        await sandbox.store.write(None, work)
        await sandbox.close()

    asyncio.run(import_it())
    stored = engine.dump(database)

    def holds(text: str) -> bool:
        return text.encode() in stored or text.encode().hex().encode() in stored

    assert holds(public)
    assert not holds(literal[: len(public) + 1])
    beyond = range(max(len(public) - 2, len("sk_dev_")), len(literal) - 2)
    assert not [at for at in beyond if holds(literal[at : at + 3])]


def test_a_key_that_is_sent_in_the_wrong_place_is_not_sent_back(tenant: Tenant) -> None:
    secret = tenant.keys["secret", "development"]
    api = tenant.client()
    for response in (
        api.get("/customers", params={"api_key": secret}),
        api.get("/customers", params={secret: "1"}),
        api.get("/customers", params={"limit": secret}),
        api.post("/customers", json={"email": secret}),
        api.post("/customers", json={"email": "a@example.com", secret: 1}),
        api.post(
            "/customers",
            content=f'{{"{secret}":1,"{secret}":2}}',
            headers={"content-type": "application/json"},
        ),
        api.get(f"/customers/{secret}"),
        api.post("/payments", json={"payment_method": f"x whsec_{secret}"}),
        api.post("/subscriptions", json={"customer": secret, "plan": "plan_pro"}),
        api.post("/customers", content=b"{}", headers={"content-type": secret}),
    ):
        assert response.status_code in (200, 400, 404, 415, 422), response.text
        assert secret not in response.text
        assert secret not in str(response.headers)


# ---------------------------------------------------------------- the form of a key


@given(st.sampled_from(["pk_dev_", "sk_dev_", "pk_live_", "sk_live_"]))
def test_issued_keys_are_well_formed(prefix: str) -> None:
    key = keys.generate(prefix)
    assert key.startswith(prefix)
    assert len(key) == len(prefix) + 38
    assert keys.is_well_formed(key)


@given(st.data())
def test_one_mistyped_character_breaks_the_checksum(data: st.DataObject) -> None:
    key = keys.generate("sk_live_")
    at = data.draw(st.integers(min_value=8, max_value=len(key) - 1))
    other = data.draw(st.characters(whitelist_categories=["Lu", "Ll", "Nd"], max_codepoint=127))
    if other != key[at]:
        assert not keys.is_well_formed(key[:at] + other + key[at + 1 :])


@given(st.sampled_from(["", "pk_dev_", "sk_live_", "_"]), st.text("aZ09", max_size=300))
def test_never_more_than_a_quarter_of_a_key_is_public(prefix: str, letters: str) -> None:
    public = public_part(f"{prefix}{letters}".encode()).decode()
    assert (prefix + letters).startswith(public)
    assert public.startswith(prefix)
    assert len(public) - len(prefix) == min(8, len(letters) // 4)


@given(st.binary())
def test_any_credential_has_a_public_part(key: bytes) -> None:
    assert key.startswith(public_part(key))


@given(st.text())
def test_any_text_can_be_checked(text: str) -> None:
    assert not keys.is_well_formed(text)


def test_the_checksum_is_the_published_one() -> None:
    # CRC-32 of "sk_dev_" + 32 zeros in base 62, most significant first, digits before upper before lower case.
    assert keys.checksum("sk_dev_" + "0" * 32) == base62_crc("sk_dev_" + "0" * 32)


def base62_crc(text: str) -> str:
    import zlib

    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number = zlib.crc32(text.encode())
    return "".join(digits[number // 62**place % 62] for place in range(5, -1, -1))


# ---------------------------------------------------------------- helpers


def call(server: Server, tenant: Tenant) -> httpx2.Response:
    return call_with(server, tenant.keys["secret", "development"], tenant.id)


def call_with(server: Server, key: str, tenant: str) -> httpx2.Response:
    headers = {"x-api-key": key, "x-tn": tenant}
    return request("GET", f"{server.url}/v1/customers", headers=headers)


def with_its_public_part(key: str) -> str:
    """Another key, as well-formed, that begins like this one."""
    public = public_part(key.encode()).decode()
    text = public + keys.generate("")[: keys.RANDOM_LENGTH - auth.PUBLIC_LETTERS]
    return text + keys.checksum(text)


def imported_id(server: Server, tenant: str) -> str:
    async def work(db: Connection) -> str:
        return next(key.id for key in await keys.all_keys(db, tenant) if key.imported)

    return server.do(lambda sandbox: sandbox.store.read(None, work))


def key_id_of(server: Server, tenant: Tenant, type_: str, environment: str) -> str:
    async def work(db: Connection) -> str:
        found = await keys.all_keys(db, tenant.id)
        return next(k.id for k in found if (k.type, k.environment) == (type_, environment))

    return server.do(lambda sandbox: sandbox.store.read(None, work))


def stored_key(server: Server, key_id: str) -> StoredKey:
    async def work(db: Connection) -> StoredKey:
        found = await keys.all_keys(db, None)
        return next(key for key in found if key.id == key_id)

    return server.do(lambda sandbox: sandbox.store.read(None, work))
