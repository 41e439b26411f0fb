"""A request on its way into the sandbox and the response on its way out, as faults see and change them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast
from urllib.parse import parse_qsl, urlencode

Json: TypeAlias = dict[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers: TypeAlias = list[tuple[str, str]]

LARGEST_BODY = 1024 * 1024
"""Bytes of a request body that are shown to faults. The sandbox gets the rest as it arrives."""


@dataclass
class Request:
    """A request: its path without the query, and header names in lower case."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first header of this name."""
        return next((value for key, value in self.headers if key == name), None)

    def set(self, name: str, value: str | None) -> None:
        """Replace a header, or remove it."""
        self.headers = _with(self.headers, name, value)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The query parameters, decoded, in the order in which they were sent."""
        # Bytes that are not UTF-8 survive the way back.
        return parse_qsl(self.query, keep_blank_values=True, errors="surrogateescape")

    @parameters.setter
    def parameters(self, pairs: list[tuple[str, str]]) -> None:
        self.query = urlencode(pairs, errors="surrogateescape")

    @property
    def json(self) -> Any:
        """The decoded body; `None` if it is not JSON."""
        try:
            return json.loads(self.body.decode())
        except (ValueError, RecursionError):
            return None

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value, separators=(",", ":")).encode()
        self.set("content-length", str(len(self.body)))

    @property
    def object(self) -> Json:
        """The decoded body if it is an object, else an empty one."""
        return as_object(self.json) or {}


@dataclass
class Response:
    """A response, beside the request that it belongs to."""

    request: Request
    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first header of this name."""
        return next((value for key, value in self.headers if key == name), None)

    def set(self, name: str, value: str | None) -> None:
        """Replace a header, or remove it."""
        self.headers = _with(self.headers, name, value)

    @property
    def json(self) -> Any:
        """The decoded body; `None` if it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value, separators=(",", ":")).encode()

    @property
    def object(self) -> Json:
        """The decoded body if it is an object, else an empty one."""
        return as_object(self.json) or {}

    @property
    def error(self) -> Json | None:
        """The error in the body, if it has one."""
        return as_object(self.object.get("error"))

    def change_error(self, **fields: Any) -> None:
        """Change fields of the error in the body, if it has one."""
        if (error := self.error) is not None:
            self.json = {"error": error | fields}

    @property
    def details(self) -> Json:
        """The details of the error in the body; none are empty."""
        return as_object((self.error or {}).get("details")) or {}

    def change_objects(self, change: Callable[[Json], None]) -> None:
        """Change the objects of a successful body: those of the list that it is, or itself."""
        body = self.object
        if self.status >= 300 or not body:
            return
        for thing in cast("list[Json]", body.get("data", [body])):
            change(thing)
        self.json = body


Respond: TypeAlias = Callable[[], Awaitable[Response]]
Handle: TypeAlias = Callable[[Request, Respond], Awaitable[Response]]


def wrapped(app: Application, handle: Handle) -> Application:
    """Return an application that gives each request to `handle`, with a function that makes the real response."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        request = _read(scope)
        messages = await _beginning(receive)
        request.body = b"".join(message.get("body", b"") for message in messages)
        last = messages[-1]

        async def respond() -> Response:
            pending: list[Message] = [
                {
                    "type": "http.request",
                    "body": request.body,
                    "more_body": last.get("more_body", False),
                }
            ]
            if last["type"] != "http.request":
                pending = [*messages]

            async def received() -> Message:
                return pending.pop(0) if pending else await receive()

            return await _respond(app, _changed(scope, request), request, received)

        await _send(await handle(request, respond), send)

    return call


def _read(scope: Scope) -> Request:
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return Request(
        method=scope["method"],
        path=path.partition(b"?")[0].decode("latin-1"),
        query=query.decode("latin-1"),
        headers=[(n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in scope["headers"]],
    )


async def _beginning(receive: Receive) -> list[Message]:
    """Read a request as far as faults see its body."""
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if not message.get("more_body", False) or size >= LARGEST_BODY:
            return messages


def _changed(scope: Scope, request: Request) -> Scope:
    return {
        **scope,
        "method": request.method,
        "query_string": request.query.encode("latin-1"),
        "headers": [(n.encode("latin-1"), v.encode("latin-1")) for n, v in request.headers],
    }


async def _respond(app: Application, scope: Scope, request: Request, receive: Receive) -> Response:
    """Let the application respond, and collect what it sends."""
    response = Response(request, 0)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status = message["status"]
            response.headers = [
                (n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in message["headers"]
            ]
        elif message["type"] == "http.response.body":
            response.body += message.get("body", b"")

    await app(scope, receive, send)
    return response


async def _send(response: Response, send: Send) -> None:
    if not response.status:
        return  # the client is gone
    if response.header("content-length") is not None and response.request.method != "HEAD":
        none = response.status in (204, 304)
        response.set("content-length", None if none else str(len(response.body)))
    headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in response.headers]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})


def as_object(value: Any) -> Json | None:
    """Return a decoded value if it is a JSON object."""
    return cast("Json", value) if isinstance(value, dict) else None


def _with(headers: Headers, name: str, value: str | None) -> Headers:
    others = [(key, old) for key, old in headers if key != name]
    return others if value is None else [*others, (name, value)]
