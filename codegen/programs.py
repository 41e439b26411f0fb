"""Runs the samples of a contract against a sandbox."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from codegen.model.operations import Api, Operation
from codegen.node import node_executable
from codegen.samples.call import calls

_SUFFIXES = {"shell": ".sh", "javascript": ".mjs", "python": ".py"}
_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Program:
    """A published sample, with its operation.

    Attributes:
        label: Style of the sample.
    """

    operation: Operation
    label: str
    suffix: str
    source: str

    def __str__(self) -> str:
        return f"{self.operation.id} in {self.label}"

    @property
    def file(self) -> str:
        """Unique file name of the program."""
        name = f"{self.operation.id}_{self.label}"
        return re.sub(r"\W+", "_", name).strip("_").lower() + self.suffix


def published(api: Api) -> Iterator[Program]:
    """Yield the samples of a bundle."""
    for operation in api.operations:
        for sample in operation.extensions.get("x-codeSamples", ()):
            yield Program(
                operation, sample["label"], _SUFFIXES[sample["lang"].lower()], sample["source"]
            )


def prepare(operation: Operation, api: Api, client: httpx2.Client) -> None:
    """Bring the object of the examples into a state from which an operation is allowed (`x-transition`).

    Args:
        operation: The operation.
        api: The contract of the sandbox.
        client: Client of the sandbox, for a tenant that has the objects of the examples.
    """
    transition = operation.extensions.get("x-transition")
    if transition is None:
        return
    place = operation.path[: operation.path.rindex("}") + 1]
    read = next(one for one in api.operations if (one.method, one.path) == ("GET", place))
    shown = calls(api)
    state = client.get(shown[read.pointer].path).json().get(transition["member"])
    if state in transition["from"]:
        return
    for other in api.operations:
        if other.path.startswith(f"{place}/") and _leads_to(other, transition):
            client.request(other.method, shown[other.pointer].path).raise_for_status()
            return


def run(
    program: Program,
    server: str,
    variables: Mapping[str, str],
    folder: Path,
    names: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program.

    Args:
        program: The program.
        server: Base URL of the sandbox.
        variables: Environment variables of the program.
        folder: Folder in which the clients are installed.
        names: IDs of the sandbox for IDs in the program, if they differ.
    """
    file = folder / program.file
    file.write_text(renamed(program.source, names or {}), encoding="utf-8")
    interpreters = {".sh": "sh", ".mjs": str(node_executable()), ".py": sys.executable}
    return subprocess.run(
        [interpreters[program.suffix], str(file)],
        cwd=folder,
        env={**variables, "AZOTTE_BASE_URL": server},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Replace words in a text."""
    if not names:
        return text
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.sub(rf"\b(?:{pattern})\b", lambda found: names[found[0]], text)


def new_names(older: Api, newer: Api) -> dict[str, str]:
    """Return the example ID of the newer contract for each of the older one, if they differ."""
    new = _examples_in_paths(newer)
    return {
        value: new[place]
        for place, value in _examples_in_paths(older).items()
        if new.get(place, value) != value
    }


def _examples_in_paths(api: Api) -> dict[tuple[str, str], str]:
    shown = calls(api)
    return {
        (operation.path, parameter.name): str(value)
        for operation in api.operations
        for parameter, value in shown[operation.pointer].arguments
        if parameter.location == "path"
    }


def _leads_to(operation: Operation, transition: dict[str, Any]) -> bool:
    place = f"$response.body#/{transition['member']}"
    return any(
        result.get("then", {}).get(place, {}).get("const") in transition["from"]
        for result in operation.extensions.get("x-results", ())
        if "when" not in result
    )
