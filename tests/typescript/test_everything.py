"""A contract with every construct: its client compiles in strict mode and does what the contract says, over real sockets."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from codegen.model.capabilities import SUPPORTED
from codegen.model.read import read_api
from codegen.node import run_tool
from codegen.paths import TEMPLATES
from codegen.typescript import build, write_typescript
from tests.codegen.model.documents import document_with
from tests.typescript.conftest import HERE, STRICT, TYPES_OF_NODE, javascript, run_node

FOLDER = HERE / "everything"
FILES = sorted(FOLDER.glob("*.test.mjs"))


def write(document: dict[str, Any], folder: Path) -> Path:
    write_typescript(read_api(document), folder, TEMPLATES / "typescript")
    return folder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the contract, not built."""
    document = yaml.safe_load((FOLDER / "contract.yaml").read_text(encoding="utf-8"))
    return write(document, tmp_path_factory.mktemp("everything"))


@pytest.fixture(scope="module")
def package_of_kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the same contract, where the first key says in its prefix what it is."""
    document = yaml.safe_load((FOLDER / "contract.yaml").read_text(encoding="utf-8"))
    key = document["components"]["securitySchemes"]["Key"]
    key["x-pattern"] = r"^key_\w+$"
    key["x-key-kinds"] = [{"prefix": "key_", "type": "secret", "environment": "development"}]
    return write(document, tmp_path_factory.mktemp("kinds"))


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_behaviour(file: Path, package: Path, tmp_path: Path) -> None:
    check(file, package, tmp_path)


def test_security_where_keys_have_kinds(package_of_kinds: Path, tmp_path: Path) -> None:
    check(FOLDER / "security.test.mjs", package_of_kinds, tmp_path)


def check(file: Path, package: Path, tmp_path: Path) -> None:
    entry = javascript(package, tmp_path) / "index.js"
    ran = run_node("--test-reporter=spec", "--test-timeout=20000", file, CLIENT=entry.as_uri())
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "tests 0" not in ran.stdout


@pytest.mark.slow
def test_everything_compiles_in_strict_mode(package: Path) -> None:
    build(package)
    assert (package / "dist" / "esm" / "index.js").exists()
    shutil.copy(FOLDER / "user.ts", package)
    (package / "package.json").write_text('{"type": "module"}')
    libraries = ("--lib", "es2022,dom,dom.iterable", *TYPES_OF_NODE)
    compiled = run_tool("tsc", "user.ts", *STRICT, *libraries, cwd=package)
    assert compiled.returncode == 0, compiled.stdout


@pytest.mark.parametrize("capability", SUPPORTED, ids=lambda one: one.construct)
def test_each_construct_is_carried(capability: Any, tmp_path: Path) -> None:
    package = write(document_with(capability), tmp_path)
    assert (package / "src" / "index.ts").exists()
    for file in (package / "src" / "resources").glob("*.ts"):
        text = file.read_text(encoding="utf-8")
        imported = re.findall(r"^import (?:type )?\{([^}]*)\}", text, re.MULTILINE)
        for name in re.findall(r"\w+", " ".join(imported)):
            assert len(re.findall(rf"\b{name}\b", text)) > 1, f"{file.name} does not use {name}"
