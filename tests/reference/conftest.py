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
from tests.threads import join, start

URL = "https://docs.example.com/api/"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


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
def origin(context: Context, site: Path) -> Generator[str]:
    """URL of the reference, with a sandbox."""
    with seeded_sandbox() as (sandbox, tenant):
        # Without logging, because other tests in this process configure it.
        config = uvicorn.Config(
            application(context, site, sandbox, tenant), port=0, log_config=None
        )
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
