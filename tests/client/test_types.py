"""Types: complete, and clean under strict checkers in programs as users write them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import azotte
from codegen.node import run_tool
from tests.client.conftest import ROOT
from tests.client.language_server import hover_texts

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
    assert report["summary"]["filesAnalyzed"] == len([*PROGRAMS.glob("*.py")])


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


def test_a_wrong_program_fails_the_type_check(tmp_path: Path) -> None:
    wrong = {
        "unknown argument": "azotte.subscriptions.list(staus='active')",
        "argument of another type": "azotte.subscriptions.get(5)",
        "missing field": "azotte.subscriptions.create(customer='c')",
        "unset is not null": "azotte.subscriptions.update('s', plan=None)",
        "closed enumeration": "azotte.subscriptions.update('s', plan='p', proration='never')",
        "misspelt filter": "azotte.subscriptions.list(status='activ')",
        "misspelt filter of a function": "list_subscriptions.sync(azotte, status='activ')",
        "value that was read, as a filter": (
            "azotte.subscriptions.list(status=azotte.subscriptions.get('s').status)"
        ),
        "field that may be unset": "azotte.customers.get('c').subscriptions.data",
        "name that is not there": "from azotte import Azote",
        "transport that is not there": "from azotte.transports import Urllib4Transport",
        "async result not awaited": "AsyncAzotte().customers.get('c').name",
        **{f"{style} without its client": f"{style}('sub_1')" for style in STYLES},
        **{f"{style}, another type": f"{style}({client}, 5)" for style, client in STYLES.items()},
        **{
            f"{style}, unknown argument": f"{style}({client}, 's', timeuot=1)"
            for style, client in STYLES.items()
        },
        "with_detail, unknown argument": "azotte.subscriptions.with_detail.list(staus='active')",
        "with_detail, missing field": "azotte.subscriptions.with_detail.create(customer='c')",
        "async, unknown argument": "AsyncAzotte().subscriptions.list(staus='active')",
        "async, another type": "AsyncAzotte().subscriptions.get(5)",
        "async with_detail, another type": "AsyncAzotte().subscriptions.with_detail.get(5)",
    }
    lines = [
        "from azotte import AsyncAzotte, Azotte",
        "from azotte.api.subscriptions import get_subscription, list_subscriptions",
        "azotte = Azotte()",
        *wrong.values(),
    ]
    (tmp_path / "wrong.py").write_text("\n".join(lines) + "\n")
    expected = {*range(4, 4 + len(wrong))}
    assert _lines_pyright_rejects(tmp_path / "wrong.py") == expected
    assert _lines_mypy_rejects(tmp_path / "wrong.py") == expected


STYLES = {
    "get_subscription.sync": "azotte",
    "get_subscription.sync_detailed": "azotte",
    "get_subscription.asyncio": "AsyncAzotte()",
    "get_subscription.asyncio_detailed": "AsyncAzotte()",
}


def _lines_pyright_rejects(program: Path) -> set[int]:
    report = pyright(program.name, cwd=program.parent)
    return {
        diagnostic["range"]["start"]["line"] + 1
        for diagnostic in report["generalDiagnostics"]
        if diagnostic["severity"] == "error"
    }


def _lines_mypy_rejects(program: Path) -> set[int]:
    result = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull),
            *("--cache-dir", str(program.parent), program.name),
        ],
        cwd=program.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"^wrong\.py:(\d+): error", result.stdout, re.MULTILINE)
    return {int(line) for line in found}


def test_editors_show_arguments_and_documentation_in_each_style(tmp_path: Path) -> None:
    """Asks pyright's language server, which Pylance is built on, what it shows over a name."""
    names = {
        "azotte.subscriptions.get": "Subscription",
        "azotte.subscriptions.with_detail.get": "Response[Subscription]",
        "AsyncAzotte().subscriptions.get": "Coroutine[Any, Any, Subscription]",
        "AsyncAzotte().subscriptions.with_detail.get": "Coroutine[Any, Any, Response[Subscription]]",
        "get_subscription.sync": "Subscription",
        "get_subscription.sync_detailed": "Response[Subscription]",
        "get_subscription.asyncio": "Coroutine[Any, Any, Subscription]",
        "get_subscription.asyncio_detailed": "Coroutine[Any, Any, Response[Subscription]]",
    }
    head = [
        "from azotte import AsyncAzotte, Azotte",
        "from azotte.api.subscriptions import get_subscription",
        "azotte = Azotte()",
    ]
    program = tmp_path / "program.py"
    program.write_text("\n".join([*head, *names]) + "\n")
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(SOURCES)]}))
    places = [(number, len(name) - 1) for number, name in enumerate(names, len(head))]
    for shown, result in zip(hover_texts(program, places), names.values(), strict=True):
        flat = " ".join(shown.split())
        assert "subscription_id: str" in flat and "timeout: float | None = None" in flat, shown
        assert f"-> {result}" in flat, shown
