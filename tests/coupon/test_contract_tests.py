"""The contract tests reach the coupon without code: a sandbox that serves it passes, and each mistake in its store is found."""

import time
from contextlib import closing

import pytest

from azotte_conformance import Plan, SandboxCommand, run
from azotte_conformance.configuration import Configuration
from azotte_conformance.contract import Contract
from azotte_conformance.events import Event, FindingReported
from azotte_conformance.interruptions import FoundEnough
from azotte_conformance.jobs import jobs
from azotte_conformance.sandbox_process import RunningSandbox
from azotte_conformance.session import Session
from tests.conformance.faults.fault import Fault
from tests.coupon.conftest import Grown
from tests.coupon.faults import FAULTS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("coupon"), pytest.mark.timeout(600)]

FAMILIES = (
    "authorization",
    "isolation",
    "writes",
    "idempotency",
    "states",
    "pagination",
    "filters",
    "bounds",
    "errors",
    "webhooks",
)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_sandbox_passes(family: str, grown: Grown) -> None:
    assert findings(family, grown, SandboxCommand()) == []


@pytest.mark.parametrize(
    "fault",
    [
        # That an event does not come is known after a minute.
        pytest.param(fault, marks=[pytest.mark.nightly] if fault.family == "webhooks" else [])
        for fault in FAULTS.values()
    ],
    ids=lambda fault: fault.name,
)
def test_a_mistake_in_the_store_is_found(fault: Fault, grown: Grown) -> None:
    found = findings(fault.family, grown, SandboxCommand("tests.coupon.serve", (fault.name,)))
    assert [rule.partition(".")[0] for rule in found] == [fault.family], found
    assert "coupon" in found[0]


@pytest.mark.nightly
def test_a_quick_run_is_clean(grown: Grown) -> None:
    result = run(Plan(grown.bundle, SandboxCommand(), seed=1, depth="quick"))
    assert result.crashes == []
    assert [finding.key for finding in result.findings.of("finding")] == []


def findings(family: str, grown: Grown, command: SandboxCommand) -> list[str]:
    """Run the rules of a family on coupons, up to the first finding."""
    job = next(job for job in jobs("quick") if job.name == family)
    contract = Contract.load(grown.bundle)
    # Coupons, and what they name.
    needed = {"create_customer", "get_customer"}
    left_out = {
        name: "it is not about coupons"
        for name, operation in contract.operations.items()
        if not operation.path.startswith("/coupons") and name not in needed
    }

    def stop(event: Event) -> None:
        if isinstance(event, FindingReported) and event.finding.rule.severity == "finding":
            raise FoundEnough

    with RunningSandbox(grown.bundle, command) as sandbox:
        session = Session(
            contract,
            sandbox.commands.world(contract, "coupon", job.roles),
            sandbox.base(contract),
            job=family,
            seed=1,
            began=time.monotonic(),
            commands=sandbox.commands,
            on_event=stop,
            configuration=Configuration(left_out=left_out),
        )
        with closing(session.client):
            try:
                for part in job.parts:
                    with session.trying():
                        part(session)
            except FoundEnough:
                pass
            created = [exchange.request.path for exchange in session.created.values()]
            assert "/coupons" in created, session.skipped
            return [
                f"{finding.rule.id} in {', '.join(finding.operations)}: expected {finding.expected}, got {finding.got}"
                for finding in session.findings.of("finding")
            ]
