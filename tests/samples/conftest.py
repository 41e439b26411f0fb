"""A sandbox to run the samples against."""

from collections.abc import Iterator

import pytest

from tests.samples.proxy import RecordingProxy
from tests.samples.sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def proxy(sandbox: Sandbox) -> Iterator[RecordingProxy]:
    """Stands between a sample and the sandbox."""
    proxy = RecordingProxy(sandbox.url)
    yield proxy
    proxy.close()
