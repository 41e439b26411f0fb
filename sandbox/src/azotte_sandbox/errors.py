"""Errors that the API returns. The contract has the status and the type of each code."""

from __future__ import annotations

from typing import Any

_SHOWN = 64
"""Longest value that a message repeats."""


class OperatorError(Exception):
    """An operator's command cannot be done. The message says why and what to do.

    Args:
        message: For the operator.
        status: Status of the response of the control API.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class ApiError(Exception):
    """Ends a request with an error response.

    Args:
        code: Error code of the contract (`x-error-codes`).
        message: What happened and what to do, for a person.
        details: Details of the error, as in the contract's `ErrorDetails`.
        headers: Additional headers of the response.
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


def missing(kind: str, object_id: str, field: str | None = None) -> ApiError:
    """Return the error for an object that does not exist.

    It is the same for an object that never existed, one that was deleted, and one of another tenant or environment.

    Args:
        kind: Kind of object, for example `customer`.
        object_id: ID in the request.
        field: Parameter or field with the ID, if it is not in the path.
    """
    return ApiError(
        "resource_missing",
        f"No such {kind}: {quoted(object_id)}. Check the ID, the tenant and the environment of the key.",
        {"field": field} if field else None,
    )


def invalid_state(
    problem: str, remedy: str, state: Any, *, field: str = "status", code: str = "invalid_state"
) -> ApiError:
    """Return the error for an object whose state does not allow an operation."""
    return ApiError(
        code, f"{problem} {remedy}", {"field": field, "value": state, "constraint": "transition"}
    )


def quoted(text: str) -> str:
    """Return a text from a request for use in a message: in quotes, and shortened."""
    return f"'{text[:_SHOWN]}'"
