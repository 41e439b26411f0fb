"""Two runs are compared by cause."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from azotte_conformance.command_line import main
from azotte_conformance.comparison import compare
from azotte_conformance.contract import Contract, Json
from azotte_conformance.encoders import Untrusted
from azotte_conformance.findings import Finding, Folded, Rule
from azotte_conformance.reports.json_report import to_json
from azotte_conformance.result import Result
from azotte_conformance.rule_list import all_rules

BALANCE = next(rule for rule in all_rules() if rule.id == "states.balance")
UNIQUE = next(rule for rule in all_rules() if rule.id == "writes.unique")
PLAIN = Untrusted("a")


def finding(rule: Rule, **changes: object) -> Finding:
    plain = Finding(rule, rule.id, ["refund_payment"], PLAIN, "/x", PLAIN, "curl", 1, "j", 3, 0.5)
    return replace(plain, **changes)  # type: ignore[arg-type]


def report(contract: Contract, *findings: Finding, **changes: object) -> Json:
    result = Result(contract, "http://x", "quick", 1, 1, 0.0, all_rules())
    result.tried |= {"states", "writes"}
    for one in findings:
        result.findings.add(one)
    return {**json.loads(to_json(result)), **changes}


def ids(findings: list[Json]) -> list[str]:
    return [one["fingerprint"] for one in findings]


def test_causes_are_new_still_there_or_gone(contract: Contract) -> None:
    old, kept, new = finding(BALANCE), finding(UNIQUE), finding(UNIQUE, status=500, signature="x")
    found = compare(report(contract, old, kept), report(contract, kept, new))
    assert ids(found.new) == [new.fingerprint]
    assert ids(found.still) == [kept.fingerprint]
    assert ids(found.gone) == [old.fingerprint]
    assert found.not_tried == []


def test_a_cause_is_the_same_when_another_rule_shows_it(contract: Contract) -> None:
    lead, folded = finding(BALANCE), finding(UNIQUE)
    fold = Folded(folded.fingerprint, UNIQUE.id, ("refund_payment",), PLAIN, PLAIN)
    before = report(contract, replace(lead, folded=[fold]))
    found = compare(before, report(contract, folded))
    assert (ids(found.still), found.new, found.gone) == ([folded.fingerprint], [], [])


@pytest.mark.parametrize("why", ["stopped", "outage", "too_little", "tester_failed"])
def test_nothing_is_gone_if_the_later_run_did_not_end(contract: Contract, why: str) -> None:
    found = compare(report(contract, finding(BALANCE)), report(contract, **{why: "because"}))
    assert (found.gone, len(found.not_tried)) == ([], 1)


def test_a_rule_that_was_not_tried_again_is_not_gone(contract: Contract) -> None:
    after = report(contract)
    for rule in after["rules"]:
        rule["tried"] = rule["tried"] and not rule["id"].startswith("states.")
    found = compare(report(contract, finding(BALANCE), finding(UNIQUE)), after)
    assert len(found.gone) == len(found.not_tried) == 1


def test_the_command_fails_if_something_is_new(
    contract: Contract, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    before.write_text(json.dumps(report(contract, finding(UNIQUE))), encoding="utf-8")
    after.write_text(json.dumps(report(contract, finding(BALANCE))), encoding="utf-8")
    assert main(["compare", str(before), str(after)]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("1 new, 0 still found, 1 gone, 0 not tried this time\n\nNew\n")
    assert BALANCE.sentence in shown
    assert main(["compare", str(after), str(after)]) == 0
    assert main(["compare", str(tmp_path / "none.json"), str(after)]) == 2
