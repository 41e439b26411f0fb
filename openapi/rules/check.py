"""Checks the contract: `python -m openapi.rules.check [--contract openapi/azotte.yaml]`.

Makes one list of findings. redocly checks the sources and the bundle. The OpenAPI specification and the model of codegen check
the bundle, and the house rules the sources. openapi/rules/README.md describes each rule and its remedy.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from codegen.bundle import bundle, to_json
from codegen.document import steps
from codegen.errors import GenerationError
from codegen.node import run_tool
from codegen.paths import CONTRACT, ROOT
from openapi.rules import RULES
from openapi.rules.capabilities import capability_findings
from openapi.rules.contract import Contract, read
from openapi.rules.manual import REMEDIES
from openapi.rules.sources import Finding, Node, UnreadableError
from openapi.rules.specification import schema_findings, specification_findings

REDOCLY_RULES = ROOT / "openapi" / "rules" / "redocly.yaml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every finding as `file:line: rule: what is wrong; what to do` and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m openapi.rules.check", description="Check the contract."
    )
    parser.add_argument(
        "--contract",
        type=Path,
        default=CONTRACT,
        help="the contract's entry (default: %(default)s)",
    )
    entry: Path = parser.parse_args(arguments).contract.resolve()
    try:
        lines = findings_of(entry)
    except GenerationError as error:
        print(error, file=sys.stderr)
        return 2
    for line in lines:
        print(line)
    return 1 if lines else 0


def findings_of(entry: Path) -> list[str]:
    """Check a contract and return a line for each finding.

    Raises:
        GenerationError: There is no such file, or a tool is missing.
    """
    return [to_line(finding, entry.parent) for finding in check(entry)]


def place_of(entry: Path, pointer: str) -> str:
    """Return the file and line of a place in the bundle."""
    node = _in_sources(read(entry), steps(pointer))
    return f"{_shown(node.file, entry.parent)}:{node.line}"


def check(entry: Path) -> list[Finding]:
    """Check a contract.

    Args:
        entry: The contract's entry file.

    Returns:
        What is wrong, by file and line. A contract that cannot be read, or whose structure is wrong, has only that.

    Raises:
        GenerationError: There is no such file, or a tool is missing.
    """
    if not entry.is_file():
        raise GenerationError(
            f"There is no contract at {entry}; name its entry file with --contract."
        )
    try:
        contract = read(entry)
    except UnreadableError as error:
        return error.findings
    # Bundling and the other checks assume that the structure is valid.
    findings = {*redocly_findings(contract)}
    structural = [finding for finding in findings if finding.rule == "struct"]
    if structural:
        return sorted(structural)
    bundled = bundle(entry)
    findings |= {*bundle_findings(contract, bundled)}
    structural = [finding for finding in findings if finding.rule == "struct"]
    find = partial(_in_sources, contract)
    structural = structural or [
        *specification_findings(bundled, find),
        *schema_findings(contract),
    ]
    findings |= {*capability_findings(bundled, find)}
    return sorted(structural or findings.union(house_findings(contract)))


def to_line(finding: Finding, folder: Path) -> str:
    """Write a finding as one line, the file's path from the working folder."""
    shown = _shown(finding.file, folder)
    remedy = finding.remedy[:1].lower() + finding.remedy[1:].rstrip(".")
    return f"{shown}:{finding.line}: {finding.rule}: {finding.problem}; {remedy or REMEDIES[finding.rule]}"


def _shown(file: str, folder: Path) -> Path:
    path = folder / file
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def house_findings(contract: Contract) -> Iterator[Finding]:
    """Hold a contract to the rules of openapi/rules/."""
    for rule in RULES:
        for node, problem in rule(contract):
            yield Finding(node.file, node.line, rule.__name__.replace("_", "-"), problem)


def redocly_findings(contract: Contract) -> Iterator[Finding]:
    """Lint the sources with redocly."""
    for problem in lint([contract.sources.folder / contract.entry.file]):
        yield to_finding(problem, contract)


def bundle_findings(contract: Contract, bundled: dict[str, Any]) -> Iterator[Finding]:
    """Lint the bundle with redocly: rules on named schemas see them there only."""
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder).resolve() / "openapi.json"
        document.write_text(to_json(bundled), encoding="utf-8")
        for problem in lint([document]):
            yield to_finding(problem, contract)


@dataclass(frozen=True)
class RedoclyProblem:
    """What redocly reports, and where."""

    file: Path
    pointer: list[str]
    rule: str
    message: str


def lint(documents: Sequence[Path]) -> list[RedoclyProblem]:
    """Lint documents with redocly and our configuration.

    Raises:
        GenerationError: redocly failed, for example because its configuration is wrong.
    """
    folder = documents[0].parent
    result = run_tool(
        "redocly",
        *("lint", "--config", str(REDOCLY_RULES), "--format", "json", "--max-problems", "100000"),
        *map(str, documents),
        cwd=folder,
    )
    # One JSON document for each that was linted, one behind the other.
    responses: list[dict[str, Any]] = []
    text = result.stdout.lstrip()
    while text.startswith("{"):
        response, end = json.JSONDecoder().raw_decode(text)
        responses.append(response)
        text = text[end:].lstrip()
    if len(responses) != len(documents):
        raise GenerationError(
            f"redocly failed; see {REDOCLY_RULES}:\n{result.stdout}{result.stderr}"
        )
    return [_problem(problem, folder) for response in responses for problem in response["problems"]]


def _problem(problem: dict[str, Any], folder: Path) -> RedoclyProblem:
    location: dict[str, Any] = problem["location"][0]
    message = " ".join(problem["message"].split()).rstrip(".")
    guess = f" (did you mean {' or '.join(problem['suggest'])}?)" if problem["suggest"] else ""
    return RedoclyProblem(
        file=(folder / location["source"]["ref"]).resolve(),
        pointer=steps(location["pointer"].removeprefix("#").rstrip("/")),
        rule=problem["ruleId"].removeprefix("rule/"),
        message=message + guess,
    )


def to_finding(problem: RedoclyProblem, contract: Contract) -> Finding:
    """Name the line of the sources that a problem is about, also where it was found in the bundle."""
    folder = contract.sources.folder
    if problem.file.is_relative_to(folder):
        file = problem.file.relative_to(folder).as_posix()
        node = contract.sources.files[file].nearest(*problem.pointer)
    else:
        node = _in_sources(contract, problem.pointer)
    return Finding(node.file, node.line, problem.rule, problem.message)


def _in_sources(contract: Contract, pointer: list[str]) -> Node:
    """Return the source of what stands at a pointer in the bundle, or of what holds it."""
    node = contract.entry
    match pointer:
        case ["components", section, name, *rest] if name not in node.children(
            "components", section
        ):
            files, pointer = contract.sources.files, rest
            namesakes = [file for file in files.values() if file.name == name]
            # None of its kind: the file is in the wrong folder.
            node = ([file for file in namesakes if file.kind == section] or namesakes or [node])[0]
        case _:
            pass
    for step in pointer:
        node = contract.target(node)
        if step not in node:
            break
        node = node[step]
    return node


if __name__ == "__main__":
    sys.exit(main())
