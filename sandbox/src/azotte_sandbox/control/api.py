"""Handles a request to the control API: access, route, checks, operation, response."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import msgspec

from azotte_sandbox import logs
from azotte_sandbox.control import (
    clocks,
    data,
    deliveries,
    failing,
    inspector,
    keyring,
    recorded,
    tenants,
    triggers,
    whole_sandbox,
)
from azotte_sandbox.control.access import Access
from azotte_sandbox.control.document import BASE, ControlOperation, Document
from azotte_sandbox.errors import ApiError, OperatorError
from azotte_sandbox.messages import ClientDisconnectedError, Headers, Request, Response, Send
from azotte_sandbox.recorder import Recorder
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.store import StoreUnavailableError

if TYPE_CHECKING:
    from azotte_sandbox.app import App

_JSON: Headers = ((b"content-type", b"application/json"),)
_ISOLATION: Headers = ((b"cross-origin-resource-policy", b"same-origin"),)
_CODES = {
    400: "invalid_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    415: "unsupported_media_type",
}
_STATUSES = {"unsupported_media_type": 415, "body_too_large": 413}


class ControlCall(NamedTuple):
    """A checked request to the control API."""

    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any


Operation: TypeAlias = "Callable[[Control, ControlCall], Awaitable[object]]"

OPERATIONS: dict[str, Operation] = {
    operation.__name__: operation
    for module in (
        clocks,
        data,
        deliveries,
        failing,
        keyring,
        recorded,
        tenants,
        triggers,
        whole_sandbox,
    )
    for operation in module.OPERATIONS
}


class Control:
    """The control API of an application.

    Args:
        app: The application.
        sandbox: Its sandbox.
        access: Who can call it.
    """

    def __init__(self, app: App, sandbox: Sandbox, access: Access) -> None:
        self.app = app
        self.sandbox = sandbox
        self.requests = Recorder(
            app.secret,
            (sandbox.contract.key_header, b"authorization", b"proxy-authorization", b"cookie"),
        )
        self.document = Document()
        self.actor = access.actor
        """Name of the user in audit trails."""
        self._access = access

    def wake(self) -> None:
        """Deliver what is due now instead of within a second."""
        self.app.wake()

    def serves(self, path: bytes) -> bool:
        """Return whether a path belongs to the control API."""
        return path == BASE or path.startswith(BASE + b"/")

    async def __call__(self, request: Request, send: Send, *, secure: bool) -> None:
        """Handle a request.

        Args:
            request: The request.
            send: Sends one ASGI message.
            secure: Whether it came over HTTPS, or need not.
        """
        started = time.perf_counter()
        try:
            if not secure:
                raise OperatorError(
                    "HTTPS required. Create a new token, because it was sent unencrypted.", 403
                )
            response = await self._respond(request)
        except ClientDisconnectedError:
            return
        except Exception as error:  # noqa: BLE001  (whatever it is, the client gets a response)
            response = _failure(error)
        await response.send(send, _ISOLATION, to_head=request.method == "HEAD")
        if request.method not in ("GET", "HEAD"):
            self._log(request, response.status, time.perf_counter() - started)

    def _log(self, request: Request, status: int, seconds: float) -> None:
        found = self.document.find(request.path)
        logs.event(
            "control",
            method=request.method,
            route=found[0].path if found else None,
            status=status,
            duration_ms=round(seconds * 1000, 3),
            client=request.address,
        )

    async def _respond(self, request: Request) -> Response:
        self._access.check(request)
        shown = inspector.page(request)
        if shown is not None:
            return shown
        found = self.document.find(request.path)
        if found is None:
            raise OperatorError("No such path. See /control/openapi.json.", 404)
        route, path = found
        method = "GET" if request.method == "HEAD" else request.method
        operation = route.operations.get(method)
        if operation is None:
            allowed = ", ".join(route.operations)
            response = _error(405, "method_not_allowed", f"Method not allowed. Use {allowed}.")
            return response._replace(headers=(*response.headers, (b"allow", allowed.encode())))
        query = operation.query.read(request.query)
        body = await _body(request, operation)
        result = await OPERATIONS[operation.id](self, ControlCall(path, query, body))
        if result is None:
            return Response(operation.success, b"", ())
        encoded = result if isinstance(result, bytes) else msgspec.json.encode(result)
        return Response(operation.success, encoded, _JSON)


async def _body(request: Request, operation: ControlOperation) -> Any:
    if operation.body is None:
        return {}
    body = await request.body(operation.body.max_bytes)
    if not body and not operation.body.required:
        return operation.body.absent
    return operation.body.read(body, request.headers.get(b"content-type", b""))[0]


def _failure(error: Exception) -> Response:
    match error:
        case OperatorError():
            return _error(error.status, _CODES[error.status], str(error))
        case ApiError():
            status = _STATUSES.get(error.code, 400)
            return _error(status, error.code, error.message, error.details)
        case StoreUnavailableError():
            logs.event("store_unavailable", level="error", reason=str(error))
            return _error(503, "service_unavailable", "Service unavailable. Retry in a second.")
        case _:
            logs.exception(error)
            return _error(500, "internal_error", "Internal error. The server's log has its stack.")


def _error(status: int, code: str, message: str, details: dict[str, Any] | None = None) -> Response:
    error: dict[str, Any] = {"code": code, "message": message}
    if details:
        error["details"] = details
    return Response(status, msgspec.json.encode({"error": error}), _JSON)
