"""Runs the samples of a contract against a sandbox."""

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
# IDs in the examples of the contract. The first group is the prefix, which names the kind of object.
_EXAMPLE_ID = re.compile(r"\b(cus|sub|pay|bun)_[A-Za-z0-9]+\b")
_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Program:
    """A published sample, with its operation.

    Attributes:
        method: HTTP method of the operation, in uppercase.
        label: Style of the sample.
        server: Base URL of the platform, which some styles contain.
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
        """Unique file name of the program."""
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
    """Create the objects that a program reads and changes.

    Args:
        program: The program.
        contract: The bundle of the sandbox.
        api: Client of the sandbox, for a tenant without customers.

    Returns:
        The ID of a customer, a subscription, a payment and a bundle, by prefix. Kinds that the contract no longer has are absent.
    """

    def post(path: str, **fields: str) -> str | None:
        response = api.post(path, json={**_example(contract, path), **fields})
        return response.json()["id"] if response.is_success else None

    bundles = api.get("/bundles")
    ids = {
        "bun": bundles.json()["data"][0]["id"] if bundles.is_success else None,
        # The program may create a customer with the email of the example.
        "cus": (customer := post("/customers", email="grace@example.com") or ""),
        "pay": post("/payments", customer=customer),
        # A subscription of a plan without a trial can be paused.
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
    """Run a program, with the URL and the IDs of the sandbox in place of those in the sample.

    Args:
        program: The program.
        ids: IDs that `prepare` returned.
        server: Base URL of the sandbox.
        variables: Environment variables of the program.
        folder: Folder in which the clients are installed.
    """
    file = folder / program.file
    text = renamed(program.source, ids).replace(program.server, server)
    file.write_text(text, encoding="utf-8")
    interpreters = {".sh": "sh", ".mjs": str(node_executable()), ".py": sys.executable}
    return subprocess.run(
        [interpreters[program.suffix], str(file)],
        cwd=folder,
        # The clients read the URL from the environment; the other styles contain it.
        env={**variables, "AZOTTE_BASE_URL": server},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )


def renamed(text: str, ids: Mapping[str, str]) -> str:
    """Replace the IDs of the contract's examples in a text."""
    return _EXAMPLE_ID.sub(lambda found: ids.get(found[1], found[0]), text)


def _example(contract: dict[str, Any], path: str) -> dict[str, Any]:
    body = contract["paths"].get(path, {}).get("post", {}).get("requestBody")
    if body is None:
        return {}
    examples = resolve(contract, body)["content"]["application/json"]["examples"]
    value: dict[str, Any] = resolve(contract, next(iter(examples.values())))["value"]
    return value
