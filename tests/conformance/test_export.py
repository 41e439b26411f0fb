"""A finding as a test for pytest, which runs alone, and as an HTTP archive."""

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from azotte_conformance import SandboxCommand, reports
from azotte_conformance.command_line import main
from azotte_conformance.contract import Contract
from azotte_conformance.export import to_pytest
from azotte_conformance.jobs import jobs
from azotte_conformance.recorded_traffic import judge
from azotte_conformance.result import Result
from azotte_conformance.rule_list import all_rules
from azotte_conformance.sandbox_process import RunningSandbox
from tests.conformance.test_replay import environment, found_by

FAULT, RULE = "update-not-stored", "writes.read"


def exported(report: Path, form: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints for the first finding of the rule."""
    findings = json.loads(report.read_text(encoding="utf-8"))["findings"]
    wanted = next(f["fingerprint"] for f in findings if f["rule"] == RULE)
    capsys.readouterr()
    assert main(["export", wanted, "--as", form, "--report", str(report)]) == 0
    return capsys.readouterr().out


def passes(file: Path, url: str, variables: dict[str, str]) -> bool:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", file.name],
        cwd=file.parent,
        env={**os.environ, **variables, "URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    # Not found, or broken, is another code.
    assert done.returncode in (0, 1), done.stdout
    return done.returncode == 0


@pytest.mark.slow
def test_a_finding_is_exported_as_a_test_and_as_an_archive(
    contract: Contract,
    bundle: Path,
    sandbox: RunningSandbox,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = SandboxCommand("tests.conformance.faults.serve", (FAULT,))
    with RunningSandbox(bundle, command) as faulty:
        session, world = found_by(
            contract, faulty, next(job for job in jobs("quick") if job.name == "writes")
        )
        result = Result(contract, faulty.base(contract), "quick", 1, 1, time.time(), all_rules())
        for finding in session.findings:
            result.findings.add(finding)
        reports.write(result, tmp_path, session.masker)
        report = tmp_path / "report.json"
        test = tmp_path / "test_exported.py"
        test.write_text(exported(report, "pytest", capsys), encoding="utf-8")
        assert not passes(test, faulty.base(contract), environment(contract, world))
    clean = sandbox.commands.world(contract, f"e{time.time_ns()}", ())
    assert passes(test, sandbox.base(contract), environment(contract, clean))

    archive = tmp_path / "finding.har"
    archive.write_text(exported(report, "har", capsys), encoding="utf-8")
    log = json.loads(archive.read_text(encoding="utf-8"))["log"]
    assert [page["title"].partition("[")[2].partition("]")[0] for page in log["pages"]] == [RULE]
    assert {entry["pageref"] for entry in log["entries"]} == {log["pages"][0]["id"]}
    methods = [entry["request"]["method"] for entry in log["entries"]]
    assert methods[0] == "POST" and methods[-1] == "GET"
    # It is what the other tools take, this one among them.
    judged = judge(contract, archive, faulty.base(contract)).result
    assert judged.coverage.exchanges == len(methods)

    for path in tmp_path.iterdir():
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for identity in world.identities.values():
                assert str(identity.key)[8:20] not in text, path.name


def test_text_of_the_server_is_no_code_in_an_exported_test() -> None:
    nasty = '"""\nimport os; os._exit(1)\n"""\u2028 ${AZOTTE_API_KEY}\\'
    finding = {
        "sentence": "It holds.",
        "rule": "writes.read",
        "operations": ["get_customer"],
        "expected": nasty,
        "got": nasty,
        "source": "/paths",
        "script": f"curl $URL # {nasty}",
        "outcome": {"status": 200, "body": nasty},
    }
    module = ast.parse(to_pytest(finding))
    kinds = [type(node).__name__ for node in module.body]
    assert kinds == ["Expr", "Import", "ImportFrom", "Assign", "FunctionDef"]
    (assigned,) = (node for node in module.body if isinstance(node, ast.Assign))
    assert ast.literal_eval(assigned.value) == {
        "script": finding["script"],
        "outcome": finding["outcome"],
    }


def test_a_report_without_an_archive_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    entry = {"fingerprint": "3f2a", "script": "true"}
    report.write_text(json.dumps({"findings": [entry]}), encoding="utf-8")
    assert main(["export", "1", "--as", "har", "--report", str(report)]) == 2
    assert str(tmp_path / "findings.har") in capsys.readouterr().err
