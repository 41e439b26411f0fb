import json
import shutil
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from codegen.paths import GENERATED, ROOT, TEMPLATES
from codegen.reference.serve import application, seeded_sandbox
from codegen.reference.site import build
from tests.threads import join, start

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The bundle. Tests must not change it."""
    document: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="session")
def site(contract: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published reference."""
    folder = tmp_path_factory.mktemp("reference") / "site"
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    build(contract, changelog, TEMPLATES / "reference", folder)
    return folder


@pytest.fixture(scope="session")
def origin(site: Path) -> Generator[str]:
    """URL of the reference, with a sandbox."""
    document = json.loads((site / "openapi.json").read_text(encoding="utf-8"))
    with seeded_sandbox() as (sandbox, tenant):
        # Without logging, because other tests in this process configure it.
        config = uvicorn.Config(
            application(site, sandbox, tenant, document), port=0, log_config=None
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
