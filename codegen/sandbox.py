"""Runs a sandbox in another process, through its command line, and deletes its data at the end."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from codegen.errors import GenerationError

_LISTENING = "Listening on "
_SECONDS_TO_STOP = 30
_COMMAND = (sys.executable, "-m", "azotte_sandbox")
_TENANTS_AT_ONCE = 16
"""Tenants of one `tenants create`: a process for each costs more than the tenants that are not used."""


@dataclass(frozen=True)
class Tenant:
    """A tenant of a sandbox, with its keys.

    Attributes:
        id: ID of the tenant.
        keys: API keys by type and environment.
    """

    id: str
    keys: dict[tuple[str, str], str]

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables that the clients and the samples read."""
        return {"AZOTTE_API_KEY": self.secret_key, "AZOTTE_TENANT_ID": self.id}

    @property
    def secret_key(self) -> str:
        """The secret key of the development environment."""
        return self.keys["secret", "development"]

    @property
    def headers(self) -> dict[str, str]:
        """Headers of a request with the secret key."""
        return {"x-api-key": self.secret_key, "x-tn": self.id}


@dataclass(frozen=True)
class RunningSandbox:
    """A running sandbox.

    Attributes:
        url: URL of the sandbox, without the path of the API.
        options: Options of `azotte-sandbox` that select its database and its contract.
    """

    url: str
    options: tuple[str, ...]
    _unused: list[Tenant] = field(default_factory=list[Tenant], repr=False)
    _creating: Lock = field(default_factory=Lock, repr=False)

    def new_tenant(self) -> Tenant:
        """Return a tenant that nobody has used, without data of its own."""
        with self._creating:
            if not self._unused:
                printed = self.run("tenants", "create", "--count", str(_TENANTS_AT_ONCE), "--json")
                self._unused.extend(
                    Tenant(
                        tenant["id"],
                        {(key["type"], key["environment"]): key["key"] for key in tenant["keys"]},
                    )
                    for tenant in json.loads(printed)
                )
            return self._unused.pop()

    def tenant_with_examples(self) -> Tenant:
        """Return a new tenant that has the objects of the contract's examples."""
        tenant = self.new_tenant()
        self.run("seed", "--examples", "--tenant", tenant.id)
        return tenant

    def run(self, *arguments: str) -> str:
        """Run a command of `azotte-sandbox` on the data of this sandbox and return its output."""
        return subprocess.run(
            [*_COMMAND, *self.options, *arguments],
            env=_environment(),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout


@contextmanager
def running_sandbox(*options: str, contract: Path | None = None) -> Generator[RunningSandbox]:
    """Run a sandbox.

    Args:
        options: Other options of `azotte-sandbox serve`.
        contract: Bundle to serve. Defaults to the one of this checkout.

    Raises:
        GenerationError: The sandbox does not start.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = ("--database", str(Path(folder) / "sandbox.db"))
        settings = (*data, *(("--contract", str(contract)) if contract else ()))
        with (Path(folder) / "errors").open("w+") as errors:
            process = subprocess.Popen(
                [*_COMMAND, *settings, "serve", "--port", "0", *options],
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
                    raise GenerationError(f"The sandbox does not start: {errors.read().strip()}")
                yield RunningSandbox(url, settings)
            finally:
                process.terminate()
                process.wait(_SECONDS_TO_STOP)
                process.stdout.close()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AZOTTE_")}
    # With the import path of this process, because the sandbox may not be installed.
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"}
