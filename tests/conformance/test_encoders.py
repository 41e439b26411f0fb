"""Text of a server changes nothing but what is read: no shell, terminal, CI log, XML or HTML document obeys it."""

import html
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from azotte_conformance import reports
from azotte_conformance.contract import Contract
from azotte_conformance.encoders import Untrusted
from azotte_conformance.events import FindingReported
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.findings import Finding, Rule
from azotte_conformance.json_text import json_body
from azotte_conformance.masking import Hidden, Masker
from azotte_conformance.progress import Progress
from azotte_conformance.reporting import Reporter
from azotte_conformance.reports.text_report import to_text
from azotte_conformance.reproduction import curl, script
from azotte_conformance.result import Result
from azotte_conformance.rule_list import all_rules

SECRET = "sk_dev_0123456789abcdefghijABCDEFGHIJ"
RULE = Rule("family.rule", "Something holds.")

NASTY = (
    "no\n\r; touch OWNED",
    "$(touch OWNED)`touch OWNED`",
    "'; touch OWNED; '",
    '"; touch OWNED; "',
    "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "\u202e\u2028\u0085::stop-commands::x ##vso[task.setvariable]y",
    "]]></failure><script>alert(1)</script>{{7*7}}",
    "\x00\ud800\ufffe; touch OWNED",
)
"""What a server may put into any field."""

CONTROLS = [*map(chr, (*range(10), *range(11, 32), *range(127, 160))), "\u202e", "\u2028", "\ufffe"]


def error(text: str) -> Exchange:
    """A response whose every field is a text."""
    body = {"error": {"code": text, "type": text, "message": text, "request_id": text}}
    request = Request("GET", "/customers", (("x-api-key", Hidden(SECRET, "$AZOTTE_API_KEY")),))
    return Exchange(request, 400, (("X-Note", text),), json.dumps(body).encode(), 0.0, 0.0)


@pytest.fixture
def found(contract: Contract) -> Callable[[str], Finding]:
    """Makes a finding that shows a text of the server."""

    def find(text: str) -> Finding:
        masker = Masker([(SECRET, "$AZOTTE_API_KEY")], contract.key_pattern)
        reporter = Reporter(
            contract,
            masker,
            {},
            url="http://x",
            job="j",
            seed=1,
            began=0.0,
            count=int,
            on_event=lambda _: None,
        )
        exchange = error(text)
        reporter(
            RULE,
            exchange,
            expected=f"not {text}",
            source="/paths",
            got=f"400 {text}",
            signature=f"400 {exchange.code}",
        )
        (finding,) = reporter.findings
        return finding

    return find


@pytest.fixture
def result(contract: Contract) -> Result:
    return Result(contract, "http://[::1]:1/v1", "quick", 7, 2, 0.0, all_rules())


@pytest.mark.parametrize("text", NASTY)
def test_no_text_of_the_server_is_in_a_script(found: Callable[[str], Finding], text: str) -> None:
    shown = found(text).script
    assert shown.splitlines()[-1] == "# 400"
    assert "OWNED" not in shown and "owned" not in shown and "alert" not in shown


@pytest.mark.parametrize("text", NASTY)
def test_an_id_that_a_shell_could_run_is_in_no_script(text: str) -> None:
    made = Exchange(Request("POST", "/a"), 201, (), json.dumps({"id": text}).encode(), 0.0, 0.0)
    for request in (
        Request("POST", "/b", (), json_body({"customer": text})),
        Request("POST", "/b", (), json.dumps({"customer": text}).encode()),
        Request("GET", "/b", (("X-Id", text),)),
    ):
        assert script([made, Exchange(request, 200, (), b"", 0.0, 0.0)]) == ""


def test_a_value_that_the_tester_sent_first_is_in_a_script_though_it_came_back() -> None:
    request = Request("POST", "/a", (), json_body({"name": "O'Brien; 日本語"}))
    response = json_body({"id": "cus_1234567", "name": "O'Brien; 日本語"})
    step = Exchange(request, 201, (), response, 0.0, 0.0)
    assert script([step, step]).count("Brien; 日本語") == 2


