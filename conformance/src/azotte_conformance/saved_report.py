"""Reads a JSON report that an earlier run wrote."""

import json
from pathlib import Path

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract import Json, as_array, as_object


def read_report(path: Path) -> Json:
    """Read a report.

    Raises:
        CannotStart: The file cannot be read, or is not a report.
    """
    try:
        document = as_object(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise CannotStart(f"The report cannot be read from {path}: {error}.") from error
    if document is None or as_array(document.get("findings")) is None:
        raise CannotStart(f"{path} is not a report.json of a run.")
    return document


def findings_of(report: Json) -> list[Json]:
    """The findings of a report, warnings and notes among them."""
    return [f for one in as_array(report.get("findings")) or () if (f := as_object(one))]


def find(path: Path, wanted: str) -> Json:
    """A finding of a report, by its fingerprint or its number.

    Raises:
        CannotStart: The report cannot be read, has no such finding, or the finding has no script.
    """
    found = findings_of(read_report(path))
    for number, finding in enumerate(found, start=1):
        if wanted in (str(number), finding.get("fingerprint")):
            if not finding.get("script"):
                raise CannotStart(
                    f"The finding {wanted} has no script. {finding.get('replayed', '')}".strip()
                )
            return finding
    raise CannotStart(
        f"No such finding: {wanted!r}. The report has {len(found)}; name one by number or ID."
    )
