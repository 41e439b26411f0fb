"""Puts findings of one cause together: one is reported, and has the others folded in.

A cause shows in several ways. A field that is not stored breaks the rule that reads it back, the one that replaces it,
the model, and schemathesis's checks. Findings have one cause if one response shows them, or if they are about the same
operation, status, and difference.
"""

import re
from collections.abc import Callable, Sequence

from azotte_conformance.findings import Finding, Folded

MANY = 4
"""Ways in which one operation breaks one rule, from which on they are one finding."""
CHECKERS = ("responses", "model", "generated")
"""Families that see what other rules try, the more general the later."""
_PROPERTY = re.compile(r"/properties/([^/]+)")
_EXPECTED = re.compile(r"^/?([A-Za-z_][\w/]*) (?:to be|to stay)\b")


def difference(source: str, expected: str) -> str:
    """The field in which a response differs from what is expected, or else the place that demands it.

    Args:
        source: Pointer to what demands it.
        expected: What was expected.
    """
    if match := _EXPECTED.match(expected):
        return match[1].rpartition("/")[2]
    if found := _PROPERTY.findall(source):
        return str(found[-1])
    return source


def by_cause(findings: Sequence[Finding], rank: Callable[[Finding], int]) -> list[Finding]:
    """One finding for each cause, in the order of the first of each.

    Args:
        findings: All that were reported.
        rank: The lower, the sooner a finding is the one that is shown.
    """
    groups: list[list[Finding]] = []
    for finding in sorted(findings, key=_is_general):
        joined = [group for group in groups if any(_same_cause(finding, other) for other in group)]
        if _is_general(finding):
            # It is about one of these causes, and does not make them one.
            joined = joined[:1]
        merged = [*(other for group in joined for other in group), finding]
        at = groups.index(joined[0]) if joined else len(groups)
        groups = [group for group in groups if group not in joined]
        groups.insert(at, merged)
    return [_folded(group, rank) for group in _without_many(groups)]


def _same_cause(one: Finding, other: Finding) -> bool:
    if one.job == other.job and one.exchange == other.exchange > 0:
        return True
    if not set(one.operations) & set(other.operations) or one.status != other.status:
        return False
    if one.rule.family == other.rule.family and one.rule != other.rule:
        return one.difference == other.difference
    if one.rule == other.rule:
        # A rule knows the ways in which it can be broken: they are causes of their own.
        return False
    return one.difference == other.difference or _is_general(one) or _is_general(other)


def _is_general(finding: Finding) -> bool:
    """Whether it says that something is wrong with an operation, and not what."""
    return finding.rule.family in ("model", "generated") or finding.rule.id == "responses.accepted"


def _without_many(groups: list[list[Finding]]) -> list[list[Finding]]:
    """Groups in which one rule that one operation breaks in many ways is one cause."""
    kept: list[list[Finding]] = []
    first: dict[tuple[str, str, int], list[list[Finding]]] = {}
    for group in groups:
        lead = group[0]
        first.setdefault((lead.rule.id, lead.operations[0], lead.status), []).append(group)
    for group in groups:
        lead = group[0]
        same = first[(lead.rule.id, lead.operations[0], lead.status)]
        if len(same) < MANY:
            kept.append(group)
        elif group is same[0]:
            kept.append([finding for one in same for finding in one])
    return kept


def _folded(group: list[Finding], rank: Callable[[Finding], int]) -> Finding:
    """The finding that is shown for a cause."""
    severities = ("finding", "warning", "note")
    lead, *others = sorted(
        group,
        key=lambda f: (severities.index(f.rule.severity), f.replayed != "yes", rank(f)),
    )
    for other in others:
        operations = tuple(other.operations)
        lead.folded.append(
            Folded(other.fingerprint, other.rule.id, operations, other.expected, other.got)
        )
        lead.folded += other.folded
        lead.count += other.count
        lead.also += [name for name in other.also if name not in lead.also]
    return lead
