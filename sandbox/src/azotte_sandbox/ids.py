"""Identifiers: a prefix, the time and random letters and digits, or, for tests, the same ones every time."""

from __future__ import annotations

import hashlib
import os
import time
from functools import lru_cache
from typing import Protocol

BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
TIME_LENGTH = 8
"""Characters of the time in milliseconds: enough for the next 6,900 years."""
ID_LENGTH = 24
"""Number of random characters after the time: 142 bits."""
IDS_AT_A_TIME = 32
"""Number of IDs whose random characters are read together."""

# Bytes 0 to 247 map evenly to the 62 characters. The other eight are discarded, so that all characters are equally
# likely.
_TO_BASE62 = bytes(BASE62[byte % 62] for byte in range(256))
_UNEVEN = bytes(range(248, 256))


def random_base62(length: int) -> str:
    """Return a number of random letters and digits from the operating system."""
    text = b""
    while len(text) < length:
        # One read is nearly always enough, and 30 times faster than one for each character.
        text += os.urandom(length + 8).translate(_TO_BASE62, _UNEVEN)
    return text[:length].decode()


_PAIRS = tuple(chr(high) + chr(low) for high in BASE62 for low in BASE62)


@lru_cache(maxsize=1)
def _base62(milliseconds: int) -> str:
    rest, text = milliseconds, ""
    while len(text) < TIME_LENGTH:
        rest, pair = divmod(rest, len(_PAIRS))
        text = _PAIRS[pair] + text
    return text


class Ids(Protocol):
    """Makes identifiers."""

    def new(self, prefix: str) -> str:
        """Return a new ID such as `cus_…`; `prefix` without the underscore."""
        ...


class RandomIds:
    """IDs that cannot be guessed.

    They start with the time, so that new ones are adjacent in an index. Random positions would write a page each, and
    this costs more than the rest of an insert.
    """

    def __init__(self) -> None:
        # Read in bulk, because a call to the operating system costs as much as reading a request.
        self._letters: str = ""
        self._process: int = 0

    def new(self, prefix: str) -> str:
        process = os.getpid()
        if len(self._letters) < ID_LENGTH or process != self._process:
            # A forked process must not use the characters of its parent.
            self._letters, self._process = random_base62(ID_LENGTH * IDS_AT_A_TIME), process
        letters, self._letters = self._letters[:ID_LENGTH], self._letters[ID_LENGTH:]
        return f"{prefix}_{_base62(time.time_ns() // 1_000_000)}{letters}"


class SeededIds:
    """The same IDs in the same order for the same seed, for tests that compare whole responses."""

    def __init__(self, seed: str, made: int = 0) -> None:
        self._seed = seed
        self.made = made
        """Number of IDs that were made."""

    def new(self, prefix: str) -> str:
        digest = hashlib.sha256(f"{self._seed}/{prefix}/{self.made}".encode()).digest()
        self.made += 1
        return f"{prefix}_{digest[:ID_LENGTH].translate(_TO_BASE62).decode()}"
