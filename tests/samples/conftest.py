"""Fixtures: a sandbox for the samples, and a proxy that records their requests."""

from collections.abc import Iterator

import pytest

from codegen.sandbox import RunningSandbox, running_sandbox
from tests.samples.proxy import RecordingProxy


@pytest.fixture(scope="session")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox("--limits", "off") as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def proxy(sandbox: RunningSandbox) -> Iterator[RecordingProxy]:
    """A proxy between a sample and the sandbox."""
    proxy = RecordingProxy(sandbox.url)
    yield proxy
    proxy.close()
