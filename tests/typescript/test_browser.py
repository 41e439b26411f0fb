"""The client in a real browser, in a page and in a worker, against the sandbox on another origin."""

import json
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from codegen.node import run_tool
from codegen.sandbox import RunningSandbox, running_sandbox
from tests.threads import serving
from tests.typescript.conftest import HERE, PACKAGE, run_node

pytestmark = pytest.mark.slow

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(
            f"no browser: install one of {', '.join(BROWSERS)} (Debian: apt-get install chromium)"
        )
    return found


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox("--limits", "off") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose pages call the API, and that redirects requests for the API there."""
    folder = tmp_path_factory.mktemp("site")
    built = run_tool(
        "esbuild",
        *(f"{name}={HERE / 'browser' / name}.mjs" for name in ("page", "worker")),
        *(
            "--bundle",
            "--format=esm",
            f"--alias:azotte={PACKAGE / 'src' / 'index.ts'}",
            f"--outdir={folder}",
        ),
        cwd=folder,
    )
    assert built.returncode == 0, built.stderr
    (folder / "index.html").write_text("<!doctype html><script type=module src=/page.js></script>")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/v1"):
                self.send_response(302)
                self.send_header("location", "/index.html")
                self.end_headers()
                return
            file = folder / (self.path.lstrip("/") or "index.html")
            self.send_response(200 if file.is_file() else 404)
            self.send_header(
                "content-type", "text/html" if file.suffix == ".html" else "text/javascript"
            )
            self.end_headers()
            if file.is_file():
                self.wfile.write(file.read_bytes())

        def log_message(self, format: str, *args: object) -> None:  # the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}"


def test_in_a_page_and_in_a_worker(
    browser: str, site: str, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    tenant = sandbox.new_tenant()
    parameters = {
        "url": sandbox.url,
        "tenantId": tenant.id,
        "publishableKey": tenant.keys["publishable", "development"],
        "secretKey": tenant.secret_key,
        "redirectingUrl": f"{site}/v1",
    }
    ran = run_node(HERE / "browser" / "drive.mjs", browser, f"{site}/", json.dumps(parameters))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    outcome = json.loads(ran.stdout)
    assert outcome["problems"] == []
    for result in outcome["results"]:
        assert sorted(result.pop("ids")) == ["bun_basic", "bun_daily", "bun_free", "bun_pro"]
        assert result == {
            "hasDetails": True,
            "isMissing": True,
            "forbidden": "wrong_key_type",
            "redirected": 0,
            "secret": "secret_key_in_browser",
            "overruled": "InsufficientPermissionsError",
            "event": "InvalidEventError",
        }
