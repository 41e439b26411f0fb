"""Recorded traffic is judged, and nothing is sent."""

import base64
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.command_line import main
from azotte_conformance.contract import Contract
from azotte_conformance.recorded_traffic import judge

KEY = "sk_live_0123456789abcdefghijABCDEFGHIJ"
PAYMENT = {
    "id": "pay_789ghi",
    "object": "payment",
    "customer": "cus_1234567890",
    "subscription": None,
    "amount": 999,
    "currency": "usd",
    "payment_method": "tok_visa",
    "status": "succeeded",
    "amount_refunded": 0,
    "failure_code": None,
    "created": 1767225600,
}
HEADERS = {
    "Content-Type": "application/json",
    "X-Request-Id": "req_1234567890abcdef",
    "X-RateLimit-Limit": "100",
    "X-RateLimit-Remaining": "99",
    "X-RateLimit-Reset": "1767225660",
}


def entry(
    body: Any,
    *,
    path: str = "/v1/payments/pay_789ghi",
    status: int = 200,
    method: str = "GET",
    number: int = 0,
    **content: str,
) -> dict[str, Any]:
    """An entry as browsers and proxies record it."""
    headers = HEADERS | {"X-Request-Id": f"req_{number:016}"}
    return {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "time": 12.5,
        "request": {
            "method": method,
            "url": f"https://api.azotte.com{path}",
            "headers": [
                {"name": ":authority", "value": "api.azotte.com"},
                {"name": "x-api-key", "value": KEY},
                {"name": "x-tn", "value": "tenant_one"},
            ],
        },
        "response": {
            "status": status,
            "headers": [{"name": n, "value": v} for n, v in headers.items()],
            "content": {"mimeType": "application/json", "text": json.dumps(body)} | content,
        },
    }


def har(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "traffic.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def reject(*_: object) -> None:
        raise AssertionError("something was sent")

    monkeypatch.setattr(socket.socket, "connect", reject)


def test_traffic_that_keeps_the_contract_is_not_a_finding(
    contract: Contract, tmp_path: Path
) -> None:
    judged = judge(contract, har(tmp_path, entry(PAYMENT)))
    assert [(f.rule.id, str(f.got)) for f in judged.result.findings] == []
    assert (judged.result.exit_code, judged.others) == (0, 0)
    assert judged.result.coverage.exchanges == 1


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        (entry(PAYMENT | {"amount": "999"}), "responses.schema"),
        (entry(PAYMENT | {"amount_refunded": 1000}), "responses.invariant"),
        (entry(PAYMENT, status=418), "responses.status"),
        (entry(PAYMENT | {"failure_code": KEY}), "responses.secret"),
        (
            entry(
                {"error": {"code": "gone", "message": "m", "type": "not_found_error"}}, status=404
            ),
            "responses.error-code",
        ),
    ],
)
def test_traffic_that_breaks_the_contract_is_found(
    made: dict[str, Any], rule: str, contract: Contract, tmp_path: Path
) -> None:
    judged = judge(contract, har(tmp_path, made))
    seen = {f.rule.id for f in judged.result.findings}
    seen |= {other.rule for f in judged.result.findings for other in f.folded}
    assert rule in seen
    assert judged.result.exit_code == 1
    assert all(f.script == "" for f in judged.result.findings)


def test_other_entries_are_counted_and_not_judged(contract: Contract, tmp_path: Path) -> None:
    other = entry("<html>", path="/assets/app.js")
    failed = entry(PAYMENT, status=0)
    judged = judge(contract, har(tmp_path, entry(PAYMENT), other, failed))
    assert (judged.others, judged.result.exit_code) == (2, 0)


def test_a_recording_without_calls_is_not_a_pass(contract: Contract, tmp_path: Path) -> None:
    judged = judge(contract, har(tmp_path, entry(PAYMENT, path="/other")))
    assert judged.result.exit_code == 2
    assert "Check --url" in str(judged.result.too_little)


def test_a_base_url_of_another_form_is_given(contract: Contract, tmp_path: Path) -> None:
    path = har(tmp_path, entry(PAYMENT | {"amount": "999"}, path="/api/payments/pay_789ghi"))
    assert judge(contract, path, "https://api.azotte.com/api/").result.exit_code == 1
    assert judge(contract, path, "https://elsewhere.example/api").result.exit_code == 2


def test_a_body_in_base64_is_read(contract: Contract, tmp_path: Path) -> None:
    text = base64.b64encode(json.dumps(PAYMENT | {"amount": "999"}).encode()).decode()
    path = har(tmp_path, entry(None, text=text, encoding="base64"))
    assert {f.rule.id for f in judge(contract, path).result.findings} == {"responses.schema"}


def test_no_key_of_a_recording_is_in_a_report(tmp_path: Path) -> None:
    path = har(tmp_path, entry(PAYMENT | {"failure_code": KEY}))
    assert main(["check-traffic", str(path), "--report", str(tmp_path / "report")]) == 1
    for file in (tmp_path / "report").iterdir():
        assert KEY[8:20] not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"log": {}}'])
def test_a_file_that_is_not_a_recording_is_named(
    text: str, contract: Contract, tmp_path: Path
) -> None:
    path = tmp_path / "x.har"
    path.write_text(text)
    with pytest.raises(CannotStart, match=r"x\.har"):
        judge(contract, path)
