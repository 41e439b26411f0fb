"""Writes a finding of a report as a test for pytest, or as an HTTP archive."""

import json
import re
from pathlib import Path
from pprint import pformat

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract import Json, as_array, as_object
from azotte_conformance.encoders import log
from azotte_conformance.reports.har_report import archive

HAR_FILE = "findings.har"
_VARIABLE = re.compile(r"\$\{?(AZOTTE_[A-Z_]+)")

_TEST = '''\
"""Contract test, exported by azotte-conformance.

It passes when the server no longer does what the run found. Install pytest and azotte-conformance, and the programs
bash, curl and jq. Set these variables: {variables}.
"""

# {sentence} [{rule}]
# Where:    {where}
# Expected: {expected}
# By:       {source}
# Got:      {got}

import os

from azotte_conformance import replay

FINDING = {finding}


def test_{name}() -> None:
    replayed = replay(FINDING, os.environ["URL"], os.environ)
    assert not replayed.shows, replayed.output
'''


def to_pytest(finding: Json) -> str:
    """A test that fails as long as a server shows a finding.

    Args:
        finding: As the JSON report has it.
    """
    variables = dict.fromkeys(("URL", *_VARIABLE.findall(finding["script"])))
    where = ", ".join(map(str, finding["operations"]))
    name = re.sub(r"\W+", "_", f"{finding['rule']}_{finding['operations'][0]}").strip("_")
    # Text of the server is in the literal, which escapes it, or on one line of a comment.
    return _TEST.format(
        variables=", ".join(variables),
        sentence=log(str(finding["sentence"])),
        rule=finding["rule"],
        where=log(where),
        expected=log(str(finding["expected"])),
        source=finding["source"],
        got=log(str(finding["got"])),
        finding=pformat(
            {"script": finding["script"], "outcome": finding["outcome"]},
            width=110,
            sort_dicts=False,
        ),
        name=name.lower(),
    )


def to_har(finding: Json, folder: Path) -> str:
    """The requests and responses that show a finding, as an HTTP archive.

    Args:
        finding: As the JSON report has it.
        folder: The folder of the report.

    Raises:
        CannotStart: The report has no archive.
    """
    try:
        log_of = as_object(json.loads((folder / HAR_FILE).read_text(encoding="utf-8"))["log"])
    except (OSError, ValueError, KeyError) as error:
        raise CannotStart(f"{folder / HAR_FILE} cannot be read: {error}.") from error
    named = finding["fingerprint"]
    pages, entries = (as_array((log_of or {}).get(part)) or [] for part in ("pages", "entries"))
    return json.dumps(
        archive(
            [page for page in pages if page["id"] == named],
            [entry for entry in entries if entry["pageref"] == named],
        ),
        indent=2,
    )
