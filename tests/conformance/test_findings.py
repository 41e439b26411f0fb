"""One fault is one finding, whoever met it and however often."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from azotte_conformance import reports
from azotte_conformance.contract import Contract
from azotte_conformance.coverage import Item
from azotte_conformance.encoders import Untrusted
from azotte_conformance.findings import Finding, Findings, Rule
from azotte_conformance.reports.text_report import headline
from azotte_conformance.response_rules import SERVER_ERROR
from azotte_conformance.result import Result
from azotte_conformance.rule_list import all_rules
from azotte_conformance.schemathesis_adapter import rule_of
from azotte_conformance.summary import add

RULE = Rule("family.rule", "Something holds.")


def finding(**changes: object) -> Finding:
    a, b = Untrusted("a"), Untrusted("b")
    plain = Finding(RULE, "it", ["get_thing"], a, "/paths", b, "curl", 1, "job", 3, 0.5)
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.fixture
def result(contract: Contract) -> Result:
    made = Result(contract, "http://127.0.0.1:1/v1", "quick", 7, 2, 0.0, all_rules())
    made.coverage.exchanges = 10
    return made


def test_the_same_fault_in_two_operations_is_one_finding() -> None:
    findings = Findings()
    assert findings.add(finding())
    assert not findings.add(finding(operations=["list_things"], count=2))
    assert [(f.operations, f.count) for f in findings] == [(["get_thing", "list_things"], 3)]


def test_two_faults_of_one_rule_are_two_findings() -> None:
    findings = Findings()
    findings.add(finding())
    findings.add(finding(signature="another"))
    assert len(findings) == 2


def test_what_schemathesis_finds_too_joins_the_rule() -> None:
    findings = Findings()
    add(findings, finding(rule=Rule("errors.method", "…")))
    add(findings, finding(rule=rule_of("unsupported_method")))
    add(findings, finding(rule=rule_of("unsupported_method"), operations=["elsewhere"]))
    assert [(f.rule.id, f.also) for f in findings] == [
        ("errors.method", ["schemathesis unsupported_method"]),
        ("generated.unsupported_method", []),
    ]


def test_rules_have_an_id_of_their_own_and_one_sentence() -> None:
    rules = all_rules()
    assert len(rules) > 80
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.sentence.endswith(".")
        assert rule.family and rule.id != rule.family


@pytest.mark.parametrize(
    ("changes", "code"),
    [({}, 0), ({"crashes": [("job", "why")]}, 2), ({"stopped": True}, 130)],
)
def test_exit_codes_distinguish_findings_from_a_broken_run(
    result: Result, changes: dict[str, object], code: int
) -> None:
    for name, value in changes.items():
        setattr(result, name, value)
    assert result.exit_code == code


def test_a_warning_is_not_a_finding(result: Result) -> None:
    result.findings.add(finding(rule=Rule("latency.outlier", "…", "warning")))
    assert result.exit_code == 0
    result.findings.add(finding())
    assert result.exit_code == 1


def test_every_form_of_the_report_has_the_same_content(result: Result, tmp_path: Path) -> None:
    nasty = "\x00\x1b[31m<script>alert('x')</script>\ud800 & ]]>"
    result.findings.add(finding(got=Untrusted(nasty), expected=Untrusted("<b>")))
    result.skipped.append(("what", "why <not>"))
    result.tried = {rule.family for rule in all_rules()} - {"time"}
    result.coverage.seen[Item("operation", "list_customers", "list_customers")] = 1
    files = {
        path.name: path.read_text(encoding="utf-8") for path in reports.write(result, tmp_path)
    }
    assert set(files) == {
        "report.txt",
        "report.json",
        "junit.xml",
        "report.html",
        "report.sarif",
        "gl-code-quality-report.json",
        "findings.har",
        "baseline.toml",
    }
    assert "<script>alert" not in files["report.html"]
    assert "http://" not in files["report.html"].replace("http://127.0.0.1:1/v1", "")
    assert "https://" not in files["report.html"]
    tree = ET.fromstring(files["junit.xml"])
    assert tree.get("failures") == "1"
    not_tried = [rule.id for rule in all_rules() if rule.family == "time"]
    skipped = [case.get("name") or "" for case in tree.iterfind(".//testcase[skipped]")]
    assert [name.partition(":")[0] for name in skipped] == [*not_tried, "what"]
    assert tree.get("skipped") == str(len(skipped))
    assert int(tree.get("tests") or 0) > len(all_rules())
    assert headline(result) in files["report.txt"]
    for text in files.values():
        assert "family.rule" in text


def test_a_failure_that_is_met_in_several_ways_is_one_finding() -> None:
    findings = Findings()
    add(findings, finding(rule=SERVER_ERROR, signature="one", operations=["a", "b"]))
    add(findings, finding(rule=SERVER_ERROR, signature="two", operations=["b"]))
    add(findings, finding(rule=SERVER_ERROR, signature="three", operations=["c"]))
    assert [f.operations for f in findings] == [["a", "b"], ["c"]]
