"""The inspector: the page of the sandbox, in a real browser."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import pytest

from codegen.node import node_executable
from tests.reference.conftest import CHROMIUM
from tests.sandbox.control import ControlClient
from tests.sandbox.servers import Server

TIMEOUT_SECONDS = 200


def test_the_page_allows_no_script_of_others(server: Server) -> None:
    for path, kind in (
        ("", "text/html"),
        ("/inspector.js", "text/javascript"),
        ("/inspector.css", "text/css"),
    ):
        response = httpx2.get(f"{server.url}/control/inspector{path}")
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(kind)
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
    assert httpx2.get(f"{server.url}/control/inspector/other.js").status_code == 404
    json_type = {"content-type": "application/json"}
    assert httpx2.post(f"{server.url}/control/inspector", headers=json_type).status_code == 405


def test_other_machines_and_sites_cannot_open_it(server: Server) -> None:
    url = f"{server.url}/control/inspector"
    assert httpx2.get(url, headers={"host": "evil.example"}).status_code == 403
    assert httpx2.get(url, headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium")
def test_a_person_finds_the_reason_of_a_rejected_request(
    server: Server,
) -> None:
    control = ControlClient(server)
    tenant = control.create_tenant()
    control.do("create_webhook_endpoint", {"url": "http://127.0.0.1:1/hook"}, tenant=tenant.id)
    with tenant.client() as http:
        # Quotes and markup, which must be neither read by the shell nor by the browser.
        created = http.post("/customers", json={"email": "ada@example.com", "name": "<img src=x>"})
        assert created.status_code == 201, created.text
        assert http.post("/customers", json={"email": "it's none"}).status_code == 422
    wait_for_delivery(control, tenant.id)
    finished = subprocess.run(
        [
            node_executable(),
            Path(__file__).with_name("inspect.mjs"),
            str(CHROMIUM),
            server.url,
            tenant.id,
        ],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    seen: dict[str, Any] = json.loads(finished.stdout)
    assert (seen["errors"], seen["violations"], seen["html"]) == ([], [], 0)
    assert seen["origins"] == [server.url]
    assert "create_customer" in seen["request"] and "email" in seen["request"]
    assert seen["link"].endswith("operations/create_customer.html")
    secret = tenant.keys["secret", "development"]
    assert secret not in finished.stdout
    assert "customer.created" in seen["delivery"]
    assert "<img src=x>" in seen["objects"]
    assert seen["days"] == 30
    command = shlex.split(seen["curl"].replace("\\\n", "").replace("$AZOTTE_API_KEY", secret))
    replayed = subprocess.run(
        [*command, "--silent", "--write-out", "%{http_code}", "--output", "/dev/null"],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert replayed.stdout == "422", replayed


def wait_for_delivery(control: ControlClient, tenant: str) -> None:
    found = control.do("list_delivery_attempts", tenant=tenant, after=0, wait=20)
    assert found["data"]
