"""Who the tester is: from the environment, never with live keys unless allowed twice."""

import pytest

from azotte_conformance import CannotStart, Server
from azotte_conformance.command_line import main
from azotte_conformance.contract import Contract
from azotte_conformance.identities import (
    LIMITED,
    MAIN,
    OTHER,
    CredentialsMissing,
    from_environment,
    variables,
)
from azotte_conformance.preflight import announcement, reject_live, safe_environments

DEVELOPMENT = {"AZOTTE_API_KEY": "sk_dev_abc", "AZOTTE_TENANT_ID": "tenant_a"}
LIVE = {"AZOTTE_API_KEY": "sk_live_abc", "AZOTTE_TENANT_ID": "tenant_a"}


def test_every_role_has_a_variable_of_its_own(contract: Contract) -> None:
    names = [key for key, _ in variables(contract).values()]
    assert len(set(names)) == len(names)
    assert {
        "AZOTTE_API_KEY",
        "AZOTTE_API_KEY_OTHER",
        "AZOTTE_API_KEY_PUBLISHABLE_DEVELOPMENT",
    } <= set(names)


def test_the_main_key_is_a_key_of_its_kind_too(contract: Contract) -> None:
    world = from_environment(contract, DEVELOPMENT)
    assert world.of_kind("secret", "development") is world.identities[MAIN]
    assert OTHER in world.missing
    assert "AZOTTE_API_KEY_LIMITED" in world.missing[LIMITED]


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"AZOTTE_API_KEY": "sk_dev_abc"},
        {**DEVELOPMENT, "AZOTTE_API_KEY_OTHER": "sk_dev_b"},
        {**DEVELOPMENT, "AZOTTE_API_KEY_PUBLISHABLE_DEVELOPMENT": "sk_dev_b"},
    ],
)
def test_what_is_missing_or_wrong_is_named(contract: Contract, environment: dict[str, str]) -> None:
    with pytest.raises(CredentialsMissing, match="AZOTTE_") as raised:
        from_environment(contract, environment)
    assert "sk_dev_" not in str(raised.value)


def test_live_keys_are_rejected_unless_told_twice(contract: Contract) -> None:
    assert safe_environments(contract) == {"development"}
    world = from_environment(contract, LIVE)
    for option, variable in ((False, None), (True, None), (False, "yes"), (True, "no")):
        with pytest.raises(CannotStart, match="--live and set AZOTTE_CONTRACT_LIVE=yes"):
            reject_live(contract, world, option, variable)
    reject_live(contract, world, option=True, variable="yes")
    reject_live(contract, from_environment(contract, DEVELOPMENT), option=False, variable=None)


def test_one_live_key_among_others_is_live(contract: Contract) -> None:
    world = from_environment(
        contract, {**DEVELOPMENT, "AZOTTE_API_KEY_SECRET_PRODUCTION": "sk_live_x"}
    )
    with pytest.raises(CannotStart, match="AZOTTE_API_KEY_SECRET_PRODUCTION"):
        reject_live(contract, world, option=False, variable=None)


def test_what_will_be_written_is_said_before(contract: Contract) -> None:
    text = announcement(
        contract, Server("http://x/v1", from_environment(contract, DEVELOPMENT), 100), "quick"
    )
    for operation in ("create_customer", "create_payment"):
        assert operation in text
    assert "100 per minute" in text
    assert "AZOTTE_API_KEY_OTHER" in text
    assert "sk_dev_abc" not in text


def test_without_credentials_the_run_does_not_begin(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AZOTTE_API_KEY", "AZOTTE_TENANT_ID"):
        monkeypatch.delenv(name, raising=False)
    assert main(["--url", "http://127.0.0.1:9/v1"]) == 2
    assert "Set AZOTTE_API_KEY and AZOTTE_TENANT_ID" in capsys.readouterr().err


def test_a_server_that_is_not_there_is_a_broken_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in DEVELOPMENT.items():
        monkeypatch.setenv(name, value)
    assert main(["--url", "http://127.0.0.1:9/v1"]) == 2
    error = capsys.readouterr().err
    assert "does not respond" in error
    assert "sk_dev_abc" not in error
