"""What the contract leaves open is not a finding, on a server that knows nothing but the contract."""

import pytest

from azotte_conformance.contract import Contract
from azotte_conformance.findings import Finding
from azotte_conformance.jobs import FAMILIES as ALL_FAMILIES
from azotte_conformance.session import Session
from tests.conformance.independent.families import tried
from tests.conformance.independent.mistakes import MISTAKES
from tests.conformance.independent.readings import READINGS
from tests.conformance.independent.running import running

pytestmark = pytest.mark.slow

FAMILIES = (*(f for f in ALL_FAMILIES if f not in ("limits", "webhooks", "time")), "model")
"""The rules that need no clock, no webhook endpoint, and no second minute."""


def findings(sessions: list[Session]) -> list[tuple[str, str, str]]:
    """What would fail a run."""
    found: list[Finding] = [f for session in sessions for f in session.findings]
    return [
        (f.rule.id, ", ".join(f.operations), f"{f.expected} | {f.got}")
        for f in found
        if f.rule.severity == "finding"
    ]


def test_an_independent_server_keeps_every_rule_and_gets_no_note(contract: Contract) -> None:
    with running(contract) as server:
        sessions = tried(contract, server, FAMILIES)
    assert [(f.rule.id, str(f.got)) for session in sessions for f in session.findings] == []


@pytest.mark.parametrize("name", READINGS)
def test_a_valid_reading_is_not_a_finding(name: str, contract: Contract) -> None:
    reading = READINGS[name]
    with running(contract, reading.application, reading.platform, reading.values) as server:
        sessions = tried(contract, server, reading.families)
    assert findings(sessions) == []


def test_values_that_a_server_lacks_are_named_with_their_setting(contract: Contract) -> None:
    reading = READINGS["payment tokens of its own"]
    with running(contract, reading.application, reading.platform) as server:
        (session,) = tried(contract, server, ["writes"])
    reasons = " ".join(why for _, why in session.skipped)
    assert "Set [values] PaymentMethodToken in conformance.toml" in reasons


def test_values_that_are_configured_are_used(contract: Contract) -> None:
    reading = READINGS["payment tokens that are configured"]
    with running(contract, reading.application, reading.platform, reading.values) as server:
        (session,) = tried(contract, server, ["states"])
    assert session.contract.operations["refund_payment"].id in session.latencies
    assert not [why for _, why in session.skipped if "PaymentMethodToken" in why]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_combination_is_found(name: str, contract: Contract) -> None:
    mistake = MISTAKES[name]
    with running(contract, mistake.application, mistake.platform) as server:
        (session,) = tried(contract, server, [mistake.family])
    found = {rule for rule, _, _ in findings([session])}
    assert found.intersection(mistake.rules), found
