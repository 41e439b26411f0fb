"""What faults do to responses on their way out."""

from __future__ import annotations

from azotte_sandbox.errors import ApiError
from tests.conformance.faults.exchange import Response
from tests.conformance.faults.seams import Seams


def turn(sandbox: Seams, response: Response, code: str) -> None:
    """Turn the error of a response into another one, with the status and type that the contract has for its code."""
    kind = sandbox.served.errors[code]
    response.status = kind.status
    response.change_error(code=code, type=kind.type)
    response.set("allow", None)


def html(response: Response, status: int | None = None) -> None:
    """Respond with a web server's error page."""
    response.status = status or response.status
    response.body = b"<html><body><h1>Not Found</h1></body></html>"
    response.set("content-type", "text/html")


def reject(sandbox: Seams, response: Response, error: ApiError) -> None:
    """Respond with an error instead, with the same other headers."""
    error_response = sandbox.error_response(response.request, error)
    response.status, response.body = error_response.status, error_response.body
    response.set("content-type", error_response.header("content-type"))
    response.change_error(request_id=response.header("x-request-id"))


def fail(sandbox: Seams, response: Response) -> None:
    """Respond with an internal error."""
    reject(sandbox, response, ApiError("internal_error", "The server failed."))
