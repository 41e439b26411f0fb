"""Writes texts of the contract into docstrings."""

import textwrap

from codegen.model.texts import python_docstring
from codegen.model.types import Deprecation

_LINE = 100


def docstring(text: str, indent: int = 0, hanging: int = 0) -> str:
    r"""Wrap and escape a text for a docstring. Paragraphs are kept, and each line except the first is indented.

    Args:
        text: The text.
        indent: Indent of the docstring.
        hanging: More indent for all lines of a paragraph but the first.
    """
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    wrapped = [
        textwrap.fill(
            paragraph,
            _LINE - indent,
            subsequent_indent=" " * hanging,
            break_on_hyphens=False,
            break_long_words=False,
        )
        for paragraph in paragraphs
        if paragraph
    ]
    lines = python_docstring("\n\n".join(wrapped)).split("\n")
    return "\n".join([lines[0], *(line and " " * indent + line for line in lines[1:])])


def field_docstring(text: str, indent: int = 4) -> str:
    """Return a docstring with its quotes, for a field or an alias."""
    wrapped = docstring(text, indent)
    # The closing quotes need three more columns.
    last = wrapped.rpartition("\n")[2]
    if "\n" in wrapped or len(last) + indent + 6 > _LINE:
        wrapped = docstring(text, indent) + "\n" + " " * indent
    return f'"""{wrapped}"""'


def with_deprecation(text: str, deprecation: Deprecation | None) -> str:
    """Return a text and, if the part is deprecated, since when and what to use instead."""
    return text if deprecation is None else f"{text} {deprecated(deprecation)}".strip()


def deprecated(deprecation: Deprecation) -> str:
    """Return a sentence that says since when a part is deprecated, and what to use instead."""
    since = f" since {deprecation.since}" if deprecation.since else ""
    sunset = f"; removed after {deprecation.sunset}" if deprecation.sunset else ""
    instead = f", use `{deprecation.replacement}` instead" if deprecation.replacement else ""
    return f"Deprecated{since}{instead}{sunset}."
