"""The newest requests of this process, with their responses, for tests and for people who look for an error.

They are kept in memory. API keys and signing secrets are masked, and long bodies are cut.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

KEPT = 1000
"""Number of requests."""
LONGEST_BODY = 64 * 1024
"""Number of bytes that are kept of a body."""
_SENSITIVE = re.compile(rb"authorization|cookie|(?:.*-)?(?:key|token|secret)", re.IGNORECASE)
_NOT_SECRET = (b"idempotency-key",)


class RecordedRequest(msgspec.Struct, frozen=True):
    """A request and its response."""

    id: str
    sequence: int
    """Number of the request in this process; lists start after one."""
    at: float
    """Real time at which it arrived, in Unix seconds."""
    duration_ms: float
    method: str
    path: str
    """Path and query."""
    operation: str | None
    world: str | None
    environment: str | None
    key: str | None
    """ID of the API key."""
    client: str
    request_headers: dict[str, str]
    request_body: str
    status: int | None
    """`None` if the connection was closed instead of a response."""
    error: str | None
    """Code of the error."""
    response_headers: dict[str, str]
    response_body: str
    replayed: bool
    """Whether the response is the stored one of an earlier request with the same idempotency key."""
    failure: str | None
    """ID of the failure rule that applied."""


class Recorder:
    """Keeps the newest requests.

    Args:
        secret: Matches what must be masked; its first group stays.
    """

    def __init__(self, secret: re.Pattern[bytes]) -> None:
        self._secret = secret
        self._kept: deque[RecordedRequest] = deque(maxlen=KEPT)
        self._count = 0
        self._added = asyncio.Event()

    def add(self, **fields: Any) -> None:
        """Keep a request; `fields` are those of `RecordedRequest` without the sequence, bodies and headers as bytes."""
        self._count += 1
        for name in ("request_headers", "response_headers"):
            fields[name] = {
                key.decode("latin-1"): self._header(key, value) for key, value in fields[name]
            }
        for name in ("path", "request_body", "response_body"):
            fields[name] = self._text(fields[name])
        self._kept.append(RecordedRequest(sequence=self._count, **fields))
        self._added.set()
        self._added = asyncio.Event()

    def clear(self) -> None:
        """Forget all requests."""
        self._kept.clear()

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
            added = self._added
            found = [each for each in self._kept if each.sequence > (after or 0) and wanted(each)]
            left = ends - time.monotonic()
            if found or left <= 0:
                return found[-limit:] if after is None else found[:limit]
            try:
                await asyncio.wait_for(added.wait(), left)
            except TimeoutError:
                continue

    def _header(self, name: bytes, value: bytes) -> str:
        masked = self._secret.sub(rb"\1****", value)
        if masked == value and _SENSITIVE.fullmatch(name) and name not in _NOT_SECRET:
            masked = b"****"
        return masked.decode("latin-1")

    def _text(self, body: bytes) -> str:
        text = self._secret.sub(rb"\1****", body[:LONGEST_BODY]).decode(errors="replace")
        return text + "…" if len(body) > LONGEST_BODY else text
