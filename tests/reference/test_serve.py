"""Tests the reference and the sandbox behind one origin."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from codegen.errors import GenerationError
from codegen.reference.context import Sources
from codegen.reference.serve import serve

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("reference")]


@pytest.fixture(scope="module")
def page(origin: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=origin) as client:
        yield client


@pytest.fixture(scope="module")
def credentials(page: httpx2.Client) -> dict[str, str]:
    """The credentials that the page fills in."""
    module = page.get("/sandbox.js").text
    key, tenant = (re.findall(pattern, module)[0] for pattern in (r"sk_dev_\w+", r"tenant_\w+"))
    return {"x-api-key": key, "x-tn": tenant}


def test_requests_pass_through_as_they_are(
    page: httpx2.Client, credentials: dict[str, str]
) -> None:
    response = page.get("/v1/customers?limit=1&created%5Bgte%5D=1", headers=credentials)
    assert response.status_code == 200
    assert len(response.json()["data"]) == 1
    assert page.get("/v1/customers?limit=0", headers=credentials).status_code == 422


def test_a_secret_key_may_come_from_this_page(
    page: httpx2.Client, credentials: dict[str, str], origin: str
) -> None:
    headers = {**credentials, "origin": origin.rstrip("/"), "sec-fetch-site": "same-origin"}
    body = {"email": "grace@example.com"}
    assert page.post("/v1/customers", headers=headers, json=body).status_code == 201


def test_a_port_in_use_is_named_before_anything_starts(sources: Sources, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(GenerationError, match=f"Port {port} cannot be used .* --port 0"):
            serve(sources, tmp_path, port)


def test_the_objects_of_the_examples_exist(
    page: httpx2.Client, credentials: dict[str, str]
) -> None:
    response = page.get("/v1/subscriptions/sub_1234567890", headers=credentials)
    assert response.json()["id"] == "sub_1234567890"


def test_another_page_reaches_nothing(page: httpx2.Client, credentials: dict[str, str]) -> None:
    headers = {**credentials, "sec-fetch-site": "cross-site"}
    assert page.get("/v1/bundles", headers=headers).status_code == 403


def test_an_unknown_host_name_is_rejected(page: httpx2.Client) -> None:
    assert page.get("/sandbox.js", headers={"host": "evil.example"}).status_code == 400
