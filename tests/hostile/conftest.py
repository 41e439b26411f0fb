"""What the tests against the hostile server use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile.modes import MODES
from tests.hostile.server import HostileServer


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's own, and no waits between attempts."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setattr("azotte._retry._FIRST", 0.001)


@pytest.fixture
def hostile(request: pytest.FixtureRequest) -> Iterator[HostileServer]:
    """A server in the mode that the test is parametrized with."""
    with HostileServer(MODES[request.param]) as server:
        yield server
