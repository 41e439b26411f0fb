import functools
import http.server
import shutil
import time
from collections.abc import Generator
from pathlib import Path

import pytest
import uvicorn

from codegen.paths import ROOT
from codegen.reference.context import Context, Sources
from codegen.reference.pages import Page
from codegen.reference.serve import application, seeded_sandbox
from codegen.reference.site import all_pages, build
from codegen.sandbox import RunningSandbox, Tenant
from tests.threads import join, serving, start

URL = "https://docs.example.com/api/"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A static host."""

    def log_message(self, format: str, *args: object) -> None:  # the base names it so
        """Say nothing."""


@pytest.fixture(scope="session")
def sources() -> Sources:
    """What the reference is made from. Tests must not change it."""
    return Sources.read(ROOT)


@pytest.fixture(scope="session")
def context(sources: Sources) -> Context:
    return Context(sources, owner=False)


@pytest.fixture(scope="session")
def pages(context: Context) -> dict[str, Page]:
    """The pages by their paths."""
    return {page.path: page for page in all_pages(context)}


@pytest.fixture(scope="session")
def site(sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published reference."""
    folder = tmp_path_factory.mktemp("reference") / "site"
    build(sources, folder, URL)
    return folder


@pytest.fixture(scope="session")
def running() -> Generator[tuple[RunningSandbox, Tenant]]:
    """A sandbox, and a tenant of it with data."""
    with seeded_sandbox() as running:
        yield running


@pytest.fixture(scope="session")
def published(site: Path) -> Generator[str]:
    """URL of the reference on a static host."""
    handler = functools.partial(QuietHandler, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_address[1]}/"


@pytest.fixture(scope="session")
def origin(context: Context, site: Path, running: tuple[RunningSandbox, Tenant]) -> Generator[str]:
    """URL of the reference, with a sandbox."""
    sandbox, tenant = running
    # Without logging, because other tests in this process configure it.
    config = uvicorn.Config(application(context, site, sandbox, tenant), port=0, log_config=None)
    server = uvicorn.Server(config)
    listener = config.bind_socket()
    thread = start(lambda: server.run([listener]))
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        host, port = listener.getsockname()[:2]
        yield f"http://{host}:{port}/"
    finally:
        server.should_exit = True
        join(thread)
