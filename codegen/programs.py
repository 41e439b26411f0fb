"""The samples that a contract publishes, as programs that run against a sandbox."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from codegen.document import operations, resolve
from codegen.node import node_executable

_SUFFIXES = {"shell": ".sh", "javascript": ".mjs", "python": ".py"}
# The identifiers in the contract's examples, by what they name.
_EXAMPLE_ID = re.compile(r"\b(cus|sub|pay|bun)_[A-Za-z0-9]+\b")
_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Program:
    """A sample as it is published, with its operation.

    Attributes:
        method: The operation's, in upper case.
        label: The style.
        server: Where the platform is, for those that name it.
    """

    operation: dict[str, Any]
    method: str
    path: str
    label: str
    suffix: str
    source: str
    server: str

    def __str__(self) -> str:
        return f"{self.operation['operationId']} in {self.label}"

    @property
    def file(self) -> str:
        """A file name of its own."""
        name = f"{self.operation['operationId']}_{self.label}"
        return re.sub(r"\W+", "_", name).strip("_").lower() + self.suffix


def published(contract: dict[str, Any]) -> Iterator[Program]:
    """Yield the samples of a bundle."""
    server: str = contract["servers"][0]["url"]
    for path, method, operation in operations(contract):
        for sample in operation.get("x-codeSamples", ()):
            suffix = _SUFFIXES[sample["lang"].lower()]
            label, source = sample["label"], sample["source"]
            yield Program(operation, method.upper(), path, label, suffix, source, server)


def prepare(program: Program, contract: dict[str, Any], api: httpx2.Client) -> dict[str, str]:
    """Make what a program may read and change.

    Args:
        program: The program.
        contract: The bundle of the sandbox.
        api: Calls the sandbox, as a tenant without customers.

    Returns:
        What a customer, a subscription, a payment and a bundle are called there, by the prefix of their kind. What can not be
        made, because the contract no longer has it, is left out.
    """

    def post(path: str, **members: str) -> str | None:
        answer = api.post(path, json={**_example(contract, path), **members})
        return answer.json()["id"] if answer.is_success else None

    bundles = api.get("/bundles")
    ids = {
        "bun": bundles.json()["data"][0]["id"] if bundles.is_success else None,
        # Another email than that of the example, which a program may make itself.
        "cus": (customer := post("/customers", email="grace@example.com") or ""),
        "pay": post("/payments", customer=customer),
        # A plan without a trial: its subscription can be paused.
        "sub": post("/subscriptions", customer=customer, plan="plan_daily"),
    }
    if program.operation.get("x-transition", {}).get("from") == ["paused"]:
        api.post(f"/subscriptions/{ids['sub']}/pause")
    return {prefix: name for prefix, name in ids.items() if name}


def run(
    program: Program,
    ids: Mapping[str, str],
    server: str,
    variables: Mapping[str, str],
    folder: Path,
) -> subprocess.CompletedProcess[str]:
    """Run a program as it is published, but for where the platform is and what its objects are called.

    Args:
        program: The program.
        ids: What `prepare` returned.
        server: Where the sandbox is, with the API's path.
        variables: The environment variables.
        folder: Where the clients are installed.
    """
    file = folder / program.file
    text = renamed(program.source, ids).replace(program.server, server)
    file.write_text(text, encoding="utf-8")
    interpreters = {".sh": "sh", ".mjs": str(node_executable()), ".py": sys.executable}
    return subprocess.run(
        [interpreters[program.suffix], str(file)],
        cwd=folder,
        # Only the clients read the address; for the other styles it stands in the text.
        env={**variables, "AZOTTE_BASE_URL": server},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )


def renamed(text: str, ids: Mapping[str, str]) -> str:
    """Put what the objects are called for what the contract's examples call them."""
    return _EXAMPLE_ID.sub(lambda found: ids.get(found[1], found[0]), text)


def _example(contract: dict[str, Any], path: str) -> dict[str, Any]:
    body = contract["paths"].get(path, {}).get("post", {}).get("requestBody")
    if body is None:
        return {}
    examples = resolve(contract, body)["content"]["application/json"]["examples"]
    value: dict[str, Any] = resolve(contract, next(iter(examples.values())))["value"]
    return value
