"""The configuration file: what it says is done, what it gets wrong is named."""

from pathlib import Path

import pytest

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.configuration import Configuration, check_operations, read_configuration
from azotte_conformance.contract import Contract, ContractUnusable
from azotte_conformance.masking import Hidden
from tests.conformance.independent.families import tried
from tests.conformance.independent.running import running

WHOLE = """
[server]
url = "https://staging.example.com/v1"
rate = 600
ca = "ca.pem"
headers = { X-Gateway = "$GATEWAY", X-Team = "billing" }

[values]
PaymentMethodToken = ["tok_one", "tok_two"]

[leave-out]
refund_payment = "No refunds in the test account."

[latency]
default = 0.5
list_customers = 1.5

[run]
time-limit = 45
coverage = 0.9
baseline = "known.toml"
"""


def read(folder: Path, text: str, **environment: str) -> Configuration:
    path = folder / "conformance.toml"
    path.write_text(text)
    return read_configuration(path, environment)


def test_everything_can_be_configured(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE, GATEWAY="secret-of-the-gateway")
    assert found == Configuration(
        url="https://staging.example.com/v1",
        rate=600,
        ca=tmp_path / "ca.pem",
        headers=(("X-Gateway", "secret-of-the-gateway"), ("X-Team", "billing")),
        values={"PaymentMethodToken": ("tok_one", "tok_two")},
        left_out={"refund_payment": "No refunds in the test account."},
        latency={"default": 0.5, "list_customers": 1.5},
        time_limit=45,
        coverage=0.9,
        baseline=tmp_path / "known.toml",
    )
    assert isinstance(found.headers[0][1], Hidden)
    assert "secret-of-the-gateway" not in repr(found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[servers]\n", r"unknown section \[servers\]"),
        ("[server]\nuri = 'x'\n", r"\[server\] has no field 'uri'\. Use ca, headers, rate, url"),
        ("[server]\nrate = 'fast'\n", "rate is not a number"),
        ("[server]\nurl = 5\n", "url is not a text"),
        ("[server]\nheaders = { X-A = '$NOT_SET' }\n", r"\$NOT_SET, which is not set"),
        ("[run]\ncoverage = 90\n", "a share between 0 and 1"),
        ("[values]\nCurrency = 'usd'\n", "Currency is not a list"),
        ("[leave-out]\nrefund_payment = ''\n", "no reason for refund_payment"),
        ("[latency\n", "cannot be read"),
    ],
)
def test_invalid_settings_are_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(CannotStart, match=problem):
        read(tmp_path, text)


def test_an_unknown_operation_is_named(contract: Contract) -> None:
    with pytest.raises(CannotStart, match="'list_refunds', which is not in the contract"):
        check_operations(contract, Configuration(left_out={"list_refunds": "why"}))


def test_values_match_a_schema_of_the_contract(contract: Contract) -> None:
    with pytest.raises(ContractUnusable, match="Tokens, which is not a schema"):
        contract.with_values({"Tokens": ["tok_one"]})
    with pytest.raises(ContractUnusable, match="'card_one', which its schema rejects"):
        contract.with_values({"PaymentMethodToken": ["card_one"]})
    changed = contract.with_values({"PaymentMethodToken": ["tok_one"]})
    assert changed.schema("PaymentMethodToken").known_values == ["tok_one"]
    assert contract.schema("PaymentMethodToken").known_values[0] == "tok_visa"


@pytest.mark.slow
def test_an_excluded_operation_is_never_called(contract: Contract) -> None:
    left_out = {"cancel_subscription": "Canceling sends letters."}
    asked: list[str] = []
    with running(contract) as server:
        perform = server.application.perform

        def keep(operation: dict[str, object], *rest: object) -> object:
            asked.append(str(operation["operationId"]))
            return perform(operation, *rest)  # type: ignore[arg-type]

        server.application.perform = keep  # type: ignore[assignment,method-assign]
        sessions = tried(
            contract,
            server,
            ["states", "isolation", "generated.coverage"],
            configuration=Configuration(left_out=left_out),
        )
    assert "pause_subscription" in asked
    assert "cancel_subscription" not in asked
    assert any("Canceling sends letters." in why for s in sessions for _, why in s.skipped)
    assert [f.rule.id for s in sessions for f in s.findings if f.rule.severity == "finding"] == []


def test_headers_are_sent_with_every_request_and_never_shown(contract: Contract) -> None:
    seen: list[str | None] = []
    value = Hidden("secret-of-the-gateway", "$GATEWAY")
    with running(contract) as server:
        authenticate = server.application.authenticate

        def keep(request: object) -> object:
            seen.append(request.headers.get("x-gateway"))  # type: ignore[attr-defined]
            return authenticate(request)  # type: ignore[arg-type]

        server.application.authenticate = keep  # type: ignore[assignment,method-assign]
        left_out = dict.fromkeys(contract.operations.keys() - {"create_customer"}, "One is enough.")
        configuration = Configuration(headers=(("X-Gateway", value),), left_out=left_out)
        (session,) = tried(contract, server, ["generated.coverage"], configuration=configuration)
        session.objects.make("Customer")
    assert set(seen) == {"secret-of-the-gateway"}
    assert "secret-of-the-gateway" not in session.masker("got secret-of-the-gateway")
