"""A small application behind the real edge, served by uvicorn on a port of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import uvicorn
from uvicorn._types import (
    ASGI3Application,
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPScope,
    Scope,
)

from azotte_sandbox.contract import Contract
from azotte_sandbox.protocol import Limits, server_config
from azotte_sandbox.tls import EventLoop
from tests.sandbox.raw_http import Address


@dataclass
class Recorder:
    """An ASGI application that keeps what reached it, and answers with it.

    `/early` answers before it reads the body, `/wait` after `release` was set.
    """

    received: list[str] = field(default_factory=list[str])
    release: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        assert scope["type"] == "http"
        body = b""
        if scope["path"] != "/early":
            more = True
            while more:
                message = await receive()
                if message["type"] != "http.request":
                    return
                body += message["body"]
                more = message["more_body"]
        self.received.append(f"{scope['method']} {scope['path']}")
        if scope["path"] == "/wait":
            self.waiting.set()
            await asyncio.to_thread(self.release.wait, 20)
        await _answer(scope, body, send)


async def _answer(scope: HTTPScope, body: bytes, send: ASGISendCallable) -> None:
    echo = {
        "method": scope["method"],
        "path": scope["path"],
        "query": scope["query_string"].decode("latin-1"),
        "headers": [
            [name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]
        ],
        "body": body.decode("latin-1"),
    }
    answer = json.dumps(echo).encode()
    headers: Sequence[tuple[bytes, bytes]] = [(b"content-length", str(len(answer)).encode())]
    if scope["path"] == "/broken-header":
        headers = [*headers, (b"x-echo", b"a\r\nx-forged: 1")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


@contextlib.contextmanager
def serving(
    app: ASGI3Application, limits: Limits | None = None, tls: ssl.SSLContext | None = None
) -> Generator[Address]:
    """Serve `app` from a thread until the block ends."""
    config = server_config(
        app, Contract.load().errors, limits or Limits(), ssl_context=tls, lifespan="off"
    )
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
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
