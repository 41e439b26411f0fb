"""Puts together what the jobs found: each fault once, in the order of the rules, with what only a whole run can tell."""

import datetime
import statistics
from collections.abc import Mapping, Sequence

from azotte_conformance.calls import NO_RESPONSE
from azotte_conformance.causes import by_cause
from azotte_conformance.encoders import Untrusted
from azotte_conformance.events import JobFinished
from azotte_conformance.findings import Finding, Findings, Rule
from azotte_conformance.jobs import FAMILIES, job_names
from azotte_conformance.plan import Plan
from azotte_conformance.response_rules import SERVER_ERROR
from azotte_conformance.result import Result
from azotte_conformance.schemathesis_adapter import COUNTERPARTS

SLOW = Rule(
    "latency.outlier",
    "No operation is much slower than the others.",
    "warning",
    by="/paths/*/*/responses",
)
SLOW_SECONDS = 0.5
SLOW_FACTOR = 8

OVER_BUDGET = Rule(
    "latency.budget",
    "Half of an operation's responses arrive within its budget.",
    by="/paths/*/*/responses",
)

NEVER = Rule(
    "coverage.never-succeeded",
    "Every operation succeeds at least once.",
    "warning",
    by="/paths/*/*/responses/20*",
)


def summarize(result: Result, finished: Sequence[JobFinished], plan: Plan) -> None:
    """Add to a result what its jobs saw.

    Args:
        result: Takes it.
        finished: The jobs.
        plan: What was to be done.
    """
    result.left_out = dict(plan.configuration.left_out)
    order = {name: index for index, name in enumerate(job_names(result.depth))}
    latencies: dict[str, list[float]] = {}
    everything: list[Finding] = []
    for job in sorted(finished, key=lambda one: order[one.job]):
        everything += job.findings
        result.coverage.add(job.seen, job.exchanges)
        result.skipped += [skip for skip in job.skipped if skip not in result.skipped]
        result.jobs.append((job.job, job.elapsed, job.exchanges))
        if job.crashed is not None:
            result.crashes.append((job.job, job.crashed))
        if job.tried:
            result.tried.add(job.job.partition(".")[0])
        for operation, seconds in job.latencies.items():
            latencies.setdefault(operation, []).extend(seconds)
    # Those of the rules first: what schemathesis found too joins them.
    everything.sort(key=lambda finding: finding.rule.family == "generated")
    found = Findings()
    for finding in everything:
        add(found, finding)
    shown = by_cause(list(found), lambda finding: _rank(finding.rule.family))
    for finding in sorted(shown, key=lambda f: (_rank(f.rule.family), f.rule.id)):
        result.findings.add(finding)
    _add_latencies(result, latencies, plan.configuration.latency)
    _add_operations_without_success(result)
    _apply_baseline(result, plan)
    if not plan.first_finding_only:
        _check_coverage(result, plan.configuration.coverage)


def add(findings: Findings, finding: Finding) -> None:
    """Add a finding, unless it is another view of one that is there."""
    if finding.rule.family == "generated":
        check = finding.rule.id.partition(".")[2]
        for known in findings:
            same_kind = known.rule.id.startswith(COUNTERPARTS.get(check, ("-",)))
            if same_kind and set(known.operations) & set(finding.operations):
                known.count += finding.count
                if f"schemathesis {check}" not in known.also:
                    known.also.append(f"schemathesis {check}")
                return
    if finding.rule in (SERVER_ERROR, NO_RESPONSE):
        # A failure that was met in several ways: where all of one's operations are among another's.
        here = set(finding.operations)
        for known in findings:
            there = set(known.operations)
            if known.rule is finding.rule and (here <= there or there <= here):
                finding.signature = known.signature
    findings.add(finding)


def _rank(family: str) -> int:
    return FAMILIES.index(family) if family in FAMILIES else len(FAMILIES)


def _apply_baseline(result: Result, plan: Plan) -> None:
    today = datetime.date.today()
    for finding in result.findings:
        reason = plan.baseline.reason_for(finding, today)
        if reason is not None:
            result.known[finding.fingerprint] = reason
    complete = not (result.outage or result.stopped or result.crashes or result.too_little)
    if complete and not plan.first_finding_only:
        result.gone = plan.baseline.gone(list(result.findings), result.tried)


def _check_coverage(result: Result, floor: float) -> None:
    """Say so if so few operations ever succeeded that no findings mean little."""
    operations = [op for op in result.contract.operations if op not in result.left_out]
    succeeded = _succeeded(result).intersection(operations)
    if operations and len(succeeded) < floor * len(operations) and result.too_little is None:
        never = [id for id in operations if id not in succeeded]
        result.too_little = (
            f"{len(succeeded)} of {len(operations)} operations ever succeeded, which is less than {floor:.0%}."
            f" Never: {', '.join(never[:8])}. See what could not be tried."
        )


def _add_latencies(
    result: Result, latencies: dict[str, list[float]], budgets: Mapping[str, float]
) -> None:
    for operation, seconds in sorted(latencies.items()):
        ordered = sorted(seconds)
        high = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        result.latencies[operation] = (statistics.median(ordered), high, len(ordered))
    if not result.latencies:
        return
    usual = statistics.median(median for median, _, _ in result.latencies.values())
    slow = max(SLOW_SECONDS, usual * SLOW_FACTOR)
    for operation, (median, _, count) in result.latencies.items():
        budget = budgets.get(operation, budgets.get("default"))
        why = f"as of the other operations (median {usual * 1000:.0f} ms)"
        if count >= 3 and median > (slow if budget is None else budget):
            _warn(
                result,
                SLOW if budget is None else OVER_BUDGET,
                operation,
                expected=f"a response within {slow:.2f} seconds, {why}"
                if budget is None
                else f"half of the responses within {budget:g} seconds, as the configuration says",
                got=f"a median of {median:.2f} seconds over {count} requests",
            )


def _add_operations_without_success(result: Result) -> None:
    """Warn of each operation that never succeeded: it was hardly tested, whatever the rules say."""
    seen = _succeeded(result) | result.left_out.keys()
    if result.stopped or result.outage:
        return
    for operation in result.contract.operations.values():
        if operation.id not in seen and result.coverage.exchanges:
            _warn(
                result,
                NEVER,
                operation.id,
                expected=f"{operation.success.status} at least once",
                got="no success in the whole run",
            )


def _succeeded(result: Result) -> set[str]:
    return {
        item.operation
        for item, count in result.coverage.seen.items()
        if count and item.kind == "status" and item.name.startswith("2")
    }


def _warn(result: Result, rule: Rule, operation: str, *, expected: str, got: str) -> None:
    result.findings.add(
        Finding(
            rule=rule,
            signature=operation,
            operations=[operation],
            expected=Untrusted(expected),
            source=result.contract.operations[operation].pointer,
            got=Untrusted(got),
            script="",
            seed=result.seed,
            job="all",
            requests=result.coverage.exchanges,
            seconds=result.elapsed,
        )
    )
