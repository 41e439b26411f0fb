"""A server that nobody here wrote: Prism, a mock that responds with the contract's examples, knows no key and keeps nothing."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from azotte_conformance import built_in
from azotte_conformance.command_line import main
from codegen.node import node_executable

PRISM = (
    Path(__file__)
    .parents[1]
    .joinpath("bench", "node_modules", "@stoplight", "prism-cli", "dist", "index.js")
)
KEY = "sk_dev_abcdefghijklmnop0123456789"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.nightly,
    pytest.mark.xdist_group("prism"),
    pytest.mark.skipif(
        not PRISM.exists(), reason="Prism is not installed: npm --prefix tests/bench install"
    ),
]


@pytest.fixture(scope="module")
def prism() -> Iterator[str]:
    """The base URL of a running Prism. It serves the paths without the version before them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [str(node_executable()), str(PRISM), "mock", "--port", str(port), str(built_in())],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def report(prism: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of a quick run, and its exit code."""
    folder = tmp_path_factory.mktemp("prism")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AZOTTE_API_KEY", KEY)
        patch.setenv("AZOTTE_TENANT_ID", "tenant_a")
        arguments = ["--url", prism, "--quick", "--rate", "0", "--seed", "3"]
        code = main([*arguments, "--report", str(folder)])
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    for path in folder.iterdir():
        assert KEY not in path.read_text(encoding="utf-8")
    return report | {"code": code}


def of(report: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    """What a rule saw, as a finding or folded into another one."""
    folded = [other for finding in report["findings"] for other in finding["folded"]]
    return [seen for seen in (*report["findings"], *folded) if seen["rule"] == rule]


def test_the_run_ends_by_itself_and_distinguishes_findings_from_its_own_failure(
    report: dict[str, Any],
) -> None:
    assert report["tester_failed"] == []
    # Prism may end during the run, which is a statement about the server and not a finding.
    code = 2 if report["outage"] else 1
    assert (report["code"], report["exit_code"]) == (code, code)


def test_any_key_will_do_there(report: dict[str, Any]) -> None:
    (finding,) = of(report, "authorization.credentials")
    assert len(finding["operations"]) == report["coverage"]["operation"]["of"]
    assert "401" in finding["expected"] and "an unknown key" in finding["expected"]


@pytest.mark.parametrize(
    ("rule", "operation"),
    [
        ("writes.echo", "create_customer"),
        ("writes.new-id", "create_customer"),
        ("writes.unique", "create_customer"),
        ("writes.gone", "get_customer"),
        ("errors.absent", "get_payment"),
        ("responses.result", "cancel_subscription"),
        ("responses.rate-headers", "list_customers"),
        ("idempotency.reused", "create_payment"),
        ("states.balance", "refund_payment"),
        ("http.head", "list_bundles"),
    ],
)
def test_it_stores_nothing(report: dict[str, Any], rule: str, operation: str) -> None:
    assert any(operation in finding["operations"] for finding in of(report, rule))


def test_a_request_without_a_response_is_shown(report: dict[str, Any]) -> None:
    findings = of(report, "responses.none")
    assert any("curl" in finding["script"] for finding in findings)


def test_nothing_is_claimed_about_untested_rules(report: dict[str, Any]) -> None:
    families = {finding["rule"].partition(".")[0] for finding in report["findings"]}
    assert families & {"isolation", "limits", "webhooks", "time"} == set()
    # It lists what nobody sent, so that nothing can be said of the effect of what was rejected.
    assert of(report, "authorization.no-effect") == []
    # Every object has one id, so that no order can be report.
    assert families & {"pagination"} == set()
    tried = {rule["id"].partition(".")[0] for rule in report["rules"] if rule["tried"]}
    assert tried & {"isolation", "limits", "webhooks", "time"} == set()


def test_rules_that_could_not_be_tested_are_listed_with_the_reason(report: dict[str, Any]) -> None:
    reasons = " ".join(entry["why"] for entry in report["not_tried"])
    for name in ("AZOTTE_API_KEY_OTHER", "AZOTTE_API_KEY_LIMITED", "clock", "portal"):
        assert name in reasons
    assert "one id to several objects" in reasons
    assert "pause_subscription should lead there" in reasons
