"""HTTP requests and responses, as ASGI carries them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from azotte_sandbox.errors import ApiError

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]

CUT_EXTENSION = "azotte_sandbox.cut"
"""ASGI extension with a function that closes the connection immediately."""

# Sent with every response that has no others of these names. OWASP ASVS 5.0 3.4.3 to 3.4.6 and 14.3.2.
SECURITY_HEADERS: Headers = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
# Added to responses over TLS. ASVS 3.4.1: at least a year, subdomains included.
TRANSPORT_SECURITY_HEADER = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class ClientDisconnectedError(Exception):
    """The client closed the connection before it had sent the whole request."""


class Request:
    """One HTTP request.

    Args:
        scope: The ASGI scope of the request.
        receive: Returns the next part of the body.
    """

    __slots__ = (
        "_receive",
        "address",
        "headers",
        "method",
        "path",
        "query",
        "received",
        "repeated",
        "scheme",
    )

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self.path = _path(scope)
        """The raw path below the place where the application is mounted, percent-encoded."""
        self.query: bytes = scope["query_string"]
        self.scheme: str = scope["scheme"]
        self.address = str(scope["client"][0]) if scope.get("client") else ""
        """The address at the other end of the connection: the client's or a proxy's."""
        self.headers: dict[bytes, bytes] = {}
        """By name in lowercase; the values of a repeated header are joined (RFC 9110 5.3)."""
        self.repeated: set[bytes] = set()
        """The names of the headers that were sent more than once."""
        for name, value in scope["headers"]:
            if name in self.headers:
                self.repeated.add(name)
                value = self.headers[name] + b", " + value  # noqa: PLW2901  (the joined value replaces it)
            self.headers[name] = value
        self.received: bytes = b""
        """What was read of the body."""
        self._receive = receive

    async def body(self, limit: int) -> bytes:
        """Return the whole body.

        Args:
            limit: Maximum number of bytes.

        Raises:
            ApiError: `body_too_large`.
            ClientDisconnectedError: The rest of the body will not arrive.
        """
        length = self.headers.get(b"content-length", b"").lstrip(b"0")
        if length.isdigit() and (len(length) > len(str(limit)) or int(length) > limit):
            raise _too_large(limit)
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnectedError
            self.received += message.get("body", b"")
            if len(self.received) > limit:
                raise _too_large(limit)
            if not message.get("more_body"):
                return self.received

    def __repr__(self) -> str:
        return f"<Request {self.method}>"  # the headers hold the key, and path or query may too


class Response(NamedTuple):
    """Status, body and the headers that are special to this response."""

    status: int
    body: bytes
    headers: Headers

    async def send(self, send: Send, more: Headers, *, to_head: bool) -> None:
        """Send it.

        Args:
            send: Sends one ASGI message.
            more: Further headers.
            to_head: Whether this is the response to a HEAD request, which has no body.
        """
        own = {name for name, _ in self.headers}
        defaults = (header for header in SECURITY_HEADERS if header[0] not in own)
        headers = [*self.headers, *more, *defaults]
        if self.status != 204:  # RFC 9110 8.6
            headers.append((b"content-length", b"%d" % len(self.body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        body = b"" if to_head else self.body
        await send({"type": "http.response.body", "body": body})


def cut(scope: Scope) -> None:
    """Close the connection of a request without a response.

    Raises:
        ConnectionResetError: The server has no way to do so (`server.serve` has). It is what a client in this process gets.
    """
    close = scope.get("extensions", {}).get(CUT_EXTENSION)
    if close is None:
        raise ConnectionResetError("The connection was cut, as a failure rule of the sandbox says.")
    close()


def _path(scope: Scope) -> bytes:
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    root = quote(scope.get("root_path", "")).encode()
    return raw.removeprefix(root)


def _too_large(limit: int) -> ApiError:
    size = f"{limit // 1024} KiB" if limit % 1024 == 0 else f"{limit} bytes"
    return ApiError("body_too_large", f"Request body too large. Send up to {size}.")
