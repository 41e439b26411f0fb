"""Worker processes end when they are told to, whatever they are doing, and are replaced when they die."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.servers import TIMEOUT_SECONDS, environment

# Each test starts and ends processes.
pytestmark = pytest.mark.slow

WORK = """
import os, signal, sys, time
from azotte_sandbox.workers import run_in_processes

def work(number):
    os.write(1, f"{os.getpid()}\\n".encode())  # in one piece, not mixed with the other's
    time.sleep(60)  # no handler of its own yet, as while a server starts

run_in_processes(2, work)
print("ended", flush=True)
"""


@pytest.fixture
def supervised() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", WORK], env=environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", ["-TERM", "-INT"])
def test_workers_that_are_still_starting_end_too(
    supervised: subprocess.Popen[str], number: str
) -> None:
    assert supervised.stdout is not None
    workers = [supervised.stdout.readline().strip() for _ in range(2)]
    subprocess.run(["kill", number, str(supervised.pid)], check=True)
    assert supervised.wait(TIMEOUT_SECONDS) == 0
    assert supervised.stdout.read() == "ended\n"
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_a_worker_that_was_just_replaced_ends_too(supervised: subprocess.Popen[str]) -> None:
    assert supervised.stdout is not None
    workers = [supervised.stdout.readline().strip() for _ in range(2)]
    time.sleep(1.1)  # one that lived for a second is replaced at once
    subprocess.run(["kill", "-9", workers[0]], check=True)
    replacement = supervised.stdout.readline().strip()
    assert replacement not in workers
    supervised.terminate()
    assert supervised.wait(TIMEOUT_SECONDS) == 0
    assert not Path(f"/proc/{replacement}").exists()


def test_being_told_to_end_while_starting(supervised: subprocess.Popen[str]) -> None:
    assert supervised.stdout is not None
    first = supervised.stdout.readline().strip()
    supervised.terminate()  # the second may or may not be there
    assert supervised.wait(TIMEOUT_SECONDS) == 0
    assert not Path(f"/proc/{first}").exists()


def test_workers_end_with_a_parent_that_is_killed(supervised: subprocess.Popen[str]) -> None:
    """They would go on, with nobody to replace them, and hold the port that the next server needs."""
    assert supervised.stdout is not None
    workers = [supervised.stdout.readline().strip() for _ in range(2)]
    supervised.kill()
    supervised.wait(TIMEOUT_SECONDS)
    until = time.monotonic() + TIMEOUT_SECONDS
    while any(_runs(worker) for worker in workers) and time.monotonic() < until:
        time.sleep(0.01)
    assert not [worker for worker in workers if _runs(worker)]


def _runs(process: str) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return (
        status.rpartition(")")[2].split()[0] != "Z"
    )  # whoever inherits it may not have waited yet
