"""The script of a finding shows the fault, again and again, and shows nothing on a server without the fault."""

import json
import os
import time
from pathlib import Path

import pytest

from azotte_conformance import SandboxCommand
from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.command_line import main
from azotte_conformance.contract import Contract
from azotte_conformance.findings import Finding
from azotte_conformance.identities import World, variables
from azotte_conformance.jobs import Job, jobs
from azotte_conformance.replay_command import replay
from azotte_conformance.replaying import NOT_REPLAYED, replay_findings
from azotte_conformance.reports.json_report import to_json
from azotte_conformance.result import Result
from azotte_conformance.rule_list import all_rules
from azotte_conformance.sandbox_process import RunningSandbox
from azotte_conformance.saved_report import find
from azotte_conformance.session import Session
from tests.conformance.faults.catalogue import FAULTS

SAMPLE = {
    "tenant-optional": "authorization.credentials",
    "get-any-tenant": "isolation.object",
    "update-not-stored": "writes.read",
    "update-replaces": "writes.merge",
    "delete-keeps-subscriptions": "writes.cascade",
    "key-ignored": "idempotency.once",
    "refund-replaces": "states.balance",
    "pause-in-trial": "states.rejected",
    "cursor-inclusive": "pagination.",
    "second-filter-ignored": "filters.together",
    "too-long-taken": "bounds.rejected",
    "method-is-404": "errors.method",
    "method-override": "http.override",
    "status-spelling": "responses.schema",
}
"""Faults of each family whose scripts take requests alone, with the rule whose script is run.

No races: whether concurrent requests meet is up to the machine.
"""


def environment(contract: Contract, world: World) -> dict[str, str]:
    """The credentials of a script."""
    found: dict[str, str] = {}
    for role, identity in world.identities.items():
        key, tenant = variables(contract)[role]
        found |= {key: str(identity.key), tenant: str(identity.tenant)}
    return found


def found_by(contract: Contract, sandbox: RunningSandbox, job: Job) -> tuple[Session, World]:
    world = sandbox.commands.world(contract, f"r{time.time_ns()}", job.roles)
    session = Session(
        contract,
        world,
        sandbox.base(contract),
        job=job.name,
        seed=1,
        began=time.monotonic(),
        commands=sandbox.commands,
    )
    for part in job.parts:
        with session.trying():
            part(session)
    replay_findings(session)
    return session, world


def test_the_sample_has_a_fault_of_each_family_that_is_replayed() -> None:
    families = {fault.family for fault in FAULTS.values()} - NOT_REPLAYED.keys()
    assert {FAULTS[name].family for name in SAMPLE} == families


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_a_script_shows_its_fault_each_time_and_nothing_without_it(
    name: str, contract: Contract, bundle: Path, sandbox: RunningSandbox
) -> None:
    rule = SAMPLE[name]
    family = rule.partition(".")[0].replace("responses", "states")
    job = next(job for job in jobs("quick") if job.name == family)
    command = SandboxCommand("tests.conformance.faults.serve", (name,))
    with RunningSandbox(bundle, command) as faulty:
        session, world = found_by(contract, faulty, job)
        wanted = [f for f in session.findings if f.rule.id.startswith(rule)]
        shown = [f for f in wanted if f.replayed == "yes"]
        assert shown, [(f.rule.id, f.replayed) for f in session.findings]
        finding = as_reported(contract, shown[0])
        base = faulty.base(contract)
        for _ in range(2):
            assert replay(finding, base, environment(contract, world)).shows
    clean = sandbox.commands.world(contract, f"c{time.time_ns()}", job.roles)
    done = replay(finding, sandbox.base(contract), environment(contract, clean))
    assert not done.shows, done.output


def as_reported(contract: Contract, finding: Finding) -> dict[str, object]:
    """A finding as the JSON report has it."""
    result = Result(contract, "http://x", "quick", 1, 1, 0.0, all_rules())
    result.findings.add(finding)
    (reported,) = json.loads(to_json(result))["findings"]
    return dict(reported)


def test_a_finding_is_named_by_number_or_id(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"findings": [{"fingerprint": "3f2a", "script": "true"}]}))
    assert find(report, "1") == find(report, "3f2a")
    with pytest.raises(CannotStart, match=r"No such finding: '2'\. The report has 1"):
        find(report, "2")


def test_a_finding_without_a_script_says_why(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    entry = {"fingerprint": "3f2a", "script": "", "replayed": "it takes a clock that can be moved"}
    report.write_text(json.dumps({"findings": [entry]}))
    with pytest.raises(CannotStart, match="it takes a clock"):
        find(report, "1")


def test_the_command_says_that_a_server_is_unreachable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    script = "curl -sS -w '\\n%{http_code}\\n' \"$URL/customers\""
    report.write_text(json.dumps({"findings": [{"fingerprint": "3f2a", "script": script}]}))
    assert main(["replay", "1", "--url", "http://127.0.0.1:9", "--report", str(report)]) == 2
    assert "got no response" in capsys.readouterr().err
    assert "URL" not in os.environ
