"""Whole pieces of a run on the real sandbox: what is right passes, what is wrong is found, nothing secret gets out."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from azotte_conformance import Plan, SandboxCommand, Server, reports, run, sequences
from azotte_conformance.actions import perform
from azotte_conformance.contract import Contract
from azotte_conformance.events import JobFinished
from azotte_conformance.exchange import Exchange
from azotte_conformance.identities import MAIN, world_of
from azotte_conformance.interruptions import CannotRun, Unexpected
from azotte_conformance.model import Action, Model, Taken
from azotte_conformance.preflight import check_reachable
from azotte_conformance.reaching_states import bring, ways
from azotte_conformance.result import Result
from azotte_conformance.rule_list import all_rules
from azotte_conformance.rules import filters, isolation, pagination, states, writes
from azotte_conformance.sandbox_process import RunningSandbox
from azotte_conformance.session import Session
from azotte_conformance.summary import summarize

# An id, a unique value, a moment, how many there are of a moment: what differs between two runs that do the same.
_OWN = re.compile(rb"[a-z]+_[0-9A-Za-z]{20,}|\b1[0-9]{9}\b(?:&limit=[0-9]+)?")


def did(session: Session) -> Callable[[], list[tuple[str, str, bytes]]]:
    """Keeps what a session asks, ids taken out."""
    asked: list[tuple[str, str, bytes]] = []
    observe = session.client.observe

    def keep(exchange: Exchange) -> None:
        request = exchange.request
        target = _OWN.sub(b"*", request.target.encode()).decode()
        asked.append((request.method, target, _OWN.sub(b"*", request.body or b"")))
        observe(exchange)

    session.client.observe = keep
    return lambda: asked


def pause(session: Session, before: tuple[int, ...]) -> None:
    """Lets more than a second go by before some calls, so that what they make has another `created`."""
    observe = session.client.observe
    count = 0

    def wait(exchange: Exchange) -> None:
        nonlocal count
        count += 1
        if count + 1 in before:
            time.sleep(1.1)
        observe(exchange)

    session.client.observe = wait


@pytest.mark.slow
@pytest.mark.parametrize(
    "family", [filters, isolation, pagination, states, writes], ids=lambda m: m.__name__
)
def test_the_sandbox_keeps_the_rules(session: Session, family: ModuleType) -> None:
    for part in family.PARTS:
        part(session)
    assert [(f.rule.id, f.got) for f in session.findings] == []


@pytest.mark.slow
def test_the_same_seed_sends_the_same_requests_at_any_speed(
    new_session: Callable[..., Session],
) -> None:
    runs: list[list[tuple[str, str, bytes]]] = []
    for slow in (False, True):
        session = new_session(seed=5)
        asked = did(session)
        if slow:
            pause(session, before=(3, 9))
        filters.one(session)
        filters.paged(session)
        writes.delete(session)
        sequences.run(session, 4, 8)
        runs.append(asked())
    assert runs[0] == runs[1]


@pytest.mark.slow
def test_another_seed_sends_other_requests(new_session: Callable[..., Session]) -> None:
    runs: list[list[tuple[str, str, bytes]]] = []
    for seed in (1, 2):
        session = new_session(seed=seed)
        asked = did(session)
        sequences.run(session, 4, 8)
        runs.append(asked())
    assert runs[0] != runs[1]


def test_every_state_that_an_operation_leads_to_is_reached(session: Session) -> None:
    subscription = session.contract.resources["Subscription"]
    assert set(ways(session, subscription)) == {"trialing", "active", "paused", "canceled"}
    assert bring(session, subscription, ["paused"])["status"] == "paused"
    with pytest.raises(CannotRun, match="past_due"):
        bring(session, subscription, ["past_due"])


def test_a_rejected_preparation_is_not_a_finding(session: Session) -> None:
    customer = session.contract.resources["Customer"]
    with pytest.raises(Unexpected):
        session.objects.make(customer, email="nobody")


def faulty(name: str) -> SandboxCommand:
    """The sandbox with a fault of the catalogue."""
    return SandboxCommand("tests.conformance.faults.serve", (name,))


def quick(bundle: Path, fault: str) -> Result:
    """A quick run up to its first finding."""
    plan = Plan(bundle, faulty(fault), seed=3, depth="quick", first_finding_only=True)
    return run(plan)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("get-any-tenant", "isolation.object"),
        ("publishable-writes", "authorization.forbidden"),
        ("update-not-stored", "writes.read"),
        ("slow-operation", "latency.outlier"),
    ],
)
def test_a_fault_is_found(contract: Contract, bundle: Path, fault: str, rule: str) -> None:
    result = quick(bundle, fault) if fault != "slow-operation" else slow(contract, bundle)
    assert rule in {finding.rule.id for finding in result.findings}


def slow(contract: Contract, bundle: Path) -> Result:
    """A few requests, on a server with one slow operation."""
    with RunningSandbox(bundle, faulty("slow-operation")) as sandbox:
        session = Session(
            contract,
            sandbox.commands.world(contract, "slow", ()),
            sandbox.base(contract),
            job="states",
            seed=1,
            began=time.monotonic(),
        )
        id = bring(session, contract.resources["Subscription"], ["active"])["id"]
        for _ in range(3):
            session.must(contract.operations["pause_subscription"], id=id)
            session.must(contract.operations["resume_subscription"], id=id)
        result = Result(contract, sandbox.base(contract), "quick", 1, 1, 0.0, all_rules())
        job = JobFinished("states", seen=session.coverage.seen, exchanges=session.client.count)
        job.latencies = session.latencies
        summarize(result, [job], Plan(bundle, SandboxCommand(), 1, first_finding_only=True))
        return result


@pytest.mark.slow
def test_no_secret_is_in_any_artefact(contract: Contract, bundle: Path, tmp_path: Path) -> None:
    with RunningSandbox(bundle, faulty("key-in-header")) as sandbox:
        world = sandbox.commands.world(contract, "leaky", ())
        session = Session(
            contract, world, sandbox.base(contract), job="leaky", seed=1, began=time.monotonic()
        )
        session.objects.make("Customer")
        session.call(contract.operations["list_bundles"])
    assert {finding.rule.id for finding in session.findings} == {"responses.secret"}
    result = Result(contract, sandbox.base(contract), "quick", 1, 1, 0.0, all_rules())
    for finding in session.findings:
        result.findings.add(finding)
    secrets = [key for key, _ in world.secrets()]
    assert secrets
    for path in reports.write(result, tmp_path):
        text = path.read_text(encoding="utf-8")
        for secret in secrets:
            assert secret not in text
            assert secret[12:-6] not in text


def test_a_call_that_borrows_from_a_missing_object_is_skipped(session: Session) -> None:
    """Else a shortened sequence could go wrong in another way than the whole one."""
    done = Model(session)
    create = session.contract.operations["create_customer"]
    perform(done, Action(0, create, body={"email": Taken(7, "email")}))
    assert (done.actions, done.history) == ([], [])


@pytest.mark.slow
def test_a_sequence_is_shrunk_to_what_it_needs(contract: Contract, bundle: Path) -> None:
    with RunningSandbox(bundle, faulty("wrong-neighbour-deleted")) as sandbox:
        session = Session(
            contract,
            sandbox.commands.world(contract, "model", ()),
            sandbox.base(contract),
            job="model",
            seed=1,
            began=time.monotonic(),
        )
        sequences.run(session, 60, 30)
    (finding,) = [f for f in session.findings if f.rule is sequences.HISTORY]
    # Two customers and what stands between them, the deletion of one, and what names the other.
    assert finding.operations in (["create_subscription"], ["create_payment"])
    assert finding.script.count("curl ") <= 5


@pytest.mark.slow
def test_a_run_that_is_stopped_leaves_a_report_and_cleans_up(
    contract: Contract, bundle: Path, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    world = sandbox.commands.world(contract, f"stopped{time.time_ns()}", ())
    variables = {
        "AZOTTE_API_KEY": str(world.main.key),
        "AZOTTE_TENANT_ID": str(world.main.tenant),
    }
    command = [
        sys.executable,
        "-m",
        "azotte_conformance",
        "--url",
        sandbox.base(contract),
        "--rate",
        "0",
    ]
    process = subprocess.Popen(
        [*command, "--seed", "1", "--report", str(tmp_path)],
        env=os.environ | variables | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    after = Session(contract, world, sandbox.base(contract), job="after", seed=9, began=0.0)
    listing = contract.operations["list_customers"]
    for _ in range(600):
        if after.must(listing).fields["data"]:
            break
        time.sleep(0.1)
    # As a terminal does: to every process of the group.
    os.killpg(process.pid, signal.SIGINT)
    output = process.communicate(timeout=120)[1]
    assert process.returncode == 130, output
    assert "Writes to the tenant" in output
    assert "objects are cleaned up" in output
    stopped = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert stopped["stopped"] is True and stopped["exit_code"] == 130
    assert after.must(listing).fields["data"] == []


@pytest.mark.nightly
@pytest.mark.slow
def test_on_a_server_that_is_not_ours_everything_is_cleaned_up(
    contract: Contract, bundle: Path, sandbox: RunningSandbox
) -> None:
    ours = sandbox.commands.world(contract, f"foreign{time.time_ns()}", ("other",))
    main = ours.main
    world = world_of(contract, {MAIN: (str(main.key), str(main.tenant))})
    before = Session(contract, world, sandbox.base(contract), job="before", seed=9, began=0.0)
    theirs = before.objects.make("Customer").fields
    server = Server(sandbox.base(contract), world)
    check_reachable(contract, server)
    result = run(Plan(bundle, server, seed=4, depth="quick"))
    assert [(f.rule.id, f.got) for f in result.findings] == []
    assert result.exit_code == 0
    listed = before.must(contract.operations["list_customers"], query={"limit": 100}).fields["data"]
    # What was there before is there, as it was; of ours nothing is.
    assert listed == [theirs]
    assert {line.split(" ")[-1] for line in result.left_behind} == {"Payment", "Subscription"}
    not_tried = " ".join(f"{what} {why}" for what, why in result.skipped)
    for name in ("AZOTTE_API_KEY_OTHER", "AZOTTE_API_KEY_LIMITED", "clock", "portal"):
        assert name in not_tried
    assert json.dumps(result.skipped)
