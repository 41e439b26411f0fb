# Copied from templates/python/runtime/transports/_interim.py: edit there, not here.
"""Bounds the interim responses (1xx) before a response: HTTP libraries skip any number of them."""

from __future__ import annotations

import re

from azotte.transports._protocol import TransportError


class InterimResponses:
    """Counts the interim responses to one request."""

    def __init__(self) -> None:
        """Start a request."""
        self._count = 0
        self._bytes = 0

    def add(self, size: int) -> None:
        """Count an interim response.

        Args:
            size: Its bytes.

        Raises:
            TransportError: There are more, or more bytes, than any server needs.
        """
        self._count += 1
        self._bytes += size
        if self._count > _MOST:
            raise TransportError(f"The server sent more than {_MOST} interim responses.")
        if self._bytes > _MOST_BYTES:
            raise TransportError(f"The interim responses are larger than {_MOST_BYTES} bytes.")


class InterimBytes:
    """Finds and counts the interim responses in what a connection receives after a request.

    Attributes:
        over: Whether the final response has begun; nothing more needs to be read then.
    """

    def __init__(self) -> None:
        """Start a request."""
        self.over = False
        self._interim = InterimResponses()
        self._unread = b""

    def read(self, data: bytes) -> None:
        """Read the next bytes.

        Raises:
            TransportError: There are more interim responses, or larger ones, than any server needs.
        """
        head, begin = self._unread + data, 0
        while _INTERIM.match(head, begin) and (blank := _BLANK_LINE.search(head, begin)):
            self._interim.add(blank.end() - begin)
            begin = blank.end()
        self._unread = head[begin:]
        if len(self._unread) > _STATUS and not _INTERIM.match(self._unread):
            self.over = True
        elif len(self._unread) > _MOST_BYTES:
            self._interim.add(len(self._unread))


_INTERIM = re.compile(rb"HTTP/\d\.\d 1")
_STATUS = len("HTTP/1.1 ")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_MOST = 16
# Early Hints have some links; others have no headers.
_MOST_BYTES = 1 << 16
