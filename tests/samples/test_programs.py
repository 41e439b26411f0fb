"""The programs beside the samples of the operations: end to end, and a receiver of webhooks."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from azotte import webhooks
from codegen.clients import Clients
from codegen.document import resolve
from codegen.model.read import read_api
from codegen.node import node_executable
from codegen.paths import GENERATED, TEMPLATES
from codegen.samples.write import render_samples
from codegen.sandbox import RunningSandbox
from codegen.workflows import tour
from tests.samples.proxy import RecordingProxy

CONTRACT: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
API = read_api(CONTRACT)
CLIENTS = Clients(GENERATED / "python", GENERATED / "typescript")
STYLES = {"python-client.py": sys.executable, "node-client.mjs": str(node_executable())}
SECRET = "whsec_0123456789abcdefghijABCDEFGHIJ"
EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "type": "coupon.created",
    "created": 1,
    "data": {},
}

pytestmark = pytest.mark.slow


def program(name: str, style: str) -> Path:
    return GENERATED / "samples" / name / style


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with the clients, and the environment variables for its programs."""
    folder = tmp_path_factory.mktemp("programs")
    return folder, CLIENTS.install(folder)


def copy(name: str, style: str, folder: Path) -> Path:
    """Copy a program to where it finds the client."""
    file = folder / f"{name}-{style}"
    file.write_text(program(name, style).read_text(encoding="utf-8"), encoding="utf-8")
    return file


def test_they_type_check(tmp_path: Path) -> None:
    programs = {
        f"{name.replace('-', '_')}_{style}": program(name, style).read_text(encoding="utf-8")
        for name in ("end-to-end", "webhook-receiver")
        for style in STYLES
    }
    assert CLIENTS.type_errors(programs, tmp_path) == {}


@pytest.mark.parametrize("style", STYLES)
def test_the_calls_of_all_workflows_succeed_one_after_the_other(
    style: str,
    sandbox: RunningSandbox,
    proxy: RecordingProxy,
    workplace: tuple[Path, dict[str, str]],
) -> None:
    folder, variables = workplace
    tenant = sandbox.new_tenant()
    proxy.exchanges.clear()
    ran = subprocess.run(
        [STYLES[style], str(copy("end-to-end", style, folder))],
        cwd=folder,
        env=variables | tenant.variables | {"AZOTTE_BASE_URL": f"{proxy.url}/v1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    made = [stop.step.operation for stop in tour(API)]
    assert [one.method for one in made] == [exchange.method for exchange in proxy.exchanges]
    assert all(one.summary in ran.stdout for one in made)
    assert {"create_customer", "create_subscription", "create_payment", "refund_payment"} <= {
        one.id for one in made
    }


@contextmanager
def receiving(
    style: str, workplace: tuple[Path, dict[str, str]], free_port: int
) -> Generator[tuple[str, Callable[[], str]]]:
    """Run the receiver. Yields its URL, and what ends it and returns its output."""
    folder, variables = workplace
    with subprocess.Popen(
        [STYLES[style], str(copy("webhook-receiver", style, folder))],
        cwd=folder,
        env=variables | {"AZOTTE_WEBHOOK_SECRET": SECRET, "PORT": str(free_port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:

        def output() -> str:
            process.kill()
            return process.communicate(timeout=30)[0]

        try:
            url = f"http://127.0.0.1:{free_port}/"
            for _ in range(300):
                try:
                    httpx2.get(url, trust_env=False)
                    break
                except httpx2.TransportError:
                    assert process.poll() is None, output()
                    time.sleep(0.1)
            yield url, output
        finally:
            process.kill()


def deliver(url: str, body: bytes, secret: str | None = SECRET) -> int:
    headers = {webhooks.SIGNATURE_HEADER: webhooks.sign(body, secret)} if secret else {}
    return httpx2.post(url, content=body, headers=headers, trust_env=False).status_code


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("style", STYLES)
def test_the_receiver_accepts_signed_events_only(
    style: str, workplace: tuple[Path, dict[str, str]], free_port: int
) -> None:
    examples = [
        resolve(CONTRACT, next(iter(content["examples"].values())))["value"]
        for item in CONTRACT["webhooks"].values()
        for content in [item["post"]["requestBody"]["content"]["application/json"]]
    ]
    with receiving(style, workplace, free_port) as (url, output):
        statuses = [deliver(url, json.dumps(one).encode()) for one in (*examples, EVENT)]
        body = json.dumps(examples[0]).encode()
        rejected = [deliver(url, body, secret) for secret in ("whsec_other", None)]
        printed = output()
    assert statuses == [200] * (len(examples) + 1)
    assert rejected == [400, 400]
    assert all(one["id"] in printed for one in examples)
    assert "Unknown event: coupon.created" in printed
    assert SECRET not in printed


def test_a_contract_without_workflows_and_events_has_no_programs(tmp_path: Path) -> None:
    document = {name: CONTRACT[name] for name in ("openapi", "info", "servers", "tags")}
    get = {
        "operationId": "get",
        "tags": [CONTRACT["tags"][0]["name"]],
        "responses": {"204": {"description": "Nothing."}},
    }
    api = read_api({**document, "paths": {"/status": {"get": get}}})
    render_samples(api, tmp_path, TEMPLATES / "samples")
    assert [path.name for path in tmp_path.iterdir()] == ["get"]
