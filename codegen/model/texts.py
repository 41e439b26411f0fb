r"""Escapes a text for the position in which an emitter writes it.

Each function returns what stands between the delimiters of the position: `\"\"\"`, `/** */`, quotes or backticks. A reader of the
language gets the text back.
"""

import json
import re
import shlex

_ASCII_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&])")
# Other lines, or nothing that an editor shows: written as an escape.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def python_docstring(text: str) -> str:
    r"""Escape a text for a string in `\"\"\"`. Line breaks stay."""
    escaped = re.sub(r'"""|"\Z', lambda found: '\\"' * len(found[0]), text.replace("\\", "\\\\"))
    return _CONTROL.sub(lambda found: _python_escape(found[0]), escaped)


def python_string(text: str) -> str:
    """Return a text as a Python string, with its quotes."""
    return repr(text)


def jsdoc(text: str) -> str:
    """Escape a text for a JSDoc comment. Line breaks stay, and an `@` at the start of a line is not a tag."""
    lines = "\n".join(text.splitlines())
    return re.sub(r"^(\s*)@", r"\1\\@", lines.replace("*/", "*\\/"), flags=re.MULTILINE)


def typescript_string(text: str) -> str:
    """Return a text as a TypeScript string, with its quotes."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def markdown(text: str) -> str:
    """Escape a text that is not Markdown for a line of Markdown, also in a table."""
    return _ASCII_PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def markdown_code(text: str) -> str:
    """Return a text as a code span of Markdown, with its backticks."""
    line = " ".join(text.splitlines())
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    # One space at each end is not part of the code.
    needs_space = line.startswith(("`", " ")) or line.endswith(("`", " "))
    space = " " if needs_space and line.strip(" ") else ""
    return f"{fence}{space}{line}{space}{fence}"


def shell(text: str) -> str:
    """Return a text as one word of a POSIX shell, in single quotes where it needs them."""
    return shlex.quote(text)


def shell_double_quoted(text: str) -> str:
    """Escape a text for a string in double quotes of a POSIX shell, beside which variables can stand."""
    return re.sub(r'[\\"$`]', lambda found: "\\" + found[0], text)


def _python_escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
