"""Runs the application under uvicorn.

uvicorn has a public interface to run in a program, on an existing socket and event loop. granian has HTTP/2 and a
timeout for headers, but uses a second process. That takes more memory than the sandbox may use, and its embedded form
is experimental.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from importlib.util import find_spec
from typing import Any, Literal

import uvicorn
from uvicorn.config import HTTP_PROTOCOLS
from uvicorn.importer import import_from_string

from azotte_sandbox.app import App
from azotte_sandbox.messages import CUT_EXTENSION, Receive, Scope, Send
from azotte_sandbox.transport import Transport

HEADER_BYTES = 16 * 1024
"""Maximum size of an incomplete request line and headers in h11. zttp has its own limit."""
STOP_SECONDS = 4
"""Time that a stop waits for active requests."""
OPEN_FILES = 65_536
"""Number of open files, one for each connection."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Port 0 selects any free port.

    Raises:
        OSError: The address is in use, or does not belong to this machine.
    """
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # on Windows it would let another program listen too
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


async def serve(app: App, listener: socket.socket, transport: Transport) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        app: The application.
        listener: Where.
        transport: With which certificate.
    """
    connections = _Connections(app)
    config = uvicorn.Config(
        connections,
        http=connections.protocol(_parser()),
        ws="none",
        lifespan="on",
        h11_max_incomplete_event_size=HEADER_BYTES,
        timeout_graceful_shutdown=STOP_SECONDS,
        server_header=False,
        proxy_headers=False,  # it would trust every client on loopback; `transport` has the rule
        access_log=False,
        log_config=None,
        ssl_certfile=transport.certificate,
        ssl_keyfile=transport.key,
    )
    server = uvicorn.Server(config)

    def stop(*_: object) -> None:
        server.should_exit = True

    # uvicorn raises the signal again when it has stopped; without a handler that would end the process before its store
    # is closed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    _allow_many_connections()
    await server.serve([listener])


class _Connections:
    """Lets the application close the connection of a request, which ASGI has no message for."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._open: dict[object, asyncio.Transport] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            connection = self._open.get(scope["client"])
            if connection is not None:
                scope.setdefault("extensions", {})[CUT_EXTENSION] = connection.abort
        await self._app(scope, receive, send)

    def protocol(self, name: str) -> type[asyncio.Protocol]:
        """Return uvicorn's protocol of this name, whose connections are known here."""
        base: Any = import_from_string(HTTP_PROTOCOLS[name])
        made, lost = base.connection_made, base.connection_lost
        open_ = self._open

        class Known(base):  # type: ignore[misc]
            def connection_made(self, transport: asyncio.Transport) -> None:
                self._peer = tuple(transport.get_extra_info("peername")[:2])
                open_[self._peer] = transport
                made(self, transport)

            def connection_lost(self, exc: Exception | None) -> None:
                open_.pop(self._peer, None)
                lost(self, exc)

        return Known


def event_loop() -> asyncio.AbstractEventLoop:
    """Return the fastest event loop that is installed."""
    try:
        import uvloop
    except ModuleNotFoundError:  # Windows has none
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _parser() -> Literal["zttp", "h11"]:
    """Return a parser that bounds the size of headers: httptools, which uvicorn prefers, keeps whatever arrives.

    zttp costs a third of h11, but needs a version of uvicorn that supports it.
    """
    return "zttp" if "zttp" in HTTP_PROTOCOLS and find_spec("zttp") else "h11"


def _allow_many_connections() -> None:
    """Raise the limit of open files, so that stalled clients do not block others."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))
