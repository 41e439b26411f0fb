"""The client of a contract that has every construct, as a package of another name beside `azotte`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from codegen.format import format_python
from codegen.model.operations import Api
from codegen.model.read import read_api
from codegen.paths import TEMPLATES
from codegen.python import write_python
from tests.client.recording import RecordingServer, ScriptedResponse

CONSTRUCTS = Path(__file__).with_name("constructs.yaml")
PACKAGE = "growing"


@pytest.fixture(scope="session")
def constructs() -> Api:
    """The model of the contract."""
    return read_api(yaml.safe_load(CONSTRUCTS.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def sources(constructs: Api, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the package's sources."""
    folder = tmp_path_factory.mktemp("constructs")
    write_python(constructs, folder, TEMPLATES / "python", TEMPLATES / "models")
    format_python(folder)
    (folder / "src" / "azotte").rename(folder / "src" / PACKAGE)
    for path in (folder / "src").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        # The sandbox has its name whatever the contract is.
        path.write_text(re.sub(r"\bazotte\b", PACKAGE, text), encoding="utf-8")
    return folder / "src"


@pytest.fixture(scope="session")
def package(sources: Path) -> Iterator[Any]:
    """The package."""
    sys.path.insert(0, str(sources))
    yield import_module(PACKAGE)
    sys.path.remove(str(sources))


@pytest.fixture(scope="session")
def _server() -> Iterator[RecordingServer]:
    server = RecordingServer()
    yield server
    server.close()


@pytest.fixture
def server(_server: RecordingServer) -> RecordingServer:
    """A server that responds by script and records what it was sent."""
    _server.script(ScriptedResponse(204, b"", {}))
    return _server
