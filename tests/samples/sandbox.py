"""A running sandbox, as a user starts it."""

import os
import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from codegen.paths import ROOT

TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Sandbox:
    """The sandbox's address, and what its first start printed."""

    url: str
    tenant: str
    secret_key: str
    publishable_key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"x-api-key": self.secret_key, "x-tn": self.tenant}


@contextmanager
def running_sandbox(folder: Path) -> Generator[Sandbox]:
    """Start `azotte-sandbox serve` without rate limits, and end it."""
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith("AZOTTE_")
    }
    with (folder / "sandbox.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "azotte_sandbox", "--database", str(folder / "sandbox.db")),
                *("serve", "--port", "0", "--limits", "off"),
            ],
            env={**variables, "PYTHONPATH": str(ROOT / "sandbox" / "src"), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    try:
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("Listening on "):
                break
        else:
            raise AssertionError(
                f"the sandbox did not start: {(folder / 'sandbox.log').read_text()}"
            )
        tenant, secret, publishable = (
            re.findall(pattern, printed)[0]
            for pattern in (r"tenant_\w+", r"sk_dev_\w+", r"pk_dev_\w+")
        )
        yield Sandbox(printed.split()[-1], tenant, secret, publishable)
    finally:
        process.terminate()
        process.wait(TIMEOUT_SECONDS)
        process.stdout.close()
