"""Runs the script of a finding again, and says whether it still shows the finding."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract import Json, as_object
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.replaying import outcome
from azotte_conformance.reproduction import LAST, Fresh

SECONDS = 120.0
"""How long a script may take."""


@dataclass(frozen=True)
class Replayed:
    """The outcome of a script."""

    shows: bool
    """Whether the last response is like the one that was reported."""
    status: int
    output: str
    """What the script printed."""


def replay(finding: Json, url: str, environment: Mapping[str, str]) -> Replayed:
    """Run a finding's script.

    Args:
        finding: As the JSON report has it.
        url: Base URL of the server.
        environment: Has the credentials.

    Raises:
        CannotStart: The script cannot be run.
    """
    for program in ("bash", "curl", "jq"):
        if shutil.which(program) is None:
            raise CannotStart(f"A script needs {program}, which is not installed.")
    try:
        done = subprocess.run(
            ["bash", "-c", finding["script"]],
            env={**os.environ, **environment, "URL": url.rstrip("/")},
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise CannotStart(f"The script did not end within {SECONDS:.0f} seconds.") from None
    output = done.stdout.decode("utf-8", "replace")
    exchange, own, run = _last(output)
    if exchange is None:
        problem = done.stderr.decode("utf-8", "replace").strip()[-300:]
        raise CannotStart(f"The script got no response. {problem}".strip())
    wanted = as_object(finding.get("outcome")) or {}
    if wanted.get("successes", 1) != 1:
        # Of requests at the same time only how many succeed is the same each time.
        raced = output.partition(f"{LAST}\n")[0] if _reads_last(finding) else output
        count = len(re.findall(r"^2\d\d$", raced, re.MULTILINE))
        return Replayed(count != 1, exchange.status, output)
    names = {id: f"ID{number}" for number, id in enumerate(own)}
    found = outcome(exchange, names, Fresh((), ()))
    return Replayed(_steady(found, run) == _steady(wanted, None), exchange.status, output)


def _reads_last(finding: Json) -> bool:
    """Whether a script sends another request after those that it sends at the same time."""
    after = str(finding["script"]).rpartition("\nwait\n")[2]
    return "curl " in after


def _last(output: str) -> tuple[Exchange | None, list[str], str | None]:
    """The last response that a script printed, the IDs of its objects, and the number that made its values new."""
    lines = output.rstrip("\n").split("\n")
    own: list[str] = []
    run: str | None = None
    while lines and (lines[-1].startswith(("IDs: ", "RUN: "))):
        name, _, rest = lines.pop().partition(": ")
        if name == "IDs":
            own = rest.split()
        else:
            run = rest.strip()
    if not lines or not re.fullmatch(r"[1-5]\d\d", lines[-1]):
        return None, own, run
    status = int(lines.pop())
    body = "\n".join(lines).rpartition(f"{LAST}\n")[2]
    return Exchange(Request("GET", "/"), status, (), body.encode(), 0.0, 0.0), own, run


def _steady(found: Json, run: str | None) -> Any:
    """Status and body of an outcome, without the number that made its values new."""
    text = json.dumps({"status": found.get("status"), "body": found.get("body")}, sort_keys=True)
    return text.replace(run, "0" * Fresh.LENGTH) if run else text
