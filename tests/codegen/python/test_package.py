"""The distribution has the modules of the runtime that its contract needs."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from codegen.checking import check_python
from codegen.format import format_python
from codegen.model.operations import Api
from codegen.model.read import read_api
from codegen.paths import GENERATED, TEMPLATES
from codegen.python import remove_unused, write_python


def modules_of(api: Api, folder: Path) -> set[str]:
    write_python(api, folder, TEMPLATES / "python", TEMPLATES / "models")
    format_python(folder)
    remove_unused(folder)
    source = folder / "src" / "azotte"
    return {path.relative_to(source).as_posix() for path in source.rglob("*.py")}


def test_a_contract_with_every_construct_needs_every_module(
    constructs: Api, tmp_path: Path
) -> None:
    runtime = TEMPLATES / "python" / "runtime"
    copied = {path.relative_to(runtime).as_posix() for path in runtime.rglob("*.py")}
    assert copied - modules_of(constructs, tmp_path) == set()


@pytest.mark.slow
def test_a_contract_without_files_streams_and_lists_has_no_modules_for_them(tmp_path: Path) -> None:
    contract = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    small = copy.deepcopy(contract)
    for item in small["paths"].values():
        if item.get("get", {}).pop("x-pagination", None):
            del item["get"]
    modules = modules_of(read_api(small), tmp_path)
    assert modules.isdisjoint({"_bodies.py", "_files.py", "_streams.py", "_pagination/cursor.py"})
    assert {"_payload.py", "transports/_aiohttp.py", "testing/__init__.py"} <= modules
    check_python(tmp_path)
