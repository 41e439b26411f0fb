"""What is said of a response, and what is not."""

import json
from pathlib import Path

import pytest

from azotte_conformance.contract import Contract
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.findings import Rule
from azotte_conformance.masking import Masker
from azotte_conformance.response_rules import ResponseRules


@pytest.fixture(scope="module")
def contract(bundle: Path) -> Contract:
    """The contract without what can be returned before an operation is chosen."""
    document = json.loads(bundle.read_text(encoding="utf-8"))
    document["x-unrouted-responses"] = {}
    return Contract(document)


def rules_broken_by(contract: Contract, status: int, text: str = "no") -> list[str]:
    """The IDs of the rules that a bare response to a list request breaks."""
    found: list[str] = []

    def report(rule: Rule, exchange: Exchange, **_: object) -> None:
        found.append(rule.id)

    check = ResponseRules(contract, Masker([]), (), report, str)
    operation = contract.operations["list_customers"]
    request = Request("GET", operation.path, (), None, operation)
    check(Exchange(request, status, (("Content-Type", "text/plain"),), text.encode(), 0.01, 0.0))
    return found


@pytest.mark.parametrize("status", [408, 414, 431])
def test_what_the_http_server_rejects_is_not_judged_unless_documented(
    contract: Contract, status: int
) -> None:
    assert rules_broken_by(contract, status) == []


@pytest.mark.parametrize("status", [226, 302, 410, 418])
def test_any_other_status_that_is_not_documented_is_a_finding(
    contract: Contract, status: int
) -> None:
    assert rules_broken_by(contract, status) == ["responses.status"]


def test_a_documented_status_is_judged(contract: Contract) -> None:
    assert "responses.media-type" in rules_broken_by(contract, 200)


@pytest.mark.parametrize(
    "text",
    [
        'Traceback (most recent call last):\n  File "/srv/api.py", line 3',
        "Error\n    at Object.<anonymous> (/srv/index.js:10:5)",
        "sqlite3.OperationalError: no such table",
        "psycopg2.errors",
        "SELECT id FROM customers",
        "KeyError: 'name'",
        "failed in billing.py",
    ],
)
def test_the_insides_of_a_server_are_noticed(contract: Contract, text: str) -> None:
    assert "responses.internals" in rules_broken_by(contract, 500, text)


@pytest.mark.parametrize("text", ["An error occurred at 10:30.", "error", "from sql to python"])
def test_plain_text_is_not_taken_for_the_insides_of_a_server(contract: Contract, text: str) -> None:
    assert "responses.internals" not in rules_broken_by(contract, 500, text)
