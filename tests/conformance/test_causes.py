"""One cause is one finding, however many rules see it."""

from dataclasses import replace

import pytest

from azotte_conformance.causes import by_cause, difference
from azotte_conformance.encoders import Untrusted
from azotte_conformance.findings import Finding, Rule

A, B = Untrusted("a"), Untrusted("b")
READ = Rule("writes.read", "…")
ECHO = Rule("writes.echo", "…")
MODEL = Rule("model.history", "…")


def finding(rule: Rule, **changes: object) -> Finding:
    plain = Finding(rule, "", ["update_customer"], A, "/paths", B, "curl", 1, "job", 3, 0.5)
    return replace(plain, **({"status": 200} | changes))  # type: ignore[arg-type]


def shown(*findings: Finding) -> list[tuple[str, list[str]]]:
    return [(f.rule.id, [o.rule for o in f.folded]) for f in by_cause(findings, lambda _: 0)]


@pytest.mark.parametrize(
    ("source", "expected", "wanted"),
    [
        ("/components/schemas/Customer/properties/name", "name to be 'x'", "name"),
        ("/components/schemas/Customer/properties/name/maxLength", "maxLength at /name", "name"),
        ("/paths/x/post/x-effects/0", "/status to be {'const': 'paused'}", "status"),
        ("/paths/x/get/responses/404", "404: it is deleted", "/paths/x/get/responses/404"),
    ],
)
def test_the_difference_is_a_field_or_the_place_that_demands_it(
    source: str, expected: str, wanted: str
) -> None:
    assert difference(source, expected) == wanted


def test_findings_of_one_response_are_one_finding() -> None:
    one, other = finding(ECHO, exchange=7), finding(READ, exchange=7, operations=["get_customer"])
    assert shown(one, other) == [("writes.echo", ["writes.read"])]


def test_the_same_field_of_the_same_operation_is_one_finding() -> None:
    one, other = finding(ECHO, difference="name"), finding(READ, difference="name")
    assert shown(one, other) == [("writes.echo", ["writes.read"])]
    assert len(shown(one, finding(READ, difference="phone"))) == 2
    assert len(shown(one, finding(READ, difference="name", status=404))) == 2
    assert len(shown(one, finding(READ, difference="name", operations=["get_plan"]))) == 2


def test_what_only_says_that_something_is_wrong_is_folded_in() -> None:
    assert shown(finding(MODEL), finding(ECHO, difference="name")) == [
        ("writes.echo", ["model.history"])
    ]


def test_what_only_says_that_something_is_wrong_makes_no_two_causes_one() -> None:
    name, phone = finding(ECHO, difference="name"), finding(READ, difference="phone")
    assert [rule for rule, _ in shown(name, finding(MODEL), phone)] == [
        "writes.echo",
        "writes.read",
    ]


def test_the_one_that_was_replayed_is_shown() -> None:
    one, other = finding(ECHO, exchange=7), finding(READ, exchange=7, replayed="yes")
    assert shown(one, other) == [("writes.read", ["writes.echo"])]


def test_a_rule_that_an_operation_breaks_in_many_ways_is_one_finding() -> None:
    def ways(count: int) -> list[Finding]:
        return [finding(ECHO, signature=str(n), difference=str(n)) for n in range(count)]

    assert len(shown(*ways(3))) == 3
    assert [len(folded) for _, folded in shown(*ways(34))] == [33]


def test_a_note_is_folded_into_a_finding_and_not_the_other_way() -> None:
    note = finding(Rule("responses.unknown-field", "…", "note"), exchange=7, replayed="yes")
    assert shown(note, finding(ECHO, exchange=7)) == [("writes.echo", ["responses.unknown-field"])]
