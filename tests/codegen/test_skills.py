"""The skills that the packages carry for agents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from azotte import Azotte
from codegen.model.read import read_api
from codegen.paths import GENERATED
from tests.codegen.model.documents import contract

PYTHON = GENERATED / "python" / "src" / "azotte"
TYPESCRIPT = GENERATED / "typescript"
README = {PYTHON: GENERATED / "python" / "README.md", TYPESCRIPT: TYPESCRIPT / "README.md"}
CODE = re.compile(r"^```\w+[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def skill(package: Path) -> str:
    return (package / ".agents" / "skills" / "azotte" / "SKILL.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("package", README, ids=["python", "typescript"])
def test_its_facts_are_those_of_the_specification(package: Path) -> None:
    _, facts, text = skill(package).split("---\n", 2)
    read = yaml.safe_load(facts)
    assert read["name"] == "azotte"  # as its folder
    assert 0 < len(read["description"]) <= 1024
    assert read.keys() <= {"name", "description", "license", "compatibility", "metadata"}
    # A longer skill fills the context that it is read into.
    assert len(text.splitlines()) < 500


@pytest.mark.parametrize("package", README, ids=["python", "typescript"])
def test_its_code_is_that_of_the_readme_which_is_run(package: Path) -> None:
    tested = {code.strip() for code in CODE.findall(README[package].read_text(encoding="utf-8"))}
    shown = {code.strip() for code in CODE.findall(skill(package))}
    assert len(shown) >= 6
    assert shown <= tested


@pytest.mark.parametrize("package", README, ids=["python", "typescript"])
def test_it_lists_each_operation(package: Path) -> None:
    rows = re.findall(r"^\| `azotte\.(\w+)\.(\w+)` ", skill(package), re.MULTILINE)
    assert len(rows) == len(read_api(contract()).operations)
    if package == PYTHON:
        with Azotte(api_key="sk_dev_1234567890abcdef", tenant_id="tenant_1") as client:
            assert all(callable(getattr(getattr(client, tag), method)) for tag, method in rows)
