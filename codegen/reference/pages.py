"""A page of the reference: Markdown, from which its HTML is made too."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["guide", "operation", "object", "event"]

_LINK = re.compile(r"\]\(/([^)\s#]*)(#[^)\s]*)?\)")
_FILES = (".http", ".json", ".toml", ".txt", ".xml")
"""Suffixes of what is not a page."""
_INLINE_MARKUP = re.compile(r"[`*]|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Request:
    """What the form of an operation is made of.

    Attributes:
        parameters: Parameters of the path and the query, as name, location, whether it is required, and example.
        headers: Optional headers, as name and description.
        body: Example of the body as JSON text, or None.
        unique: Fields of the body whose values no other object can have.
    """

    method: str
    path: str
    parameters: tuple[tuple[str, str, bool, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: str | None
    unique: tuple[str, ...]
    key_types: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A page.

    A link to another page in the Markdown is the path of that page, without a suffix: `(/operations/create_customer)`.

    Attributes:
        path: Path in the site, without a suffix: `operations/create_customer`.
        label: Name in the navigation.
        description: What the page is about, in a sentence of plain text.
        text: Markdown of the page, with its heading.
        examples: Markdown of the column beside it.
        group: Tag of the resource, or empty.
        drawings: SVG for a fenced block of the language `mermaid`, by its text.
        request: Form to try the operation with.
    """

    path: str
    kind: Kind
    title: str
    label: str
    description: str
    text: str
    examples: str = ""
    group: str = ""
    drawings: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    request: Request | None = None
    deprecated: bool = False

    @property
    def markdown(self) -> str:
        """The whole page as Markdown."""
        return f"{self.text.strip()}\n\n{self.examples.strip()}".strip() + "\n"

    def to(self, path: str, suffix: str) -> str:
        """Return the relative URL of another page."""
        return "../" * self.path.count("/") + path + suffix

    def linked(self, markdown: str, suffix: str) -> str:
        """Return Markdown with relative URLs of pages, which end in a suffix."""

        def relative(found: re.Match[str]) -> str:
            ending = "" if found[1].endswith(_FILES) else suffix
            return f"]({self.to(found[1], ending)}{found[2] or ''})"

        return _LINK.sub(relative, markdown)

    @property
    def targets(self) -> set[str]:
        """Paths of the pages that this page links to."""
        return {
            found[1] for found in _LINK.finditer(self.markdown) if not found[1].endswith(_FILES)
        }


def plain(markdown: str) -> str:
    """Return the first sentence of a text, without markup."""
    line = " ".join(markdown.strip().partition("\n\n")[0].split())
    sentence, stop, _ = line.partition(". ")
    return _INLINE_MARKUP.sub(lambda found: found[1] or "", sentence + stop.strip())


def fence(language: str, label: str, text: str) -> str:
    """Return a fenced block. Adjacent blocks with labels become tabs in HTML."""
    info = f"{language} {label}".strip()
    return f"```{info}\n{text.rstrip()}\n```\n"
