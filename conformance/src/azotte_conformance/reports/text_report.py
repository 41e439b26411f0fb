"""The report as text."""

import textwrap
from collections.abc import Iterator

from azotte_conformance.coverage import KINDS
from azotte_conformance.encoders import log, log_lines
from azotte_conformance.findings import Finding
from azotte_conformance.result import Result

WIDTH = 110
OPERATIONS_SHOWN = 12
FOLDED_SHOWN = 6
MANY = 8
"""Findings from which on a summary comes first."""


def to_text(result: Result) -> str:
    """The whole report."""
    return "\n".join(_lines(result)) + "\n"


def headline(result: Result) -> str:
    """What a reader wants to know first, on one line."""
    parts = [_count(len(result.new_findings), "new finding" if result.known else "finding")]
    if known := len(result.findings.of("finding")) - len(result.new_findings):
        parts.append(f"{known} known")
    if result.gone:
        parts.append(f"{len(result.gone)} gone")
    if result.too_little:
        parts.append("too little was tried")
    for severity in ("warning", "note"):
        if found := result.findings.of(severity):
            parts.append(_count(len(found), severity))
    if result.outage:
        parts.append("the server could not be tested to the end")
    if result.crashes:
        parts.append(f"the tester failed in {', '.join(name for name, _ in result.crashes)}")
    if result.stopped:
        parts.append("stopped before the end")
    return (
        f"{', '.join(parts)} in {result.coverage.exchanges} requests and {result.elapsed:.0f} seconds"
        f" (seed {result.seed})"
    )


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _lines(result: Result) -> Iterator[str]:
    yield f"Contract run against {result.url}"
    yield headline(result)
    if result.outage:
        yield f"The server could not be tested to the end. {log(result.outage)}"
    if result.too_little:
        yield f"Not a pass. {log(result.too_little)}"
    if len(result.findings) > MANY:
        yield from _heading("In short")
        for rule, count in result.findings.by_rule().items():
            yield f"{count:>4}  {rule.id:<28} {rule.sentence}"
    for title, found in (
        ("Findings", result.findings.of("finding")),
        ("Warnings", result.findings.of("warning")),
        ("Notes: what only the prose of the contract says", result.findings.of("note")),
    ):
        if found:
            yield from _heading(title)
        for number, finding in enumerate(found, start=1):
            yield ""
            yield from _finding(number, finding)
            if finding.fingerprint in result.known:
                yield from _row("known", result.known[finding.fingerprint])
    if result.crashes:
        yield from _heading("The tester failed")
        for job, why in result.crashes:
            yield f"- {job}"
            yield from textwrap.indent(log_lines(why), "    ").splitlines()
    if result.gone:
        yield from _heading("No longer found")
        yield from (f"- {entry.finding}: {log(entry.reason)}" for entry in result.gone)
    if result.left_out:
        yield from _heading("Operations left out by the configuration")
        yield from (f"- {id}: {log(why)}" for id, why in result.left_out.items())
    if result.skipped:
        yield from _heading("Could not be tried")
        for why, whats in result.not_tried.items():
            yield from (f"- {log(what)}" for what in whats)
            yield from (f"    {line}" for line in textwrap.wrap(log(why), WIDTH - 4))
    if result.left_behind:
        yield ""
        yield f"Left behind, because no operation deletes it or the server did not: {', '.join(result.left_behind)}"
    yield from _coverage(result)


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "=" * len(text)


def _finding(number: int, finding: Finding) -> Iterator[str]:
    yield f"{number}. {finding.rule.sentence}  [{finding.rule.id}]"
    more = len(finding.operations) - OPERATIONS_SHOWN
    shown = ", ".join(finding.operations[:OPERATIONS_SHOWN])
    yield from _row("finding", finding.fingerprint)
    yield from _row("where", f"{shown} and {more} more" if more > 0 else shown)
    yield from _row("expected", str(finding.expected))
    yield from _row("by", finding.source)
    yield from _row("got", str(finding.got))
    if finding.also:
        yield from _row("also seen by", ", ".join(finding.also))
    yield from _row(
        "when",
        f"seed {finding.seed}, job {finding.job}, request {finding.requests},"
        f" second {finding.seconds:.1f}; met {finding.count} times",
    )
    for other in finding.folded[:FOLDED_SHOWN]:
        yield from _row("and", f"{other.rule} in {other.operations[0]}: {other.got.shortened(120)}")
    if len(finding.folded) > FOLDED_SHOWN:
        yield from _row("and", f"{len(finding.folded) - FOLDED_SHOWN} more of the same cause")
    if finding.replayed:
        yield from _row("replayed", finding.replayed)
    if finding.script:
        yield "   again"
        yield from textwrap.indent(finding.script, "     ").splitlines()


def _row(name: str, text: str) -> Iterator[str]:
    lines = textwrap.wrap(text, WIDTH - 17) or [""]
    yield f"   {name:<13} {lines[0]}"
    for line in lines[1:]:
        yield f"   {'':<13} {line}"


def _coverage(result: Result) -> Iterator[str]:
    yield from _heading("Coverage of the contract")
    for kind, (seen, count) in result.coverage.summary().items():
        share = seen / count if count else 1.0
        yield f"{kind + 's' if kind[-1] != 's' else kind:<14} {seen:>4} of {count:<4} {'#' * round(share * 40):<40} {share:>4.0%}"
    for kind in KINDS:
        never = result.coverage.never(kind)
        if not never:
            continue
        yield ""
        yield f"Never seen: {kind}"
        by_name: dict[str, list[str]] = {}
        for item in never:
            by_name.setdefault(item.name, []).append(item.operation)
        for name, operations in sorted(by_name.items()):
            where = (
                f"{len(operations)} operations" if len(operations) > 4 else ", ".join(operations)
            )
            yield f"  {name:<36} {where if where != name else ''}".rstrip()
    yield ""
    yield "Latency, milliseconds: median, 99th percentile, requests"
    for operation, (median, high, count) in sorted(result.latencies.items()):
        yield f"  {operation:<32} {median * 1000:>8.1f} {high * 1000:>8.1f} {count:>7}"
