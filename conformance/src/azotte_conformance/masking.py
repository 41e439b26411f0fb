"""Keeps secrets out of what is shown: a cURL line, a report, a traceback."""

import re
from collections.abc import Iterable


class Hidden(str):
    """A value that is sent as it is and shown as something else: in a cURL line, a report, a traceback.

    Args:
        value: what is sent.
        shown: what stands for it inside double quotes of a shell, such as `$AZOTTE_API_KEY`.
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
    """Takes secrets out of texts.

    Args:
        secrets: each secret and what stands for it.
        pattern: the form of keys (`x-pattern`), so that a piece of one is found as well.
    """

    def __init__(self, secrets: Iterable[tuple[str, str]], pattern: str | None = None) -> None:
        self._known: list[tuple[str, str]] = []
        for secret, shown in secrets:
            self.add(secret, shown)
        self._pattern = re.compile(pattern.strip("^$")) if pattern else None

    def add(self, secret: str, shown: str) -> None:
        """Know another secret."""
        if secret and secret not in (known for known, _ in self._known):
            self._known.append((secret, shown))
            # Longest first, so that a secret that begins with another one is taken as a whole.
            self._known.sort(key=lambda item: -len(item[0]))

    def __call__(self, text: str) -> str:
        """The text without secrets, and without anything that looks like one."""
        text = self.known(text)
        return self._pattern.sub("[key]", text) if self._pattern else text

    def known(self, text: str) -> str:
        """The text with each secret replaced by what stands for it."""
        for secret, shown in self._known:
            if secret in text:
                text = text.replace(secret, shown)
        return text

    def holds_secret(self, text: str) -> str | None:
        """What stands for the first secret that a text holds."""
        return next((shown for secret, shown in self._known if secret in text), None)
