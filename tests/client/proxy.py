"""An HTTP proxy that records the targets of the requests."""

from __future__ import annotations

import selectors
import socket
import socketserver
from collections.abc import Generator
from contextlib import contextmanager

from tests.client.tls_server import BODY
from tests.threads import serving

_SECONDS = 10
"""How long the two ends of a tunnel may be silent."""


@contextmanager
def proxy() -> Generator[tuple[str, list[str]]]:
    """Run a proxy; gives its URL and the targets.

    It tunnels for CONNECT, and sends an empty list itself to every other request.
    """
    targets: list[str] = []

    class Handler(socketserver.BaseRequestHandler):
        request: socket.socket

        def handle(self) -> None:
            self.request.settimeout(_SECONDS)
            head = self.request.recv(65536)
            if not head:
                return
            target = head.split()[1].decode()
            targets.append(target)
            if head.startswith(b"CONNECT"):
                host, port = target.split(":")
                self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                with socket.create_connection((host, int(port)), timeout=_SECONDS) as upstream:
                    tunnel(self.request, upstream)
            else:
                head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
                self.request.sendall(head % len(BODY) + BODY)

        def finish(self) -> None:
            self.request.close()

    with _Server(("127.0.0.1", 0), Handler) as server, serving(server):
        yield f"http://127.0.0.1:{server.server_address[1]}", targets


def tunnel(one: socket.socket, other: socket.socket) -> None:
    """Copy in both directions until either end closes or breaks, or both are silent for too long."""
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        while ready := selector.select(_SECONDS):
            for key, _ in ready:
                assert isinstance(key.fileobj, socket.socket)
                try:
                    data = key.fileobj.recv(65536)
                    key.data.sendall(data)
                except OSError:
                    return
                if not data:
                    return


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
