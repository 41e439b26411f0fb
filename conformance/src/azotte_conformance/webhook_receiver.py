"""Takes webhook deliveries on this machine and keeps them."""

import http.server
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LARGEST = 1 << 20
"""Bytes of a delivery that are read: anybody can reach a listener."""
SECONDS = 10.0
"""How long a sender may be silent."""


@dataclass(frozen=True)
class Delivery:
    """One delivery as it came."""

    path: str
    method: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: float
    """Unix seconds."""
    status: int

    def header(self, name: str) -> list[str]:
        return [v for n, v in self.headers if n.lower() == name.lower()]


@dataclass
class Receiver:
    """An HTTP server that responds with 200, except where it is to reject.

    Args:
        host: the address to listen on.
        port: 0 lets the system choose one.
        reject: paths whose first delivery of each body gets a 500.
        path: the path that every delivery is kept under; by default its own.
        reject_first: Whether the first delivery of all gets a 500.
    """

    host: str = "127.0.0.1"
    port: int = 0
    reject: tuple[str, ...] = ()
    path: str | None = None
    reject_first: bool = False
    deliveries: list[Delivery] = field(default_factory=list[Delivery])

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._rejected: set[tuple[str, bytes]] = set()
        take = self._take

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = SECONDS

            def do_POST(self) -> None:
                length = self.headers.get("Content-Length") or "0"
                if not length.isdecimal() or int(length) > LARGEST:
                    self.close_connection = True
                    return
                status = take(self, self.rfile.read(int(length)))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_PUT = do_POST

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer((self.host, self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self._server.server_address[1]}"

    def _take(self, request: http.server.BaseHTTPRequestHandler, body: bytes) -> int:
        with self._changed:
            key = (request.path, body)
            reject = request.path in self.reject and key not in self._rejected
            reject = reject or (self.reject_first and not self.deliveries)
            status = 500 if reject else 200
            if reject:
                self._rejected.add(key)
            self.deliveries.append(
                Delivery(
                    path=self.path or request.path,
                    method=request.command,
                    headers=tuple(request.headers.items()),
                    body=body,
                    at=time.time(),
                    status=status,
                )
            )
            self._changed.notify_all()
        return status

    def wait(self, enough: Callable[[list[Delivery]], bool], seconds: float) -> bool:
        """Wait until there are enough deliveries, or none has come for so many seconds; whether there are enough."""
        with self._changed:
            while not enough(self.deliveries):
                if not self._changed.wait(seconds):
                    return False
            return True

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
