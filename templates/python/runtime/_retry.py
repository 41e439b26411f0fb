"""Decides whether and when a call is retried."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from threading import Lock

from azotte._contract import RETRY_AFTER_HEADERS

RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504})

_FIRST = 0.5
_LONGEST = 8.0
_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# Between two values, not within a date.
_COMMA = re.compile(r",(?!\s*[0-9]{1,2}[ -][A-Za-z])")


def backoff(attempt: int, random: Callable[[], float]) -> float:
    """Return how long to wait after an attempt: exponential with full jitter.

    Args:
        attempt: The attempt that failed, 1 for the first.
        random: Gives a number from 0 up to 1.

    Returns:
        Seconds.
    """
    return random() * min(_LONGEST, _FIRST * 2.0 ** min(attempt - 1, 16))


def retry_after(headers: Mapping[str, str], now: Callable[[], float]) -> float | None:
    """Return how long the server asks to wait, in seconds; `None` if it does not say.

    Seconds and dates are understood (RFC 9110, section 10.2.3). The longest of several values counts. Invalid values are ignored.
    """
    values = [
        value
        for name in RETRY_AFTER_HEADERS
        if name in headers
        for value in _COMMA.split(headers[name])
    ]
    waits = [_seconds(value, now) for value in values]
    return max((wait for wait in waits if wait is not None), default=None)


def _seconds(text: str, now: Callable[[], float]) -> float | None:
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        date = parsedate_to_datetime(text)
        if date.tzinfo is None:
            # All dates of HTTP are in UTC, those without a zone too (RFC 9110, section 5.6.7).
            date = date.replace(tzinfo=UTC)
        return max(0.0, date.timestamp() - now())
    except (ValueError, OverflowError):
        return None


class RetryBudget:
    """Keeps retries from hammering a server that struggles.

    A retry takes a token, and a successful call returns a tenth of a token. This allows a burst of ten retries. Over time, up to
    one request in eleven is a retry.
    """

    # In tenths, so that ten tenths are one.
    _LARGEST = 100
    _RETRY = 10

    def __init__(self) -> None:
        self._tenths = self._LARGEST
        self._lock = Lock()

    def take(self) -> bool:
        """Whether a retry is allowed; takes its token."""
        with self._lock:
            allowed = self._tenths >= self._RETRY
            if allowed:
                self._tenths -= self._RETRY
        return allowed

    def succeeded(self) -> None:
        """Note a call that succeeded."""
        if self._tenths < self._LARGEST:
            with self._lock:
                self._tenths = min(self._LARGEST, self._tenths + 1)
