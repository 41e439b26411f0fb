"""A newcomer's machine: an empty home folder, and no program but those that a document requires."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from codegen.paths import ROOT

CLONED = "https://github.com/azotte/contract.git"
"""What the README clones. Here git takes this checkout's HEAD for it."""
SECONDS = 480
"""Limit for the commands of one block."""
_TOOLS = ("uv", "uvx", "pipx", "node", "npm", "npx", "pnpm")
_HERE = Path(__file__).parent / "node_modules" / ".bin"
# What would make a tool behave as in this environment instead of as on a new machine.
_FORGOTTEN = ("AZOTTE_", "PYTHON", "VIRTUAL_ENV", "XDG_", "NOX", "PYTEST_", "COV_")


class Machine:
    """Runs commands as a newcomer does.

    Attributes:
        folder: The folder that a newcomer starts in.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self._home = folder / "home"
        self._bin = folder / "bin"
        for made in (self.folder, self._home, self._bin):
            made.mkdir()
        # Tools that this environment has, without its Python and packages beside them.
        search = os.pathsep.join([str(_HERE), os.environ["PATH"]])
        for tool in _TOOLS:
            if found := shutil.which(tool, path=search):
                (self._bin / tool).symlink_to(found)
        self._running: list[Program] = []

    def has(self, *tools: str) -> None:
        """Skip the test if a tool is not installed."""
        for tool in tools:
            if shutil.which(tool, path=self._environment()["PATH"]) is None:
                pytest.skip(f"{tool} is not installed")

    def clone(self, commands: str) -> Path:
        """Run the README's commands that clone the repository, and return the folder of the clone."""
        if not (ROOT / ".git").exists():
            pytest.skip("this is not a git checkout")
        before = set(self.folder.iterdir())
        self.run(commands)
        (made,) = set(self.folder.iterdir()) - before
        return made

    def run(self, commands: str, cwd: Path | None = None, **variables: str) -> str:
        """Run commands in a shell and return what they print. A command that fails fails the test."""
        with self.start(commands, cwd, **variables) as program:
            status = program.wait()
        assert status == 0, f"{commands}exited with {status}:\n{program.printed}"
        return program.printed

    def start(self, commands: str, cwd: Path | None = None, **variables: str) -> Program:
        """Start commands in a shell, which go on until the test or the `with` block ends."""
        program = Program(commands, cwd or self.folder, self._environment() | variables)
        self._running.append(program)
        return program

    def stop(self) -> None:
        """Stop all that was started."""
        for program in self._running:
            program.stop()

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(_FORGOTTEN)
        }
        ours = Path(sys.prefix, "bin")
        path = [entry for entry in kept["PATH"].split(os.pathsep) if Path(entry) != ours]
        return kept | {
            "HOME": str(self._home),
            "PATH": os.pathsep.join([str(self._bin), *path]),
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{ROOT}.insteadOf",
            "GIT_CONFIG_VALUE_0": CLONED,
            "NO_COLOR": "1",
            "PYTHONUNBUFFERED": "1",
        }


class Program:
    """Commands that run in a shell.

    Attributes:
        printed: What they have printed so far, standard error included.
    """

    def __init__(self, commands: str, cwd: Path, environment: Mapping[str, str]) -> None:
        self.printed = ""
        self._commands = commands
        self._process = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait(self) -> int:
        """Wait for the end of the commands and return their exit status."""
        try:
            status = self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            pytest.fail(f"{self._commands}did not end in {SECONDS} s:\n{self.printed}")
        # What a command left running may keep the output open.
        self._reader.join(5)
        return status

    def wait_for(self, text: str) -> str:
        """Wait until a text is printed and return all that was printed."""
        end = time.monotonic() + SECONDS
        while text not in self.printed:
            if self._process.poll() is not None:
                self._reader.join(5)
                if text not in self.printed:
                    pytest.fail(f"{self._commands}ended without {text!r}:\n{self.printed}")
            elif time.monotonic() > end:
                pytest.fail(f"{self._commands}printed no {text!r} in {SECONDS} s:\n{self.printed}")
            else:
                time.sleep(0.05)
        return self.printed

    def stop(self) -> None:
        """Stop the commands and what they started."""
        for end in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, end)
                self._process.wait(20)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            for line in stream:
                self.printed += line


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
