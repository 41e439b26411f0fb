"""A proxy that forwards requests to a server and records them."""

from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.threads import SECONDS, serving


@dataclass(frozen=True)
class Exchange:
    """A request, with the status of its response."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    status: int


class RecordingProxy:
    def __init__(self, server: str) -> None:
        self.exchanges: list[Exchange] = []
        self._server = urlsplit(server).netloc
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._running = ExitStack()
        self._running.enter_context(serving(self._listener))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.server_port}"

    def close(self) -> None:
        self._running.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = SECONDS
            # With Nagle's algorithm the body of a response waits for the acknowledgement of its head.
            disable_nagle_algorithm = True

            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                connection = HTTPConnection(proxy._server, timeout=SECONDS)
                connection.request(
                    self.command, self.path, body or None, {**headers, "host": proxy._server}
                )
                response = connection.getresponse()
                content = response.read()
                connection.close()
                proxy.exchanges.append(
                    Exchange(self.command, self.path, headers, body, response.status)
                )
                self.send_response_only(response.status)
                for name, value in response.getheaders():
                    if name.lower() not in {"connection", "content-length", "transfer-encoding"}:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = pass_on  # names of the base class

            def log_message(self, format: str, *args: object) -> None:  # name of the base class
                pass

        return Handler
