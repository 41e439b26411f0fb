"""Raw HTTP/1.1 over a socket: sends exactly the bytes it is given, reads responses strictly."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Address = tuple[str, int]


@dataclass(frozen=True)
class ScriptedResponse:
    """One response of the server."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The only header of this name, in lower case; `None` if absent."""
        values = [value for field, value in self.headers if field == name]
        assert len(values) <= 1, f"{name} came {len(values)} times"
        return values[0] if values else None

    @property
    def error(self) -> dict[str, Any]:
        error: dict[str, Any] = json.loads(self.body)["error"]
        return error


class Connection:
    """A connection whose every byte is chosen by the test. All waits end with `timeout` seconds."""

    def __init__(
        self,
        address: Address,
        timeout: float = 10,
        tls: ssl.SSLContext | None = None,
        buffer: int | None = None,
    ) -> None:
        """`buffer` is how many bytes the client's side takes before it reads them, as far as the system obeys."""
        self.socket = socket.create_connection(address, timeout=timeout)
        if buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self.unread: bytes = b""

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, *pieces: bytes, pause: float = 0) -> None:
        """Send the pieces one by one; a server that has closed already is not an error here."""
        for index, piece in enumerate(pieces):
            if index:
                time.sleep(pause)
            try:
                self.socket.sendall(piece)
            except (BrokenPipeError, ConnectionResetError):
                return

    def response(self, *, to_head: bool = False) -> ScriptedResponse | None:
        """The next response; `None` if the server closed the connection instead."""
        while b"\r\n\r\n" not in self.unread:
            if not self.receive():
                assert not self.unread, f"cut off: {self.unread!r}"
                return None
        head, _, self.unread = self.unread.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        version, status, *_ = status_line.split(" ", 2)
        assert version == "HTTP/1.1", status_line
        fields = tuple(_field(line) for line in lines)
        if int(status) < 200:
            return self.response()
        lengths = [int(value) for name, value in fields if name == "content-length"]
        assert lengths or int(status) in (204, 304), f"no content-length: {head!r}"
        length = 0 if to_head else sum(lengths)
        while len(self.unread) < length:
            assert self.receive(), f"body cut off: {head!r}"
        body, self.unread = self.unread[:length], self.unread[length:]
        return ScriptedResponse(int(status), fields, body)

    def responses(self) -> list[ScriptedResponse]:
        """All responses until the server closes the connection."""
        return list(iter(self.response, None))

    def closed_after(self) -> float:
        """Seconds until the server closes the connection, which must come without another byte."""
        start = time.monotonic()
        assert not self.receive(), f"unexpected: {self.unread!r}"
        return time.monotonic() - start

    def receive(self) -> bool:
        """Wait for more bytes; whether any came before the server closed."""
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data = b""
        self.unread += data
        return bool(data)


def request(
    target: str = "/", headers: Iterable[str] = (), body: bytes = b"", method: str = "GET"
) -> bytes:
    """A well-formed request; `Host` and `Content-Length` are added."""
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *headers]
    if body or method in ("POST", "PUT"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(": ")
    assert colon, line
    return name.lower(), value
