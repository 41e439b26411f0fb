"""Reports: the same result as text, JSON, JUnit XML and HTML."""

from pathlib import Path

from azotte_conformance.masking import Masker
from azotte_conformance.reports.html_report import to_html
from azotte_conformance.reports.json_report import to_json
from azotte_conformance.reports.junit_report import to_junit
from azotte_conformance.reports.text_report import to_text
from azotte_conformance.result import Result


def write(result: Result, folder: Path, masker: Masker | None = None) -> list[Path]:
    """Write every report, without secrets.

    Args:
        result: The result of a run.
        folder: Created if missing.
        masker: Knows the secrets of the run; by default none but the form of keys.

    Returns:
        The files that were written.
    """
    masker = masker or Masker((), result.contract.key_pattern)
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "report.txt": to_text(result),
        "report.json": to_json(result),
        "junit.xml": to_junit(result),
        "report.html": to_html(result),
    }
    for name, text in files.items():
        (folder / name).write_text(masker(text), encoding="utf-8")
    return [folder / name for name in files]
