"""Writes descriptions as JSDoc comments."""

import re
import textwrap
from collections.abc import Iterable

from codegen.model.texts import jsdoc
from codegen.model.types import Deprecation

_WIDTH = 94
# Lines of Markdown that are not a paragraph: lists, tables, headings, quotes, code.
_BLOCK = re.compile(r"\s|[-*+|#>]|\d+\.|```")


def comment(text: str, tags: Iterable[str] = ()) -> str:
    """Return a comment, or an empty string if it says nothing.

    Args:
        text: Description, as Markdown.
        tags: Tags of JSDoc, each with its text.
    """
    lines = _wrapped(text.strip())
    tag_lines = [line for tag in tags for line in _wrapped_tag(tag)]
    if lines and tag_lines:
        lines.append("")
    lines += tag_lines
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) < _WIDTH:
        return f"/** {lines[0]} */"
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */"])


def deprecated(deprecation: Deprecation, replacement: str = "") -> str:
    """Return the tag of a deprecated part.

    Args:
        deprecation: The deprecation.
        replacement: What to use instead, as users write it.
    """
    since = [f"Since {deprecation.since}."] if deprecation.since else []
    return " ".join(["@deprecated", *since, *_sentences(deprecation, replacement)])


def deprecation_warning(what: str, deprecation: Deprecation, replacement: str) -> str:
    """Return the text of a warning at run time."""
    since = f" since {deprecation.since}" if deprecation.since else ""
    return " ".join([f"{what} is deprecated{since}.", *_sentences(deprecation, replacement)])


def _sentences(deprecation: Deprecation, replacement: str) -> list[str]:
    found: list[str] = []
    if deprecation.sunset:
        found.append(f"It can be removed after {deprecation.sunset}.")
    if replacement or deprecation.replacement:
        found.append(f"Use {replacement or deprecation.replacement} instead.")
    return found


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", jsdoc(text)) if text else ():
        parts = paragraph.splitlines()
        if lines:
            lines.append("")
        if any(_BLOCK.match(part) for part in parts):
            lines += [line for part in parts for line in _wrapped_item(part)]
        else:
            lines += textwrap.wrap(
                " ".join(parts), _WIDTH, break_long_words=False, break_on_hyphens=False
            )
    return lines


def _wrapped_item(line: str) -> list[str]:
    if not line.startswith("- "):
        return [line]
    return textwrap.wrap(
        line, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def _wrapped_tag(tag: str) -> list[str]:
    name, _, text = tag.partition(" ")
    return textwrap.wrap(
        f"{name} {jsdoc(' '.join(text.split()))}".strip(),
        _WIDTH,
        break_long_words=False,
        break_on_hyphens=False,
    )
