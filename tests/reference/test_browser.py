"""Tests the reference in a browser, with the results of `visit.mjs`."""

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from codegen.node import node_executable
from codegen.paths import GENERATED
from tests.reference.conftest import CHROMIUM

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"),
    pytest.mark.xdist_group("reference"),
]
SAMPLES = GENERATED / "samples"


@pytest.fixture(scope="module")
def seen(origin: str) -> dict[str, Any]:
    """What a visit saw."""
    finished = subprocess.run(
        [node_executable(), Path(__file__).with_name("visit.mjs"), str(CHROMIUM), origin],
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


def operations(contract: dict[str, Any]) -> dict[str, str]:
    """Return the operations by the end of the ID of their section."""
    return {
        f"/tag/{operation['tags'][0]}/{method.upper()}{path}": operation["operationId"]
        for path, item in contract["paths"].items()
        for method, operation in item.items()
    }


def test_every_operation_and_event_is_there(seen: dict[str, Any], contract: dict[str, Any]) -> None:
    sections = seen["desktop"]["sections"]
    events = {f"/webhook/POST/{name.replace('_', '-')}" for name in contract["webhooks"]}
    missing = [
        end
        for end in [*operations(contract), *events]
        if not any(section.endswith(end) for section in sections)
    ]
    assert not missing
    summaries = {
        operation["summary"]
        for item in [*contract["paths"].values(), *contract["webhooks"].values()]
        for operation in item.values()
    }
    assert summaries <= {heading.strip("\u200b\n ") for heading in seen["desktop"]["headings"]}


def test_authentication_comes_first(seen: dict[str, Any], contract: dict[str, Any]) -> None:
    navigation = [text.strip() for text in seen["desktop"]["navigation"]]
    sections = ["Authentication", "Errors", "Rate limits", "Webhooks", "Changelog"]
    places = [navigation.index(name) for name in [*sections, contract["tags"][0]["name"]]]
    assert places == sorted(places)
    text = seen["desktop"]["text"]
    for kind in contract["components"]["securitySchemes"]["ApiKey"]["x-key-kinds"]:
        assert kind["prefix"] in text


def test_each_operation_shows_its_key_types(seen: dict[str, Any], contract: dict[str, Any]) -> None:
    text = seen["desktop"]["text"]
    for item in contract["paths"].values():
        for operation in item.values():
            keys = " or ".join(operation["x-key-types"])
            assert f"{keys} key" in text


def test_samples_are_those_that_are_tested(seen: dict[str, Any], contract: dict[str, Any]) -> None:
    found: dict[str, set[str]] = {}
    for sample in seen["desktop"]["samples"]:
        operation = next(
            name for end, name in operations(contract).items() if sample["section"].endswith(end)
        )
        found.setdefault(operation, set()).add(sample["text"].rstrip("\n"))
    # The first line of a file says what it is made from, and is not published.
    tested = {
        folder.name: {
            file.read_text(encoding="utf-8").partition("\n")[2].rstrip("\n")
            for file in folder.iterdir()
            if file.is_file()
        }
        for folder in SAMPLES.iterdir()
        if folder.is_dir()
    }
    assert found == tested


def test_links_lead_somewhere(seen: dict[str, Any], contract: dict[str, Any]) -> None:
    links = seen["desktop"]["links"]
    assert [unquote(link["href"]) for link in links if link["own"] and not link["there"]] == []
    known = json.dumps(contract)
    elsewhere = {link["href"] for link in links if not link["own"]}
    # The renderer links to its vendor.
    unknown = {link for link in elsewhere if link not in known} - {"https://www.scalar.com/"}
    assert unknown == set()


def test_a_deep_link_shows_its_operation(seen: dict[str, Any]) -> None:
    assert seen["visitor"]["arrived"]


def test_an_operation_is_found_and_opened_by_keyboard(seen: dict[str, Any]) -> None:
    assert seen["visitor"]["hash"].endswith("POST/customers")


def test_it_is_readable_on_a_phone(seen: dict[str, Any]) -> None:
    assert seen["phone"]["width"] <= 390


def test_it_follows_the_system_from_light_to_dark(seen: dict[str, Any]) -> None:
    def brightness(colour: str) -> int:
        return sum(int(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3])

    assert brightness(seen["desktop"]["background"]) > 600
    assert brightness(seen["phone"]["background"]) < 150


@pytest.mark.parametrize("view", ["desktop", "phone"])
def test_it_is_accessible(seen: dict[str, Any], view: str) -> None:
    assert seen[view]["violations"] == []


def test_the_request_panel_reaches_the_sandbox(
    seen: dict[str, Any], contract: dict[str, Any]
) -> None:
    listed, created = seen["visitor"]["tried"]
    schemes = contract["components"]["securitySchemes"].values()
    for answer in (listed, created):
        assert {scheme["name"] for scheme in schemes} <= answer["headers"].keys()
    assert (listed["status"], listed["body"]["object"]) == (200, "list")
    assert (created["status"], created["body"]["object"]) == (201, "customer")


def test_no_request_leaves_the_origin(seen: dict[str, Any], origin: str) -> None:
    urls: list[str] = seen["requests"]
    assert urls
    assert [url for url in urls if not url.startswith((origin, "data:"))] == []


def test_the_console_stays_empty(seen: dict[str, Any]) -> None:
    assert seen["errors"] == []
