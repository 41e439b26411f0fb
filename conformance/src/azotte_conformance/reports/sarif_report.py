"""The report as SARIF 2.1.0, which code scanning services take."""

from typing import Any

from azotte_conformance import __version__
from azotte_conformance.encoders import json_text
from azotte_conformance.findings import Finding
from azotte_conformance.reports.places import Places
from azotte_conformance.result import Result

LEVELS = {"finding": "error", "warning": "warning", "note": "note"}


def to_sarif(result: Result, places: Places) -> str:
    """The whole report."""
    rules = list({finding.rule.id: finding.rule for finding in result.findings}.values())
    driver = {
        "name": "azotte-conformance",
        "version": __version__,
        "rules": [{"id": rule.id, "shortDescription": {"text": rule.sentence}} for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "results": [_result(result, finding, places) for finding in result.findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json_text({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _result(result: Result, finding: Finding, places: Places) -> dict[str, Any]:
    place = places.of(finding)
    text = f"{', '.join(finding.operations[:5])}: expected {finding.expected}; got {finding.got}"
    found: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "level": LEVELS[finding.rule.severity],
        "message": {"text": text},
        "partialFingerprints": {"finding/v1": finding.fingerprint},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": place.file},
                    "region": {"startLine": place.line},
                },
                "logicalLocations": [{"fullyQualifiedName": finding.source}],
            }
        ],
    }
    reason = result.known.get(finding.fingerprint)
    if reason is not None:
        found["suppressions"] = [{"kind": "external", "justification": reason}]
    return found
