"""Every fault of the catalogue fits the sandbox as it is."""

import argparse
import importlib.util
import json
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.contract.__main__ import CONTRACT
from tests.contract.contract import Contract
from tests.contract.faults import prove
from tests.contract.faults.catalogue import FAULTS
from tests.contract.faults.changes import Migration, OtherContract, Source
from tests.contract.faults.fault import Fault
from tests.contract.faults.prove import Proof, sample
from tests.contract.jobs import FAMILIES
from tests.contract.run import Refused

SPEC = importlib.util.find_spec("azotte_sandbox")
assert SPEC is not None and SPEC.origin is not None
SANDBOX = Path(SPEC.origin).parent


def source_of(module: str) -> Path:
    path = SANDBOX / Path(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_fits(fault: Fault) -> None:
    for change in fault.changes:
        match change:
            case Source():
                path = source_of(change.module)
                compile(change.changed(path.read_text(encoding="utf-8")), str(path), "exec")
            case Migration():
                path = SANDBOX / "store" / "migrations" / "sqlite" / change.file
                change.changed(path.read_text(encoding="utf-8"))
            case OtherContract():
                document = json.loads(CONTRACT.read_text(encoding="utf-8"))
                before = json.dumps(document)
                change.change(document)
                assert json.dumps(document) != before
            case _:
                pass


def test_there_are_faults_of_every_family() -> None:
    count = Counter(fault.family for fault in FAULTS.values())
    assert len(FAULTS) >= 80
    assert {*FAMILIES, "answers", "latency"} <= set(count)


def test_a_small_sample_has_something_of_every_family() -> None:
    families = {fault.family for fault in FAULTS.values()}
    assert {fault.family for fault in sample(str(len(families)), 1)} == families
    assert sample("12", 1) == sample("12", 1)
    assert sample("12", 1) != sample("12", 2)
    assert sample("all", 1) == list(FAULTS.values())


def test_an_unknown_fault_is_named() -> None:
    with pytest.raises(Refused, match="no-such-fault"):
        sample("no-such-fault", 1)


def test_a_proof_that_is_stopped_begins_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def one(*arguments: object) -> Proof:
        fault = arguments[-1]
        assert isinstance(fault, Fault)
        begun.append(fault.name)
        time.sleep(0.01)
        return Proof(fault, None, 0, 0.0)

    def stopped(proof: Proof, beside: object) -> str:
        if proof.fault is prove.NONE:
            return ""
        raise KeyboardInterrupt

    monkeypatch.setattr(prove, "_one", one)
    monkeypatch.setattr(prove, "_row", stopped)
    options = argparse.Namespace(
        deep=False,
        quick=True,
        seed=1,
        prove="all",
        workers=2,
        beside_schemathesis=False,
        contract=CONTRACT,
    )
    with pytest.raises(KeyboardInterrupt):
        prove.prove(Contract.load(CONTRACT), options)
    assert len(begun) < len(FAULTS)
