# Copied from templates/python/runtime/_payload.py: edit there, not here.
"""Encoded request bodies that are sent in pieces."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Protocol


class Source(Protocol):
    """Content that is read while it is sent, again for each attempt.

    Attributes:
        length: Number of bytes.
    """

    length: int

    @property
    def is_in_memory(self) -> bool:
        """Whether nothing has to be read."""
        ...

    def __iter__(self) -> Iterator[bytes]: ...


class Payload:
    """An encoded body: pieces of bytes, and files that are read while they are sent, again for each attempt.

    Attributes:
        content_type: The media type.
        length: Number of bytes.
    """

    def __init__(self, content_type: str, parts: Iterable[bytes | Source]) -> None:
        self.content_type = content_type
        self._parts = [*parts]
        self.length: int = sum(
            len(one) if isinstance(one, bytes) else one.length for one in self._parts
        )

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            yield from (part,) if isinstance(part, bytes) else part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = iter(self)
        # Reading a file may take long: not on the event loop.
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece

    def simplified(self) -> bytes | Payload:
        """Return the bytes, if all of them are in memory."""
        is_here = all(isinstance(one, bytes) or one.is_in_memory for one in self._parts)
        return b"".join(self) if is_here else self

    def __repr__(self) -> str:
        return f"<{self.length} bytes of {self.content_type}>"
