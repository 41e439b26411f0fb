"""The report for machines."""

from typing import Any

from azotte_conformance.coverage import KINDS
from azotte_conformance.encoders import json_text
from azotte_conformance.findings import Finding
from azotte_conformance.result import Result

VERSION = 2
"""Version of this format. It grows when a field is removed or changes its meaning."""


def to_json(result: Result) -> str:
    """The whole report."""
    return json_text(_report(result))


def _report(result: Result) -> dict[str, Any]:
    return {
        "version": VERSION,
        "target": result.url,
        "depth": result.depth,
        "seed": result.seed,
        "workers": result.workers,
        "began": int(result.began),
        "seconds": round(result.elapsed, 3),
        "requests": result.coverage.exchanges,
        "exit_code": result.exit_code,
        "stopped": result.stopped,
        "outage": result.outage,
        "too_little": result.too_little,
        "findings": [
            _finding(finding) | {"known": result.known.get(finding.fingerprint)}
            for finding in result.findings
        ],
        "gone": [{"fingerprint": k.finding, "reason": k.reason} for k in result.gone],
        "left_out": [{"operation": id, "why": why} for id, why in result.left_out.items()],
        "not_tried": [{"what": what, "why": why} for what, why in result.skipped],
        "tester_failed": [{"job": job, "why": why} for job, why in result.crashes],
        "left_behind": result.left_behind,
        "coverage": {
            kind: {
                "seen": seen,
                "of": count,
                "never": [
                    {"operation": item.operation, "name": item.name}
                    for item in result.coverage.never(kind)
                ],
            }
            for kind, (seen, count) in zip(KINDS, result.coverage.summary().values(), strict=True)
        },
        "rules": [
            {
                "id": rule.id,
                "sentence": rule.sentence,
                "severity": rule.severity,
                "tried": result.was_tried(rule),
            }
            for rule in result.rules
        ],
        "jobs": [
            {"name": name, "seconds": round(seconds, 3), "requests": requests}
            for name, seconds, requests in result.jobs
        ],
        "latency": {
            operation: {"median": round(median, 5), "p99": round(high, 5), "requests": count}
            for operation, (median, high, count) in sorted(result.latencies.items())
        },
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule.id,
        "fingerprint": finding.fingerprint,
        "sentence": finding.rule.sentence,
        "severity": finding.rule.severity,
        "operations": finding.operations,
        "expected": finding.expected.text,
        "source": finding.source,
        "got": finding.got.text,
        "script": finding.script,
        "replayed": finding.replayed,
        "outcome": finding.outcome,
        "folded": [
            {
                "fingerprint": other.fingerprint,
                "rule": other.rule,
                "operations": list(other.operations),
                "expected": other.expected.text,
                "got": other.got.text,
            }
            for other in finding.folded
        ],
        "also": finding.also,
        "count": finding.count,
        "seed": finding.seed,
        "job": finding.job,
        "request": finding.requests,
        "second": round(finding.seconds, 3),
        "signature": finding.signature,
    }
