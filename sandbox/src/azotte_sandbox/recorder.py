"""The newest requests of this process, with their responses, for tests and for people who look for an error.

They are kept in memory. Credentials are masked before a request is kept; everything else, which may hold a key in a wrong
place, when it is shown. So recording costs little.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from azotte_sandbox.json_values import Json

KEPT = 1000
"""Number of requests."""
LONGEST_BODY = 64 * 1024
"""Number of bytes that are kept of a body."""
MOST_BYTES = 2 * 1024 * 1024
"""Bytes of all requests together: a client that sends large ones must not fill the memory."""

Headers = tuple[tuple[bytes, bytes], ...]


class RecordedRequest(msgspec.Struct, frozen=True, gc=False):
    """A request and its response. The control API has the meaning of each field."""

    id: str
    sequence: int
    at: float
    duration_ms: float
    method: str
    path: bytes
    operation: str | None
    tenant: str | None
    environment: str | None
    key: str | None
    client: str
    request_headers: Headers
    request_body: bytes
    status: int | None
    error: str | None
    response_headers: Headers
    response_body: bytes
    replayed: bool
    failure: str | None

    def __repr__(self) -> str:
        return f"RecordedRequest(id={self.id!r})"  # the rest may hold a key


class Recorder:
    """Keeps the newest requests.

    Args:
        secret: Matches what must be masked; its first group stays.
        credentials: Names of the headers that have credentials.
    """

    def __init__(self, secret: re.Pattern[bytes], credentials: Iterable[bytes]) -> None:
        self._secret = secret
        self._credentials = frozenset(credentials)
        self._kept: deque[RecordedRequest] = deque()
        self._bytes = 0
        self._count = 0
        self._added = asyncio.Event()

    def add(self, headers: Iterable[tuple[bytes, bytes]], **fields: Any) -> None:
        """Keep a request.

        Args:
            headers: Headers of the request.
            fields: The other fields of `RecordedRequest`, without the sequence.
        """
        self._count += 1
        credentials = self._credentials
        masked = tuple(
            [(n, self._credential(v)) if n in credentials else (n, v) for n, v in headers]
        )
        # One more byte says that there were more.
        for name in ("request_body", "response_body"):
            fields[name] = fields[name][: LONGEST_BODY + 1]
        if len(self._kept) == KEPT:
            self._forget_oldest()
        kept = RecordedRequest(sequence=self._count, request_headers=masked, **fields)
        self._kept.append(kept)
        self._bytes += _size(kept)
        while self._bytes > MOST_BYTES and len(self._kept) > 1:
            self._forget_oldest()
        self._added.set()

    def clear(self) -> None:
        """Forget all requests."""
        self._kept.clear()
        self._bytes = 0

    def find(self, request_id: str) -> RecordedRequest | None:
        """Return a request by its ID, or None."""
        return next((each for each in self._kept if each.id == request_id), None)

    async def newest(
        self,
        wanted: Callable[[RecordedRequest], bool],
        *,
        after: int | None,
        limit: int,
        wait: float,
    ) -> list[RecordedRequest]:
        """Return requests, oldest first: the newest ones, or those that follow the one with sequence `after`.

        Args:
            wanted: Returns whether a request is wanted.
            after: Sequence of the last known request.
            limit: Maximum number.
            wait: Seconds to wait for a request, if there is none.
        """
        ends = time.monotonic() + wait
        while True:
            found = [each for each in self._kept if each.sequence > (after or 0) and wanted(each)]
            left = ends - time.monotonic()
            if found or left <= 0:
                return found[-limit:] if after is None else found[:limit]
            self._added.clear()
            try:
                await asyncio.wait_for(self._added.wait(), left)
            except TimeoutError:
                continue

    def shown(self, request: RecordedRequest) -> Json:
        """Return a request as JSON, without secrets."""
        shown: Json = msgspec.structs.asdict(request)
        for name in ("request_headers", "response_headers"):
            shown[name] = {key.decode("latin-1"): self._text(value) for key, value in shown[name]}
        for name in ("path", "request_body", "response_body"):
            shown[name] = self._text(shown[name])
        return shown

    def _forget_oldest(self) -> None:
        self._bytes -= _size(self._kept.popleft())

    def _credential(self, value: bytes) -> bytes:
        masked = self._secret.sub(rb"\1****", value)
        return b"****" if masked == value else masked

    def _text(self, text: bytes) -> str:
        shown = self._secret.sub(rb"\1****", text[:LONGEST_BODY]).decode(errors="replace")
        return shown + "…" if len(text) > LONGEST_BODY else shown


def _size(request: RecordedRequest) -> int:
    headers = (*request.request_headers, *request.response_headers)
    texts = (request.path, request.request_body, request.response_body)
    return sum(map(len, texts)) + sum(len(name) + len(value) for name, value in headers)
