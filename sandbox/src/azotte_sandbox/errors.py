"""Errors that a client is told about. Which status and type a code has stands in the contract."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """Ends a request with an error answer.

    Args:
        code: one of the codes that the contract lists (`x-error-codes`).
        message: what happened and what to do, for a person.
        details: what exactly was wrong, as the contract's `ErrorDetails`.
        headers: header fields that this answer needs beside the usual ones.
    """

    def __init__(
        self,
        code: str,
        message: str,
        details: dict[str, Any] | None = None,
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.details = details
        self.headers = headers


def missing(field: str | None = None) -> ApiError:
    """No such object; the same whether it never was, is deleted, or is another tenant's or environment's.

    Args:
        field: the parameter or member that named it, where that is not the path.
    """
    return ApiError(
        "resource_missing",
        "No such object. Check the id, the tenant and the environment of the key.",
        {"field": field} if field else None,
    )


def invalid_state(message: str, status: str) -> ApiError:
    """The object's state does not allow this."""
    return ApiError(
        "invalid_state", message, {"field": "status", "value": status, "constraint": "transition"}
    )
