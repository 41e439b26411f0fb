"""The command line: the first start, keys, tenants, webhooks, data."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from azotte_sandbox import keys
from azotte_sandbox.store import Connection
from tests.sandbox.contract_facts import CONTRACT
from tests.sandbox.engines import ON_SQLITE
from tests.sandbox.servers import (
    ROOT,
    Server,
    StartServer,
    Tenant,
    contract,
    environment,
    error_of,
    request,
    run_command,
)

# Every command is a process.
pytestmark = pytest.mark.slow

TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")
KEY = re.compile(r"\b[ps]k_(?:dev|live)_[0-9A-Za-z]{38}\b")


@pytest.fixture(scope="module")
def first(start_server: StartServer) -> Server:
    return start_server("--limits", "off")


def test_the_first_start_prints_a_key_of_each_kind_and_a_call(first: Server) -> None:
    found = KEY.findall(first.printed)
    assert {key[: key.rindex("_") + 1] for key in found} == {
        kind["prefix"]
        for kind in CONTRACT["components"]["securitySchemes"]["ApiKey"]["x-key-kinds"]
    }
    assert all(keys.is_well_formed(key) for key in found)
    line = next(line.strip() for line in first.printed.splitlines() if "curl" in line)
    assert shutil.which("curl"), "curl is needed for the line that is printed"
    called = subprocess.run(["sh", "-c", f"{line} --silent"], capture_output=True, check=True)
    assert b'"bun_basic"' in called.stdout


@ON_SQLITE
def test_the_files_are_the_owners_only(first: Server) -> None:
    files = list(Path(first.database).parent.iterdir())
    assert files
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_port_in_use_is_an_error_before_any_key_is_created(first: Server, tmp_path: Path) -> None:
    """Keys are printed by the first start alone: one that fails must not be the first."""
    database = tmp_path / "new.db"
    database.touch()
    port = first.url.rpartition(":")[2]
    done = run_command(str(database), "serve", "--port", port)
    assert done.exit_code == 1
    assert "Choose another --port" in done.stderr
    assert not KEY.search(done.output)
    assert len(run_command(str(database), "tenants", "list").stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--limits", "many"), "Use platform, relaxed, off"),
        (("--limits", "development=" + "9" * 5000), "1 to 100000000 requests"),
        (("--limits", "development=9/" + "9" * 5000), "1 to 100000000 requests"),
        (("--host", "0.0.0.0"), "--plain-http"),
        (("--tls-cert", "nowhere.pem"), "--tls-key"),
    ],
)
def test_invalid_options_are_an_error(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = run_command(str(tmp_path / "x.db"), "serve", *arguments)
    assert done.exit_code == 1
    assert told in done.stderr


def test_an_invalid_database_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("This is not a database, but long enough to be read as one.\n" * 100)
    done = run_command(str(path), "tenants", "list")
    assert done.exit_code == 1
    assert "cannot be opened" in done.stderr


def test_a_user_without_a_home_folder_gets_an_error() -> None:
    done = run_command("~nobody-of-this-name/x.db", "tenants", "list")
    assert done.exit_code == 1
    assert "home folder" in done.stderr


@pytest.mark.parametrize("name", ["a:b.db", "a:/b.db", "sqlite:c:d.db"])
def test_a_files_name_may_have_a_colon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / name.removeprefix("sqlite:")
    file.parent.mkdir(exist_ok=True)
    file.touch()
    assert run_command(name, "tenants", "list").exit_code == 0
    assert file.stat().st_size > 0


@pytest.mark.parametrize(
    "url", ["mysql://login:password@host/x", "mongodb+srv://login:password@host", "postgresql:x"]
)
def test_a_url_is_not_a_file_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run_command(url, "tenants", "list")
    assert done.exit_code == 1
    assert "postgresql://" in done.stderr
    assert "password@host/x" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_an_invalid_contract_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()
    for text in ("{", "{}", "[]"):
        path = tmp_path / "contract.json"
        path.write_text(text)
        done = run_command(str(tmp_path / "x.db"), "--contract", str(path), "tenants", "list")
        assert done.exit_code == 1
        assert "The contract cannot be read" in done.stderr


# ---------------------------------------------------------------- keys


def call(server: Server, tenant: Tenant, key: str) -> httpx2.Response:
    return request("GET", f"{server.url}/v1/bundles", headers={"x-api-key": key, "x-tn": tenant.id})


def created(server: Server, tenant: Tenant, *options: str) -> tuple[str, str]:
    """A new key and its id."""
    printed = server.run("keys", "create", "--tenant", tenant.id, *options)
    key, key_id = printed.split()[:2]
    server.issued.append(key)
    return key, key_id.strip("()")


def listed(server: Server, key_id: str) -> str:
    lines = server.run("keys", "list").splitlines()
    return next(line for line in lines if line.startswith(key_id))


def test_a_key_lives_and_dies(server: Server, tenant: Tenant) -> None:
    key, key_id = created(server, tenant, "--name", "shop")
    assert call(server, tenant, key).status_code == 200
    line = listed(server, key_id)
    assert re.search(rf"{key[:15]}…\s", line)
    assert " good " in line
    assert line.endswith("shop")
    assert key not in server.run("keys", "list")
    server.run("keys", "revoke", key_id, "--reason", "leaked")
    error_of(call(server, tenant, key), 401, "authentication_failed")
    assert " revoked " in listed(server, key_id)
    server.run("keys", "revoke", key_id)
    audit = [
        line
        for line in server.run("keys", "audit", "--tenant", tenant.id).splitlines()
        if key_id in line
    ]
    assert ["key.created" in audit[0], "key.revoked" in audit[1], len(audit)] == [True, True, 2]
    assert "leaked" in audit[1]


def test_a_rotated_key_is_good_until_the_overlap_ends(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenant = server.create_tenant()
    old, old_id = created(server, tenant, "--type", "publishable")
    new = server.run("keys", "rotate", old_id, "--overlap", "1h").split()[0]
    assert new.startswith("pk_dev_")
    assert [call(server, tenant, key).status_code for key in (old, new)] == [200, 200]
    assert " replaced " in listed(server, old_id)
    refused = run_command(server.database, "keys", "rotate", old_id)
    assert refused.exit_code == 1
    assert "was already replaced by" in refused.stderr
    server.run("clock", "advance", "59m")
    assert call(server, tenant, old).status_code == 200
    server.run("clock", "advance", "2m")
    assert [call(server, tenant, key).status_code for key in (old, new)] == [401, 200]
    assert " expired " in listed(server, old_id)


def test_a_rotation_without_overlap_ends_the_old_key_now(server: Server, tenant: Tenant) -> None:
    old, old_id = created(server, tenant)
    new = server.run("keys", "rotate", old_id, "--overlap", "0s").split()[0]
    assert [call(server, tenant, key).status_code for key in (old, new)] == [401, 200]


def test_a_rotation_does_not_prolong_a_key(server: Server, tenant: Tenant) -> None:
    _, old_id = created(server, tenant, "--expires-in", "1h")
    before = TIME.findall(listed(server, old_id))
    assert before
    server.run("keys", "rotate", old_id, "--overlap", "7d")
    assert TIME.findall(listed(server, old_id)) == before


def test_a_rotated_key_inherits_the_expiry(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenant = server.create_tenant()
    _, old_id = created(server, tenant, "--expires-in", "10d")
    server.run("clock", "advance", "9d")
    printed = server.run("keys", "rotate", old_id)
    new, new_id = printed.split()[:2]
    server.issued.append(new)
    (expiry,) = TIME.findall(listed(server, new_id.strip("()")))
    assert f"Expires at {expiry}" in printed
    end = int(datetime.fromisoformat(expiry).timestamp())
    assert 0 <= time.time() + 19 * 86_400 - end < 60
    trail = server.run("keys", "audit", "--tenant", tenant.id).splitlines()
    assert f'"expires_at":{end}' in next(line for line in trail if f'"replaces":"{old_id}"' in line)
    server.run("clock", "advance", "9d")
    assert call(server, tenant, new).status_code == 200
    server.run("clock", "advance", "2d")
    assert call(server, tenant, new).status_code == 401


def test_a_key_cannot_outlive_the_clock(server: Server, tenant: Tenant) -> None:
    for life in ("9999999d", "999999999w"):
        done = run_command(
            server.database, "keys", "create", "--tenant", tenant.id, "--expires-in", life
        )
        assert done.exit_code == 1
        assert "year 9000" in done.stderr


@pytest.mark.parametrize("moment", [253_402_300_800, -62_135_596_801, 2**63 - 1])
def test_every_moment_can_be_shown(server: Server, tenant: Tenant, moment: int) -> None:
    """Whatever an older version has stored."""
    _, key_id = created(server, tenant)

    async def store(db: Connection) -> None:
        await db.execute("UPDATE api_key SET expires_at = $1 WHERE id = $2", moment, key_id)

    server.write(store)
    assert str(moment) in listed(server, key_id)


@pytest.mark.parametrize(
    "arguments",
    [
        ("keys", "revoke", "key_none"),
        ("keys", "rotate", "key_none"),
        ("keys", "create", "--tenant", "tenant_none"),
        ("keys", "create", "--type", "admin"),
        ("keys", "create", "--environment", "staging"),
        ("keys", "create", "--expires-in", "0s"),
        ("keys", "create", "--per-minute", "0"),
        ("keys", "create", "--burst", "5"),
        ("keys", "import", "hello"),
        ("keys", "import", "sk_live_1234567890abcdef"),
        ("keys", "import", "sk_dev_"),
        ("tenants", "create", "a tenant"),
        ("tenants", "create", "tenant_x", "--name", "\udcff"),
        ("webhooks", "add", "ftp://example.com"),
        ("webhooks", "add", "https://user:pass@example.com"),
        ("webhooks", "add", "https://169.254.169.254/"),
        ("webhooks", "add", "http://example.com/hook"),
        ("webhooks", "add", "https://example.com", "--event", "customer.vanished"),
        ("webhooks", "remove", "we_none"),
        ("webhooks", "rotate", "we_none"),
        ("webhooks", "resend", "evt_none"),
    ],
    ids=" ".join,
)
def test_impossible_arguments_give_an_error_in_one_line(
    first: Server, arguments: tuple[str, ...]
) -> None:
    done = run_command(first.database, *arguments)
    assert done.exit_code in (1, 2)
    assert "Error: " in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("keys", "create"),
        ("keys", "import", "sk_dev_1234567890abcdef"),
        ("keys", "list"),
        ("keys", "audit"),
        ("webhooks", "add", "https://example.com"),
        ("webhooks", "events"),
        ("seed",),
    ],
    ids=" ".join,
)
def test_a_missing_tenant_is_an_error(first: Server, arguments: tuple[str, ...]) -> None:
    done = run_command(first.database, *arguments, "--tenant", "tenant_nope")
    assert done.exit_code == 1
    assert "No such tenant: 'tenant_nope'. Run `azotte-sandbox tenants list`." in done.stderr


def test_a_user_without_a_name_may_make_keys(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    server.run("tenants", "create", "tenant_of-nobody")
    assert "uid 12345" in server.run("keys", "audit", "--tenant", "tenant_of-nobody")


def test_a_key_is_imported_once(first: Server) -> None:
    first.run("keys", "import", "sk_dev_abcdef1234567890")
    again = run_command(first.database, "keys", "import", "sk_dev_abcdef1234567890")
    assert "already exists" in again.stderr


def test_with_several_tenants_one_has_to_be_named(server: Server) -> None:
    for _ in range(2):
        server.create_tenant()
    done = run_command(server.database, "keys", "create")
    assert done.exit_code == 2
    assert "--tenant" in done.stderr


# ---------------------------------------------------------------- tenants, webhooks


def test_a_tenant_can_have_its_own_name(server: Server) -> None:
    printed = server.run("tenants", "create", "tenant_my-shop", "--name", "Shop")
    assert len(KEY.findall(printed)) == 4
    assert re.search(r"tenant_my-shop +Shop ", server.run("tenants", "list"))
    again = run_command(server.database, "tenants", "create", "tenant_my-shop")
    assert "already" in again.stderr


def test_webhook_endpoints_are_managed(server: Server, tenant: Tenant) -> None:
    printed = server.run(
        "webhooks", "add", "http://127.0.0.1:9/hook", "--tenant", tenant.id, "--event", "customer.created", "--form", "sha256",
    )  # fmt: skip
    secret, endpoint = printed.split()
    endpoint = endpoint.strip("()")
    assert re.fullmatch(r"whsec_[0-9A-Za-z+/]{43}=", secret)
    listing = server.run("webhooks", "list")
    assert f"{endpoint}  {tenant.id}" in listing
    assert secret not in listing
    rotated = server.run("webhooks", "rotate", endpoint).strip()
    assert rotated != secret
    api = tenant.client()
    customer = api.post("/customers", json={"email": "a@example.com"}).json()["id"]
    api.put(f"/customers/{customer}", json={"name": "Ada"})
    events = server.run("webhooks", "events", "--tenant", tenant.id).splitlines()
    assert "customer.updated" in events[1]
    assert "customer.created" in events[2]
    assert endpoint not in events[1]
    assert endpoint in events[2]
    event = events[2].split()[0]
    assert "1 endpoint." in server.run("webhooks", "resend", event)
    server.run("webhooks", "remove", endpoint)
    assert endpoint not in server.run("webhooks", "list")
    assert "0 endpoints." in server.run("webhooks", "resend", event)


# ---------------------------------------------------------------- data


def test_seeded_data_is_whole_and_reset_removes_it(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenant = server.create_tenant()
    headers = tenant.headers()

    def listed(path: str) -> list[dict[str, object]]:
        response = request("GET", f"{server.url}/v1/{path}", headers=headers, params={"limit": 100})
        assert response.status_code == 200
        data: list[dict[str, object]] = response.json()["data"]
        return data

    printed = server.run("seed", "--tenant", tenant.id, "--customers", "30")
    assert "30 customers made" in printed
    assert len(listed("customers")) == 30
    server.run("seed", "--tenant", tenant.id, "--customers", "10")  # beside what is there
    assert len(listed("customers")) == 40
    for path in ("customers", "subscriptions", "payments"):
        created = [int(str(thing["created"])) for thing in listed(path)]
        assert created == sorted(created, reverse=True), path
    now = time.time()
    assert {s["status"] for s in listed("subscriptions")} >= {"active", "trialing"}
    for subscription in listed("subscriptions"):
        if subscription["status"] != "canceled":
            assert int(str(subscription["current_period_end"])) > now
    assert len(listed("payments")) > 20
    server.run("clock", "advance", "10d")
    server.run("reset", "--yes")
    assert [listed(path) for path in ("customers", "subscriptions", "payments")] == [[], [], []]
    assert len(listed("bundles")) == 4
    assert "0 s ahead" in server.run("clock", "show")
    server.run("reset", "--everything", "--yes")
    response = request("GET", f"{server.url}/v1/bundles", headers=headers)
    error_of(response, 401, "authentication_failed")


def test_a_reset_brings_no_key_back(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenant = server.create_tenant()
    used_up, used_up_id = created(server, tenant)
    server.run("clock", "advance", "365d")
    new = server.run("keys", "rotate", used_up_id, "--overlap", "0s").split()[0]
    short, short_id = created(server, tenant, "--expires-in", "1d")
    long, long_id = created(server, tenant, "--expires-in", "10d")
    server.run("clock", "advance", "2d")
    keys_ = (used_up, new, short, long)
    before = [call(server, tenant, key).status_code for key in keys_]
    assert before == [401, 200, 401, 200]
    server.run("reset", "--yes")
    assert [call(server, tenant, key).status_code for key in keys_] == before
    told = server.run("keys", "audit", "--tenant", tenant.id).splitlines()
    for ended in (used_up_id, short_id):
        (line,) = (line for line in told if ended in line and "key.revoked" in line)
        assert "command line" in line
    assert [line for line in told if long_id in line and "key.moved" in line]
    # A second reset has nothing to say of them.
    server.run("clock", "advance", "7d")
    server.run("reset", "--yes")
    again = server.run("keys", "audit", "--tenant", tenant.id).splitlines()
    assert sum("key.revoked" in line for line in again) == 2
    server.run("clock", "advance", "23h")
    assert call(server, tenant, long).status_code == 200
    server.run("clock", "advance", "2h")
    assert [call(server, tenant, key).status_code for key in keys_] == [401, 200, 401, 401]


def test_after_a_reset_nothing_that_stays_is_dated_in_the_future(
    start_server: StartServer,
) -> None:
    server = start_server("--limits", "off")
    server.run("clock", "advance", "365d")
    tenant = server.create_tenant()
    _, revoked_id = created(server, tenant)
    server.run("keys", "revoke", revoked_id)
    assert call(server, tenant, tenant.keys["secret", "development"]).status_code == 200
    server.run("reset", "--yes")
    # The server stores now when the key was last used: before the reset, by the clock of that time.
    server.stop()
    latest = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%SZ}"
    for shown in (("keys", "audit"), ("keys", "list"), ("tenants", "list")):
        moments = TIME.findall(server.run(*shown))
        assert moments
        assert max(moments) <= latest


def test_the_same_seed_makes_the_same_identifiers(start_server: StartServer) -> None:
    seen: list[list[str]] = []
    for _ in range(2):
        server = start_server("--limits", "off", seeded_ids="test")
        tenant = server.create_tenant("tenant_same")
        api = tenant.client()
        made = [api.post("/customers", json={"email": f"{n}@example.com"}) for n in range(3)]
        seen.append(
            [response.json()["id"] for response in made]
            + [response.headers["x-request-id"] for response in made]
        )
        server.stop()
    assert seen[0] == seen[1]
    assert len(set(seen[0])) == 6


# ---------------------------------------------------------------- the process


def test_it_responds_within_half_a_second_of_its_start(tmp_path: Path) -> None:
    # CPU time, so that a busy machine does not fail it: there is nothing in a start that waits.
    process = subprocess.Popen(
        [sys.executable, "-m", "azotte_sandbox", "--database", str(tmp_path / "x.db"), "serve", "--port", "0"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        url = next(line for line in process.stdout if line.startswith("Listening")).split()[-1]
        assert request("GET", f"{url}/healthz").status_code == 200
        used = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        seconds = (int(used[11]) + int(used[12])) / 100
        assert seconds < 0.5 * 2  # of a machine that other tests keep busy
        status = Path(f"/proc/{process.pid}/status").read_text()
        resident = int(
            next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]
        )
        assert resident < 60 * 1024
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@ON_SQLITE
def test_it_ends_on_a_signal_and_leaves_the_data_in_one_file(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenant = server.create_tenant()
    tenant.client().post("/customers", json={"email": "a@example.com"})
    assert server.stop() == 0
    names = {path.name for path in Path(server.database).parent.iterdir()}
    assert names == {"sandbox.db"}


@pytest.mark.slow
def test_the_wheel_contains_the_contract(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(
        ROOT / "sandbox", source / "sandbox", ignore=shutil.ignore_patterns("__pycache__")
    )
    (source / "generated").mkdir()
    shutil.copy(ROOT / "generated" / "openapi.json", source / "generated")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(source / "sandbox")],
        check=True,
        capture_output=True,
    )  # fmt: skip
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    shutil.unpack_archive(wheel, tmp_path / "installed", "zip")
    done = subprocess.run(
        [sys.executable, "-c", "from azotte_sandbox.contract import Contract; import azotte_sandbox; print(len(Contract.load().operations), azotte_sandbox.__file__)"],
        env=environment() | {"PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    count, file = done.stdout.split()
    assert int(count) == len(contract().operations)
    assert file.startswith(str(tmp_path))
