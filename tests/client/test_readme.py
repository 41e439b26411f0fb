"""The README's examples, run as they stand against a real sandbox."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import azotte

README = (Path(azotte.__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A sandbox that listens, and the environment that points to it."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "azotte_sandbox",
            "--database",
            str(tmp_path / "db"),
            "serve",
            "--port",
            "0",
            "--limits",
            "off",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert process.stdout is not None
    with process.stdout as output:
        printed = ""
        while "Listening on" not in printed:
            line = output.readline()
            assert line, printed
            printed += line
        found = {name: re.search(pattern, printed) for name, pattern in PRINTED.items()}
        yield {
            name: match[1] + ("/v1" if name == "AZOTTE_BASE_URL" else "")
            for name, match in found.items()
            if match
        }
        process.terminate()
        process.wait()


PRINTED = {
    "AZOTTE_API_KEY": r"(sk_dev_\w+)",
    "AZOTTE_TENANT_ID": r"(tenant_\w+)",
    "AZOTTE_BASE_URL": r"Listening on (\S+)",
}


def test_the_examples_run(platform: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert platform.keys() == PRINTED.keys()
    for name, value in platform.items():
        monkeypatch.setenv(name, value)
    names: dict[str, Any] = {"__name__": "readme"}
    for number, example in enumerate(EXAMPLES):
        exec(compile(example, f"README example {number + 1}", "exec"), names)
    names["test_a_trial_ends"]()
    asyncio.run(names["main"]())
    body = b'{"id":"evt_1","object":"event","type":"customer.merged","created":1,"data":{}}'
    signed = {azotte.webhooks.SIGNATURE_HEADER: azotte.webhooks.sign(body, "whsec_1")}
    assert names["endpoint"](body, signed, "whsec_1") == 200
    assert names["endpoint"](body + b" ", signed, "whsec_1") == 400
    for client in ("azotte", "traced"):
        names[client].close()
    assert len(EXAMPLES) >= 15
