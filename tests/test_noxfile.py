"""nox says what to do where it cannot run."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import NamedTuple

import nox
import pytest

NOXFILE = Path(__file__).resolve().parents[1] / "noxfile.py"


class Version(NamedTuple):
    major: int
    minor: int


def test_an_old_python_is_an_error_with_the_command_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert nox, "imported before, because it checks the version too"
    monkeypatch.setattr(sys, "version_info", Version(3, 10))
    with pytest.raises(SystemExit, match=r"Python 3\.10; .*uvx -p 3\.12 nox"):
        runpy.run_path(str(NOXFILE))
