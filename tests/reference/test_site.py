"""Tests the files of the site, and the errors of the build."""

import dataclasses
import gzip
import json
import re
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from codegen.diff.revision import published_bundles
from codegen.errors import GenerationError
from codegen.evidence import marks, write_evidence
from codegen.paths import GENERATED
from codegen.reference.context import Context, Sources
from codegen.reference.pages import Page
from codegen.reference.site import all_pages, build
from tests.reference.conftest import URL

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class _Reader(HTMLParser):
    """Collects what tests need to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.canonical = self.description = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])
        if tag == "h1":
            self.headings.append(tag)
        if tag == "link" and values["rel"] == "canonical":
            self.canonical = values["href"]
        if tag == "meta" and values.get("name") == "description":
            self.description = values["content"]


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, _Reader]:
    """Each page of the site, by its path."""
    return {
        file.relative_to(site).as_posix(): _Reader(file.read_text(encoding="utf-8"))
        for file in site.rglob("*.html")
    }


def test_every_operation_object_event_and_guide_has_a_page_and_a_twin(
    site: Path, context: Context, pages: dict[str, Page]
) -> None:
    expected = {f"operations/{one.id}" for one in context.api.operations}
    expected |= {f"events/{one.type}" for one in context.api.events}
    expected |= set(context.objects.values())
    assert expected <= pages.keys()
    for path in pages:
        assert (site / f"{path}.html").exists()
        assert (site / f"{path}.md").exists()


def test_every_page_has_its_own_title_description_and_address(
    read: dict[str, _Reader], pages: dict[str, Page]
) -> None:
    titles = Counter((page.kind, page.title) for page in pages.values())
    assert [title for title, count in titles.items() if count > 1] == []
    for path, page in read.items():
        assert len(page.headings) == 1, path
        assert page.description.strip(), path
        assert page.canonical == URL + ("" if path == "index.html" else path)


def test_every_link_has_a_target(read: dict[str, _Reader], site: Path, sources: Sources) -> None:
    known = json.dumps(sources.contract) + sources.changelog + "https://semver.org"
    broken: list[tuple[str, str]] = []
    for path, page in read.items():
        for link in page.links:
            target = urlsplit(urljoin(f"https://site/{path}", link))
            if target.netloc != "site":
                if link not in known:
                    broken.append((path, link))
                continue
            name = unquote(target.path).lstrip("/")
            anchors = read[name].ids if name in read else []
            if not (site / name).is_file() or (
                target.fragment and unquote(target.fragment) not in anchors
            ):
                broken.append((path, link))
    assert broken == []


def test_every_link_of_a_twin_leads_to_a_file(site: Path) -> None:
    for file in site.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#\s]+)", file.read_text(encoding="utf-8")):
            if "://" not in link:
                assert (file.parent / link).is_file(), (file, link)


def test_identifiers_are_unique(read: dict[str, _Reader]) -> None:
    for path, page in read.items():
        twice = [one for one, count in Counter(page.ids).items() if count > 1]
        assert twice == [], path


def test_a_page_with_what_it_loads_is_small(site: Path) -> None:
    def size(file: Path) -> int:
        return len(gzip.compress(file.read_bytes()))

    shared = sum(size(file) for file in (*site.glob("*.js"), *site.glob("*.css")))
    assert max(size(file) for file in site.rglob("*.html")) + shared < 200_000


def test_the_sitemap_has_every_page(site: Path, pages: dict[str, Page]) -> None:
    found = {one.text for one in ET.parse(site / "sitemap.xml").iter(f"{SITEMAP}loc")}
    assert found == {URL + ("" if path == "index" else f"{path}.html") for path in pages}


def test_the_search_knows_every_page(site: Path, pages: dict[str, Page]) -> None:
    found = json.loads((site / "search.json").read_text(encoding="utf-8"))
    assert {one["url"] for one in found} == {f"{path}.html" for path in pages}


def test_agents_get_a_list_and_the_whole(site: Path, pages: dict[str, Page]) -> None:
    listed = (site / "llms.txt").read_text(encoding="utf-8")
    whole = (site / "llms-full.txt").read_text(encoding="utf-8")
    for path, page in pages.items():
        assert f"({URL}{path}.md)" in listed
        assert page.markdown.partition("\n")[0] in whole


def test_the_feed_has_every_version(site: Path, sources: Sources) -> None:
    titles = [one.text for one in ET.parse(site / "feed.xml").iter("title")][1:]
    assert titles == re.findall(r"^## (.+)$", sources.changelog, re.MULTILINE)


def test_a_version_has_a_page_with_its_differences_and_its_contract(
    sources: Sources, tmp_path: Path
) -> None:
    """Versions 1.0.0 and 1.1.0 are published as tags, and 2.0.0 is not yet."""

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=repository, check=True)

    def version(number: str) -> dict[str, Any]:
        return {**sources.contract, "info": {**sources.contract["info"], "version": number}}

    repository = tmp_path / "repository"
    (repository / "generated").mkdir(parents=True)
    git("init", "--quiet")
    first, second = version("1.0.0"), version("1.1.0")
    first["paths"] = {key: value for key, value in first["paths"].items() if key != "/bundles/{id}"}
    for contract in (first, second):
        (repository / "generated" / "openapi.json").write_text(json.dumps(contract))
        git("add", ".")
        git("commit", "--quiet", "--message", "Release")
        git("tag", f"v{contract['info']['version']}")
    git("tag", "very-old")
    changelog = "# Changelog\n\n## 2.0.0\n\nLess.\n\n## 1.1.0\n\nMore.\n\n## 1.0.0\n\nThe first.\n"
    changed = dataclasses.replace(
        sources,
        contract=version("2.0.0"),
        changelog=changelog,
        published=published_bundles(repository),
    )
    build(changed, tmp_path / "site", URL)
    texts = {
        number: (tmp_path / "site" / "changelog" / f"{number}.md").read_text(encoding="utf-8")
        for number in ("1.0.0", "1.1.0", "2.0.0")
    }
    assert "The first." in texts["1.0.0"]
    assert "differences" not in texts["1.0.0"]
    assert (
        "## All differences from 1.0.0\n\n### Compatible\n\n- `GET /bundles/{id}`" in texts["1.1.0"]
    )
    assert "(../changelog/1.1.0.openapi.json)" in texts["1.1.0"]
    assert "## All differences from 1.1.0\n\nThere are none." in texts["2.0.0"]
    assert "openapi.json" not in texts["2.0.0"]
    published = json.loads((tmp_path / "site" / "changelog" / "1.0.0.openapi.json").read_text())
    assert published["info"]["version"] == "1.0.0"
    assert "x-evidence" not in json.dumps(published)


def test_a_reader_can_go_from_page_to_page_in_the_order_of_the_navigation(
    site: Path, pages: dict[str, Page]
) -> None:
    visited, path = ["index.html"], "index.html"
    while found := re.search(r'href="([^"]+)" rel="next"', (site / path).read_text("utf-8")):
        path = urlsplit(urljoin(f"https://site/{path}", found[1])).path[1:]
        back = re.search(r'href="([^"]+)" rel="prev"', (site / path).read_text("utf-8"))
        assert back is not None
        assert urlsplit(urljoin(f"https://site/{path}", back[1])).path[1:] == visited[-1]
        visited.append(path)
    assert sorted(visited) == sorted(
        f"{one}.html" for one in pages if not one.startswith("changelog/")
    )


def test_a_folder_without_git_has_no_published_versions(tmp_path: Path) -> None:
    assert published_bundles(tmp_path) == {}


def test_requests_go_to_the_sandbox_only(site: Path) -> None:
    for file in (site / "operations").glob("*.html"):
        assert 'name="server" type="url" value="http://127.0.0.1:' in file.read_text(
            encoding="utf-8"
        )


def test_the_published_reference_shows_no_evidence(site: Path, sources: Sources) -> None:
    words = ("x-evidence", "evidence", *{mark.evidence for mark in marks(sources.contract)})
    for file in site.rglob("*"):
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        for word in words:
            assert not re.search(rf"\b{word}\b", text, re.IGNORECASE), (file, word)


@pytest.mark.parametrize("part", ["python", "typescript", "samples"])
def test_clients_and_samples_show_no_evidence(part: str) -> None:
    files = [
        file
        for file in (GENERATED / part).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    ]
    assert files
    for file in files:
        assert "evidence" not in file.read_text(encoding="utf-8").lower(), file


def test_the_owner_sees_the_evidence_for_each_part(sources: Sources) -> None:
    context = Context(sources, owner=True)
    found = {one.path: one for one in all_pages(context)}
    for operation in context.api.operations:
        mark = operation.extensions["x-evidence"]
        heading = found[f"operations/{operation.id}"].text.partition("\n")[0]
        assert heading.endswith(f"*({mark})*") == (mark != "documented")
    evidence = found["guides/evidence"].text
    for mark in marks(sources.contract):
        assert f"| `{mark.name}` |" in evidence or mark.evidence == "documented"


def test_the_evidence_lists_what_is_open_and_nothing_else(sources: Sources, tmp_path: Path) -> None:
    write_evidence(sources.contract, tmp_path / "EVIDENCE.md", sources.templates)
    lines = (tmp_path / "EVIDENCE.md").read_text(encoding="utf-8").splitlines()
    listed = [line.split("`")[1] for line in lines if line.startswith("| `")]
    still_open = [one.name for one in marks(sources.contract) if one.evidence != "documented"]
    assert sorted(listed) == sorted(still_open)
    sections = sources.contract["info"]["x-evidence"]
    # One object has the marks of all sections.
    assert (
        json.dumps(sources.contract).count('"x-evidence"')
        == len(marks(sources.contract)) - len(sections) + 1
    )


def test_a_folder_with_something_else_is_kept(sources: Sources, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("irreplaceable", encoding="utf-8")
    with pytest.raises(GenerationError, match="is not empty and holds no reference"):
        build(sources, tmp_path, URL)
    assert (tmp_path / "thesis.txt").exists()


def test_building_again_gives_the_same_bytes(site: Path, sources: Sources) -> None:
    def contents() -> dict[str, bytes]:
        return {
            file.relative_to(site).as_posix(): file.read_bytes()
            for file in site.rglob("*")
            if file.is_file()
        }

    before = contents()
    build(sources, site, URL)
    assert contents() == before


def test_a_guide_that_names_missing_code_fails(sources: Sources) -> None:
    broken = dataclasses.replace(sources, python="# azotte\n")
    with pytest.raises(
        GenerationError, match="The README of the Python client has no section .Agents"
    ):
        all_pages(Context(broken, owner=False))


def test_a_link_to_a_missing_page_fails(sources: Sources) -> None:
    changelog = "# Changelog\n\n## 1.0.0\n\nSee [this](/guides/nowhere).\n"
    broken = dataclasses.replace(sources, changelog=changelog)
    with pytest.raises(GenerationError, match="links to /guides/nowhere"):
        all_pages(Context(broken, owner=False))
