"""Reports: the same result as text, HTML and JSON, and for CI systems."""

from pathlib import Path

from azotte_conformance.baseline import to_baseline
from azotte_conformance.bundle import built_in
from azotte_conformance.masking import Masker
from azotte_conformance.reports.code_quality_report import to_code_quality
from azotte_conformance.reports.har_report import to_har
from azotte_conformance.reports.html_report import to_html
from azotte_conformance.reports.json_report import to_json
from azotte_conformance.reports.junit_report import to_junit
from azotte_conformance.reports.places import Places
from azotte_conformance.reports.sarif_report import to_sarif
from azotte_conformance.reports.text_report import to_text
from azotte_conformance.result import Result


def write(
    result: Result, folder: Path, masker: Masker | None = None, *, bundle: Path | None = None
) -> list[Path]:
    """Write every report, without secrets.

    Args:
        result: The result of a run.
        folder: Created if missing.
        bundle: The contract, in which tools show findings; by default the one of this package.
        masker: Knows the secrets of the run; by default none but the form of keys.

    Returns:
        The files that were written.
    """
    masker = masker or Masker((), result.contract.key_pattern)
    places = Places(bundle or built_in())
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "report.txt": to_text(result),
        "report.json": to_json(result),
        "junit.xml": to_junit(result),
        "report.html": to_html(result),
        "report.sarif": to_sarif(result, places),
        "gl-code-quality-report.json": to_code_quality(result, places),
        "findings.har": to_har(result),
        "baseline.toml": to_baseline(result.new_findings),
    }
    for name, text in files.items():
        (folder / name).write_text(masker(text), encoding="utf-8")
    return [folder / name for name in files]
