"""The client of a contract with every construct is clean under strict type checkers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from codegen.format import format_python
from codegen.model.read import read_api
from codegen.node import run_tool
from codegen.paths import TEMPLATES
from codegen.python import write_python
from tests.client.conftest import ROOT
from tests.codegen.python.conftest import CONSTRUCTS

pytestmark = pytest.mark.slow

PROGRAM = """
from growing import AsyncAzotte, Azotte, models
from growing.api.shapes import send_several


def synchronous(client: Azotte) -> None:
    client.shapes.send([1], True, "n", 1, x_dry_run=True, state="open", deep={"a": "x"})
    line: models.Line = client.shapes.send_array(body=[{"id": "1"}, models.Line(id="2")])["a"]
    source = client.shapes.send_union(body={"kind": "card", "last4": line.id})
    match source.kind:
        case "card":
            print(source.last4)
        case "bank":
            print(source.iban)
        case "unknown":
            print(source.extra)
    for event in client.shapes.get_events():
        print(event.kind)
    for item in client.shapes.list_by_link():
        print(item.id)
    client.send(send_several.call(body="a,b", content_type="text/csv"))
    Azotte(token=lambda: "t", password="u:p", query_key="q").shapes.with_token()


async def asynchronous(client: AsyncAzotte) -> None:
    file = await client.shapes.get_file()
    if file is not None:
        await file.asave("file.pdf")
    async for line in await client.shapes.get_lines():
        print(line.id)
"""
WRONG = {
    "closed enumeration": 'client.shapes.send([1], True, "n", 1, x_dry_run=True, state="opn")',
    "closed enumeration of integers": 'client.shapes.send([1], True, "n", 3, x_dry_run=True)',
    "missing header": 'client.shapes.send([1], True, "n", 1)',
    "read-only field": 'client.shapes.create(id="a", secret="s", owner={"name": "o"})',
    "array of something else": "client.shapes.send_array(body=[1])",
    "media type that is not there": 'send_several.call(body="a", content_type="text/xml")',
    "credential of another type": "Azotte(token=1)",
    "deprecated operation": "client.shapes.get_old()",
}


@pytest.fixture
def folder(sources: Path, tmp_path: Path) -> Path:
    wrong = "\n".join(f"    {line}" for line in WRONG.values())
    (tmp_path / "right.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(
        "from growing import Azotte\nfrom growing.api.shapes import send_several\n\n\n"
        f"def wrong(client: Azotte) -> None:\n{wrong}\n",
        encoding="utf-8",
    )
    _configure_pyright(tmp_path, sources)
    return tmp_path


def _configure_pyright(folder: Path, sources: Path) -> None:
    config = {
        "include": [".", str(sources)],
        "typeCheckingMode": "strict",
        "extraPaths": [str(sources), str(ROOT / "sandbox" / "src")],
        "pythonVersion": "3.11",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(config), encoding="utf-8")


def test_pyright_finds_the_wrong_lines_and_no_others(folder: Path) -> None:
    result = run_tool("pyright", "--outputjson", "--pythonpath", sys.executable, cwd=folder)
    found = json.loads(result.stdout)["generalDiagnostics"]
    elsewhere = [one for one in found if Path(one["file"]).name != "wrong.py"]
    assert elsewhere == []
    lines = {one["range"]["start"]["line"] for one in found}
    assert {text for number, text in enumerate(WRONG, 5) if number not in lines} == set()


def test_pyright_accepts_a_package_without_webhooks(tmp_path: Path) -> None:
    document = yaml.safe_load(CONSTRUCTS.read_text(encoding="utf-8"))
    del document["webhooks"]
    write_python(read_api(document), tmp_path, TEMPLATES / "python", TEMPLATES / "models")
    format_python(tmp_path)
    sources = tmp_path / "src"
    assert not (sources / "azotte" / "webhooks.py").exists()
    program = "import azotte\n\nassert 'webhooks' not in azotte.__all__\nfor name in azotte.__all__:\n    getattr(azotte, name)\n"
    subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(sources)}, check=True
    )
    _configure_pyright(tmp_path, sources)
    result = run_tool("pyright", "--outputjson", "--pythonpath", sys.executable, cwd=tmp_path)
    assert json.loads(result.stdout)["generalDiagnostics"] == []


def test_mypy_accepts_the_package_and_the_program(folder: Path, sources: Path) -> None:
    result = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull),
            *("--cache-dir", str(folder / "cache"), "--ignore-missing-imports"),
            *(str(sources / "growing"), str(folder / "right.py")),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MYPYPATH": os.pathsep.join([str(sources), str(ROOT / "sandbox/src")])},
    )
    assert result.returncode == 0, result.stdout
