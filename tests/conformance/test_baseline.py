"""Known findings do not fail a run, as long as their reason holds."""

import datetime
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from azotte_conformance import Plan, SandboxCommand, built_in
from azotte_conformance.baseline import Baseline, Known, read_baseline, to_baseline
from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract import Contract
from azotte_conformance.coverage import Item
from azotte_conformance.encoders import Untrusted
from azotte_conformance.events import JobFinished
from azotte_conformance.findings import Finding, Rule
from azotte_conformance.reports.code_quality_report import to_code_quality
from azotte_conformance.reports.github_report import to_annotations, to_summary
from azotte_conformance.reports.places import Places
from azotte_conformance.reports.sarif_report import to_sarif
from azotte_conformance.result import Result
from azotte_conformance.rule_list import all_rules
from azotte_conformance.summary import summarize
from codegen.paths import ROOT

RULE = Rule("states.balance", "Amounts add up.")
SOURCE = "/paths/~1payments~1{id}~1refund/post/x-requires"
NASTY = "::error::owned\n| a | <img src=x> `code` %0A"


def finding(**changes: object) -> Finding:
    a = Untrusted("a")
    plain = Finding(RULE, "it", ["refund_payment"], a, SOURCE, a, "curl", 1, "states", 3, 0.5)
    return replace(plain, **({"status": 200, "difference": "amount_refunded"} | changes))  # type: ignore[arg-type]


def summarized(contract: Contract, findings: list[Finding], baseline: Baseline) -> Result:
    result = Result(contract, "http://x", "quick", 1, 1, 0.0, all_rules())
    job = JobFinished("states", findings=findings, tried=True, exchanges=9)
    for operation in contract.operations:
        job.seen[Item("status", operation, "200")] = 1
    plan = Plan(built_in(), SandboxCommand(), 1, depth="quick", baseline=baseline)
    summarize(result, [job], plan)
    return result


def known(entry: Finding, expires: str = "2999-01-01") -> Baseline:
    day = datetime.date.fromisoformat(expires)
    return Baseline((Known(entry.fingerprint, "Fixed by the new billing.", day),))


def test_a_fingerprint_is_the_same_with_another_seed_and_other_values() -> None:
    one = finding()
    other = finding(seed=9, got=Untrusted("b"), requests=70, operations=["refund_payment", "x"])
    assert one.fingerprint == other.fingerprint
    assert one.fingerprint != finding(status=500).fingerprint
    assert one.fingerprint != finding(difference="status").fingerprint


def test_a_known_finding_does_not_fail_a_run(contract: Contract) -> None:
    result = summarized(contract, [finding()], known(finding()))
    assert (result.exit_code, result.new_findings, result.gone) == (0, [], [])
    assert "Fixed by the new billing. (until 2999-01-01)" in result.known.values()


def test_a_known_finding_whose_reason_has_ended_is_new(contract: Contract) -> None:
    result = summarized(contract, [finding()], known(finding(), "2020-01-01"))
    assert (result.exit_code, len(result.new_findings)) == (1, 1)


def test_a_known_finding_that_does_not_recur_is_gone(contract: Contract) -> None:
    result = summarized(contract, [], known(finding()))
    assert result.exit_code == 0
    assert [entry.finding for entry in result.gone] == [finding().fingerprint]


