"""Tells clients that an operation is deprecated, in the headers of its responses."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any


def deprecation_headers(operation: dict[str, Any]) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) of an operation.

    Args:
        operation: The operation of the contract, with `deprecated`, and `sunset` in `x-deprecation`.
    """
    if not operation.get("deprecated"):
        return ()
    # The header needs a date, and the contract has the version. A date in the past says that it is deprecated already.
    headers = [(b"deprecation", b"@0")]
    sunset: str | None = operation.get("x-deprecation", {}).get("sunset")
    if sunset is not None:
        moment = datetime.fromisoformat(sunset).replace(tzinfo=UTC)
        headers.append((b"sunset", format_datetime(moment, usegmt=True).encode()))
    return tuple(headers)
