"""The contract as OpenAPI 3.2 is accepted, gives the same clients, is served and is read by the contract tests."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from azotte_conformance import schemathesis_adapter
from azotte_conformance.contract import Contract
from azotte_conformance.identities import OTHER, REVOKED
from azotte_conformance.sandbox_process import RunningSandbox
from azotte_conformance.session import Session
from codegen.__main__ import main
from codegen.paths import GENERATED
from codegen.tree import difference
from tests.openapi.defects import copy_contract, replace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("openapi-3.2")]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is generated from the contract as OpenAPI 3.2. The contract is linted first."""
    folder = tmp_path_factory.mktemp("openapi-3.2")
    entry = copy_contract(folder / "openapi")
    replace(entry, "openapi: 3.1.1", "openapi: 3.2.0")
    assert main(["--contract", str(entry), "--output", str(folder / "generated")]) == 0
    return folder / "generated"


@pytest.fixture(scope="module")
def sandbox(generated: Path) -> Iterator[RunningSandbox]:
    with RunningSandbox(generated / "openapi.json") as running:
        yield running


def test_the_same_is_generated(generated: Path) -> None:
    changes = difference(generated, GENERATED).splitlines()
    assert [line for line in changes if line.startswith(("+", "-"))] == [
        "--- committed/openapi.json",
        "+++ generated/openapi.json",
        '-  "openapi": "3.1.1",',
        '+  "openapi": "3.2.0",',
    ]


def test_the_contract_tests_find_nothing(generated: Path, sandbox: RunningSandbox) -> None:
    contract = Contract.load(generated / "openapi.json")
    world = sandbox.commands.world(contract, "newer", (OTHER, REVOKED))
    session = Session(
        contract,
        world,
        sandbox.base(contract),
        job="newer",
        seed=1,
        began=time.monotonic(),
        commands=sandbox.commands,
    )
    schemathesis_adapter.run(session, ("examples",), 1)
    assert [(finding.rule.id, finding.got) for finding in session.findings] == []
    assert session.coverage.never("operation") == []
