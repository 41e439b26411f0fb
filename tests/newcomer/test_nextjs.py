"""A real Next.js application with the client: its cache, and the webhook route of the README."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest

from azotte import Azotte, webhooks
from codegen.paths import ROOT
from codegen.sandbox import running_sandbox
from tests.newcomer.documents import TYPESCRIPT, program
from tests.newcomer.machine import Machine, free_port

pytestmark = [pytest.mark.slow, pytest.mark.nightly]
HERE = Path(__file__).parent
SECRET = "whsec_1"
BODY = b'{"id":"evt_1","object":"event","type":"new.type","created":1,"data":{}}'


class Site(NamedTuple):
    """A running Next.js application.

    Attributes:
        url: Where it runs.
        azotte: A client of the same tenant.
        customer: ID of a customer.
        machine: Where it was built.
        project: Its folder.
        variables: Its environment.
    """

    url: str
    azotte: Azotte
    customer: str
    machine: Machine
    project: Path
    variables: dict[str, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application of `nextjs/` with the README's route, built and started as for production."""
    machine = Machine(tmp_path_factory.mktemp("nextjs"))
    machine.has("node", "npm", "npx")
    project = machine.folder / "site"
    shutil.copytree(HERE / "nextjs", project)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, project)
    route = project / "app" / "webhooks" / "route.js"
    route.parent.mkdir()
    route.write_text(program(TYPESCRIPT, "js", "export async function POST"), encoding="utf-8")
    client = ROOT / "generated" / "typescript"
    machine.run(f"npm ci\nnpm install --no-save --install-links '{client}'\n", project)
    with running_sandbox("--limits", "off") as sandbox:
        tenant, base_url = sandbox.new_tenant(), f"{sandbox.url}/v1"
        variables = {
            **tenant.variables,
            "AZOTTE_BASE_URL": base_url,
            "WEBHOOK_SECRET": SECRET,
            "NEXT_TELEMETRY_DISABLED": "1",
        }
        machine.run("npx next build\n", project, **variables)
        port = free_port()
        server = machine.start(f"exec npx next start --port {port}\n", project, **variables)
        server.wait_for("Ready in")
        with Azotte(api_key=tenant.secret_key, tenant_id=tenant.id, base_url=base_url) as azotte:
            customer = azotte.customers.create(email="ada@example.com", name="Ada").id
            url = f"http://127.0.0.1:{port}"
            yield Site(url, azotte, customer, machine, project, variables)
        machine.stop()


def test_a_page_that_is_read_twice_shows_the_change(site: Site) -> None:
    page = f"{site.url}/?customer={site.customer}"
    assert "name: Ada" in httpx2.get(page).text
    site.azotte.customers.update(site.customer, name="Grace")
    assert "name: Grace" in httpx2.get(page).text


def test_a_page_without_parameters_is_rendered_for_each_request(site: Site) -> None:
    page = site.project / "app" / "bundles" / "page.js"
    page.parent.mkdir()
    page.write_text(
        "import { Azotte } from 'azotte';\n\n"
        "export default async function Page() {\n"
        "  const bundles = await new Azotte().bundles.list();\n"
        "  return <p>{bundles.data.length}</p>;\n"
        "}\n",
        encoding="utf-8",
    )
    printed = site.machine.run("npx next build\n", site.project, **site.variables, DIST_DIR=".two")
    assert "ƒ /bundles" in printed


@pytest.mark.parametrize(
    ("secret", "age", "status"),
    [
        pytest.param(SECRET, 0, 200, id="valid"),
        pytest.param("whsec_other", 0, 400, id="forged"),
        pytest.param(SECRET, 3600, 400, id="old"),
        pytest.param(None, 0, 400, id="unsigned"),
    ],
)
def test_the_route_of_the_readme_accepts_signed_deliveries_only(
    secret: str | None, age: int, status: int, site: Site
) -> None:
    headers: dict[str, str] = {}
    if secret:
        signature = webhooks.sign(BODY, secret, timestamp=int(time.time()) - age)
        headers[webhooks.SIGNATURE_HEADER] = signature
    response = httpx2.post(f"{site.url}/webhooks", content=BODY, headers=headers)
    assert response.status_code == status
