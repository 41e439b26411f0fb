"""A run against a server of somebody else: what is checked first, and how it ends."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from azotte_conformance import CannotStart, Plan, Server, reports, run
from azotte_conformance.calls import BY_CHANCE
from azotte_conformance.command_line import main
from azotte_conformance.configuration import NO_CONFIGURATION, Configuration
from azotte_conformance.contract import Contract
from azotte_conformance.doctor import diagnose
from azotte_conformance.identities import LIMITED, NEIGHBOUR, variables
from tests.conformance.independent.application import Application, Key
from tests.conformance.independent.families import tried
from tests.conformance.independent.platform import Json, Place, Platform
from tests.conformance.independent.problems import Problem
from tests.conformance.independent.running import Running, running


class FailsByChance(Application):
    """One request in a hundred fails before anything is done."""

    def __init__(self, document: Json, platform: Platform) -> None:
        super().__init__(document, platform)
        self._chance = random.Random(4)

    def _count(self, key: Key) -> None:
        if self._chance.random() < 0.01:
            raise Problem(500, "internal_error", "Internal server error.")
        super()._count(key)


class EmptyCatalogue(Platform):
    """The tenant has no bundles yet."""

    def add_place(self, place: Place) -> None:
        pass


class Slow(Application):
    """Lists take a second."""

    def perform(self, operation: Json, place: Place, id: str, query: Json, body: Json) -> Json:
        if operation["operationId"].startswith("list_"):
            time.sleep(1)
        return super().perform(operation, place, id, query, body)


@pytest.fixture
def server(contract: Contract) -> Iterator[Running]:
    with running(contract) as started:
        yield started


def plan(server: Running, bundle: Path, configuration: Configuration = NO_CONFIGURATION) -> Plan:
    target = Server(server.url, server.world, live=True)
    return Plan(bundle, target, seed=1, depth="quick", configuration=configuration)


def only(contract: Contract, *ids: str) -> Configuration:
    """A run that leaves out all other operations."""
    return Configuration(left_out={id: "slow" for id in contract.operations if id not in ids})


def unlimited(server: Running) -> Running:
    """The server without a key whose limit may be used up: a run would wait a minute for its end."""
    identities = {
        role: identity
        for role, identity in server.world.identities.items()
        if role not in (LIMITED, NEIGHBOUR)
    }
    return replace(server, world=replace(server.world, identities=identities))


@pytest.mark.slow
@pytest.mark.parametrize("family", ["writes", "states", "idempotency", "isolation", "model"])
def test_failures_by_chance_are_one_finding_and_blame_nothing_else(
    contract: Contract, family: str
) -> None:
    with running(contract, FailsByChance) as server:
        (session,) = tried(contract, server, [family])
    assert {f.rule.id for f in session.findings} <= {BY_CHANCE.id}


def test_the_doctor_reads_with_each_key_and_creates_nothing(
    contract: Contract, server: Running
) -> None:
    found = diagnose(contract, Server(server.url, server.world, live=True), Configuration())
    text = "\n".join(found.lines)
    assert found.ready, text
    for role in ("revoked", "expired", "other", "publishable, development"):
        assert f"({role}) is" in text
    assert "the tenant has a Bundle" in text
    assert "Set [values] PaymentMethodToken" in text
    count = server.application.platform.db.execute(
        "SELECT count(*) FROM object WHERE kind <> 'bundle'"
    ).fetchone()
    assert count == (0,)


def test_the_doctor_names_what_is_missing(contract: Contract) -> None:
    with running(contract, platform=EmptyCatalogue) as server:
        text = set_revoked_right(server)
        found = diagnose(contract, Server(server.url, server.world, live=True), Configuration())
    assert not found.ready
    failed = [line for line in found.lines if line.startswith("FAIL")]
    assert any("the tenant has no Bundle" in line for line in failed)
    assert any(f"{text} (revoked) got 200 instead of 401" in line for line in failed)


def set_revoked_right(server: Running) -> str:
    """Let the revoked key work; returns how it is shown."""
    key = server.world.identities["revoked"].key
    server.application.keys[str(key)].ended = False
    return key.shown


@pytest.mark.slow
def test_the_command_has_no_key_in_what_it_prints(
    contract: Contract,
    server: Running,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for role in ("main", "other"):
        key, tenant = variables(contract)[role]
        monkeypatch.setenv(key, str(server.world.identities[role].key))
        monkeypatch.setenv(tenant, str(server.world.identities[role].tenant))
    assert main(["doctor", "--url", server.url]) == 0
    shown = capsys.readouterr()
    assert "$AZOTTE_API_KEY_OTHER (other) is accepted" in shown.out
    assert str(server.world.main.key)[8:20] not in shown.out + shown.err


def test_the_doctor_takes_a_server(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 2
    assert "Pass --url, or set url" in capsys.readouterr().err


@pytest.mark.slow
def test_the_time_limit_ends_a_run_that_keeps_its_report(
    contract: Contract, bundle: Path, tmp_path: Path
) -> None:
    began = time.monotonic()
    with running(contract, Slow) as server:
        result = run(plan(server, bundle, Configuration(time_limit=0.1)))
    assert result.exit_code == 2
    assert result.too_little is not None and "time limit of 0.1 minutes" in result.too_little
    assert result.coverage.exchanges > 0
    assert reports.write(result, tmp_path)
    # Six seconds, the end of a request, and the cleaning up.
    assert time.monotonic() - began < 120


def test_an_operation_that_the_contract_does_not_have_stops_a_run_before_it_starts(
    server: Running, bundle: Path
) -> None:
    configuration = Configuration(left_out={"list_refunds": "why"})
    target = Server(server.url, server.world, live=True)
    with pytest.raises(CannotStart, match="list_refunds"):
        run(Plan(bundle, target, seed=1, depth="quick", configuration=configuration))


@pytest.mark.slow
def test_a_run_against_the_independent_server_is_clean(
    contract: Contract, bundle: Path, server: Running
) -> None:
    """Of one resource; `test_readings` has the rules of all."""
    customers = contract.resources["Customer"]
    ids = [op.id for op in (customers.create, customers.listing, *customers.of_one) if op]
    result = run(plan(unlimited(server), bundle, only(contract, *ids)))
    assert [(f.rule.id, str(f.got)) for f in result.findings] == []
    assert result.exit_code == 0


@pytest.mark.nightly  # Three minutes for what the test above shows of one resource.
@pytest.mark.slow
def test_a_whole_run_against_the_independent_server_is_clean(bundle: Path, server: Running) -> None:
    result = run(plan(server, bundle))
    assert [(f.rule.id, str(f.got)) for f in result.findings] == []
    assert result.exit_code == 0


@pytest.mark.slow
def test_a_run_without_a_catalogue_is_not_a_pass(contract: Contract, bundle: Path) -> None:
    subscriptions = contract.resources["Subscription"]
    ids = [
        op.id for op in (subscriptions.create, subscriptions.listing, *subscriptions.of_one) if op
    ]
    with running(contract, platform=EmptyCatalogue) as server:
        result = run(plan(unlimited(server), bundle, only(contract, "create_customer", *ids)))
    assert result.exit_code == 2
    assert result.too_little is not None and "operations ever succeeded" in result.too_little
