"""Findings: one for each fault, with a count."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from azotte_conformance.contract.json_values import Json
from azotte_conformance.encoders import Untrusted

Severity = Literal["finding", "warning", "note"]
"""A finding fails a run. A warning is about the run or the server as such. A note is about what only prose says."""


@dataclass(frozen=True)
class Rule:
    """Something that must hold."""

    id: str
    """`family.name`; the family is what the reader sees grouped."""
    sentence: str
    """What must hold, in one sentence."""
    severity: Severity = "finding"
    by: str = ""
    """Pattern of the JSON pointers to the places in the contract that demand it, `*` for any part."""

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]


@dataclass
class Finding:
    """One fault of the server, or what looks like one."""

    rule: Rule
    signature: str
    """Tells faults that break the same rule apart."""
    operations: list[str]
    """Operations in which it was met, in order."""
    expected: Untrusted
    source: str
    """Pointer to the part of the contract that demands it."""
    got: Untrusted
    script: str
    """A shell script that shows it; empty if it would hold text that the server chose."""
    seed: int
    job: str
    requests: int
    """Requests that the job had sent."""
    seconds: float
    """Since the run began."""
    count: int = 1
    also: list[str] = field(default_factory=list[str])
    """Checks of other tools that saw it too."""
    replayed: str = ""
    """Whether its script showed it again: `yes`, `no`, or why that was not tried."""
    folded: "list[Folded]" = field(default_factory=lambda: list[Folded]())
    """What else was seen of the same cause."""
    status: int = 0
    """Status of the response that shows it."""
    exchange: int = 0
    """Number of the request in its job."""
    difference: str = ""
    """The field, or the place in the contract, in which the response differs."""
    entries: list[Json] = field(default_factory=list[Json])
    """The requests and responses that show it, as entries of an HTTP archive, without secrets."""
    outcome: Json = field(default_factory=dict[str, Any])
    """What the last response of its script was like, without what differs each time."""

    @property
    def fingerprint(self) -> str:
        """The same in each run that finds the same: of the rule, an operation, the status, and the difference."""
        parts = (self.rule.id, min(self.operations), str(self.status), self.difference)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

    @property
    def fingerprints(self) -> frozenset[str]:
        """Its own fingerprint, and those of what was folded in: any of them names the cause."""
        return frozenset((self.fingerprint, *(other.fingerprint for other in self.folded)))

    @property
    def key(self) -> tuple[str, str]:
        return self.rule.id, self.signature


@dataclass(frozen=True)
class Folded:
    """Another view of a finding's cause: what another rule, or the same one elsewhere, saw of it."""

    fingerprint: str
    rule: str
    operations: tuple[str, ...]
    expected: Untrusted
    got: Untrusted


class Findings:
    """Findings, each once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Finding] = {}

    def add(self, finding: Finding) -> bool:
        """Add a finding; whether it is a new one."""
        known = self._found.get(finding.key)
        if known is None:
            self._found[finding.key] = finding
            return True
        known.count += finding.count
        if known.replayed != "yes" and finding.replayed == "yes":
            known.script, known.replayed, known.outcome = finding.script, "yes", finding.outcome
            known.entries = finding.entries
        known.operations += [op for op in finding.operations if op not in known.operations]
        known.also += [name for name in finding.also if name not in known.also]
        return False

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def by_rule(self) -> dict[Rule, int]:
        """How many there are of each rule."""
        return dict(Counter(finding.rule for finding in self._found.values()))

    def of(self, severity: Severity) -> list[Finding]:
        return [finding for finding in self._found.values() if finding.rule.severity == severity]
