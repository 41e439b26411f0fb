"""The report for GitLab's code quality widget, in the part of the Code Climate format that it reads."""

from azotte_conformance.encoders import json_text
from azotte_conformance.reports.places import Places
from azotte_conformance.result import Result

SEVERITIES = {"finding": "major", "warning": "minor", "note": "info"}


def to_code_quality(result: Result, places: Places) -> str:
    """The findings that are not known."""
    return json_text(
        [
            {
                "description": f"{finding.rule.sentence} {', '.join(finding.operations[:5])}:"
                f" {finding.got.shortened(300)}",
                "check_name": finding.rule.id,
                "fingerprint": finding.fingerprint,
                "severity": SEVERITIES[finding.rule.severity],
                "location": {"path": place.file, "lines": {"begin": place.line}},
            }
            for finding in result.findings
            for place in [places.of(finding)]
            if finding.fingerprint not in result.known
        ]
    )
