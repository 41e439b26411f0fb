"""What the tests against the hostile server use."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.hostile.modes import MODES
from tests.hostile.server import HostileServer

_SETTINGS = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's own, and no waits between attempts."""
    for name in os.environ.keys() - without_settings().keys():
        monkeypatch.delenv(name)
    monkeypatch.setattr("azotte._retry._FIRST", 0.001)


def without_settings() -> dict[str, str]:
    """Return the environment without settings of the developer's own."""
    return {name: value for name, value in os.environ.items() if name.upper() not in _SETTINGS}


@pytest.fixture
def hostile(request: pytest.FixtureRequest) -> Iterator[HostileServer]:
    """A server in the mode that the test is parametrized with."""
    with HostileServer(MODES[request.param]) as server:
        yield server
