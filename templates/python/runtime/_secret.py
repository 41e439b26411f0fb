"""A text that must not be printed."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Callable
from typing import NoReturn, Self
from urllib.parse import quote
from weakref import ref

from azotte._base_errors import InvalidArgumentError

_PREFIX = re.compile(r"(?:[A-Za-z]{1,8}_){1,2}")
# Fewer characters than this behind the prefix, and the last four would give too much of them away.
_SHORT = 12
_SHORTEST_PART = 4


class Secret:
    """An API key, a token, a user name and password, or a webhook secret.

    It prints as its prefix and last four characters (`sk_dev_…cdef`), copies to itself and cannot be pickled, so it does not get
    into a log, a dump or a task queue. `reveal()` is the only way to the text.
    """

    # The text is held by a function, so that listing attributes does not show it.
    __slots__ = ("__weakref__", "_masked", "_reveal")

    _masked: str
    _reveal: Callable[[], str]

    def __init__(self, value: str | Secret, argument: str = "value") -> None:
        """Hold a text.

        Args:
            value: The text, or a secret that holds it.
            argument: What an error calls it.

        Raises:
            InvalidArgumentError: It is not text.
        """
        if isinstance(value, Secret):
            self._reveal, self._masked = value._reveal, value._masked
            return
        if fault := _fault(value):
            # It may be the secret in a wrapping that we do not know, so no frame of the error keeps it.
            del value
            raise InvalidArgumentError(f"{argument} {fault}", argument)
        self._reveal, self._masked = lambda: value, mask(value)

    def reveal(self) -> str:
        """Return the text itself."""
        return self._reveal()

    def header(self, write: Callable[[str], str] = str) -> str:
        """Return the text for a dictionary of headers, where it still prints masked.

        Args:
            write: Makes the value of the header from the text.
        """
        return _HeaderText(write(self._reveal()), str(self))

    def __bool__(self) -> bool:
        return bool(self._reveal())

    def __str__(self) -> str:
        # A crash reporter may print a secret whose text was rejected.
        return getattr(self, "_masked", "not made")

    def __repr__(self) -> str:
        return f"Secret({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._reveal().encode(), other._reveal().encode())

    def __hash__(self) -> int:
        return hash(self._reveal())

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a secret is not pickled, so that it does not end up in a queue or a cache; "
            "read it from the environment on the other side"
        )


class _HeaderText(str):
    # HTTP libraries, their hooks and debuggers print a request's headers with the values' repr.
    __slots__ = ("_masked",)

    _masked: str

    def __new__(cls, text: str, masked: str = "…") -> Self:
        value = super().__new__(cls, text)
        value._masked = masked
        return value

    def __repr__(self) -> str:
        return repr(self._masked)


def _fault(value: object) -> str:
    """Return why a value cannot be the text of a secret, or nothing if it can."""
    if not isinstance(value, str):
        return f"must be text (str), not {type(value).__name__}; decode bytes, and leave out what is not set"
    try:
        value.encode()
    except UnicodeEncodeError:
        # The error itself holds the text.
        return (
            "is text with a half of a character (a surrogate) in it; copy it from the portal again"
        )
    return ""


def mask(text: str) -> str:
    """Return what may be shown of a secret: `sk_dev_1234567890abcdef` gives `sk_dev_…cdef`.

    Of a user name and password, `user:password`, nothing is shown.
    """
    if ":" in text:
        return "…"
    prefix = match.group() if (match := _PREFIX.match(text)) else ""
    rest = text[len(prefix) :]
    return f"{prefix}…{rest[-4:] if len(rest) >= _SHORT else ''}"


def scrub(text: str, *secrets: Secret) -> str:
    """Return `text` with every occurrence of the secrets masked: a server may echo what it was sent."""
    for secret in secrets:
        for form in _forms(secret):
            text = text.replace(form, str(secret))
    return text


def scrub_bytes(body: bytes, *secrets: Secret) -> bytes:
    """Do the same for the body of a response."""
    for secret in secrets:
        for form in _forms(secret):
            body = body.replace(form.encode(), str(secret).encode())
    return body


def hold(secret: Secret) -> None:
    """Let `scrub_held` mask a secret, for as long as it is used."""
    _held.append(ref(secret, _held.remove))


def scrub_held(text: str) -> str:
    """Return `text` with every occurrence of a held secret masked."""
    for each in [*_held]:
        if (secret := each()) is not None:
            text = scrub(text, secret)
    return text


# Of clients that are in use. A list, because its methods need no lock, which a fork could leave locked.
_held: list[ref[Secret]] = []


def _forms(secret: Secret) -> list[str]:
    """Return the texts that give a secret away: itself, as it is in a URL, and for `user:password` the parts of it."""
    text = secret.reveal()
    if not text:
        return []
    forms = [text]
    if (quoted := quote(text, safe="")) != text:
        forms.append(quoted)
    user, colon, password = text.partition(":")
    if colon:
        forms.append(b64encode(text.encode()).decode())
        # Without a password, the user name is the secret. A shorter text occurs in many words.
        if len(part := password or user) >= _SHORTEST_PART:
            forms.append(part)
    return forms
