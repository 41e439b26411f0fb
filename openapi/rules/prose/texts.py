"""Finds the texts that people read in a file: descriptions, paragraphs, comments, docstrings and messages."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from markdown_it import MarkdownIt
from pygments.lexers import find_lexer_class_for_filename
from pygments.token import Comment, String, is_token_subtype

from codegen.errors import GenerationError
from openapi.rules.sources import Node, parse

CODE = "`…`"
"""Replaces code and values in a text, which are not prose."""
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_JINJA_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_JINJA_STATEMENT = re.compile(r"\{[%#].*?[%#]\}")
# The keys of YAML texts: their values, and those of the maps below them.
_TEXT_KEYS = ("summary", "description", "message")
_TEXT_MAPS = ("x-enumDescriptions", "x-error-codes")
# A string in code is prose if it has three words in a row.
_PROSE = re.compile(r"[A-Za-z`…,']+ [a-z`…,']+ [a-z`…,']+")
# A paragraph with a statement in SQL or another language is not prose.
_STATEMENT = re.compile(
    r"\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|WITH)\b|\s(?:=|<|\.\.) |\bfrom [\w.]+ import |: \{\w+: "
)
_ARGUMENT = re.compile(r"\s*(-|\*|@\w+|[\w.]+( \(.*?\))?:) ?")
# A line with columns is a row of a table, not part of a sentence.
_COLUMNS = re.compile(r"\S {3,}\S|^\s*\|.*\|")


@dataclass(frozen=True)
class Text:
    """A paragraph of prose.

    Attributes:
        line: Line of the file on which it starts.
        content: The paragraph in one line, with `CODE` in place of code.
    """

    line: int
    content: str


def texts(file: str, source: str) -> Iterator[Text]:
    """Yield the texts of a file.

    Args:
        file: Name of the file, whose suffix decides how it is read. A last suffix `.jinja` is ignored.
        source: Content of the file.

    Raises:
        GenerationError: The file has an unknown format or cannot be parsed.
    """
    is_template = file.endswith(".jinja")
    name = file.removesuffix(".jinja")
    match PurePosixPath(name).suffix:
        case ".md":
            yield from _markdown(source)
        case ".yaml" | ".yml":
            yield from _values(parse(file, source))
            yield from _tokens(name, source)
        case ".py" if not is_template:
            yield from _python(file, source)
        case _:
            yield from _tokens(name, source)


def _markdown(source: str, first_line: int = 1) -> Iterator[Text]:
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(source.splitlines(), first_line):
        statement_free = _JINJA_STATEMENT.sub("", line)
        # Without the lines of statements only, which would end a table.
        if statement_free.strip() or not line.strip():
            lines.append((number, _JINJA_EXPRESSION.sub(CODE, statement_free)))
    for token in _MARKDOWN.parse("\n".join(line for _, line in lines)):
        if token.type == "inline" and token.map:
            kinds = {"softbreak": " ", "hardbreak": " ", "code_inline": CODE}
            content = "".join(
                kinds.get(child.type, child.content) for child in token.children or ()
            )
            yield Text(lines[token.map[0]][0], content)


def _values(node: Node) -> Iterator[Text]:
    for key, child in node.fields.items():
        nodes = [child] if key in _TEXT_KEYS else []
        nodes += child.fields.values() if key in _TEXT_MAPS else ()
        for text in nodes:
            if isinstance(text.value, str):
                # The text of a block starts on the line after its key.
                yield from _markdown(text.value, text.line + ("\n" in text.value))
        yield from _values(child)


def _python(file: str, source: str) -> Iterator[Text]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise GenerationError(f"{file}:{error.lineno}: {error.msg}. Fix the syntax.") from error
    lines = source.split("\n")
    parts: set[ast.expr] = set()
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=values):
                parts.update(values)
                yield from _message(node.lineno, "".join(map(_literal, values)))
            case ast.Constant(value=str(value)) if node not in parts:
                if _is_documentation(lines, node):
                    yield from _paragraphs(node.lineno, value)
                else:
                    yield from _message(node.lineno, value)
            case _:
                pass
    block: list[tuple[int, str]] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comment = (token.start[0], token.string)
            if token.line[: token.start[1]].strip():
                yield from _comments([comment])
            else:
                block.append(comment)
    yield from _comments(block)


def _literal(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else CODE


def _is_documentation(lines: list[str], node: ast.Constant) -> bool:
    # The column counts bytes.
    return lines[node.lineno - 1].encode()[node.col_offset :].startswith(b'"""')


def _tokens(name: str, source: str) -> Iterator[Text]:
    """Yield the comments and strings of a file in any language that Pygments knows."""
    lexer = find_lexer_class_for_filename(name)
    if lexer is None:
        raise GenerationError(f"{name}: unknown format. Check a file of code, YAML or Markdown.")
    is_yaml = name.endswith((".yaml", ".yml"))
    comments: list[tuple[int, str]] = []
    message, start, end, is_inside = "", 0, 0, False
    line, seen = 1, 0
    for index, kind, value in lexer().get_tokens_unprocessed(source):
        line, seen = line + source.count("\n", seen, index), index
        if is_token_subtype(kind, Comment):
            comments += enumerate(value.splitlines(), line)
        elif is_yaml:
            continue
        elif is_token_subtype(kind, String.Interpol):
            is_inside = value == "${"
            message, end = message + (CODE if is_inside else ""), index + len(value)
        elif is_token_subtype(kind, String) and not is_inside:
            if index != end:
                yield from _message(start, message)
                message, start = "", line
            message, end = message + value.strip("\"'`"), index + len(value)
    yield from _message(start, message)
    yield from _comments(comments)


def _message(line: int, content: str) -> Iterator[Text]:
    if _PROSE.search(content):
        yield from _paragraphs(line, content)


def _comments(lines: list[tuple[int, str]]) -> Iterator[Text]:
    """Join comments on consecutive lines to paragraphs."""
    block: list[str] = []
    first = 0
    for number, line in [*lines, (0, "")]:
        if number != first + len(block):
            yield from _paragraphs(first, "\n".join(block))
            block, first = [], number
        block.append(re.sub(r"^\s*(#:?|//|/?\*+/?)\s?|\s*\*/\s*$", "", line))


def _paragraphs(line: int, source: str) -> Iterator[Text]:
    """Split a text without Markdown structure at empty lines, list items and documented arguments."""
    paragraph: list[str] = []
    first = line
    for number, text in enumerate([*source.splitlines(), ""], line):
        item = _ARGUMENT.match(text)
        if not text.strip() or item or _COLUMNS.search(text):
            content = re.sub(r"`+[^`]*`+", CODE, " ".join(paragraph))
            if paragraph and not _STATEMENT.search(content):
                yield Text(first, content)
            paragraph, first = [], number
        if text.strip():
            first = first if paragraph else number
            paragraph.append(text[item.end() if item else 0 :].strip())
