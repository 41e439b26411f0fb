"""No test hangs: each has a time limit, and so has the end of the run."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HANGS = {
    "lock": "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "thread": "import threading; t = threading.Thread(target=threading.Event().wait, daemon=True); t.start(); t.join()",
    "coroutine": "import asyncio; asyncio.run(asyncio.Event().wait())",
    "process": "import subprocess; subprocess.run(['sleep', '600'])",
    "socket": "import socket; socket.create_server(('127.0.0.1', 0)).accept()",
}
STUBBORN = {
    "code in C": "import itertools; max(itertools.count())",
    "a coroutine that cannot be cancelled": """
        import asyncio
        async def stay():
            while True:
                try:
                    await asyncio.sleep(600)
                except asyncio.CancelledError:
                    pass
        asyncio.run(stay())
    """,
    "an executor": "import asyncio, threading; asyncio.run(asyncio.to_thread(threading.Event().wait))",
}


SOONER = ("-o", "faulthandler_timeout=2")
"""For tests that nothing else ends."""


def run(folder: Path, *options: str, **tests: str) -> subprocess.CompletedProcess[str]:
    """Run tests with this workspace's configuration and limits of one and of four seconds."""
    file = folder / "test_it.py"
    file.write_text(
        "\n".join(
            f"def test_{name}():\n{textwrap.indent(textwrap.dedent(body), '    ')}\n"
            for name, body in tests.items()
        )
    )
    limits = ("-o", "timeout=1", "-o", "faulthandler_timeout=4")
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")),
            *("-p", "xdist.plugin", "-p", "pytest_timeout", "-p", "tests.conftest"),
            *("-p", "no:cacheprovider", *limits, *options, str(file)),
        ],
        cwd=ROOT,
        # The plugins of other libraries would take most of the time.
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_a_test_that_hangs_fails_with_its_stack_and_the_run_goes_on(tmp_path: Path) -> None:
    ran = run(tmp_path, "-n", "1", **HANGS, passes="pass")
    assert ran.returncode == 1
    assert f"{len(HANGS)} failed, 1 passed" in ran.stdout
    assert ran.stdout.count("Failed: Timeout (>1.0s) from pytest-timeout") >= len(HANGS)
    assert ran.stdout.count("test_it.py:") >= len(HANGS)


@pytest.mark.slow
@pytest.mark.parametrize("body", STUBBORN.values(), ids=STUBBORN)
def test_a_test_that_ignores_signals_ends_the_run_with_its_stack(body: str, tmp_path: Path) -> None:
    ran = run(tmp_path, "-n", "1", *SOONER, hangs=body)
    assert ran.returncode != 0
    assert "test_it.py" in ran.stderr
    assert "crashed while running" in ran.stdout
    assert "::test_hangs" in ran.stdout


@pytest.mark.slow
def test_without_workers_too_the_run_ends_with_its_stack(tmp_path: Path) -> None:
    ran = run(tmp_path, *SOONER, hangs=STUBBORN["code in C"])
    assert ran.returncode != 0
    assert "test_it.py" in ran.stderr


@pytest.mark.slow
def test_a_thread_that_is_left_does_not_keep_the_process(tmp_path: Path) -> None:
    left = "import threading; threading.Thread(target=threading.Event().wait).start()"
    ran = run(tmp_path, leaves=left)
    assert ran.returncode == 1
    assert "1 passed" in ran.stdout
    assert "_shutdown" in ran.stderr
