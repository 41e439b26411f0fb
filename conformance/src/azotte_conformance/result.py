"""The result of a run: what was found, what was exercised, and what could not be tried."""

from dataclasses import dataclass, field

from azotte_conformance.baseline import Known
from azotte_conformance.contract import Contract
from azotte_conformance.coverage import Coverage
from azotte_conformance.findings import Finding, Findings, Rule
from azotte_conformance.plan import Depth

OBSERVED = frozenset(("responses", "coverage", "latency"))
"""Families of rules that are checked on every exchange, so that any run tries them."""


@dataclass
class Result:
    """The result of a run."""

    contract: Contract
    url: str
    depth: Depth
    seed: int
    workers: int
    began: float
    """Unix seconds."""
    rules: tuple[Rule, ...] = ()
    """Every rule there is."""
    elapsed: float = 0.0
    findings: Findings = field(default_factory=Findings)
    coverage: Coverage = field(init=False)
    skipped: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """What could not be tried, and why."""
    crashes: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Jobs in which the tester failed, and why."""
    jobs: list[tuple[str, float, int]] = field(default_factory=list[tuple[str, float, int]])
    """Name, seconds, requests."""
    latencies: dict[str, tuple[float, float, int]] = field(
        default_factory=dict[str, tuple[float, float, int]]
    )
    """For each operation median and 99th percentile in seconds, and the number of requests."""
    outage: str | None = None
    """Why the server could not be tested to the end."""
    stopped: bool = False
    known: dict[str, str] = field(default_factory=dict[str, str])
    """Why a finding does not fail the run, by its fingerprint (`--baseline`)."""
    gone: list[Known] = field(default_factory=list[Known])
    """Known findings that were not found again."""
    left_out: dict[str, str] = field(default_factory=dict[str, str])
    """Operations that are not called, each with the reason (`conformance.toml`)."""
    too_little: str | None = None
    """Why so little was tried that the run is not a pass."""
    tried: set[str] = field(default_factory=set[str])
    """Families of rules of which some could be tried."""
    left_behind: list[str] = field(default_factory=list[str])
    """What could not be cleaned up."""

    def __post_init__(self) -> None:
        self.coverage = Coverage(self.contract)

    def was_tried(self, rule: Rule) -> bool:
        """Whether the run tried a rule."""
        return rule.family in self.tried or rule.family in OBSERVED

    @property
    def not_tried(self) -> dict[str, list[str]]:
        """What could not be tried, by the reason."""
        found: dict[str, list[str]] = {}
        for what, why in self.skipped:
            found.setdefault(why, []).append(what)
        return found

    @property
    def exit_code(self) -> int:
        """0 clean, 1 new findings, 2 the tester failed, or the server could not be tested or too little of it, 130 stopped."""
        if self.stopped:
            return 130
        if self.crashes or self.outage:
            return 2
        if self.new_findings:
            return 1
        return 2 if self.too_little else 0

    @property
    def new_findings(self) -> list[Finding]:
        """The findings that the baseline does not excuse."""
        return [f for f in self.findings.of("finding") if f.fingerprint not in self.known]
