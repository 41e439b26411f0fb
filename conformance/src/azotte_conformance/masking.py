"""Keeps secrets out of what is shown: a cURL line, a report, a traceback."""

import re
import string
from collections.abc import Iterable, Iterator

PIECE = 12
"""Characters of a secret that are enough to hide a word."""
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Hidden(str):
    """A value that is sent as it is and shown as something else: in a cURL line, a report, a traceback.

    Args:
        value: The real value.
        shown: What is shown in its place, inside double quotes of a shell, such as `$AZOTTE_API_KEY`.
    """

    __slots__ = ("shown",)
    shown: str

    def __new__(cls, value: str, shown: str) -> "Hidden":
        self = super().__new__(cls, value)
        self.shown = shown
        return self

    def __repr__(self) -> str:
        return f"<{self.shown}>"

    def __reduce__(self) -> tuple[type["Hidden"], tuple[str, str]]:
        return Hidden, (str.__str__(self), self.shown)


class Masker:
    """Takes secrets out of texts: whole ones, pieces of one, and those with a few characters changed.

    Args:
        secrets: Each secret and what is shown in its place.
        pattern: The form of keys (`x-pattern`), so that unknown keys are found as well.
    """

    def __init__(self, secrets: Iterable[tuple[str, str]], pattern: str | None = None) -> None:
        self._known: list[tuple[str, str]] = []
        self._pieces: set[str] = set()
        for secret, shown in secrets:
            self.add(secret, shown)
        self._pattern = re.compile(pattern.strip("^$")) if pattern else None

    def add(self, secret: str, shown: str) -> None:
        """Know another secret."""
        if secret and secret not in (known for known, _ in self._known):
            self._known.append((secret, shown))
            self._pieces |= {piece for _, piece in _pieces(secret)}
            # Longest first, so that a secret that begins with another one is taken as a whole.
            self._known.sort(key=lambda item: -len(item[0]))

    def __call__(self, text: str) -> str:
        """The text without secrets, and without anything that looks like one."""
        text = self.known(text)
        return self._pattern.sub("[key]", text) if self._pattern else text

    def known(self, text: str) -> str:
        """The text without secrets, with each whole one replaced by what is shown in its place."""
        for secret, shown in self._known:
            if secret in text:
                text = text.replace(secret, shown)
        return self._without_pieces(text)

    def holds_secret(self, text: str) -> str | None:
        """What is shown in place of the first secret that a text holds."""
        return next((shown for secret, shown in self._known if secret in text), None)

    def _without_pieces(self, text: str) -> str:
        """The text with `[key]` in place of each word that shares `PIECE` characters with a secret, in any case."""
        if not self._pieces:
            return text
        found = [start for start, piece in _pieces(text) if piece in self._pieces]
        if not found:
            return text
        parts: list[str] = []
        end = 0
        for start in found:
            if start < end:
                continue
            while start > end and _is_of_a_key(text[start - 1]):
                start -= 1
            parts.append(text[end:start])
            end = start + PIECE
            while end < len(text) and _is_of_a_key(text[end]):
                end += 1
            parts.append("[key]")
        return "".join((*parts, text[end:]))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Every run of `PIECE` characters, in lower case, with its position."""
    # Only ASCII: other letters may become two in lower case, which would move the positions.
    lower = text.translate(_LOWER)
    return ((start, lower[start : start + PIECE]) for start in range(len(lower) - PIECE + 1))


def _is_of_a_key(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "_-")
