"""Profiles: where the key comes from, and that it stays secret."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring.core
import pytest

from codegen.sandbox import RunningSandbox, Tenant
from tests.cli.conftest import Run
from tests.cli.terminal import read_until


@pytest.fixture(autouse=True)
def file_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FILE_KEYRING", str(tmp_path / "keyring.json"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.cli.file_keyring.FileKeyring")
    before = keyring.get_keyring()
    keyring.core.init_backend()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def base_url(sandbox: RunningSandbox) -> str:
    return f"{sandbox.url}/v1"


def test_a_stored_key_is_used_without_variables(azotte: Run, tenant: Tenant, base_url: str) -> None:
    login = azotte(
        *("login", "--tenant-id", tenant.id, "--base-url", base_url), stdin=f"{tenant.secret_key}\n"
    )
    assert login.code == 0, login.err
    assert tenant.secret_key not in login.out + login.err
    listed = azotte("customers", "list")
    assert (listed.code, json.loads(listed.out)["data"]) == (0, [])


def test_the_key_is_in_the_keyring_only(
    azotte: Run, tenant: Tenant, base_url: str, tmp_path: Path
) -> None:
    azotte(*("login", "--tenant-id", tenant.id, "--base-url", base_url), stdin=tenant.secret_key)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files if tenant.secret_key in path.read_text()] == [
        "keyring.json"
    ]
    assert "profiles.json" in [path.name for path in files]


def test_the_environment_is_first_and_a_named_profile_before_it(
    azotte: Run, sandbox: RunningSandbox, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, other = sandbox.new_tenant(), sandbox.new_tenant()
    azotte(*("login", "--tenant-id", stored.id, "--base-url", base_url), stdin=stored.secret_key)
    for name, value in {**other.variables, "AZOTTE_BASE_URL": base_url}.items():
        monkeypatch.setenv(name, value)
    assert f"x-tn: {other.id}" in azotte("customers", "list", "--curl").out
    named = azotte("customers", "list", "--curl", "--profile", "default")
    assert f"x-tn: {stored.id}" in named.out


def test_a_profile_does_not_mix_with_the_variables_of_another_server(
    azotte: Run, tenant: Tenant, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    azotte(*("login", "--tenant-id", tenant.id, "--base-url", base_url), stdin=tenant.secret_key)
    monkeypatch.setenv("AZOTTE_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("AZOTTE_TENANT_ID", "tenant_other")
    dry = azotte("customers", "list", "--curl")
    assert f"{base_url}/customers" in dry.out
    assert f"x-tn: {tenant.id}" in dry.out
    assert "Set AZOTTE_API_KEY before you run the command." in dry.err


def test_profiles_are_listed_selected_and_removed(
    azotte: Run, sandbox: RunningSandbox, base_url: str
) -> None:
    first, second = sandbox.new_tenant(), sandbox.new_tenant()
    for name, tenant in (("first", first), ("second", second)):
        azotte(
            *("login", "--profile", name, "--tenant-id", tenant.id, "--base-url", base_url),
            stdin=tenant.secret_key,
        )
    listed = azotte("profiles", "list").out.splitlines()
    assert [line.split()[:2] for line in listed] == [["*", "first"], ["second", second.id]]
    assert azotte("profiles", "use", "second").code == 0
    assert f"x-tn: {second.id}" in azotte("customers", "list", "--curl").out
    assert azotte("profiles", "remove", "second").code == 0
    assert f"x-tn: {first.id}" in azotte("customers", "list", "--curl").out
    assert keyring.get_password("azotte", "second") is None
    unknown = azotte("customers", "list", "--profile", "second")
    assert (unknown.code, "No such profile: 'second'. Stored profiles: first." in unknown.err) == (
        2,
        True,
    )


def test_without_a_key_the_error_says_how_to_give_one(azotte: Run) -> None:
    done = azotte("customers", "list")
    assert done.code == 2
    assert "Set AZOTTE_API_KEY, or store a key with `azotte login`." in done.err


def test_without_a_tenant_the_error_says_how_to_give_one(
    azotte: Run, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZOTTE_TENANT_ID")
    done = azotte("customers", "list")
    assert (done.code, "Set AZOTTE_TENANT_ID, or add --tenant-id." in done.err) == (2, True)


@pytest.mark.parametrize(
    ("key", "code", "message"),
    [
        ("", 2, "There is no API key in the standard input."),
        ("not a key", 2, "api_key is empty, or has a space"),
        ("xx_dev_5eCretKEYtobeFOUND", 4, "add --allow unknown_key"),
        ("sk_live_5eCretKEYtobeFOUND", 4, "add --allow wrong_environment"),
    ],
)
def test_a_key_that_cannot_work_is_not_stored(
    azotte: Run, base_url: str, key: str, code: int, message: str
) -> None:
    done = azotte("login", "--tenant-id", "tenant_1", "--base-url", base_url, stdin=key)
    assert (done.code, message in done.err) == (code, True), done.err
    assert not key or key not in done.err
    assert azotte("profiles", "list").out == ""


def test_without_a_keyring_login_says_what_to_do(
    azotte: Run, tenant: Tenant, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    keyring.core.init_backend()
    done = azotte(
        *("login", "--tenant-id", tenant.id, "--base-url", base_url), stdin=tenant.secret_key
    )
    assert done.code == 1
    assert "The keyring of the system cannot be used" in done.err
    assert "Set AZOTTE_API_KEY instead." in done.err
    assert tenant.secret_key not in done.err
    assert azotte("profiles", "list").out == ""


def test_profiles_that_cannot_be_read_are_an_error(azotte: Run, tmp_path: Path) -> None:
    path = tmp_path / "config" / "azotte" / "profiles.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    done = azotte("customers", "list")
    assert (done.code, "profiles.json cannot be read. Remove it" in done.err) == (1, True)


def test_no_option_takes_a_key(azotte: Run) -> None:
    for command in (["login"], ["customers", "list"], []):
        assert "--api-key" not in azotte(*command, "--help").out


@pytest.mark.slow
def test_on_a_terminal_login_asks_and_shows_no_key(tenant: Tenant, base_url: str) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "azotte.cli", "login", "--base-url", base_url],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHON_KEYRING_BACKEND": "tests.cli.file_keyring.FileKeyring",
        },
        start_new_session=True,
    )
    os.close(theirs)
    shown = read_until(ours, "Tenant ID")
    os.write(ours, f"{tenant.id}\n".encode())
    shown += read_until(ours, "API key")
    os.write(ours, f"{tenant.secret_key}\n".encode())
    shown += read_until(ours, "Stored the key")
    assert process.wait(30) == 0
    os.close(ours)
    assert tenant.secret_key not in shown
    assert keyring.get_password("azotte", "default") == tenant.secret_key
