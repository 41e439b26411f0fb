"""A real HTTP server on loopback that sends scripted responses and records the requests."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.threads import SECONDS, serving


@dataclass
class Received:
    """A request as it came off the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int
    """The client's port: the same for requests of one connection."""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]


@dataclass
class ScriptedResponse:
    """A response of the script.

    `raw` gets the handler and writes whatever it likes; the connection is closed after it, unless it is to be kept.
    """

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    raw: Callable[[BaseHTTPRequestHandler], object] | None = None
    keep: bool = False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # With the default of five, more concurrent connections wait a second each.
    request_queue_size = 128


class RecordingServer:
    """Sends the responses of its script in order, and repeats the last one."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self._scripted: list[ScriptedResponse] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._running = ExitStack()
        self._running.enter_context(serving(self._server))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def script(self, *responses: ScriptedResponse) -> None:
        """Forget what was recorded and use this script from now on."""
        with self._lock:
            self.received = []
            self._scripted = list(responses)

    def close(self) -> None:
        self._running.close()

    def _next(self, received: Received) -> ScriptedResponse:
        with self._lock:
            self.received.append(received)
            return self._scripted.pop(0) if len(self._scripted) > 1 else self._scripted[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = SECONDS
            # Otherwise the body of a response waits for the acknowledgement of its head.
            disable_nagle_algorithm = True

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except ConnectionError:
                    self.close_connection = True

            def response(self) -> None:
                length = int(self.headers.get("content-length", 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                response = recorder._next(
                    Received(
                        self.command,
                        self.path,
                        headers,
                        self.rfile.read(length),
                        self.client_address[1],
                    )
                )
                if response.raw:
                    response.raw(self)
                    self.close_connection = not response.keep
                    return
                self.send_response_only(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(response.body)))
                self.end_headers()
                self.wfile.write(response.body)

            # The names that the base class looks for.
            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = response

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


def json_response(document: object, status: int = 200, **headers: str) -> ScriptedResponse:
    """Return a response in JSON; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ScriptedResponse(
        status, json.dumps(document).encode(), {"content-type": "application/json", **named}
    )


def scripted_error(
    status: int, type: str, code: str, message: str = "Said so.", **headers: str
) -> ScriptedResponse:
    """An error as the API writes it."""
    return json_response(
        {"error": {"code": code, "message": message, "type": type}}, status, **headers
    )
