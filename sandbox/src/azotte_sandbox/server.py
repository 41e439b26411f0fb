"""Runs the application under uvicorn.

Why uvicorn: it runs inside a program through public calls, on a socket that listens already and on this program's event
loop. granian has HTTP/2 and a timeout for headers, but it serves from a second process, which takes more
memory than the whole sandbox may use, and its embedded form is experimental.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from importlib.util import find_spec
from typing import Literal

import uvicorn
from uvicorn.config import HTTP_PROTOCOLS

from azotte_sandbox.app import App
from azotte_sandbox.transport import Transport

HEADER_BYTES = 16 * 1024
"""The largest incomplete request line and headers that h11 keeps; zttp has bounds of its own."""
STOP_SECONDS = 4
"""How long a stop waits for requests in flight."""
OPEN_FILES = 65_536
"""How many are enough: each connection is one."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; with port 0 the system chooses one.

    Raises:
        OSError: The address is in use, or not one of this machine.
    """
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let another program listen too
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
    config = uvicorn.Config(
        app,
        http=_parser(),
        ws="none",
        lifespan="on",
        h11_max_incomplete_event_size=HEADER_BYTES,
        timeout_graceful_shutdown=STOP_SECONDS,
        server_header=False,
        proxy_headers=False,  # it would believe every client on loopback; `transport` has the rule
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


def event_loop() -> asyncio.AbstractEventLoop:
    """Return the fastest event loop that is installed."""
    try:
        import uvloop
    except ModuleNotFoundError:  # Windows has none
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _parser() -> Literal["zttp", "h11"]:
    """Return a parser that bounds the size of headers: httptools, which uvicorn prefers, keeps whatever arrives.

    zttp costs a third of what h11 does, but needs a uvicorn that knows it.
    """
    return "zttp" if "zttp" in HTTP_PROTOCOLS and find_spec("zttp") else "h11"


def _allow_many_connections() -> None:
    """Raise the limit of open files, so that clients that stall leave room for others."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))
