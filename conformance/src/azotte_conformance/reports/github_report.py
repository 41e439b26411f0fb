"""What GitHub Actions shows of a run: annotations in the log, and the summary of the step."""

from collections.abc import Iterator

from azotte_conformance.encoders import log
from azotte_conformance.findings import Finding
from azotte_conformance.reports.places import Places
from azotte_conformance.reports.text_report import headline
from azotte_conformance.result import Result

COMMANDS = {"finding": "error", "warning": "warning", "note": "notice"}
MOST_ANNOTATIONS = 10
"""GitHub shows so many of each kind in a step."""
SHOWN = 50
"""Rows of the table."""


def to_annotations(result: Result, places: Places) -> str:
    """Workflow commands, one a line. Text of the server has no command in it."""
    return "".join(f"{line}\n" for line in _annotations(result, places))


def _annotations(result: Result, places: Places) -> Iterator[str]:
    for severity, command in COMMANDS.items():
        new = [f for f in result.findings if f.rule.severity == severity]
        new = [f for f in new if f.fingerprint not in result.known]
        for finding in new[:MOST_ANNOTATIONS]:
            place = places.of(finding)
            text = f"{finding.rule.sentence} {', '.join(finding.operations[:3])}: {finding.got.shortened(400)}"
            yield (
                f"::{command} file={_property(place.file)},line={place.line},"
                f"title={_property(finding.rule.id)}::{_data(text)}"
            )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def to_summary(result: Result) -> str:
    """The summary as Markdown."""
    return "\n".join(_summary(result)) + "\n"


def _summary(result: Result) -> Iterator[str]:
    yield "## Contract tests"
    yield ""
    yield f"{_cell(headline(result))}."
    if result.outage:
        yield ""
        yield f"The server could not be tested to the end. {_cell(log(result.outage))}"
    findings = result.findings.of("finding")
    if findings:
        yield ""
        yield "| Finding | Rule | Where | State |"
        yield "| --- | --- | --- | --- |"
    for finding in findings[:SHOWN]:
        state = "known" if finding.fingerprint in result.known else "new"
        yield f"| {_cell(_what(finding))} | `{finding.rule.id}` | {_cell(', '.join(finding.operations[:3]))} | {state} |"
    if len(findings) > SHOWN:
        yield ""
        yield f"{len(findings) - SHOWN} more are in the report."
    if result.gone:
        yield ""
        yield f"No longer found: {', '.join(f'`{entry.finding}`' for entry in result.gone)}."


def _what(finding: Finding) -> str:
    return f"{finding.rule.sentence} {finding.got.shortened(160)}"


def _cell(text: str) -> str:
    """Text of a table cell: no markup of it counts."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
    return "".join(f"\\{c}" if c in "`*_[]!#~" else c for c in escaped)
