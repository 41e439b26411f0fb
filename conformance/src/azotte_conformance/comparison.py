"""Compares the reports of two runs: which causes are new, which are gone, and which are still there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from azotte_conformance.contract import Json, as_array, as_object
from azotte_conformance.encoders import log
from azotte_conformance.saved_report import findings_of

SHOWN = 120
"""Characters of a response that are shown."""


@dataclass(frozen=True)
class Comparison:
    """The findings of two runs, each cause once. Warnings and notes are not compared."""

    new: list[Json]
    still: list[Json]
    gone: list[Json]
    not_tried: list[Json]
    """Findings of the earlier run that the later one could not meet: it did not try their rules, or did not end."""


def compare(before: Json, after: Json) -> Comparison:
    """Compare two JSON reports.

    Args:
        before: The report of the earlier run.
        after: The report of the later run.
    """
    earlier, later = _failures(before), _failures(after)
    known = _causes(earlier)
    there = _causes(later)
    lost = [finding for finding in earlier if not _cause(finding) & there]
    tried = _tried(after)
    return Comparison(
        new=[finding for finding in later if not _cause(finding) & known],
        still=[finding for finding in later if _cause(finding) & known],
        gone=[finding for finding in lost if finding["rule"] in tried],
        not_tried=[finding for finding in lost if finding["rule"] not in tried],
    )


def to_text(comparison: Comparison) -> str:
    """The comparison for people."""
    return "\n".join(_lines(comparison))


def _failures(report: Json) -> list[Json]:
    return [finding for finding in findings_of(report) if finding["severity"] == "finding"]


def _causes(findings: Sequence[Json]) -> frozenset[str]:
    return frozenset[str]().union(*map(_cause, findings))


def _cause(finding: Json) -> frozenset[str]:
    """The fingerprints that name the cause of a finding."""
    folded = [as_object(other) or {} for other in as_array(finding.get("folded")) or ()]
    named = (finding["fingerprint"], *(other.get("fingerprint") for other in folded))
    return frozenset(str(fingerprint) for fingerprint in named if fingerprint)


def _tried(report: Json) -> frozenset[str]:
    """The rules that a run tried to the end."""
    if any(report.get(why) for why in ("stopped", "outage", "too_little", "tester_failed")):
        return frozenset()
    rules = [as_object(rule) or {} for rule in as_array(report.get("rules")) or ()]
    return frozenset(str(rule["id"]) for rule in rules if rule.get("tried"))


def _lines(comparison: Comparison) -> Iterator[str]:
    titles = {
        "New": comparison.new,
        "Still found": comparison.still,
        "Gone": comparison.gone,
        "Not tried this time": comparison.not_tried,
    }
    yield ", ".join(f"{len(found)} {title.lower()}" for title, found in titles.items())
    for title, found in titles.items():
        if found:
            yield ""
            yield title
        for finding in found:
            where = ", ".join(map(str, finding["operations"][:3]))
            yield f"- {finding['fingerprint']}  {finding['sentence']}  [{finding['rule']}]"
            yield f"  {log(where)}: {log(str(finding['got']))[:SHOWN]}"
