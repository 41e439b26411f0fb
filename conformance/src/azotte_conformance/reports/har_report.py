"""The requests and responses that show each finding, as an HTTP archive with a page for each."""

from datetime import UTC, datetime

from azotte_conformance import __version__
from azotte_conformance.contract import Json
from azotte_conformance.encoders import json_text
from azotte_conformance.findings import Finding
from azotte_conformance.result import Result


def to_har(result: Result) -> str:
    """The archive of all findings."""
    began = datetime.fromtimestamp(result.began, UTC).isoformat()
    pages = [_page(finding, began) for finding in result.findings]
    entries = [
        {"pageref": finding.fingerprint, **entry}
        for finding in result.findings
        for entry in finding.entries
    ]
    return json_text(archive(pages, entries))


def archive(pages: list[Json], entries: list[Json]) -> Json:
    """An HTTP archive."""
    creator = {"name": "azotte-conformance", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "pages": pages, "entries": entries}}


def _page(finding: Finding, began: str) -> Json:
    return {
        "startedDateTime": began,
        "id": finding.fingerprint,
        "title": f"{finding.rule.sentence} [{finding.rule.id}] {', '.join(finding.operations[:3])}",
        "pageTimings": {},
    }
