"""Turns the Markdown of a page into HTML. It needs no JavaScript to be read."""

import itertools
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pygments import formatters, highlight, lexers
from pygments.util import ClassNotFound

# Their types are incomplete.
_lexer: Any = lexers.get_lexer_by_name  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
_FORMATTER: Any = formatters.HtmlFormatter(nowrap=True)  # pyright: ignore[reportUnknownVariableType]
_LONGEST_NAME = 40
"""Letters that fit in a line on a phone."""
_WORD = re.compile(r"[^a-z0-9_.]+")


def to_html(markdown: str, drawings: Mapping[str, str], name: str) -> str:
    """Return Markdown as HTML. HTML in the Markdown is shown as text.

    Args:
        markdown: The Markdown.
        drawings: SVG for a fenced block of the language `mermaid`, by its text.
        name: Start of the identifiers of tabs, unique on the page.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("code_inline", _name_or_code)
    tokens = reader.parse(markdown)
    _name_headings(tokens)
    for token in tokens:
        # The page's policy allows no style in an element.
        if token.attrs.pop("style", None) == "text-align:right":
            token.attrs["class"] = "number"
    return "".join(_blocks(reader, _grouped(tokens), drawings, name))


def _name_headings(tokens: list[Token]) -> None:
    """Give each heading an `id`, so that a link leads to it."""
    taken: set[str] = set()
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            base = slug(inline.content)
            identifier, number = base, 1
            while identifier in taken:
                number += 1
                identifier = f"{base}-{number}"
            taken.add(identifier)
            opening.attrs["id"] = identifier


def slug(heading: str) -> str:
    """Return the `id` of a heading."""
    return _WORD.sub("-", heading.lower().replace("`", "")).strip("-")


def _grouped(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the tokens in runs: adjacent blocks of code with labels are together, as is all between."""
    runs: list[list[Token]] = []
    for token in tokens:
        before = runs[-1][-1] if runs else None
        if before is not None and (
            (_is_tab(token) and _is_tab(before)) or not (_is_fence(token) or _is_fence(before))
        ):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _is_fence(token: Token) -> bool:
    return token.type == "fence"


def _blocks(
    reader: MarkdownIt, runs: list[list[Token]], drawings: Mapping[str, str], name: str
) -> list[str]:
    parts: list[str] = []
    for number, run in enumerate(runs):
        if not _is_fence(run[0]):
            html = reader.renderer.render(run, reader.options, {})
            # A table can be wider than the page: it scrolls, also by keyboard.
            html = html.replace(
                "<table>", '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>'
            )
            parts.append(html.replace("</table>", "</table></div>"))
        elif run[0].info == "mermaid":
            text = run[0].content.strip()
            drawing = drawings.get(text, f"<pre><code>{escape(text)}</code></pre>")
            parts.append(
                f'<div class="wide" tabindex="0" role="group" aria-label="Diagram">{drawing}</div>'
            )
        elif len(run) == 1:
            parts.append(_code(run[0]))
        else:
            parts.append(_tabs(run, f"{name}{number}"))
    return parts


def _is_tab(token: Token) -> bool:
    return _is_fence(token) and " " in token.info.strip()


def _name_or_code(
    renderer: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """Return code in a line. A name stays whole, with its hyphens; a command may break at its spaces."""
    text = tokens[index].content
    is_name = " " not in text and len(text) <= _LONGEST_NAME
    opening = '<code class="name">' if is_name else "<code>"
    return f"{opening}{escape(text)}</code>"


def _tabs(fences: list[Token], name: str) -> str:
    """Return blocks as radio buttons with a panel each, which CSS shows: they work without JavaScript."""
    parts = ['<fieldset class="tabs"><legend class="hidden">Examples</legend>']
    for number, fence in enumerate(fences):
        checked = " checked" if number == 0 else ""
        identifier, label = f"{name}-{number}", escape(_label(fence))
        parts.append(
            f'<input type="radio" class="hidden" name="{name}" id="{identifier}" data-label="{label}"{checked}>'
            f'<label for="{identifier}">{label}</label><div class="panel" data-label="{label}">{_code(fence)}</div>'
        )
    return "".join([*parts, "</fieldset>"])


def _label(fence: Token) -> str:
    return fence.info.strip().partition(" ")[2]


def _code(fence: Token) -> str:
    language = fence.info.strip().partition(" ")[0]
    text = fence.content.rstrip("\n")
    return f'<div class="code"><pre><code>{highlighted(text, language)}</code></pre></div>'


def highlighted(text: str, language: str) -> str:
    """Return code as HTML with a class for each kind of word."""
    try:
        # With a line break at the end, which is its default: without one it loses the last line of a console session.
        lexer = _lexer(language, stripnl=False)
    except ClassNotFound:
        return escape(text, quote=False)
    return str(highlight(text, lexer, _FORMATTER)).rstrip("\n")
