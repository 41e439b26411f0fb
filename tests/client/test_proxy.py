"""The tests' own proxy: a tunnel ends when either of its ends does."""

from __future__ import annotations

import socket
import struct
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from tests.client.proxy import proxy

SECONDS = 5
RESET = struct.pack("ii", 1, 0)
"""With SO_LINGER: closing the socket breaks the connection."""


@contextmanager
def tunnelled() -> Generator[tuple[socket.socket, socket.socket]]:
    """A client and the server that it reaches through the proxy; neither has sent anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener, proxy() as (url, _):
        listener.settimeout(SECONDS)
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=SECONDS) as client:
            client.sendall(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\n" % listener.getsockname()[1])
            assert client.recv(100).startswith(b"HTTP/1.1 200")
            server, _ = listener.accept()
            with server:
                server.settimeout(SECONDS)
                yield client, server


@pytest.mark.parametrize("how", ["closed", "broken"])
@pytest.mark.parametrize("end", ["client", "server"])
def test_a_tunnel_ends_with_either_end(how: str, end: str) -> None:
    with tunnelled() as (client, server):
        ended, other = (client, server) if end == "client" else (server, client)
        if how == "broken":
            ended.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        ended.close()
        assert other.recv(1) == b""


def test_a_tunnel_carries_both_directions() -> None:
    with tunnelled() as (client, server):
        client.sendall(b"to the server")
        assert server.recv(100) == b"to the server"
        server.sendall(b"to the client")
        assert client.recv(100) == b"to the client"
