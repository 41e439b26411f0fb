# Copied from templates/python/runtime/_files.py: edit there, not here.
"""The content of files that are uploaded."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TypeAlias

from azotte._base_errors import InvalidArgumentError

FileContent: TypeAlias = bytes | os.PathLike[str] | IO[bytes]
"""The content of a file: bytes, the path of a file, or a file that is open for reading bytes."""

_PIECE = 1 << 16


class File:
    """A file whose content is read in pieces, again for each attempt.

    Attributes:
        name: Name of the file, or an empty text.
        length: Number of bytes.
    """

    def __init__(self, content: FileContent, argument: str) -> None:
        """Open nothing yet.

        Args:
            content: The content.
            argument: Name of the argument, for the message.

        Raises:
            InvalidArgumentError: It cannot be read.
        """
        self._path: Path | None = None
        self._open: IO[bytes] | None = None
        self._bytes = b""
        self._start = 0
        self.name = ""
        try:
            if isinstance(content, os.PathLike):
                self._path = Path(content)
                self.name = self._path.name
                self.length = self._path.stat().st_size
            elif isinstance(content, (bytes, bytearray, memoryview)):
                self._bytes = bytes(content)
                self.length = len(self._bytes)
            else:
                self.length = self._measure(content)
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise InvalidArgumentError(
                f"{argument} cannot be read ({error}); pass bytes, a path, or a file that is open for reading bytes",
                argument,
            ) from None

    def _measure(self, content: IO[bytes]) -> int:
        name = getattr(content, "name", "")
        self.name = Path(name).name if isinstance(name, str) else ""
        if not content.seekable():
            # It cannot be read again for another attempt.
            self._bytes = content.read()
            return len(self._bytes)
        self._open = content
        self._start = content.tell()
        end = content.seek(0, io.SEEK_END)
        content.seek(self._start)
        if not isinstance(content.read(0), bytes):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise TypeError("it is open for reading text")
        return end - self._start

    def __iter__(self) -> Iterator[bytes]:
        if self._path is not None:
            with self._path.open("rb") as file:
                yield from _pieces(file)
        elif self._open is not None:
            self._open.seek(self._start)
            yield from _pieces(self._open)
        elif self._bytes:
            yield self._bytes

    @property
    def is_in_memory(self) -> bool:
        """Whether nothing has to be read."""
        return self._path is None and self._open is None


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
