"""A text is the same after it was escaped and read, in each position."""

import ast
import json
import re
import subprocess

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from codegen.model import texts
from codegen.node import node_executable

HARD = ['"""', '""""', "*/", "/*", "\\", '\\"', "`a``b`", "a`", "'", "a\nb", "@type", "\r\n", "\u2028", "\ud800", "${x}", "</b>"]  # fmt: skip
PARTS = st.lists(st.sampled_from(HARD) | st.text(max_size=4)).map("".join)
LINES = PARTS.map(lambda text: " ".join(text.split())).filter(
    lambda text: not re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff]", text)
)


@given(PARTS)
@example('ends with "')
def test_a_python_docstring_gives_the_text_back(text: str) -> None:
    assert ast.literal_eval(f'"""{texts.python_docstring(text)}"""') == text


@given(PARTS)
def test_a_python_string_gives_the_text_back(text: str) -> None:
    assert ast.literal_eval(texts.python_string(text)) == text


@given(PARTS)
def test_a_typescript_string_gives_the_text_back(text: str) -> None:
    quoted = texts.typescript_string(text)
    assert json.loads(quoted) == text
    assert not set(quoted) & {"\n", "\u2028", "\u2029"}


@given(PARTS)
@example("@type */ @x\n  @y")
def test_a_jsdoc_never_ends_early_and_has_no_tags(text: str) -> None:
    escaped = texts.jsdoc(text)
    comment = "\n * ".join(escaped.split("\n"))
    assert "*/" not in comment
    assert not re.search(r"^\s*@", escaped, re.MULTILINE)


@given(PARTS)
def test_a_jsdoc_keeps_every_character(text: str) -> None:
    plain = re.sub(r"^(\s*)\\@", r"\1@", texts.jsdoc(text), flags=re.MULTILINE).replace(
        "*\\/", "*/"
    )
    lines = "\n".join(text.splitlines())
    # What looks like an escape in the text itself is read as one.
    assert plain == re.sub(r"^(\s*)\\@", r"\1@", lines, flags=re.MULTILINE).replace("*\\/", "*/")


def inline(markdown: str) -> list[Token]:
    (paragraph,) = [token for token in MarkdownIt().parse(markdown) if token.type == "inline"]
    return paragraph.children or []


@given(LINES.filter(bool))
@example("1. a | b")
@example("&amp; <b> _x_ ~~y~~ http://x")
def test_markdown_shows_the_text(text: str) -> None:
    assert "".join(token.content for token in inline(f"x {texts.markdown(text)}")) == f"x {text}"


@given(LINES.filter(bool))
@example("a``b`")
def test_a_code_span_shows_the_text(text: str) -> None:
    tokens = inline(f"x {texts.markdown_code(text)}")
    assert [token.content for token in tokens if token.type == "code_inline"] == [text]


@settings(max_examples=10)
@given(st.lists(PARTS.filter(lambda text: not re.search("[\x00\ud800-\udfff]", text))))
def test_a_shell_gives_the_text_back(values: list[str]) -> None:
    command = "printf '%s\\0' " + " ".join(map(texts.shell, ["first", *values]))
    command += "".join(f' "{texts.shell_double_quoted(one)}"' for one in values)
    result = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    assert result.stdout.decode().split("\0")[:-1] == ["first", *values, *values]


def test_javascript_gives_the_strings_back() -> None:
    quoted = [texts.typescript_string(text) for text in HARD]
    program = f"process.stdout.write(JSON.stringify([{', '.join(quoted)}]))"
    result = subprocess.run(
        [str(node_executable()), "-e", program], capture_output=True, check=True, timeout=60
    )
    assert json.loads(result.stdout) == HARD