def test_a_run_in_which_little_succeeded_is_not_a_pass(contract: Contract) -> None:
    result = Result(contract, "http://x", "quick", 1, 1, 0.0, all_rules())
    job = JobFinished("states", tried=True, exchanges=9)
    job.seen[Item("status", "list_bundles", "200")] = 1
    summarize(result, [job], Plan(built_in(), SandboxCommand(), 1, depth="quick"))
    assert result.exit_code == 2
    assert (
        result.too_little is not None and "1 of 19 operations ever succeeded" in result.too_little
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[known]]\nfinding = 'a'\nexpires = 2999-01-01\n", "the reason is missing"),
        ("[[known]]\nfinding = 'a'\nreason = 'b'\n", "expires is not a day"),
        ("[[known]]\nreason = 'b'\nexpires = 2999-01-01\n", "finding is missing"),
        ("[[known]]\nfinding = 'a'\nuntil = 1\n", "unknown field 'until'"),
        ("[[known]\n", "cannot be read"),
    ],
)
def test_an_entry_that_lacks_something_is_named(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "known.toml"
    path.write_text(text)
    with pytest.raises(CannotStart, match=problem):
        read_baseline(path)


def test_a_report_brings_entries_that_only_lack_a_reason_and_an_end(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    text = to_baseline([finding()])
    path.write_text(text.replace('reason = ""', 'reason = "later"').replace("# expires", "expires"))
    (entry,) = read_baseline(path).known
    assert entry.finding == finding().fingerprint


# What CI systems show.


def reported(contract: Contract) -> Result:
    return summarized(contract, [finding(got=Untrusted(NASTY))], Baseline())


SOURCE_FILE = "openapi/resources/payments/paths/payments_{id}_refund.yaml"


def line_of(text: str, file: Path) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if text in line)


def test_sarif_points_to_the_line_that_demands_it(contract: Contract) -> None:
    (run,) = json.loads(to_sarif(reported(contract), Places(built_in(), ROOT)))["runs"]
    (shown,) = [r for r in run["results"] if r["level"] == "error"]
    place = shown["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == SOURCE_FILE
    assert place["region"]["startLine"] == line_of("x-requires:", ROOT / SOURCE_FILE)
    assert shown["partialFingerprints"] == {"finding/v1": finding().fingerprint}
    assert shown["ruleId"] in {rule["id"] for rule in run["tool"]["driver"]["rules"]}


def test_without_the_sources_the_line_is_that_of_the_bundle(
    contract: Contract, tmp_path: Path
) -> None:
    bundle = tmp_path / "generated" / "openapi.json"
    bundle.parent.mkdir()
    shutil.copy(built_in(), bundle)
    (shown,) = json.loads(to_code_quality(reported(contract), Places(bundle)))
    assert shown["location"]["path"] == "openapi.json"
    text = bundle.read_text(encoding="utf-8")
    place = text.index('"x-requires"', text.index('"/payments/{id}/refund"'))
    assert shown["location"]["lines"]["begin"] == text.count("\n", 0, place) + 1


def test_code_quality_has_what_gitlab_reads(contract: Contract) -> None:
    (entry,) = json.loads(to_code_quality(reported(contract), Places(built_in(), ROOT)))
    assert entry["severity"] == "major"
    assert entry["fingerprint"] == finding().fingerprint
    assert entry["location"]["path"] == SOURCE_FILE


def test_an_annotation_is_one_command_whatever_the_server_says(contract: Contract) -> None:
    text = to_annotations(reported(contract), Places(built_in(), ROOT))
    assert len(text.splitlines()) == 1
    line = line_of("x-requires:", ROOT / SOURCE_FILE)
    assert text.startswith(f"::error file={SOURCE_FILE},line={line},")
    assert "::error::owned" not in text


def test_a_summary_has_no_markup_of_the_server(contract: Contract) -> None:
    text = to_summary(reported(contract))
    assert "<img" not in text
    row = next(line for line in text.splitlines() if "states.balance" in line)
    assert row.count("|") - row.count("\\|") == 5


def test_a_known_finding_is_suppressed(contract: Contract) -> None:
    result = summarized(contract, [finding()], known(finding()))
    (run,) = json.loads(to_sarif(result, Places(built_in(), ROOT)))["runs"]
    assert run["results"][0]["suppressions"][0]["kind"] == "external"
    assert json.loads(to_code_quality(result, Places(built_in(), ROOT))) == []
    assert to_annotations(result, Places(built_in(), ROOT)) == ""
