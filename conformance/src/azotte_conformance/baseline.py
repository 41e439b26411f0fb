"""Findings that are known: a file lists them, each with a reason and the day on which that reason ends.

[[known]]
finding = "3f2a9c04d1b7"
reason = "Fixed by the new billing service."
expires = 2027-03-31
"""

import datetime
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract import as_array, as_object
from azotte_conformance.findings import Finding

_FIELDS = {"finding", "reason", "expires", "rule"}


@dataclass(frozen=True)
class Known:
    """One known finding."""

    finding: str
    """Its fingerprint."""
    reason: str
    expires: datetime.date


@dataclass(frozen=True)
class Baseline:
    """All known findings."""

    known: tuple[Known, ...] = ()

    def reason_for(self, finding: Finding, today: datetime.date) -> str | None:
        """Why a finding does not fail a run; `None` if it is not known, or no longer excused."""
        for entry in self.known:
            if entry.finding in finding.fingerprints and today <= entry.expires:
                return f"{entry.reason} (until {entry.expires})"
        return None

    def gone(self, findings: Sequence[Finding], tried: Collection[str]) -> list[Known]:
        """The known findings that were not found again.

        Args:
            findings: All that were found.
            tried: Fingerprints are only known to be gone if everything was tried; empty if not.
        """
        there = frozenset[str]().union(*(finding.fingerprints for finding in findings))
        return [entry for entry in self.known if tried and entry.finding not in there]


NO_BASELINE = Baseline()


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        CannotStart: The file cannot be read, or an entry lacks its reason or its end.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotStart(f"The baseline cannot be read from {path}: {error}.") from error
    entries: list[Known] = []
    for number, entry in enumerate(as_array(document.get("known")) or (), start=1):
        fields = as_object(entry) or {}
        where = f"{path}, entry {number}"
        if unknown := sorted(fields.keys() - _FIELDS):
            raise CannotStart(
                f"{where}: unknown field {unknown[0]!r}. Use finding, reason and expires."
            )
        expires = fields.get("expires")
        if not isinstance(expires, datetime.date) or isinstance(expires, datetime.datetime):
            raise CannotStart(f"{where}: expires is not a day. Write it as 2027-03-31.")
        if not str(fields.get("reason", "")).strip():
            raise CannotStart(
                f"{where}: the reason is missing. Say why the finding is not fixed yet."
            )
        if not fields.get("finding"):
            raise CannotStart(f"{where}: finding is missing. Copy it from the report.")
        entries.append(Known(str(fields["finding"]), str(fields["reason"]).strip(), expires))
    return Baseline(tuple(entries))


def to_baseline(findings: Sequence[Finding]) -> str:
    """A baseline of findings, whose reasons and ends are still to be written."""
    lines = [
        "# Copy entries to your baseline, each with its reason and the last day on which it is accepted.",
        "",
    ]
    for finding in findings:
        lines += [
            "[[known]]",
            f'finding = "{finding.fingerprint}"',
            f'rule = "{finding.rule.id}"',
            'reason = ""',
            "# expires = 2027-03-31",
            "",
        ]
    return "\n".join(lines)
