"""Runs a sandbox beside this process, and forgets all that was in it at the end."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from azotte_sandbox.sandbox import Sandbox, Settings
from codegen.errors import GenerationError

_LISTENING = "Listening on "


@dataclass(frozen=True)
class Tenant:
    """Whom to call a sandbox as.

    Attributes:
        id: The tenant.
        keys: The tenant's key of each kind, by type and environment.
    """

    id: str
    keys: dict[tuple[str, str], str]

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that the clients and the samples read."""
        return {"AZOTTE_API_KEY": self.secret_key, "AZOTTE_TENANT_ID": self.id}

    @property
    def secret_key(self) -> str:
        """The key that may do everything with test data."""
        return self.keys["secret", "development"]

    @property
    def headers(self) -> dict[str, str]:
        """What to call with that key."""
        return {"x-api-key": self.secret_key, "x-tn": self.id}


@dataclass(frozen=True)
class RunningSandbox:
    """A sandbox that listens.

    Attributes:
        url: Its origin.
        settings: What it was started with.
    """

    url: str
    settings: Settings

    def new_tenant(self) -> Tenant:
        """Make a tenant without data of its own."""
        return asyncio.run(_new_tenant(self.settings))

    def run(self, *arguments: str) -> None:
        """Run a command of the sandbox's command line on its data."""
        subprocess.run(
            [*_command(self.settings), *arguments],
            env=_environment(),
            check=True,
            capture_output=True,
        )


@contextmanager
def running_sandbox(*options: str, contract: Path | None = None) -> Generator[RunningSandbox]:
    """Run a sandbox.

    Args:
        options: Further options of `azotte-sandbox serve`.
        contract: The bundle that it serves; without one that of this checkout.

    Raises:
        GenerationError: It does not start; the message is its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(str(Path(folder) / "sandbox.db"), contract)
        with (Path(folder) / "errors").open("w+") as errors:
            process = subprocess.Popen(
                [*_command(settings), "serve", "--port", "0", *options],
                env=_environment(),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
            assert process.stdout is not None
            try:
                url = next(
                    (
                        line.removeprefix(_LISTENING).strip()
                        for line in process.stdout
                        if line.startswith(_LISTENING)
                    ),
                    None,
                )
                if url is None:
                    errors.seek(0)
                    raise GenerationError(f"the sandbox does not start: {errors.read().strip()}")
                yield RunningSandbox(url, settings)
            finally:
                process.terminate()
                process.wait()
                process.stdout.close()


def _command(settings: Settings) -> list[str]:
    contract = ["--contract", str(settings.contract)] if settings.contract else []
    command = [sys.executable, "-m", "azotte_sandbox", "--database", settings.database]
    return [*command, *contract]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AZOTTE_")}
    # Found where this process finds it, installed or not.
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"}


async def _new_tenant(settings: Settings) -> Tenant:
    sandbox = await Sandbox.open(settings)
    try:
        issued = await sandbox.create_tenant(None, "Programs", "codegen")
    finally:
        await sandbox.close()
    keys = {(key.kind.type, key.kind.environment): key.secret for key in issued}
    return Tenant(issued[0].world.tenant, keys)
