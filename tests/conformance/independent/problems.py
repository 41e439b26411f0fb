"""Errors as the contract documents them."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """A request that is rejected.

    Args:
        status: The HTTP status.
        code: One of `x-error-codes` of the response.
        message: Text for people.
        details: The field `details` of the error.
        headers: Sent beside those of every response.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.headers = headers or {}


def missing(kind: str, id: str, field: str | None = None) -> Problem:
    """The error for an object that does not exist."""
    details = {"field": field} if field else None
    return Problem(404, "resource_missing", f"No such {kind}: '{id[:80]}'.", details=details)


def invalid_state(message: str, status: str) -> Problem:
    """The error for an operation that the object's status does not allow."""
    details = {"field": "status", "value": status, "constraint": "transition"}
    return Problem(409, "invalid_state", message, details=details)


def duplicate(field: str) -> Problem:
    """The error for a value that another object has."""
    message = f"Another object already has this {field}."
    return Problem(
        409, "duplicate_value", message, details={"field": field, "constraint": "unique"}
    )
