"""Builds the site of the reference: HTML and Markdown of each page, and what search engines and agents read."""

import json
import re
import shutil
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from codegen.bundle import to_json
from codegen.document import is_list, is_map
from codegen.errors import GenerationError
from codegen.reference.context import Context, Sources
from codegen.reference.event_pages import event_pages
from codegen.reference.guide_pages import guide_pages, releases
from codegen.reference.html import to_html
from codegen.reference.object_pages import object_pages
from codegen.reference.operation_pages import operation_pages
from codegen.reference.pages import Kind, Page, plain

_CODE = re.compile(r"`([A-Za-z][\w.-]*)`")
_KINDS: dict[Kind, str] = {
    "guide": "Guides",
    "operation": "Operations",
    "object": "Objects",
    "event": "Events",
}


def build(sources: Sources, destination: Path, url: str, *, owner: bool = False) -> None:
    """Build the site in a folder, replacing an earlier build.

    Args:
        sources: What the reference is made from.
        destination: The folder.
        url: Address of the site, with a slash at its end.
        owner: Whether to show the evidence for each part.

    Raises:
        GenerationError: The folder holds other files, a template has an error, or a link leads nowhere.
    """
    if destination.exists():
        if any(destination.iterdir()) and not (destination / "llms.txt").exists():
            raise GenerationError(
                f"{destination} is not empty and holds no reference. Name another folder with --output."
            )
        shutil.rmtree(destination)
    context = Context(sources, owner=owner)
    pages = all_pages(context)
    shutil.copytree(sources.templates / "assets", destination)
    environment = Environment(
        loader=FileSystemLoader(sources.templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("page.html.jinja")
    navigation = _navigation(context, pages)
    listed = [page for _, group in navigation for page in group]
    for page in pages:
        # The page of a version is not in the navigation.
        place = listed.index(page) if page in listed else None
        html = template.render(
            page=page,
            api=context.api,
            context=context,
            text=_html(page, page.text, "t"),
            examples=_html(page, page.examples, "e"),
            canonical=url + _address(page),
            navigation=navigation,
            previous=listed[place - 1] if place else None,
            following=next(iter(listed[place + 1 :]), None) if place is not None else None,
            marks=owner,
        )
        _write(destination / f"{page.path}.html", html)
        _write(destination / f"{page.path}.md", page.linked(page.markdown, ".md"))
    _write(
        destination / "search.json", json.dumps([_entry(one) for one in pages], ensure_ascii=False)
    )
    _write(destination / "openapi.json", to_json(_published(sources.contract, owner=owner)))
    for name, text in sources.downloads.items():
        _write(destination / name, text)
    for version, contract in sources.published.items():
        text = to_json(_published(contract, owner=owner))
        _write(destination / "changelog" / f"{version}.openapi.json", text)
    _write(destination / "sitemap.xml", _sitemap(pages, url))
    _write(destination / "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {url}sitemap.xml\n")
    _write(destination / "feed.xml", _feed(context, url))
    groups = [(title, [one for one in pages if one.kind == kind]) for kind, title in _KINDS.items()]
    _write(destination / "llms.txt", context.render("llms.txt", groups=groups, url=url))
    whole = "\n\n---\n\n".join(one.linked(one.markdown, ".md") for one in pages)
    _write(destination / "llms-full.txt", whole)


def all_pages(context: Context) -> list[Page]:
    """Return all pages, the introduction first.

    Raises:
        GenerationError: A link leads to a page that does not exist.
    """
    overview = context.api.info.description.partition("\n# ")[0].strip()
    info = context.api.info
    index = Page(
        "index",
        "guide",
        info.title,
        "Introduction",
        info.summary,
        context.render("index.md", overview=overview),
    )
    pages = [
        index,
        *guide_pages(context),
        *operation_pages(context),
        *object_pages(context),
        *event_pages(context),
    ]
    known = {one.path for one in pages}
    for page in pages:
        for target in sorted(page.targets - known):
            raise GenerationError(
                f"{page.path} links to /{target}, which is not a page of the reference. Correct the link in its template."
            )
    return pages


def _html(page: Page, markdown: str, name: str) -> Markup:
    # Escaped by markdown-it and pygments; drawings are ours.
    return Markup(to_html(page.linked(markdown, ".html"), page.drawings, name))  # noqa: S704


def _navigation(context: Context, pages: list[Page]) -> list[tuple[str, list[Page]]]:
    """Return the groups of the navigation: guides, then each resource with its operations, objects and events."""
    guides = [one for one in pages if one.kind == "guide" and not one.path.startswith("changelog/")]
    groups = [("Guides", guides)]
    for tag in context.api.tags:
        found = [
            one for kind in _KINDS for one in pages if one.kind == kind and one.group == tag.name
        ]
        groups.append((tag.name.replace("_", " ").capitalize(), found))
    return [group for group in groups if group[1]]


def _entry(page: Page) -> dict[str, str]:
    """Return what the search knows of a page: its title, and the names in it."""
    names = dict.fromkeys(_CODE.findall(page.text))
    request = f"{page.request.method} {page.request.path}" if page.request else ""
    return {
        "title": page.title,
        "url": f"{page.path}.html",
        "kind": page.kind,
        "text": page.description,
        "words": " ".join([request, *names]).strip(),
    }


def _address(page: Page) -> str:
    return "" if page.path == "index" else f"{page.path}.html"


def _published(contract: dict[str, Any], *, owner: bool) -> Any:
    """Return the contract without the evidence, which is for its owner."""
    return contract if owner else _without(contract, "x-evidence")


def _without(value: Any, key: str) -> Any:
    if is_map(value):
        return {name: _without(inner, key) for name, inner in value.items() if name != key}
    return [_without(inner, key) for inner in value] if is_list(value) else value


def _sitemap(pages: list[Page], url: str) -> str:
    lines = "".join(f"<url><loc>{escape(url + _address(one))}</loc></url>\n" for one in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )


def _feed(context: Context, url: str) -> str:
    """Return the changelog as RSS 2.0, which does not require dates."""
    title = escape(f"{context.api.info.title} changelog")
    items = "".join(
        f"<item><title>{escape(version)}</title><link>{escape(f'{url}changelog/{version}.html')}</link>"
        f"<guid>{escape(f'{url}changelog/{version}.html')}</guid>"
        f"<description>{escape(plain(text))}</description></item>\n"
        for version, text in releases(context.sources.changelog)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rss version="2.0"><channel><title>{title}</title><link>{escape(url)}changelog.html</link>'
        f"<description>Changes of the API, newest first.</description>\n{items}</channel></rss>\n"
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
