"""Ends a run that hangs, and prints which style of call passes which of the cases of tests/vectors."""

import faulthandler
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A shared machine stalls now and then; the duration of an example is not under test.
settings.register_profile("workspace", deadline=None)
settings.load_profile("workspace")

_STYLES = (
    "Python",  # what its styles share
    "sync",
    "async",
    "detailed",
    "httpx2",
    "urllib3",
    "aiohttp",
    "msgspec",
    "pydantic",
    "typeddicts",
    "TypeScript",
    "cURL",  # the published samples
    "fetch",
    "requests",
)
_FOLDERS = ("tests/client/", "tests/typescript/", "tests/samples/")
_PROPERTY = "vectors"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Note of each test which case it shows of which styles; the note travels with the report from a worker."""
    for item in items:
        is_grouped = config.getoption("loadgroup", False) and item.get_closest_marker("xdist_group")
        if is_grouped and "@" not in item.nodeid:
            raise pytest.UsageError(
                "pytest-xdist loses its groups with this pytest, and set-ups would be made once a worker;"
                " install what requirements.lock names."
            )
        if item.nodeid.startswith(_FOLDERS) and isinstance(item, pytest.Function):
            parameters = item.callspec.params if hasattr(item, "callspec") else {}
            name = _cases().get(json.dumps(parameters.get("case"), default=str))
            if name:
                is_typescript = item.nodeid.startswith("tests/typescript/")
                styles = ["TypeScript"] if is_typescript else _styles(parameters)
                item.user_properties += [(_PROPERTY, f"{style}/{name}") for style in styles]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Limit what follows the last test: a thread that is not a daemon would keep the process for ever."""
    if not hasattr(config, "workerinput"):  # a worker of xdist waits for the others
        faulthandler.dump_traceback_later(float(config.getini("timeout")), exit=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A style is supported when its column is whole: every case of each subject that concerns it has run and passed."""
    ran: defaultdict[str, set[str]] = defaultdict(set)
    failed: defaultdict[str, set[str]] = defaultdict(set)
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", ()):
                if name == _PROPERTY and (report.when == "call" or outcome == "error"):
                    cell, _, case = value.rpartition("/")
                    ran[cell].add(case)
                    if outcome != "passed":
                        failed[cell].add(case)
    if not ran:
        return
    styles = [style for style in _STYLES if any(cell.startswith(f"{style}/") for cell in ran)]
    terminalreporter.section("tests/vectors: cases that each style passes")
    terminalreporter.write_line(_row("", styles))
    whole = dict.fromkeys(styles, "yes")
    for subject in sorted({cell.partition("/")[2] for cell in ran}):
        texts: list[str] = []
        for style in styles:
            cell = f"{style}/{subject}"
            total, passed = _total(subject), len(ran[cell] - failed[cell])
            texts.append(f"{passed}/{total}" if ran[cell] else "")
            if ran[cell] and passed < total:
                whole[style] = "NO"
        terminalreporter.write_line(_row(subject, texts))
    terminalreporter.write_line(_row("whole", [*whole.values()]))


def _row(title: str, cells: list[str]) -> str:
    return f"{title:<15}" + "".join(f"{cell:>12}" for cell in cells)


def _styles(parameters: dict[str, Any]) -> Iterator[str]:
    """Yield the styles of a test by what it was run with."""
    style = parameters.get("style")
    if isinstance(style, str):
        yield style
    elif style is not None:
        yield "async" if style.asynchronous else "sync"
        if style.detailed:
            yield "detailed"
        yield style.transport.__name__.removesuffix("Transport").removeprefix("Async").lower()
    elif "package" in parameters:
        yield parameters["package"].replace("models", "msgspec")
    else:
        yield "Python"


@cache
def _cases() -> dict[str, str]:
    """Subject and number of each case, by the case as text."""
    return {
        json.dumps(case): f"{file.stem}/{number}"
        for file in (Path(__file__).parent / "vectors").glob("*.json")
        for number, case in enumerate(json.loads(file.read_text(encoding="utf-8"))["cases"])
    }


def _total(subject: str) -> int:
    return sum(name.startswith(f"{subject}/") for name in _cases().values())
