"""How text that the server had a hand in is written: one encoder for each kind of output.

None of them trusts its text. Control characters, bidirectional overrides, and halves of surrogate pairs are written as
escape sequences. So no text steers a terminal, ends a line, or breaks a file.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

# What CI systems take for a command in a log: GitHub (`::`, `##[`), Azure Pipelines (`##vso[`), TeamCity (`##teamcity[`).
_CI_COMMAND = re.compile(r":(?=:)|#(?=#(?:\[|vso|teamcity))")


@dataclass(frozen=True)
class Untrusted:
    """Text that the server had a hand in. `str()` gives the form for a log, so that it can be printed as it is."""

    text: str
    """As it came, but without secrets. Only an encoder may take it."""

    def __str__(self) -> str:
        return log(self.text)

    def shortened(self, length: int) -> str:
        """The beginning of the form for a log."""
        text = str(self)
        return text if len(text) <= length else f"{text[: length - 1]}…"


def log(text: str) -> str:
    """One line of a terminal, a log, or a plain report."""
    return _CI_COMMAND.sub(lambda match: f"\\x{ord(match[0]):02x}", _visible(text))


def log_lines(text: str) -> str:
    """Several lines of a terminal, a log, or a plain report."""
    return "\n".join(map(log, text.split("\n")))


def xml(text: str) -> str:
    """Text for an XML library, which escapes markup: what is printable is what XML 1.0 can hold (section 2.2)."""
    return _visible_lines(text)


def html(text: str) -> Markup:
    """Text of an HTML element or a quoted attribute."""
    return escape(_visible_lines(text))


def json_text(value: Any) -> str:
    """A JSON document, in ASCII."""
    return json.dumps(value, indent=2) + "\n"


def in_double_quotes(text: str) -> str:
    """Text inside the double quotes of a shell script."""
    return "".join(
        f"\\{character}"
        if character in '\\"$`'
        # A quoted string of another kind has escape sequences, so the double quotes are closed around it.
        else character
        if character.isprintable()
        else f'"{_ansi_c(character.encode("utf-8", "surrogatepass"))}"'
        for character in text
    )


def shell_bytes(data: bytes) -> str:
    """Bytes as one word of a shell script."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _ansi_c(data)
    if all(character.isprintable() or character in "\n\t" for character in text):
        return "'" + text.replace("'", "'\\''") + "'"
    return _ansi_c(data)


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def _visible_lines(text: str) -> str:
    return "\n".join(map(_visible, text.split("\n")))


def _ansi_c(data: bytes) -> str:
    escaped = "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}" for byte in data
    )
    return f"$'{escaped}'"
