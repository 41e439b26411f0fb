"""Tells clients that an operation is deprecated, in the headers of its responses."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any


def deprecation_headers(operation: dict[str, Any]) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) of an operation.

    Args:
        operation: The operation of the contract, with `deprecated` and `x-deprecation`: the dates `since` and `sunset`.
    """
    if not operation.get("deprecated"):
        return ()
    dates: dict[str, str] = operation.get("x-deprecation", {})
    # The header needs a date. One in the past says that the operation is deprecated already.
    since = int(_moment(dates.get("since", "1970-01-01")).timestamp())
    headers = [(b"deprecation", b"@%d" % since)]
    if "sunset" in dates:
        headers.append((b"sunset", format_datetime(_moment(dates["sunset"]), usegmt=True).encode()))
    return tuple(headers)


def _moment(date: str) -> datetime:
    return datetime.fromisoformat(date).replace(tzinfo=UTC)
