"""Makes new machines, and prints how long each way takes from the clone to the first response."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.newcomer.documents import README, script
from tests.newcomer.machine import Machine, Program, free_port

_PROPERTY = "first contact"


class Sandbox(NamedTuple):
    """A sandbox that a newcomer started.

    Attributes:
        clone: The checkout that it was started in.
        printed: What it printed at its start.
        program: The running sandbox.
        commands: Writes what it printed into a document's commands, as a reader does.
    """

    clone: Path
    printed: str
    program: Program
    commands: Callable[[str], str]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine on which nothing has been done."""
    new = Machine(tmp_path)
    yield new
    new.stop()


@pytest.fixture
def stopwatch(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Call it with the name of a way when it leads to a response; the clone comes first in a test."""
    start = time.monotonic()

    def stop(way: str) -> None:
        record_property(_PROPERTY, f"{time.monotonic() - start:6.1f} s  {way}")

    return stop


def start_sandbox(machine: Machine, label: str = "sandbox") -> Sandbox:
    """Clone the repository and start a sandbox with the README's commands."""
    clone = machine.clone(script(README, "clone"))
    port = str(free_port())
    program = machine.start(script(README, label), clone, AZOTTE_SANDBOX_SERVE_PORT=port)
    printed = program.wait_for("Listening on ")
    read = {
        "sk_dev_…": _first(r"sk_dev_\w+", printed),
        "tenant_…": _first(r"tenant_\w+", printed),
        "http://127.0.0.1:8787": f"http://127.0.0.1:{port}",
        "https://staging.example.com": f"http://127.0.0.1:{port}",
    }

    def commands(text: str) -> str:
        for shown, value in read.items():
            text = text.replace(shown, value)
        return text

    return Sandbox(clone, printed, program, commands)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the times of the ways that worked."""
    times = [
        value
        for report in terminalreporter.stats.get("passed", [])
        for name, value in report.user_properties
        if name == _PROPERTY and report.when == "call"
    ]
    if times:
        terminalreporter.section("from git clone to the first response")
        for line in sorted(times):
            terminalreporter.write_line(line)


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, f"{pattern} is not in:\n{text}"
    return found[0]
