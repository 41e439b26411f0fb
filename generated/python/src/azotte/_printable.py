# Copied from templates/python/runtime/_printable.py: edit there, not here.
"""Text of a server, for a terminal or a log."""

from __future__ import annotations


def printable(text: str, longest: int | None = None) -> str:
    r"""Return a text on one line, with all characters escaped that are not visible characters or spaces.

    A server's text may hold line breaks, terminal control sequences, or marks that turn the direction of the text: `\x1b` is printed
    as `\x1b`, and does nothing.

    Args:
        text: The text.
        longest: Number of characters after which it is cut.
    """
    if longest is not None and len(text) > longest:
        text = f"{text[:longest]}…"
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
