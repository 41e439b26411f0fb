"""The catalogue of faults: each fits the sandbox as it is, and changes what its clients see."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from azotte_conformance import CannotStart, built_in
from azotte_conformance.jobs import FAMILIES
from azotte_sandbox import billing, logs
from azotte_sandbox.resources import subscriptions
from azotte_sandbox.store import sqlite
from azotte_sandbox.store.objects import Table
from tests.conformance.faults import prove as proving
from tests.conformance.faults.catalogue import FAULTS
from tests.conformance.faults.fault import Catalogue, Fault
from tests.conformance.faults.prove import Proof, prove, sample
from tests.conformance.faults.scenario import Transcript, play
from tests.conformance.faults.seams import MisfitError, Seams

NOW = 1_790_000_000


def unlogged(*_: object, **__: object) -> None: ...


@pytest.fixture(scope="module", autouse=True)
def still() -> Iterator[None]:
    """Stop the clocks that a transcript shows, and leave out logs and durability: a fault takes hundreds of writes."""
    connect: Callable[[Path], sqlite3.Connection] = vars(sqlite)["_connect"]

    def forgetful(path: Path) -> sqlite3.Connection:
        database = connect(path)
        # Otherwise each write waits for the disk, which is most of the time.
        database.execute("PRAGMA synchronous = OFF")
        return database

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_connect", forgetful)
        patch.setattr(time, "time", lambda: float(NOW))
        patch.setattr(time, "time_ns", lambda: NOW * 10**9)
        patch.setattr(time, "monotonic_ns", lambda: 10**15)
        for name in ("event", "request", "exception"):
            patch.setattr(logs, name, unlogged)
        yield


@pytest.fixture(scope="module")
def clean(still: None, tmp_path_factory: pytest.TempPathFactory) -> list[Transcript]:
    return asyncio.run(chapters(tmp_path_factory.mktemp("clean")))


async def chapters(folder: Path) -> list[Transcript]:
    async with aclosing(play(folder / "sandbox.db")) as history:
        return [chapter async for chapter in history]


async def differs(folder: Path, expected: list[Transcript]) -> bool:
    """Play until a chapter differs."""
    async with aclosing(play(folder / "sandbox.db")) as history:
        before = iter(expected)
        async for chapter in history:
            if chapter != next(before):
                return True
    return False


def test_the_history_is_the_same_without_a_fault(clean: list[Transcript], tmp_path: Path) -> None:
    assert all(clean)
    assert not asyncio.run(differs(tmp_path, clean))


@pytest.mark.slow  # All of them take a minute.
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_changes_what_clients_see(
    fault: Fault, clean: list[Transcript], tmp_path: Path
) -> None:
    with fault.applied():
        assert asyncio.run(differs(tmp_path, clean))


def test_a_fault_is_gone_when_its_block_ends() -> None:
    before = (Table.update, billing.charge, subscriptions.cancel_all_of)
    for name in ("update-not-stored", "renewal-paid-twice", "delete-keeps-subscriptions"):
        with FAULTS[name].applied():
            assert before != (Table.update, billing.charge, subscriptions.cancel_all_of)
        assert before == (Table.update, billing.charge, subscriptions.cancel_all_of)


@pytest.mark.parametrize(
    ("module", "name"),
    [("billing", "charge_twice"), ("store.objects", "Table.gone"), ("no_such", "function")],
)
def test_a_missing_place_is_named(module: str, name: str) -> None:
    with Seams() as sandbox, pytest.raises(MisfitError, match=rf"{module}( has no {name})?"):
        sandbox.replace(module, name)


def test_a_missing_operation_is_named(tmp_path: Path) -> None:
    async def no_payment(*_: object) -> None: ...

    with Seams() as sandbox:
        sandbox.before("take_payment")(no_payment)
        with pytest.raises(MisfitError, match="take_payment"):
            asyncio.run(chapters(tmp_path))


def test_a_missing_place_in_the_contract_is_named(tmp_path: Path) -> None:
    with Seams() as sandbox:
        sandbox.contract("/paths/~1refunds/get", {})
        with pytest.raises(MisfitError, match="/paths/~1refunds"):
            asyncio.run(chapters(tmp_path))


def test_two_faults_cannot_have_one_name() -> None:
    catalogue = Catalogue()
    fault = Fault("twice", "It exists twice.", "writes", lambda _: None)
    catalogue.add(fault)
    with pytest.raises(ValueError, match="twice"):
        catalogue.add(fault)


def test_every_family_of_rules_has_faults() -> None:
    assert {*FAMILIES, "responses", "latency"} == {fault.family for fault in FAULTS.values()}


def test_a_small_sample_has_something_of_every_family() -> None:
    families = {fault.family for fault in FAULTS.values()}
    assert {fault.family for fault in sample(str(len(families)), 1)} == families
    assert sample("12", 1) == sample("12", 1)
    assert sample("12", 1) != sample("12", 2)
    assert sample("all", 1) == list(FAULTS.values())


def test_a_family_can_be_chosen() -> None:
    assert sample("latency,more-never", 1) == [FAULTS["slow-operation"], FAULTS["more-never"]]


def test_an_unknown_fault_is_named() -> None:
    with pytest.raises(CannotStart, match="no-such-fault"):
        sample("no-such-fault", 1)


def test_a_proof_that_is_stopped_starts_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Fault | None] = []

    def prove_one(fault: Fault | None, **_: object) -> Proof:
        started.append(fault)
        return Proof(fault, None, 0, 0.0)

    monkeypatch.setattr(proving, "_prove_one", prove_one)
    with closing(prove(sample("all", 1), built_in(), "quick", 1, 1)) as proofs:
        assert next(proofs).fault is None
    assert len(started) < len(FAULTS)


def test_nothing_is_proved_with_a_sandbox_that_does_not_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def prove_one(fault: Fault | None, **_: object) -> Proof:
        return Proof(fault, None, 0, 0.0, broken="no run")

    monkeypatch.setattr(proving, "_prove_one", prove_one)
    assert [proof.fault for proof in prove(sample("3", 1), built_in(), "quick", 1, 1)] == [None]


@pytest.mark.nightly
@pytest.mark.slow
def test_the_run_finds_a_fault() -> None:
    """One of each kind of place: a handler, the store, a response and an event."""
    faults = sample("pause-in-trial,get-any-tenant,created-is-200,deleted-event-missing", 1)
    clean, *proofs = prove(faults, built_in(), "quick", 1, 2)
    assert clean.finding is None and clean.broken is None
    assert {
        proof.fault.name: proof.finding and proof.finding.rule.family
        for proof in proofs
        if proof.fault
    } == {
        "pause-in-trial": "states",
        "get-any-tenant": "isolation",
        "created-is-200": "responses",
        "deleted-event-missing": "webhooks",
    }
