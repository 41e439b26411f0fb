"""Tests that a sample sends the value of an example unchanged, whatever characters it has, and never runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

import pytest

from codegen.clients import Clients
from codegen.model.read import read_api
from codegen.node import node_executable
from codegen.paths import GENERATED, TEMPLATES
from codegen.samples import write_samples
from tests.threads import serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("nasty examples")]

NASTY = "'\"`$HOME $(touch ran) `touch ran` \\n \\ \n%20 + & = # ? </script> ${process.exit(1)} {0} é 😀 \u2028"
STYLES = (
    "curl.sh",
    "node-client.mjs",
    "node-fetch.mjs",
    "python-client.py",
    "python-async.py",
    "python-requests.py",
)


class _Echo(BaseHTTPRequestHandler):
    received: ClassVar[list[tuple[str, bytes]]] = []
    bodies: ClassVar[dict[str, Any]] = {}

    def respond(self) -> None:
        self.received.append(
            (self.path, self.rfile.read(int(self.headers.get("content-length", 0))))
        )
        is_one = self.command == "POST" or self.path.startswith("/v1/customers/")
        body = json.dumps(self.bodies["Customer" if is_one else "CustomerList"]).encode()
        self.send_response(201 if self.command == "POST" else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = respond  # names of the base class

    def log_message(self, format: str, *args: object) -> None:  # name of the base class
        pass


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """The contract with examples whose characters have a meaning in shells and languages."""
    edited: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    edited["components"]["examples"]["CustomerCreate"]["value"] = {
        "email": "ada@example.com",
        "name": NASTY,
        "phone": None,
        "metadata": {"quote'": NASTY, "": ""},
    }
    edited["components"]["examples"]["CustomerUpdate"]["value"] = {}
    # Samples have the required parameters only.
    for name, example in (
        ("EmailContains", NASTY),
        ("ExpandCustomer", ["subscriptions", "subscriptions"]),
    ):
        edited["components"]["parameters"][name] |= {"example": example, "required": True}
    return edited


@pytest.fixture(scope="module")
def samples(contract: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nasty") / "samples"
    write_samples(read_api(contract), folder, TEMPLATES / "samples")
    Clients(GENERATED / "python", GENERATED / "typescript").install(folder)
    return folder


@pytest.fixture(scope="module")
def server(contract: dict[str, Any]) -> Iterator[str]:
    examples = contract["components"]["examples"]
    _Echo.bodies = {
        "CustomerList": examples["CustomerList"]["value"] | {"has_more": False},
        "Customer": examples["Customer"]["value"],
    }
    listener = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    with serving(listener):
        yield f"http://127.0.0.1:{listener.server_port}/v1"


def run(file: Path, server: str) -> tuple[str, bytes]:
    program = {".sh": ["sh"], ".mjs": [str(node_executable())], ".py": [sys.executable]}[
        file.suffix
    ]
    _Echo.received.clear()
    ran = subprocess.run(
        [*program, file.name],
        cwd=file.parent,
        env={
            **os.environ,
            "PYTHONPATH": str(GENERATED / "python" / "src"),
            "AZOTTE_API_KEY": "sk_dev_1234567890abcdef",
            "AZOTTE_TENANT_ID": "tenant_abc123",
            "AZOTTE_BASE_URL": server,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert not (file.parent / "ran").exists()
    (received,) = _Echo.received
    return received


@pytest.mark.parametrize("style", STYLES)
def test_a_body_arrives_unchanged(
    style: str, samples: Path, server: str, contract: dict[str, Any]
) -> None:
    _, body = run(samples / "create_customer" / style, server)
    assert json.loads(body) == contract["components"]["examples"]["CustomerCreate"]["value"]


@pytest.mark.parametrize("style", STYLES)
def test_an_empty_body_is_sent(style: str, samples: Path, server: str) -> None:
    _, body = run(samples / "update_customer" / style, server)
    assert json.loads(body) == {}


@pytest.mark.parametrize("style", STYLES)
def test_a_query_arrives_unchanged(style: str, samples: Path, server: str) -> None:
    target, _ = run(samples / "list_customers" / style, server)
    assert dict(parse_qsl(urlsplit(target).query))["email[contains]"] == NASTY


@pytest.mark.parametrize("style", STYLES)
def test_an_array_arrives_repeated(style: str, samples: Path, server: str) -> None:
    target, _ = run(samples / "get_customer" / style, server)
    assert parse_qsl(urlsplit(target).query) == [("expand[]", "subscriptions")] * 2
