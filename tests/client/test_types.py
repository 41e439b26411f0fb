"""Types: complete, and clean under strict checkers in programs as users write them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import azotte
from codegen.node import run_tool
from tests.client.conftest import ROOT

PROGRAMS = Path(__file__).parent / "programs"
SOURCES = Path(azotte.__file__).parents[1]

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the checkers find the package."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(SOURCES), str(ROOT / "sandbox" / "src"))))
    monkeypatch.setenv("MYPYPATH", str(SOURCES))
    # Verifying types, pyright takes no notice of --pythonpath and asks the `python` that it finds.
    interpreter = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", os.pathsep.join((interpreter, os.environ["PATH"])))


def pyright(*arguments: str, cwd: Path) -> dict[str, Any]:
    result = run_tool(
        "pyright", "--outputjson", "--pythonpath", sys.executable, *arguments, cwd=cwd
    )
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def test_every_public_symbol_has_a_known_type(tmp_path: Path) -> None:
    report = pyright("--verifytypes", "azotte", "--ignoreexternal", cwd=tmp_path)
    completeness = report["typeCompleteness"]
    incomplete = [
        symbol["name"]
        for symbol in completeness["symbols"]
        if symbol["isExported"] and not symbol["isTypeKnown"]
    ]
    assert incomplete == []
    assert completeness["completenessScore"] == 1


def test_programs_are_clean_under_strict_pyright(tmp_path: Path) -> None:
    config = {
        "include": [os.path.relpath(PROGRAMS, tmp_path)],
        "typeCheckingMode": "strict",
        "extraPaths": [str(SOURCES)],
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(config))
    report = pyright("--project", str(tmp_path), cwd=tmp_path)
    assert report["generalDiagnostics"] == []
    assert report["summary"]["filesAnalyzed"] == 4


def test_programs_are_clean_under_strict_mypy(tmp_path: Path) -> None:
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--config-file",
            os.devnull,
            "--cache-dir",
            str(tmp_path),
            str(PROGRAMS),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_a_wrong_program_is_not(tmp_path: Path) -> None:
    wrong = {
        "unknown argument": "azotte.subscriptions.list(staus='active')",
        "argument of another type": "azotte.subscriptions.get(5)",
        "missing member": "azotte.subscriptions.create(customer='c')",
        "unset is not null": "azotte.subscriptions.update('s', plan=None)",
        "closed enumeration": "azotte.subscriptions.update('s', plan='p', proration='never')",
        "member that may be unset": "azotte.customers.get('c').subscriptions.data",
        "name that is not there": "from azotte import Azote",
        "transport that is not there": "from azotte.transports import Urllib4Transport",
        "async result not awaited": "AsyncAzotte().customers.get('c').name",
    }
    lines = ["from azotte import AsyncAzotte, Azotte", "azotte = Azotte()", *wrong.values()]
    (tmp_path / "wrong.py").write_text("\n".join(lines) + "\n")
    report = pyright("wrong.py", cwd=tmp_path)
    diagnostics = report["generalDiagnostics"]
    found = {
        diagnostic["range"]["start"]["line"]
        for diagnostic in diagnostics
        if diagnostic["severity"] == "error"
    }
    assert found == {*range(2, 2 + len(wrong))}
