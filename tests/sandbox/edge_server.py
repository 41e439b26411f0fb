"""A small application behind the real edge, served by uvicorn on a port of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Generator
from dataclasses import dataclass, field

import uvicorn

from azotte_sandbox.contract import Contract
from azotte_sandbox.protocol import Answer, Application, Limits, Request, server_config
from azotte_sandbox.tls import EventLoop
from tests.sandbox.raw_http import Address


@dataclass
class Recorder:
    """An application that keeps what reached it, and answers with it.

    `/early` answers before it reads the body, `/wait` after `release` was set, `/broken` and
    `/cancelled` not at all.
    """

    received: list[str] = field(default_factory=list[str])
    release: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)

    async def __call__(self, request: Request) -> Answer:
        path = request.path.decode()
        body = b"" if path == "/early" else await request.body()
        self.received.append(f"{request.method} {path}")
        if path == "/wait":
            self.waiting.set()
            await asyncio.to_thread(self.release.wait, 20)
        if path == "/broken":
            raise LookupError(path)
        if path == "/cancelled":
            raise asyncio.CancelledError
        echo = {
            "method": request.method,
            "path": path,
            "query": request.query.decode(),
            "headers": {
                name.decode(): value.decode("latin-1") for name, value in request.headers.items()
            },
            "body": body.decode("latin-1"),
        }
        forged = ((b"x-echo", b"a\r\nx-forged: 1"),) if path == "/broken-header" else ()
        return Answer(200, json.dumps(echo).encode(), forged)


@contextlib.contextmanager
def serving(
    app: Application,
    limits: Limits | None = None,
    tls: ssl.SSLContext | None = None,
    send_buffer: int | None = None,
) -> Generator[Address]:
    """Serve `app` from a thread until the block ends.

    `send_buffer` is how many bytes the system takes for a client that does not read them.
    """
    config = server_config(
        app, Contract.load().errors, limits or Limits(), ssl_context=tls, lifespan="off"
    )
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    if send_buffer is not None:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
    address: Address = listener.getsockname()

    def run() -> None:
        with asyncio.Runner(loop_factory=EventLoop) as runner:
            runner.run(server.serve([listener]))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join(timeout=30)
        assert not thread.is_alive(), "the server did not stop"
