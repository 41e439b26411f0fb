"""The report as JUnit XML: a suite for each family of rules, a test for each rule."""

import xml.etree.ElementTree as ET  # only written, never parsed
from collections import Counter

from azotte_conformance.encoders import xml
from azotte_conformance.findings import Finding
from azotte_conformance.result import Result


def to_junit(result: Result) -> str:
    """The whole report."""
    root = ET.Element("testsuites", name="contract", time=f"{result.elapsed:.3f}")
    findings: dict[str, list[Finding]] = {}
    for finding in result.findings:
        findings.setdefault(finding.rule.id, []).append(finding)
    suites: dict[str, ET.Element] = {}
    counts: Counter[tuple[str, str]] = Counter()

    def case(family: str, name: str) -> ET.Element:
        if family not in suites:
            suites[family] = ET.SubElement(root, "testsuite", name=family)
        counts[family, "tests"] += 1
        return ET.SubElement(
            suites[family], "testcase", classname=f"contract.{family}", name=xml(name)
        )

    rules = {rule.id: rule for rule in result.rules} | {f.rule.id: f.rule for f in result.findings}
    for rule in rules.values():
        element = case(rule.family, f"{rule.id}: {rule.sentence}")
        if not result.was_tried(rule) and rule.id not in findings:
            counts[rule.family, "skipped"] += 1
            ET.SubElement(element, "skipped", message="not tried in this run")
        for finding in findings.get(rule.id, []):
            body = (
                f"where     {', '.join(finding.operations)}\nexpected  {finding.expected}\n"
                f"by        {finding.source}\ngot       {finding.got}\nseed      {finding.seed}\n\n{finding.script}"
            )
            if rule.severity == "finding" and finding.fingerprint not in result.known:
                counts[rule.family, "failures"] += not counts[rule.id, "failed"]
                counts[rule.id, "failed"] += 1
                message = f"{', '.join(finding.operations[:5])}: {finding.got.shortened(200)}"
                failure = ET.SubElement(element, "failure", message=xml(message), type=rule.id)
                failure.text = xml(body)
            else:
                ET.SubElement(element, "system-out").text = xml(body)
    for what, why in result.skipped:
        counts["not tried", "skipped"] += 1
        ET.SubElement(case("not tried", what), "skipped", message=xml(why))
    if result.outage:
        counts["server", "errors"] += 1
        ET.SubElement(case("server", "can be tested"), "error", message=xml(result.outage))
    for job, why in result.crashes:
        counts["tester", "errors"] += 1
        error = ET.SubElement(
            case("tester", f"the job {job}"), "error", message="the tester failed"
        )
        error.text = xml(why)
    for family, suite in suites.items():
        for name in ("tests", "failures", "errors", "skipped"):
            suite.set(name, str(counts[family, name]))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(counts[family, name] for family in suites)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
