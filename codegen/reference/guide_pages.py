"""Makes the guides: from templates/reference/guides/, from the sections of the contract's description, and the changelog."""

import re
from collections.abc import Iterator

from codegen.diff.changelog import grouped
from codegen.diff.compare import compare
from codegen.evidence import marks
from codegen.readme import Readme
from codegen.reference.context import Context
from codegen.reference.html import slug
from codegen.reference.pages import Page, plain

_LEADING = (
    "quickstart",
    "authentication",
    "environments",
    "errors",
    "pagination",
    "idempotent-requests",
)
"""Guides that a reader needs first. All others follow by name."""
_TRAILING = ("versioning",)


def guide_pages(context: Context) -> list[Page]:
    """Return the guides in the order of the navigation."""
    sections = dict(_sections(context.api.info.description))
    readmes = {
        "python": Readme(context.sources.python, "the Python client"),
        "typescript": Readme(context.sources.typescript, "the TypeScript client"),
        "sandbox": Readme(context.sources.sandbox, "the sandbox"),
    }
    guides: dict[str, str] = {}
    for file in sorted((context.sources.templates / "guides").glob("*.md.jinja")):
        name = file.name.removesuffix(".md.jinja")
        guides[name] = context.render(f"guides/{name}.md", sections=sections, **readmes)
    # A section without a template is a guide of its own.
    for heading, text in sections.items():
        guides.setdefault(slug(heading), context.render("section.md", heading=heading, text=text))
    pages = {name: _page(f"guides/{name}", text) for name, text in guides.items()}
    first = [pages.pop(name) for name in _LEADING if name in pages]
    last = [pages.pop(name) for name in _TRAILING if name in pages]
    return [
        *first,
        *(pages[name] for name in sorted(pages)),
        *last,
        *_evidence(context),
        *_changelog(context),
    ]


def releases(changelog: str) -> list[tuple[str, str]]:
    """Return the versions of a changelog with their texts, the newest first."""
    parts = re.split(r"^## +", changelog, flags=re.MULTILINE)[1:]
    return [
        (heading.strip(), text.strip())
        for heading, _, text in (part.partition("\n") for part in parts)
    ]


def _page(path: str, text: str) -> Page:
    heading, _, rest = text.partition("\n")
    title = heading.removeprefix("# ").strip()
    return Page(path, "guide", title, title, plain(rest), text)


def _sections(description: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^# ", description, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        yield heading.strip(), text.strip()


def _changelog(context: Context) -> Iterator[Page]:
    versions = releases(context.sources.changelog)
    yield _page("changelog", context.render("changelog.md", versions=versions))
    contracts = dict(context.sources.published)
    current = context.sources.contract
    # Its changes show before it is published too.
    contracts.setdefault(current["info"]["version"], current)
    known = [*contracts]
    for version, text in versions:
        place = known.index(version) if version in known else 0
        older = known[place - 1] if place else None
        changes = compare(contracts[older], contracts[version]) if older else []
        yield _page(
            f"changelog/{version}",
            context.render(
                "version.md",
                version=version,
                text=text,
                older=older,
                changes=[*grouped(changes)],
                is_published=version in context.sources.published,
            ),
        )


def _evidence(context: Context) -> Iterator[Page]:
    if context.owner:
        found = marks(context.sources.contract)
        kinds = list(dict.fromkeys(mark.kind for mark in found))
        yield _page("guides/evidence", context.render("evidence.md", marks=found, kinds=kinds))
