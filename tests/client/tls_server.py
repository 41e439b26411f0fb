"""A server that sends one response over TLS."""

from __future__ import annotations

import socket
import socketserver
import ssl
from collections.abc import Generator
from contextlib import contextmanager

import trustme

from tests.threads import serving

BODY = b'{"object": "list", "data": [], "has_more": false}'
_SECONDS = 10
"""How long a client may be silent."""


@contextmanager
def tls_server(authority: trustme.CA) -> Generator[str]:
    """Send an empty list to every request, with a certificate for 127.0.0.1; gives the base URL."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # its other overload wants pyOpenSSL

    class Handler(socketserver.BaseRequestHandler):
        request: socket.socket

        def handle(self) -> None:
            self.request.settimeout(_SECONDS)
            try:
                with context.wrap_socket(self.request, server_side=True) as stream:
                    stream.recv(65536)
                    head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
                    stream.sendall(head % len(BODY) + BODY)
            except OSError:
                pass  # the client rejected the certificate, or went away

    with _Server(("127.0.0.1", 0), Handler) as server, serving(server):
        yield f"https://127.0.0.1:{server.server_address[1]}/v1"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
