"""Reads the code blocks of the documents, so that tests run what people read."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt

from codegen.paths import ROOT

README = ROOT / "README.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PYTHON = ROOT / "generated" / "python" / "README.md"
TYPESCRIPT = ROOT / "generated" / "typescript" / "README.md"
SANDBOX = ROOT / "sandbox" / "README.md"
CONFORMANCE = ROOT / "conformance" / "README.md"
DOCUMENTS = (README, CONTRIBUTING, PYTHON, TYPESCRIPT, SANDBOX, CONFORMANCE)


class Block(NamedTuple):
    """A fenced code block.

    Attributes:
        document: File that contains the block.
        language: First word after the fence.
        label: Second word after the fence, which readers do not see: a name for the tests.
        text: The code.
    """

    document: Path
    language: str
    label: str
    text: str


def blocks(document: Path) -> list[Block]:
    """Return the fenced code blocks of a document in order."""
    tokens = MarkdownIt("commonmark").parse(document.read_text(encoding="utf-8"))
    found: list[Block] = []
    for token in tokens:
        if token.type == "fence":
            language, _, label = token.info.partition(" ")
            found.append(Block(document, language, label.strip(), token.content))
    return found


def script(document: Path, label: str) -> str:
    """Return the shell commands with a label."""
    return _one(document, "sh", label)


def output(document: Path, label: str) -> list[str]:
    """Return the lines that a document promises as the output of the commands with a label."""
    return [line.strip() for line in _one(document, "text", label).splitlines()]


def program(document: Path, language: str, contains: str) -> str:
    """Return the only program in a language that contains a text."""
    (text,) = (
        block.text
        for block in blocks(document)
        if block.language == language and contains in block.text
    )
    return text


def _one(document: Path, language: str, label: str) -> str:
    (text,) = (
        block.text
        for block in blocks(document)
        if (block.language, block.label) == (language, label)
    )
    return text
