"""Prints which client passes which of the cases that every language's client must pass (tests/vectors)."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

# A shared machine stalls now and then; how long an example takes is no law of ours.
settings.register_profile("workspace", deadline=None)
settings.load_profile("workspace")

_LANGUAGES = {"tests/client/": "Python", "tests/typescript/": "TypeScript"}
_PROPERTY = "vectors"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note of each test which subject of which language it shows; the note travels with the report from a worker."""
    for item in items:
        language = next(
            (name for folder, name in _LANGUAGES.items() if item.nodeid.startswith(folder)), None
        )
        if language and isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            case = item.callspec.params.get("case")
            if subject := _subjects().get(json.dumps(case, default=str)):
                item.user_properties.append((_PROPERTY, f"{language}/{subject}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A language is supported when its column is whole."""
    ran: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", ()):
                if name == _PROPERTY and (report.when == "call" or outcome == "error"):
                    ran[value] += 1
                    passed[value] += outcome == "passed"
    if not ran:
        return
    terminalreporter.section("clients by tests/vectors: tests passed")
    terminalreporter.write_line(
        "".join(f"{title:<20}" for title in ("", *_LANGUAGES.values())).rstrip()
    )
    for subject in sorted({key.partition("/")[2] for key in ran}):
        cells = [f"{language}/{subject}" for language in _LANGUAGES.values()]
        texts = [f"{passed[cell]} of {ran[cell]}" if ran[cell] else "not run" for cell in cells]
        terminalreporter.write_line("".join(f"{text:<20}" for text in (subject, *texts)).rstrip())


@cache
def _subjects() -> dict[str, str]:
    """The subject of each case, by the case as text."""
    return {
        json.dumps(case): file.stem
        for file in (Path(__file__).parent / "vectors").glob("*.json")
        for case in json.loads(file.read_text(encoding="utf-8"))["cases"]
    }
