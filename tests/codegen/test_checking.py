"""A client that does not work replaces nothing: it is type-checked and imported first."""

from pathlib import Path

import pytest

from codegen.checking import check_python
from codegen.errors import GenerationError

GENERATED = "# Generated from openapi/: edit there, not here.\n"
COPIED = "# Copied from templates/python/runtime/: edit there, not here.\n"


@pytest.fixture
def client(tmp_path: Path) -> Path:
    package = tmp_path / "src" / "azotte"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(GENERATED)
    return tmp_path


def test_a_type_error_is_found(client: Path) -> None:
    (client / "src/azotte/wrong.py").write_text(f'{GENERATED}number: int = "text"\n')
    with pytest.raises(GenerationError, match=r"does not type-check:\nazotte/wrong\.py:2"):
        check_python(client)


def test_a_module_that_fails_is_found(client: Path) -> None:
    (client / "src/azotte/wrong.py").write_text(f'{GENERATED}raise RuntimeError("broken")\n')
    with pytest.raises(GenerationError, match="cannot be imported:\nRuntimeError: broken"):
        check_python(client)


def test_a_copied_module_may_need_what_generation_does_not_install(client: Path) -> None:
    (client / "src/azotte/testing.py").write_text(f"{COPIED}import no_such_package\n")
    check_python(client)


def test_a_deprecated_function_can_be_called(client: Path) -> None:
    (client / "src/azotte/old.py").write_text(
        f"{GENERATED}from typing_extensions import deprecated\n\n"
        '@deprecated("Use new.")\ndef old() -> None: ...\n\nold()\n'
    )
    check_python(client)
