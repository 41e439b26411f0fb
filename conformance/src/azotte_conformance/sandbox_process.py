"""The sandbox as a target: starts it for the run, and makes tenants, keys and webhook endpoints by its command line."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract import Contract
from azotte_conformance.identities import (
    EXPIRED,
    LIMITED,
    MAIN,
    NEIGHBOUR,
    OTHER,
    REVOKED,
    World,
    role_of,
    world_of,
)
from azotte_conformance.masking import Masker
from azotte_conformance.plan import SandboxCommand

PLAIN = SandboxCommand()

START_SECONDS = 60.0
CLOCK_SECONDS = 60.0
"""How long doing all that is due may take."""
_LISTENING = re.compile(r"Listening on (\S+)")
_ISSUED = re.compile(r"(\S+)\s+(\w+), (\w+) \((\S+)\)")
_SINGLE = re.compile(r"(\S+)\s+\((\S+)\)")


def _environment() -> dict[str, str]:
    """The environment of a sandbox that the run starts: without variables that are meant for another one."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AZOTTE_")}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    return environment


def _command_line(command: SandboxCommand, database: Path, contract: Path) -> list[str]:
    options = ["--database", str(database), "--contract", str(contract)]
    return [sys.executable, "-m", command.module, *command.arguments, *options]


class CommandFailed(Exception):
    """A command of the sandbox did not do what it should."""


class SandboxCommands:
    """What an operator of the sandbox can do. Works beside the running server, from any process.

    Args:
        database: the file that the server works on.
        contract: the bundle that the server was started with.
        command: how the server was started.
    """

    def __init__(self, database: Path, contract: Path, command: SandboxCommand = PLAIN) -> None:
        self.database = database
        self.contract = contract
        self._command = command

    def run(self, *arguments: str) -> str:
        """Run a command in this process; what it printed.

        Raises:
            CommandFailed: it failed.
        """
        # Not needed for a run against another server, where the sandbox need not be installed.
        from click.testing import CliRunner

        from azotte_sandbox.cli import main

        command = ["--database", str(self.database), "--contract", str(self.contract), *arguments]
        result = CliRunner().invoke(main, command)
        if result.exit_code != 0:
            # What the command was given is harmless, what it printed may hold a key.
            masker = Masker((), Contract.load(self.contract).key_pattern)
            printed = masker(result.output or str(result.exception))
            raise CommandFailed(f"azotte-sandbox {' '.join(arguments)} failed: {printed}")
        return result.output

    def world(self, contract: Contract, name: str, roles: Collection[str]) -> World:
        """Make a tenant with a key of each kind, and what else these roles need."""
        tenant, other = f"{name}_a", f"{name}_b"
        secret = role_of("secret", "development")
        keys = self._create_tenant(tenant)
        values = {role: (key, tenant) for role, key in keys.items()}
        values[MAIN] = (keys[secret], tenant)
        if OTHER in roles:
            values[OTHER] = (self._create_tenant(other)[secret], other)
        if REVOKED in roles:
            key, id = self._create_key(tenant)
            self.run("keys", "revoke", id)
            values[REVOKED] = (key, tenant)
        for role in {LIMITED, NEIGHBOUR} & set(roles):
            rate = contract.key_scheme["x-rate-limits"]["development"]
            limits = ("--per-minute", str(rate["per_minute"]), "--burst", str(rate["burst"]))
            values[role] = (self._create_key(tenant, *limits)[0], tenant)
        if EXPIRED in roles:
            values[EXPIRED] = (self._create_key(tenant, "--expires-in", "1s")[0], tenant)
            # It has one second to live.
            time.sleep(1.1)
        return world_of(contract, values)

    def _create_tenant(self, id: str) -> dict[str, str]:
        printed = self.run("tenants", "create", id)
        return {
            role_of(type, environment): key
            for key, type, environment, _ in _ISSUED.findall(printed)
        }

    def _create_key(self, tenant: str, *options: str) -> tuple[str, str]:
        printed = _SINGLE.match(self.run("keys", "create", "--tenant", tenant, *options))
        if printed is None:
            raise CommandFailed("azotte-sandbox keys create printed no key.")
        return printed[1], printed[2]

    def add_endpoint(self, tenant: str, environment: str, url: str, form: str) -> str:
        """Register a webhook endpoint; its signing secret."""
        printed = _SINGLE.match(
            self.run(
                *("webhooks", "add", url, "--tenant", tenant),
                *("--environment", environment, "--form", form),
            )
        )
        if printed is None:
            raise CommandFailed("azotte-sandbox webhooks add printed no secret.")
        return printed[1]

    def advance_clock(self, seconds: int) -> None:
        """Let time pass. What is due then is done by this command, not by the running server.

        Raises:
            CommandFailed: it failed, or came to no end.
        """
        # In a process of its own, with what the server was started with, and so that it can be given up.
        command = _command_line(self._command, self.database, self.contract)
        command += ["clock", "advance", f"{seconds}s"]
        try:
            done = subprocess.run(
                command,
                env=_environment(),
                capture_output=True,
                check=False,
                timeout=CLOCK_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise CommandFailed(
                f"clock advance {seconds}s did not end within {CLOCK_SECONDS:.0f} seconds"
            ) from None
        if done.returncode != 0:
            raise CommandFailed(f"clock advance {seconds}s failed: {done.stderr.decode()[-500:]}")


class RunningSandbox:
    """A sandbox server in a process of its own, on a port and a database of its own.

    Args:
        contract: the bundle to serve.
        command: how to start it.

    Raises:
        CannotStart: it is not installed, or does not start.
    """

    def __init__(self, contract: Path, command: SandboxCommand = PLAIN) -> None:
        found = importlib.util.find_spec("azotte_sandbox")
        if found is None or found.origin is None:
            raise CannotStart(
                "No --url was given, and azotte-sandbox is not installed. Pass --url, or install the sandbox:"
                " pip install 'azotte-conformance[sandbox]'"
            )
        self._folder = tempfile.mkdtemp(prefix="azotte-contract-")
        self.log = Path(self._folder) / "server.log"
        database = Path(self._folder) / "sandbox.db"
        self.commands = SandboxCommands(database, contract, command)
        serve = ["serve", "--port", "0", "--limits", "relaxed", "--check", "off"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*_command_line(command, database, contract), *serve],
                stdout=subprocess.PIPE,
                stderr=log,
                env=_environment(),
                # Ctrl-C is for the tester, which needs the server to clean up.
                start_new_session=True,
            )
        try:
            self.url = self._wait()
        except BaseException:
            # Ctrl-C among others: nobody else knows of the process yet.
            self.close()
            raise

    def _wait(self) -> str:
        """Where it listens, once it says so."""
        found: list[str] = []
        ready = threading.Event()

        def read() -> None:
            assert self._process.stdout is not None
            for line in self._process.stdout:
                match = _LISTENING.search(line.decode())
                if match:
                    found.append(match[1])
                    ready.set()
            ready.set()

        threading.Thread(target=read, daemon=True).start()
        if not ready.wait(START_SECONDS) or not found:
            log = self.log.read_text(errors="replace")[-2000:]
            raise CannotStart(
                f"The sandbox did not start within {START_SECONDS:.0f} seconds,"
                f" or ended (exit status {self._process.poll()}).\n{log}"
            )
        return found[0]

    def base(self, contract: Contract) -> str:
        """The base URL of the API on it."""
        return self.url + urlsplit(str(contract.json["servers"][0]["url"])).path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the server and remove its data."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)
