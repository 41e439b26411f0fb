"""Takes parts of a README, whose code is tested, for other documents."""

import re
from dataclasses import dataclass

from codegen.errors import GenerationError

_FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Readme:
    """A README.

    Attributes:
        text: Its Markdown.
        name: What it is the README of.
    """

    text: str
    name: str

    def code(self, containing: str) -> str:
        """Return the first block of code that contains a text.

        Raises:
            GenerationError: There is none.
        """
        for found in _FENCE.finditer(self.text):
            if containing in found[2]:
                return found[2].rstrip()
        raise GenerationError(
            f"The README of {self.name} has no code with {containing!r}. Correct the template that shows it."
        )

    def section(self, heading: str) -> str:
        """Return the text of a section, without its heading.

        Raises:
            GenerationError: There is none.
        """
        found = re.search(
            rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", self.text, re.MULTILINE | re.DOTALL
        )
        if found is None:
            raise GenerationError(
                f"The README of {self.name} has no section {heading!r}. Correct the template that shows it."
            )
        return found[1].strip()
