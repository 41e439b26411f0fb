"""Runs one mode of `tests.hostile.modes` on a loopback port.

Nothing here runs for ever: a connection ends after `LIFETIME` seconds or `MOST_BYTES` bytes, and `close` ends them all.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Self

import trustme

if TYPE_CHECKING:
    from tests.hostile.modes import Mode

LIFETIME = 20.0
MOST_BYTES = 2 << 30
PAUSE = 0.1
"""Seconds between two bytes of what drips: short enough that no limit on a single read notices."""


class Request(NamedTuple):
    """What a client sent.

    Attributes:
        method: The method.
        target: The target.
        headers: The headers, names in lower case.
    """

    method: str
    target: str
    headers: dict[str, str]


class GoneError(Exception):
    """The client is gone, or the connection's time or bytes are used up."""


class Peer:
    """One connection, as a mode sees it."""

    def __init__(self, server: HostileServer, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        self._ends = time.monotonic() + LIFETIME
        self._left = MOST_BYTES
        self._received = b""

    def request(self) -> Request:
        """Read a request with its body."""
        while b"\r\n\r\n" not in self._received:
            self._receive()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        length = int(headers.get("content-length", "0"))
        while len(self._received) < length:
            self._receive()
        self._received = self._received[length:]
        method, target, _ = first.split(" ", 2)
        request = Request(method, target, headers)
        self.server.requests.append(request)
        return request

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self._left -= len(data)
        if self._left < 0 or self.server.closing.is_set() or time.monotonic() > self._ends:
            raise GoneError
        self.sock.sendall(data)

    def drip(self, data: bytes) -> None:
        """Send bytes one by one."""
        for byte in data:
            self.send(bytes([byte]))
            self.wait(PAUSE)

    def wait(self, seconds: float = LIFETIME) -> None:
        """Do nothing for a time, or until the client or the server closes."""
        ends = min(time.monotonic() + seconds, self._ends)
        self.sock.settimeout(PAUSE / 4)
        while (left := ends - time.monotonic()) > 0 and not self.server.closing.is_set():
            try:
                if self.sock.recv(1, socket.MSG_PEEK) == b"":
                    raise GoneError
            except TimeoutError:
                continue
            except ValueError:  # TLS cannot peek
                pass
            self.server.closing.wait(min(left, PAUSE / 4))
        self.sock.settimeout(LIFETIME)

    def reset(self) -> None:
        """Close the connection with a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def start_tls(self, host: str) -> None:
        """Do a TLS handshake with a certificate for a host."""
        self.sock = server_context(host).wrap_socket(self.sock, server_side=True)

    def _receive(self) -> None:
        data = self.sock.recv(65536)
        if not data or len(self._received) > 1 << 20:
            raise GoneError
        self._received += data


class HostileServer:
    """Serves one mode until it is closed.

    Attributes:
        mode: The mode.
        url: A base URL for clients.
        requests: The requests so far.
        connections: How many connections there were so far.
    """

    def __init__(self, mode: Mode, path: str = "/v1") -> None:
        self.mode = mode
        self.requests: list[Request] = []
        self.connections = 0
        self.closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        scheme = "https" if mode.tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}{path}"
        self._threads: list[threading.Thread] = []
        self._peers: list[Peer] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End all connections and threads."""
        self.closing.set()
        # Wakes the thread that accepts, which needs no polling then: a hundred servers are idle at the same time.
        socket.create_connection(self._listener.getsockname(), timeout=LIFETIME).close()
        self._thread.join()
        for peer in self._peers:
            with suppress(OSError):
                peer.sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(LIFETIME)
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self.closing.is_set():
                sock.close()
                return
            self.connections += 1
            # Otherwise small pieces wait for acknowledgements.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # A send to a client that stopped reading must not outlive `close` for long.
            sock.settimeout(LIFETIME / 4)
            peer = Peer(self, sock)
            self._peers.append(peer)
            thread = threading.Thread(target=self._serve, args=(peer,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, peer: Peer) -> None:
        try:
            self.mode.behave(peer)
        except (OSError, GoneError):
            pass
        finally:
            peer.sock.close()


@cache
def authority() -> trustme.CA:
    """Return the authority that issued the certificates of the TLS modes."""
    return trustme.CA()


@cache
def server_context(host: str) -> ssl.SSLContext:
    """Return a server's TLS context with a certificate for a host."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority().issue_cert(host).configure_cert(context)  # pyright: ignore[reportUnknownMemberType]  # its other overload wants pyOpenSSL
    return context