@pytest.mark.parametrize("text", [text for text in NASTY if "\x00" not in text])
def test_text_that_the_tester_sends_is_only_an_argument(text: str, tmp_path: Path) -> None:
    request = Request("POST", "/a?" + text, (("X-A", text),), text.encode())
    line = curl(request)
    assert not [control for control in CONTROLS if control in line]
    # `curl` is a function that shows its arguments.
    done = subprocess.run(
        ["bash", "-euc", 'curl() { printf "%s\\0" "$@"; }\n' + line],
        env={"PATH": "/usr/bin:/bin", "URL": "http://x", "LC_ALL": "C.UTF-8"},
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=10,
    )
    arguments = done.stdout.decode().split("\0")
    assert {f"http://x/a?{text}", f"X-A: {text}", text} <= set(arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", NASTY)
def test_no_report_obeys_text_of_the_server(
    found: Callable[[str], Finding], result: Result, tmp_path: Path, text: str
) -> None:
    result.findings.add(found(text))
    result.crashes.append(("job", f"Traceback\n{text}"))
    files = {p.name: p.read_text(encoding="utf-8") for p in reports.write(result, tmp_path)}
    for content in (*files.values(), to_text(result)):
        assert not [control for control in CONTROLS if control in content]
    for line in files["report.txt"].splitlines():
        assert not line.strip().startswith("::")
        assert "##vso" not in line
    assert "<script>alert" not in files["report.html"]
    assert "http://[::1]:1/v1" in files["report.html"]
    assert ET.fromstring(files["junit.xml"]).get("failures") == "1"
    # The report for machines keeps the text itself.
    (finding,) = json.loads(files["report.json"])["findings"]
    assert finding["got"] == f"400 {text}"


@pytest.mark.parametrize("text", NASTY)
def test_progress_does_not_obey_text_of_the_server(
    found: Callable[[str], Finding], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Progress(sys.stderr)(FindingReported(found(text)))
    shown = capsys.readouterr().err
    assert not [control for control in CONTROLS if control in shown]
    assert shown.count("\n") == 1


def test_untrusted_text_is_safe_to_print() -> None:
    text = Untrusted("a\x1b[0m")
    assert f"{text}" == "a\\x1b[0m"
    assert Untrusted("x" * 50).shortened(10) == "x" * 9 + "…"


LEAKS = {
    "whole": SECRET,
    "in other case": SECRET.swapcase(),
    "last character changed": SECRET[:-1] + "x",
    "a character changed in the middle": SECRET[:20] + "." + SECRET[21:],
    "a character missing": SECRET[:25] + SECRET[26:],
    "without its prefix": SECRET[7:],
    "twelve characters": SECRET[12:24],
    "with text around it": f"key={SECRET}&x",
    "of another caller": "sk_live_ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ",
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_no_piece_of_a_key_is_in_any_artefact(
    contract: Contract,
    found: Callable[[str], Finding],
    result: Result,
    tmp_path: Path,
    leak: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    finding = found(f"Bad key {leak}!")
    result.findings.add(finding)
    # What reaches a report past the session, such as a traceback.
    result.crashes.append(("job", f"KeyError: {leak!r}"))
    result.skipped.append((leak, leak))
    Progress(sys.stderr)(FindingReported(finding))
    masker = Masker([(SECRET, "$AZOTTE_API_KEY")], contract.key_pattern)
    texts = [path.read_text(encoding="utf-8") for path in reports.write(result, tmp_path, masker)]
    for text in (*texts, capsys.readouterr().err, repr(finding)):
        plain = html.unescape(text).lower()
        for start in range(len(leak) - 11):
            piece = leak[start : start + 12].lower()
            if piece in SECRET.lower() or leak.startswith("sk_live"):
                assert piece not in plain


@pytest.mark.parametrize("text", ["İ" * 30, "a" * 11, "", "sk_dev", "no key here, only words"])
def test_text_that_is_not_a_key_stays(contract: Contract, text: str) -> None:
    assert Masker([(SECRET, "$K")], contract.key_pattern)(text) == text
