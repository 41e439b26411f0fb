"""Tests the reference in a browser, with the results of `visit.mjs`."""

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from codegen.node import node_executable
from codegen.reference.context import Context
from codegen.reference.pages import Page
from codegen.sandbox import RunningSandbox, Tenant
from tests.reference.conftest import CHROMIUM

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"),
    pytest.mark.xdist_group("reference"),
]
PHONE_WIDTH = 390
PAPER_WIDTH = 794


@pytest.fixture(scope="module")
def visited(pages: dict[str, Page]) -> dict[str, list[str]]:
    """Pages by view. Pages of one kind have one template, so a phone shows only the longest of each."""
    by_kind = [
        sorted(
            (one for one in pages.values() if one.kind == kind), key=lambda one: len(one.markdown)
        )
        for kind in ("guide", "operation", "object", "event")
    ]
    guides, *others = by_kind
    light = [*guides, *(page for found in others for page in (found[0], found[-1]))]
    dark = [pages["index"], *(found[-1] for found in by_kind)]
    return {
        "light": [f"{one.path}.html" for one in light],
        "dark": [f"{one.path}.html" for one in dark],
    }


@pytest.fixture(scope="module")
def seen(
    origin: str,
    published: str,
    running: tuple[RunningSandbox, Tenant],
    context: Context,
    visited: dict[str, list[str]],
) -> dict[str, Any]:
    """What a visit saw."""
    script = Path(__file__).with_name("visit.mjs")
    arguments = [",".join(visited[view]) for view in ("light", "dark")]
    sandbox, tenant = running
    base = sandbox.url + urlsplit(context.local.url).path
    arguments += [published, base, tenant.keys["publishable", "development"], tenant.id]
    finished = subprocess.run(
        [node_executable(), script, str(CHROMIUM), origin, *arguments],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


@pytest.mark.parametrize("view", ["light", "dark"])
def test_it_is_accessible(seen: dict[str, Any], visited: dict[str, list[str]], view: str) -> None:
    found = {path: one["violations"] for path, one in seen[view].items()}
    assert found.keys() == set(visited[view])
    assert {path: one for path, one in found.items() if one} == {}


def test_it_is_readable_on_a_phone(seen: dict[str, Any]) -> None:
    assert {
        path: one["width"] for path, one in seen["dark"].items() if one["width"] > PHONE_WIDTH
    } == {}


def test_a_page_loads_less_than_200_kb(seen: dict[str, Any]) -> None:
    assert max(one["gzipped"] for one in seen["light"].values()) < 200_000


def test_it_follows_the_system_from_light_to_dark(seen: dict[str, Any]) -> None:
    def brightness(colour: str) -> int:
        return sum(int(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3])

    assert brightness(seen["light"]["index.html"]["background"]) > 600
    assert brightness(seen["dark"]["index.html"]["background"]) < 150


def test_an_operation_is_found_and_sent_by_keyboard(seen: dict[str, Any], context: Context) -> None:
    listed, updated, created = seen["visitor"]
    assert listed["page"].endswith("/operations/list_bundles.html")
    assert updated["page"].endswith("/operations/update_customer.html")
    assert created["page"].endswith("/operations/create_customer.html")
    for one in (listed, updated, created):
        assert {context.key.name, context.tenant.name} <= one["headers"].keys()
        assert one["shown"].startswith(str(one["status"]))
    assert (listed["status"], listed["body"]["object"]) == (200, "list")
    # The object of the examples exists in the sandbox behind the page.
    assert (updated["status"], updated["body"]["id"]) == (200, "cus_1234567890")
    # The email address of the example is taken, so the form has another one.
    assert (created["status"], created["body"]["object"]) == (201, "customer")


def test_the_published_form_reaches_a_sandbox_with_a_publishable_key(seen: dict[str, Any]) -> None:
    assert seen["published"]["shown"].startswith("200")


def test_the_published_form_sends_no_secret_key_and_says_what_to_do(seen: dict[str, Any]) -> None:
    assert not seen["published"]["sends"]
    assert "azotte-sandbox serve" in seen["published"]["help"]


def test_everything_is_there_without_javascript(
    seen: dict[str, Any], context: Context, pages: dict[str, Page]
) -> None:
    text = seen["withoutScript"]["text"]
    operation = next(one for one in context.api.operations if one.id == "create_subscription")
    for response in operation.errors:
        for error in response.error_codes:
            assert error.name in text
    # A tab that is chosen shows its sample.
    samples = {one["label"]: one["source"] for one in operation.extensions["x-codeSamples"]}
    assert seen["withoutScript"]["sample"].strip() == samples["Python"].strip()


def test_paper_has_all_tabs_and_nothing_to_click(seen: dict[str, Any]) -> None:
    printed = seen["printed"]
    assert (printed["panels"], printed["navigation"]) == (printed["all"], False)
    assert printed["width"] <= PAPER_WIDTH


def test_copy_as_markdown_copies_this_page(seen: dict[str, Any], site: Path) -> None:
    twin = (site / "operations/create_subscription.md").read_text(encoding="utf-8")
    assert seen["copied"] == twin


def test_no_request_leaves_the_origin(seen: dict[str, Any], origin: str) -> None:
    urls: list[str] = seen["requests"]
    assert urls
    assert [url for url in urls if not url.startswith((origin, "data:"))] == []


def test_the_console_stays_empty(seen: dict[str, Any]) -> None:
    assert seen["errors"] == []
