"""What the reader gets: the same result as text, JSON, JUnit XML and a page."""

from pathlib import Path

from azotte_conformance.reports.html_report import to_html
from azotte_conformance.reports.json_report import to_json
from azotte_conformance.reports.junit_report import to_junit
from azotte_conformance.reports.text_report import to_text
from azotte_conformance.result import Result


def write(result: Result, folder: Path) -> list[Path]:
    """Write every report.

    Args:
        result: of a run.
        folder: made where missing.

    Returns:
        The files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "report.txt": to_text(result),
        "report.json": to_json(result),
        "junit.xml": to_junit(result),
        "report.html": to_html(result),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]
