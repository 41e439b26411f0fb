"""`nox -s diff` proves that the programs of the version without the coupon work with the clients and the sandbox of this one."""

import re
import shutil
from pathlib import Path

import pytest

from codegen.diff.__main__ import main as diff
from codegen.paths import GENERATED
from tests.coupon.conftest import Grown
from tests.diff.conftest import keep_samples

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("coupon"), pytest.mark.timeout(600)]


def test_it_breaks_no_older_program(
    grown: Grown, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = tmp_path / "older.json"
    shutil.copy(GENERATED / "openapi.json", older)
    keep_samples(older, ("/customers", "/customers/{id}", "/customers/{id}/entitlements"))
    shutil.copytree(grown.entry.parent, tmp_path / "openapi")
    entry = tmp_path / "openapi" / grown.entry.name
    text = entry.read_text(encoding="utf-8")
    (version,) = re.findall(r"^  version: (\S+)$", text, re.MULTILINE)
    major, minor, _ = version.split(".")
    changed = text.replace(f"  version: {version}\n", f"  version: {major}.{int(minor) + 1}.0\n")
    entry.write_text(changed, encoding="utf-8")
    changelog = tmp_path / "CHANGELOG.md"
    arguments = [str(older), "--contract", str(entry), "--changelog", str(changelog)]

    assert diff(arguments) == 1
    shown = capsys.readouterr()
    assert "CHANGELOG.md does not mention" in shown.err
    assert re.search(r"^Breaks nothing:$", shown.out, re.MULTILINE)
    assert shown.out.count("Breaks ") == 1
    assert "POST /coupons/{id}/expire" in shown.out
    entry_text = shown.out.partition("changelog entry:")[2]
    changelog.write_text(f"# Changelog\n{entry_text}", encoding="utf-8")

    status = diff(arguments)
    shown = capsys.readouterr()
    assert status == 0, shown.err
    ((ran, failed),) = re.findall(r"(\d+) samples run and type-checked.*?(\d+) failed", shown.out)
    assert (int(ran) >= 6 * 6, failed) == (True, "0"), shown.out
